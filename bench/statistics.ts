/** What is said about rounds of a noisy machine: medians, ratios of neighbours, slopes, each with an interval. */

/** `low` and `high` hold the true value with probability `confidence`, whatever the distribution of the rounds. */
export interface Estimate {
  value: number
  low: number
  high: number
  confidence: number
  /** Rounds, pairs or points it rests on. */
  count: number
}

export function median(values: readonly number[]): number {
  const sorted = ascending(values)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/**
 * The median with the narrowest symmetric pair of order statistics that holds it with at least `confidence` (the sign test,
 * turned round; no assumption but independence). With few rounds that is the whole range, at the confidence it then has.
 */
export function medianEstimate(values: readonly number[], confidence = 0.95): Estimate {
  const sorted = ascending(values)
  const count = sorted.length
  let cut = 0
  while (cut + 1 < count - cut - 1 && coverage(count, cut + 1) >= confidence) cut++
  return {
    value: median(sorted),
    low: sorted[cut]!,
    high: sorted[count - 1 - cut]!,
    confidence: coverage(count, cut),
    count,
  }
}

/** The median of `ours[i] / base[i]`. Both of a pair were measured next to each other, so what slowed one slowed the other. */
export function pairedRatio(ours: readonly number[], base: readonly number[]): Estimate {
  if (ours.length !== base.length) throw new Error(`${ours.length} rounds cannot be paired with ${base.length}`)
  return medianEstimate(ours.map((value, round) => value / base[round]!))
}

/**
 * The median of the slopes between all pairs of points (Theil and Sen), with Sen's interval from Kendall's S
 * (P. K. Sen, 1968): one outlier, such as a collection of garbage at the wrong moment, moves neither.
 */
export function slopeEstimate(xs: readonly number[], ys: readonly number[]): Estimate {
  const count = xs.length
  if (count < 4) throw new Error(`a slope needs four points; there are ${count}`)
  const slopes: number[] = []
  for (let i = 0; i < count; i++) for (let j = i + 1; j < count; j++) slopes.push((ys[j]! - ys[i]!) / (xs[j]! - xs[i]!))
  const sorted = ascending(slopes)
  const deviation = Math.sqrt((count * (count - 1) * (2 * count + 5)) / 18)
  const reach = 1.96 * deviation
  const at = (place: number): number => sorted[Math.max(0, Math.min(sorted.length - 1, Math.round(place)))]!
  return {
    value: median(sorted),
    low: at((sorted.length - reach) / 2 - 1),
    high: at((sorted.length + reach) / 2),
    confidence: 0.95,
    count,
  }
}

/** Nearest rank. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = ascending(values)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]!
}

function ascending(values: readonly number[]): number[] {
  if (values.length === 0) throw new Error('there is nothing to take the median of')
  return values.toSorted((a, b) => a - b)
}

/** Probability that the median lies between the order statistics `cut` and `count − 1 − cut` (from 0): 1 − 2·P(Bin(count, ½) ≤ cut). */
function coverage(count: number, cut: number): number {
  let term = 0.5 ** count
  let below = 0
  for (let k = 0; k <= cut; k++) {
    below += term
    term *= (count - k) / (k + 1)
  }
  return Math.max(0, 1 - 2 * below)
}
