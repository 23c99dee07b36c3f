/** Whether what a curve leaves over is more than chance: neighbours that lie on the same side say that the curve has another shape than the points. */
import type { RandomStream } from '../random.ts'

export interface ResidualStructure {
  /** Chance of neighbours as alike as these, or more, were their order chance. */
  p: number
  /** The largest residual as a share of what the curve says there. */
  largestShare: number
}

const PERMUTATIONS = 999

/**
 * Von Neumann's ratio of successive differences (J. von Neumann, "Distribution of the ratio of the mean square successive difference to the
 * variance", 1941), held against permutations of the same residuals, so that it needs no normal distribution and no number of points.
 *
 * @param residuals in the order of the concurrency, each divided by what the curve says there
 */
export function residualStructure(residuals: readonly number[], random: RandomStream): ResidualStructure {
  const largestShare = Math.max(0, ...residuals.map((residual) => Math.abs(residual)))
  const observed = successiveDifferences(residuals)
  const order = [...residuals]
  let alike = 1
  for (let round = 0; round < PERMUTATIONS; round++) {
    for (let at = order.length - 1; at > 0; at--) {
      const other = random.int(0, at)
      const kept = order[at]!
      order[at] = order[other]!
      order[other] = kept
    }
    if (successiveDifferences(order) <= observed * (1 + 1e-12)) alike++
  }
  return { p: alike / (PERMUTATIONS + 1), largestShare }
}

/** Of the same residuals their squares add up to the same in any order: only these tell. */
function successiveDifferences(residuals: readonly number[]): number {
  let sum = 0
  for (let at = 1; at < residuals.length; at++) sum += (residuals[at]! - residuals[at - 1]!) ** 2
  return sum
}
