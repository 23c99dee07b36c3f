/** Statistics of order. */

/** The middle value, or the mean of the two; NaN of none. The values stay as they are. */
export function median(values: readonly number[] | Float64Array): number {
  if (values.length === 0) return NaN
  // Typed arrays sort numbers by themselves, and many times as fast.
  const sorted = values instanceof Float64Array ? values.toSorted() : values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** The median distance from the median, as it is: a normal distribution's standard deviation is 1.4826 times it. */
export function medianAbsoluteDeviation(values: readonly number[]): number {
  const centre = median(values)
  return median(values.map((value) => Math.abs(value - centre)))
}
