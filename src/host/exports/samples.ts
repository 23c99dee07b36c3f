/**
 * Single samples for tools that know nothing else. Loadwright keeps histograms, not samples, so each sample is read back off its
 * bucket: its time is right within 0.1 %, its moment within its second; how many there are, of what, and their sums of bytes are exact.
 */
import { decodePayload } from '../../core/histogram/encoding.ts'
import { highestEquivalentUs } from '../../core/histogram/layout.ts'

/** Every value of a histogram, smallest first; none above `maxUs`. Percentiles of them are those of the histogram. */
export function* valuesOf(payload: Uint8Array, maxUs: number): Generator<number> {
  const buckets: [us: number, count: number][] = []
  decodePayload(payload, (index, count) => buckets.push([Math.min(highestEquivalentUs(index), maxUs), count]))
  for (const [us, count] of buckets) for (let i = 0; i < count; i++) yield us
}

/** Moments within one second for `count` events, evenly, ms since the start of the run. `k` counts from 0. */
export function momentInSecond(t: number, k: number, count: number): number {
  return t * 1000 + ((k + 0.5) * 1000) / count
}

/** The part of a total that falls to the k-th of `count`, in whole numbers that add up to it. */
export function shareOf(total: number, k: number, count: number): number {
  return Math.floor((total * (k + 1)) / count) - Math.floor((total * k) / count)
}
