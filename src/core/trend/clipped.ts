/**
 * Wild runs are pulled in before changes are looked for: one or two runs of a level are no level. An outlier is put on its neighbours'
 * median: as a value at the end of the allowed range, a few of them would still make levels out of nothing. Three in a row that are alike
 * stay as they are, for they may be a level that went away; and so may the newest, which are only clipped.
 */

/** Neighbours on either side whose median a value is held to. */
const REACH = 3
/** So many runs in a row that are alike may be a level. */
const SHORTEST_LEVEL = 3
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
  const outliers: number[] = []
  const around = new Float64Array(2 * REACH + 1)
  // The median of neighbours is not as sure as a build of many runs among those of one.
  const usual = weights.toSorted()[count >> 1]!
  for (let at = 0; at < count; at++) {
    const middle = medianAround(series, at, around)
    const own = deviation / Math.sqrt(Math.min(weights[at]!, usual))
    const away = series[at]! - middle
    if (Math.abs(away) <= OUTLIER_DEVIATIONS * own) {
      const furthest = CLIP_DEVIATIONS * own
      values[at] = middle + Math.min(Math.max(away, -furthest), furthest)
      continue
    }
    outliers.push(at)
    if (alikeInARow(series, at, middle) >= SHORTEST_LEVEL) values[at] = series[at]!
    else if (at < count - REACH) values[at] = middle
    else values[at] = middle + Math.sign(away) * CLIP_DEVIATIONS * own
  }
  return { values, outliers }
}

/** How many values in a row, with this one, are nearer to it than to its neighbours' median; counting ends at a level's length. */
function alikeInARow(series: Float64Array, at: number, middle: number): number {
  const value = series[at]!
  const alike = (place: number): boolean =>
    place >= 0 && place < series.length && Math.abs(series[place]! - value) < Math.abs(series[place]! - middle)
  let count = 1
  for (let place = at - 1; count < SHORTEST_LEVEL && alike(place); place--) count++
  for (let place = at + 1; count < SHORTEST_LEVEL && alike(place); place++) count++
  return count
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
