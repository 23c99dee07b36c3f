/**
 * The counters of a histogram, cut into pages that exist only where something was counted. A latency distribution
 * touches 2 to 8 of the 23 pages; an engine keeps hundreds of histograms at once.
 *
 * Counters are doubles in recorder and accumulator alike: exact to 2^53 where 32 bits would wrap in a long
 * run, at the same speed, and one element type keeps the shared loops monomorphic.
 */
import { BUCKETS_PER_DOUBLING, INDEX_COUNT } from './layout.ts'

export const PAGE_SIZE = BUCKETS_PER_DOUBLING
export const PAGE_COUNT = INDEX_COUNT / PAGE_SIZE

/** PAGE_COUNT pages of PAGE_SIZE counters; a missing page is all zeros. */
export type CountPages = (Float64Array | undefined)[]

export function createCountPages(): CountPages {
  return Array.from({ length: PAGE_COUNT }, () => undefined)
}

/** Adds a page of zeros and returns it. */
export function allocatePage(pages: CountPages, page: number): Float64Array {
  const counts = new Float64Array(PAGE_SIZE)
  pages[page] = counts
  return counts
}
