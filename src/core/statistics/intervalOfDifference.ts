/**
 * Intervals of sums and differences from those of what is added, whatever their form: the variance is recovered from the ends that matter on each side
 * (MOVER; G. Y. Zou, A. Donner, "Construction of confidence limits about effect measures", Statistics in Medicine 27, 2008). Nothing has to be
 * symmetric, and an end that is infinite stays so.
 */
export interface Bounded {
  value: number
  /** May be −Infinity. */
  low: number
  /** May be Infinity. */
  high: number
}

/** One without the other; they know nothing of each other. */
export function intervalOfDifference(one: Bounded, other: Bounded): Bounded {
  const value = one.value - other.value
  return {
    value,
    low: value - Math.hypot(one.value - one.low, other.high - other.value),
    high: value + Math.hypot(one.high - one.value, other.value - other.low),
  }
}

/** Of values that know nothing of each other. @param all at least one */
export function intervalOfMean(all: readonly Bounded[]): Bounded {
  const value = all.reduce((sum, each) => sum + each.value, 0) / all.length
  return {
    value,
    low: value - Math.hypot(...all.map((each) => each.value - each.low)) / all.length,
    high: value + Math.hypot(...all.map((each) => each.high - each.value)) / all.length,
  }
}
