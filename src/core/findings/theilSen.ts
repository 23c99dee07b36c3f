/**
 * A line through noisy points that a few outliers cannot turn: the median of the slopes of all pairs (Theil 1950, Sen 1968), with
 * Kendall's τ to say how orderly the rise is.
 */
import { median } from './evidence.ts'

export interface TrendLine {
  /** Change of y per unit of x. */
  slope: number
  /** y at x = 0. */
  intercept: number
  /** −1 (every pair falls) to 1 (every pair rises). */
  tau: number
}

/** Null with fewer than two different x. Quadratic in the number of points: some hundreds, not millions. */
export function theilSen(points: readonly { x: number; y: number }[]): TrendLine | null {
  // Doubles sort ten times faster than a list of numbers, and 900 points have 404,550 pairs.
  const slopes = new Float64Array((points.length * (points.length - 1)) / 2)
  let pairs = 0
  let order = 0
  for (let later = 1; later < points.length; later++) {
    for (let earlier = 0; earlier < later; earlier++) {
      const a = points[earlier]!
      const b = points[later]!
      if (a.x === b.x) continue
      const slope = (b.y - a.y) / (b.x - a.x)
      slopes[pairs++] = slope
      order += Math.sign(slope)
    }
  }
  if (pairs === 0) return null
  const sorted = slopes.subarray(0, pairs).sort()
  const middle = pairs >> 1
  const slope = pairs % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
  return { slope, intercept: median(points.map(({ x, y }) => y - slope * x)), tau: order / pairs }
}
