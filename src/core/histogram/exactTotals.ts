/** What is known of values beside the counters they are in, and whether the two can belong together. */
import { HistogramFormatError } from './encoding.ts'
import { highestEquivalentUs, lowestEquivalentUs } from './layout.ts'

/** What a recorder knows exactly besides its counters; times in whole microseconds. */
export interface ExactTotals {
  /** Number of values. */
  count: number
  sumUs: number
  /** Smallest and largest value; any number when `count` is 0. */
  minUs: number
  maxUs: number
}

/**
 * Refuses totals that contradict the counters they came with: a wrong mean or maximum is worse than none.
 * @throws HistogramFormatError
 */
export function checkTotals(totals: ExactTotals, count: number, firstIndex: number, lastIndex: number): void {
  const { sumUs, minUs, maxUs } = totals
  if (totals.count !== count) {
    throw new HistogramFormatError(`histogram payload holds ${count} values, but its count says ${totals.count}`)
  }
  if (count === 0) {
    if (sumUs !== 0) throw new HistogramFormatError(`histogram of no values has the sum ${sumUs} µs`)
    return
  }
  if (!isWithinBucket(minUs, firstIndex) || !isWithinBucket(maxUs, lastIndex)) {
    throw new HistogramFormatError(`histogram payload does not reach from ${minUs} to ${maxUs} µs, as its totals say`)
  }
  // Doubles: beyond 2^53 neither the sum nor the products are exact, hence the margin of one part in 10^12.
  if (!(sumUs >= minUs * count * (1 - 1e-12) && sumUs <= maxUs * count * (1 + 1e-12))) {
    throw new HistogramFormatError(`${count} values from ${minUs} to ${maxUs} µs cannot have the sum ${sumUs} µs`)
  }
}

function isWithinBucket(valueUs: number, index: number): boolean {
  return valueUs >= lowestEquivalentUs(index) && valueUs <= highestEquivalentUs(index)
}
