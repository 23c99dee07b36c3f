/**
 * Where two parts of a series differ most, by the energy statistic of D. S. Matteson and N. A. James, "A Nonparametric Approach for Multiple
 * Change Point Analysis of Multivariate Data" (arXiv 1306.4933), as Apache Otava 0.8.0 computes it (Apache-2.0): with unbiased sums
 * within the parts, and looking for the end of the right part, too, so that a short excursion is seen.
 */

export interface Split {
  /** First place of the right part. */
  index: number
  /** The statistic, Q̂: 0 and less where the parts do not differ. */
  qhat: number
}

/**
 * The split of [from, to), at least two values, with the largest Q̂(τ, κ) between [from, τ) and [τ, κ) for all τ < κ ≤ to. Of equals
 * the one with the smaller τ, then the smaller κ.
 */
export function strongestSplit(series: readonly number[], from: number, to: number): Split {
  const length = to - from
  const distance = (a: number, b: number): number => Math.abs(series[from + a]! - series[from + b]!)

  /** withinLeft[τ]: distances between all pairs of [0, τ). */
  const withinLeft = new Float64Array(length + 1)
  for (let at = 1; at < length; at++) {
    let sum = 0
    for (let other = 0; other < at; other++) sum += distance(other, at)
    withinLeft[at + 1] = withinLeft[at]! + sum
  }
  /** toEnd[κ]: distances of all pairs (a, b) with a < τ and a < b < κ, grown with τ. */
  const toEnd = new Float64Array(length + 1)
  const best: Split = { index: from + 1, qhat: -Infinity }
  for (let tau = 1; tau < length; tau++) {
    let row = 0
    for (let b = tau; b < length; b++) {
      row += distance(tau - 1, b)
      toEnd[b + 1] = toEnd[b + 1]! + row
    }
    for (let kappa = tau + 1; kappa <= length; kappa++) {
      const left = tau
      const right = kappa - tau
      const between = toEnd[kappa]! - withinLeft[tau]!
      // Pairs within [τ, κ): all pairs of [0, κ) without those that have a side below τ.
      const withinRight = withinLeft[kappa]! - toEnd[kappa]!
      const qhat =
        (2 / kappa) * between -
        (left > 1 ? ((2 * right) / (kappa * (left - 1))) * withinLeft[tau]! : 0) -
        (right > 1 ? ((2 * left) / (kappa * (right - 1))) * withinRight : 0)
      if (qhat > best.qhat) {
        best.index = from + tau
        best.qhat = qhat
      }
    }
  }
  return best
}
