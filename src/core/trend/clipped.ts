/**
 * Single wild runs are pulled in before changes are looked for: one run of a level is no level. An outlier that stands alone is put on its
 * neighbours' median: as a value at the end of the allowed range, a few of them would still make levels out of nothing. Towards the newest
 * runs it may be the first of a new level, and is only clipped.
 */

/** Neighbours on either side whose median a value is held to. Three equal runs in a row among others are still no level. */
const REACH = 3
/** In standard deviations: how far from that median a value may lie for the search, and from where on it is an outlier. */
const CLIP_DEVIATIONS = 2
export const OUTLIER_DEVIATIONS = 4

export interface ClippedSeries {
  values: Float64Array
  /** Those that lay more than 4 standard deviations away. */
  outliers: number[]
}

/** @param deviation standard deviation of a value of weight 1 */
export function clipped(series: Float64Array, weights: Float64Array, deviation: number): ClippedSeries {
  const count = series.length
  const values = new Float64Array(count)
  const middles = new Float64Array(count)
  /** −1, 0 or 1: below, not, above. */
  const sides = new Int8Array(count)
  const around = new Float64Array(2 * REACH + 1)
  for (let at = 0; at < count; at++) {
    const middle = medianAround(series, at, around)
    const own = deviation / Math.sqrt(weights[at]!)
    const away = series[at]! - middle
    const furthest = CLIP_DEVIATIONS * own
    middles[at] = middle
    values[at] = middle + Math.min(Math.max(away, -furthest), furthest)
    if (Math.abs(away) > OUTLIER_DEVIATIONS * own) sides[at] = Math.sign(away)
  }
  const outliers: number[] = []
  for (let at = 0; at < count; at++) {
    const side = sides[at]!
    if (side === 0) continue
    outliers.push(at)
    if (at < count - REACH) values[at] = middles[at]!
  }
  return { values, outliers }
}

/** The median of a value and its neighbours; fewer at the ends. */
function medianAround(series: Float64Array, at: number, around: Float64Array): number {
  const from = Math.max(0, at - REACH)
  const to = Math.min(series.length, at + REACH + 1)
  const count = to - from
  // Sorted while it is copied: seven values.
  for (let place = 0; place < count; place++) {
    const value = series[from + place]!
    let hole = place
    while (hole > 0 && around[hole - 1]! > value) {
      around[hole] = around[hole - 1]!
      hole--
    }
    around[hole] = value
  }
  const middle = count >> 1
  return count % 2 === 1 ? around[middle]! : (around[middle - 1]! + around[middle]!) / 2
}
