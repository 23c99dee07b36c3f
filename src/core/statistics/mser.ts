/** How much of the beginning of a series is not yet what the rest is. */

/**
 * MSER-5: of means of five, the cut after which the standard error of the mean of what is left is smallest (K. P. White, "An effective
 * truncation heuristic for bias reduction in simulation output", 1997).
 *
 * @param atMost share of the values that may be cut off: a minimum beyond it is chance at the end of the series
 * @returns how many values to leave out
 */
export function mser5(values: readonly number[], atMost: number): number {
  const batches = Math.floor(values.length / 5)
  const means = Array.from({ length: batches }, (_, batch) => {
    let sum = 0
    for (let at = 0; at < 5; at++) sum += values[batch * 5 + at]!
    return sum / 5
  })
  let best = Infinity
  let cut = 0
  let sum = 0
  let squares = 0
  // From the end, so that sums grow by one each. The variance of very few is chance.
  const centre = means.at(-1) ?? 0
  for (let from = batches - 1; from >= 0; from--) {
    const value = means[from]! - centre
    sum += value
    squares += value ** 2
    const left = batches - from
    if (from > batches * atMost || left < 2) continue
    const spread = (squares - sum ** 2 / left) / left ** 2
    if (spread <= best) {
      best = spread
      cut = from
    }
  }
  return cut * 5
}
