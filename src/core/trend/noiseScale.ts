/** Noise of a series whose levels are not known yet: from the differences of neighbours, which a change of level touches once. */

/** Share of the differences that counts, the smallest ones: changes and outliers are among the others. */
const KEPT_SHARE = 0.85
/** Standard deviation of a normal distribution that is cut to its middle 85 % (at ±1.4395), as a share of the whole one's. */
const CUT_DEVIATION = 0.7217

/**
 * Standard deviation of a value of weight 1. 0 only where all values are equal.
 *
 * @param weights a value's variance is that of a value of weight 1, divided by its weight
 */
export function noiseScale(series: Float64Array, weights: Float64Array): number {
  const count = series.length - 1
  if (count < 1) return 0
  const squares = new Float64Array(count)
  for (let at = 0; at < count; at++) {
    squares[at] = (series[at + 1]! - series[at]!) ** 2 / (1 / weights[at]! + 1 / weights[at + 1]!)
  }
  squares.sort()
  const kept = Math.ceil(count * KEPT_SHARE)
  let sum = 0
  for (let at = 0; at < kept; at++) sum += squares[at]!
  if (sum > 0) return Math.sqrt(sum / kept) / CUT_DEVIATION
  // Nearly all neighbours are equal (counts of rare errors): what is left says at least something.
  for (let at = kept; at < count; at++) sum += squares[at]!
  return Math.sqrt(sum / count)
}
