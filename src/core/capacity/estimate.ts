/** A value with its 95 % interval. An end that is null is open: there is none. */
export interface Estimate {
  value: number
  low: number
  high: number | null
}

/**
 * The percentile interval of a bootstrap, widened to `atLeast` on both sides of the value: with few points too few different ones are drawn, and
 * the interval alone holds the truth in 80 % to 95 % of the cases where it should in 95 %.
 *
 * @param replicates at least one; Infinity where a replicate has no such value
 * @param atLeast half the width of another 95 % interval; NaN: there is none
 */
export function intervalAround(value: number, replicates: readonly number[], atLeast = NaN): Estimate {
  const sorted = replicates.toSorted((a, b) => a - b)
  const beyond = Math.floor(0.025 * sorted.length)
  const margin = Number.isNaN(atLeast) ? 0 : atLeast
  const high = Math.max(value + margin, sorted.at(-1 - beyond) ?? Infinity)
  return {
    value,
    low: Math.min(value - margin, sorted[beyond] ?? value),
    high: Number.isFinite(high) ? high : null,
  }
}
