/** Mean and variance. */

/** NaN of none. */
export function mean(values: readonly number[]): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}

/** Unbiased: divided by n − 1. NaN of fewer than two. */
export function variance(values: readonly number[]): number {
  if (values.length < 2) return NaN
  const centre = mean(values)
  let sum = 0
  for (const value of values) sum += (value - centre) ** 2
  return sum / (values.length - 1)
}
