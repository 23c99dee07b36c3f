/** The whole search for changes in a series of numbers: what thresholds are simulated with, and what a trend is made from. */
import { atOnce, type InTurn } from '../inTurn.ts'
import { clipped } from './clipped.ts'
import { eliminateInTurn, type KeptChanges } from './elimination.ts'
import { noiseScale } from './noiseScale.ts'
import { pilotChangesInTurn } from './pilot.ts'
import type { NoiseKnowledge } from './residualNoise.ts'
import { SegmentSums } from './segmentSums.ts'

export interface ChangePoints extends KeptChanges {
  /** The series as it was searched: wild values are pulled in. */
  values: Float64Array
  sums: SegmentSums
  /** Standard deviation of a value of weight 1, from differences of neighbours. */
  deviation: number
  /** Values far from their neighbours' median. */
  outliers: number[]
}

/**
 * @param series finite numbers, with their middle near 0
 * @param weights a value's variance is that of a value of weight 1, divided by its weight
 * @param threshold see elimination.ts
 */
export function changePoints(
  series: Float64Array,
  weights: Float64Array,
  threshold: number,
  known: NoiseKnowledge,
): ChangePoints {
  return atOnce(changePointsInTurn(series, weights, threshold, known))
}

export function* changePointsInTurn(
  series: Float64Array,
  weights: Float64Array,
  threshold: number,
  known: NoiseKnowledge,
): InTurn<ChangePoints> {
  const deviation = Math.max(noiseScale(series, weights), Math.sqrt(known.leastVariance))
  yield
  const { values, outliers } = clipped(series, weights, deviation)
  const sums = new SegmentSums(values, weights)
  yield
  const pilot = yield* pilotChangesInTurn(sums, deviation)
  const kept = yield* eliminateInTurn(sums, pilot, threshold, known)
  return { ...kept, values, sums, deviation, outliers }
}
