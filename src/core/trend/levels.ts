/** The levels between changes, from values as they are but for single wild ones, and how sure they are. */
import { median } from '../statistics/order.ts'
import { studentTQuantile } from '../statistics/studentT.ts'
import type { ChangePoints } from './changePoints.ts'
import { OUTLIER_DEVIATIONS } from './clipped.ts'
import { residualNoise, type NoiseKnowledge, type ResidualNoise } from './residualNoise.ts'
import { SegmentSums } from './segmentSums.ts'

export interface Level {
  /** Places, half open. */
  from: number
  to: number
  mean: number
  /** Of all its values: how many single runs it is worth. */
  weight: number
}

export interface Levels {
  levels: Level[]
  noise: ResidualNoise
  /** Of the series with wild values pulled in. */
  sums: SegmentSums
  /** Places of values that are far from their neighbours and from their level. */
  outliers: number[]
}

/**
 * The search clips hard, which makes small levels smaller than they are; here a value is only pulled in where it is more than 4 standard
 * deviations from the median of its own level.
 */
export function levelsBetween(
  series: Float64Array,
  weights: Float64Array,
  found: ChangePoints,
  known: NoiseKnowledge,
): Levels {
  const tamed = series.slice()
  const far = new Set<number>()
  const edges = [0, ...found.changes, series.length]
  for (let level = 0; level + 1 < edges.length; level++) {
    const from = edges[level]!
    const to = edges[level + 1]!
    const middle = median(series.subarray(from, to))
    for (let at = from; at < to; at++) {
      const furthest = (OUTLIER_DEVIATIONS * found.deviation) / Math.sqrt(weights[at]!)
      const away = series[at]! - middle
      if (Math.abs(away) <= furthest) continue
      far.add(at)
      tamed[at] = middle + Math.sign(away) * furthest
    }
  }
  const sums = new SegmentSums(tamed, weights)
  const levels: Level[] = []
  for (let level = 0; level + 1 < edges.length; level++) {
    const from = edges[level]!
    const to = edges[level + 1]!
    levels.push({ from, to, mean: sums.mean(from, to), weight: sums.weight(from, to) })
  }
  return {
    levels,
    noise: residualNoise(sums, found.changes, known),
    sums,
    outliers: found.outliers.filter((at) => far.has(at)),
  }
}

/** Half the width of the interval that holds a difference of two levels with that probability (Student's t). */
export function differenceMargin(a: Level, b: Level, noise: ResidualNoise, level: number): number {
  const error = Math.sqrt(noise.variance * noise.inflation * (1 / a.weight + 1 / b.weight))
  return studentTQuantile((1 + level) / 2, noise.df) * error
}
