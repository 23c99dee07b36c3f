/**
 * Which counter a latency belongs to. The layout is HdrHistogram's for values of 1 µs to 1 h with three significant
 * digits: single microseconds up to 2,047 µs, then for every doubling 1,024 buckets of equal width, so that a bucket is
 * never wider than 1/1,024 (0.098 %) of the values in it. Every number of the product passes through these
 * functions; they are fixed for good, because histograms written by one version are read by every later one.
 */

/** Longest latency that is told apart from longer ones: one hour, in microseconds. */
export const HIGHEST_TRACKABLE_US = 3_600_000_000

/** Significant decimal digits kept, as the HdrHistogram header writes it. */
export const SIGNIFICANT_DIGITS = 3

/** Buckets of one doubling, and counters of one page (see countPages.ts). */
export const BUCKETS_PER_DOUBLING = 1024

/** Number of counters: the smallest layout that covers one hour (it reaches 2^32 - 1 µs). */
export const INDEX_COUNT = 23_552

/**
 * Index of the counter for a value.
 * @param valueUs whole microseconds, 0 to 2^32 - 1; the caller clamps (see clampUs), this function does not check.
 */
export function bucketIndexOf(valueUs: number): number {
  const shift = 21 - Math.clz32(valueUs | 2047)
  return (shift << 10) + (valueUs >>> shift)
}

/** Smallest value, in microseconds, counted at this index. */
export function lowestEquivalentUs(index: number): number {
  if (index < 2 * BUCKETS_PER_DOUBLING) return index
  // Not `<<`: the topmost buckets lie above 2^31, where a shift would give a negative number.
  return (BUCKETS_PER_DOUBLING + (index & (BUCKETS_PER_DOUBLING - 1))) * bucketWidthUs(index)
}

/** Largest value, in microseconds, counted at this index. */
export function highestEquivalentUs(index: number): number {
  return lowestEquivalentUs(index) + bucketWidthUs(index) - 1
}

/** Middle of the values counted at this index (rounded up, as HdrHistogram does), in microseconds. */
export function medianEquivalentUs(index: number): number {
  return lowestEquivalentUs(index) + (bucketWidthUs(index) >>> 1)
}

/** How many microseconds share the counter at this index. */
function bucketWidthUs(index: number): number {
  return index < 2 * BUCKETS_PER_DOUBLING ? 1 : 1 << ((index >>> 10) - 1)
}

/**
 * The value that is recorded for a latency outside 0…1 h: below 0 becomes 0, above one hour (even infinite) one hour.
 * Whoever clamps counts it, so that no evidence is changed in silence.
 * @throws RangeError for NaN: that is a fault of the caller, and no latency.
 */
export function clampUs(valueUs: number): number {
  if (Number.isNaN(valueUs)) throw new RangeError('a latency to record is not a number')
  return Math.min(Math.max(valueUs, 0), HIGHEST_TRACKABLE_US)
}
