/** Latencies on a log scale: rows of equal height, twenty to a factor of ten. */
import { bucketIndexOf, INDEX_COUNT, medianEquivalentUs } from '../../core/histogram/layout.ts'

export const ROWS_PER_DECADE = 20
/** Whole microseconds: what is less than one lies in its row. */
const LOWEST_US = 1
/** All that a histogram can hold, and a row on either side. */
export const ROW_COUNT = rowAt(2 ** 32) + 3

/** Rows of the buckets of a histogram, each where the latency that stands for it lies: looked up, as a heatmap has a million of them. */
const ROW_OF_BUCKET = Uint8Array.from({ length: INDEX_COUNT }, (_, index) => rowOf(medianEquivalentUs(index)))

/** As rowOf, of the bucket that a latency is in. */
export function rowOfBucket(us: number): number {
  return ROW_OF_BUCKET[bucketIndexOf(us)]!
}

/** Row of a latency, from 1 on; [edgeMs(row), edgeMs(row + 1)) holds it. */
export function rowOf(latencyUs: number): number {
  const us = Math.max(latencyUs, LOWEST_US)
  const row = rowAt(us)
  // Rounding of the logarithm must not put a latency on the other side of the edge that is shown.
  if (us < edgeMs(row) * 1000) return row - 1
  return us >= edgeMs(row + 1) * 1000 ? row + 1 : row
}

/** Lower edge of a row, ms. */
export function edgeMs(row: number): number {
  return (LOWEST_US / 1000) * 10 ** ((row - 1) / ROWS_PER_DECADE)
}

/** Row 0 is room below the smallest latency. */
function rowAt(us: number): number {
  return Math.floor(Math.log10(us / LOWEST_US) * ROWS_PER_DECADE) + 1
}
