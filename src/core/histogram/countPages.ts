/**
 * The counters of a histogram, cut into pages that exist only where something was counted. A latency distribution
 * touches 2 to 8 of the 23 pages; an engine keeps hundreds of histograms at once.
 *
 * A recorder counts in 32 bits and an accumulator in doubles (exact to 2^53). With 200 series, the processor's cache is
 * what recording waits for: doubles were measured to take twice the time. Each process works with one of the two,
 * so the shared loops stay monomorphic.
 */
import { BUCKETS_PER_DOUBLING, INDEX_COUNT } from './layout.ts'

export const PAGE_SIZE = BUCKETS_PER_DOUBLING
export const PAGE_COUNT = INDEX_COUNT / PAGE_SIZE

/** PAGE_COUNT pages of PAGE_SIZE counters; a missing page is all zeros. */
export type CountPages<Page extends Uint32Array | Float64Array = Float64Array> = (Page | undefined)[]

const NO_PAGES: readonly undefined[] = Array.from({ length: PAGE_COUNT }, () => undefined)

export function createCountPages<Page extends Uint32Array | Float64Array>(): CountPages<Page> {
  return NO_PAGES.slice()
}
