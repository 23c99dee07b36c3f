/** By how much the candidate differs from the baseline, and how sure that is. */
import { Sample, shift } from 'pragmastat'
import { mean } from '../statistics/moments.ts'
import { median } from '../statistics/order.ts'
import type { SampleVariance } from '../statistics/moderatedVariance.ts'
import { studentTTwoSided } from '../statistics/studentT.ts'
import type { Interval } from './comparison.ts'
import type { TQuantiles } from './tQuantiles.ts'
import { pairDifferences, type Design } from './runSpread.ts'

export interface Effect {
  /** Mean of the candidate − mean of the baseline. */
  effect: number
  /** Hodges-Lehmann. */
  robust: number
  /** Standard error, in units of the deviation of one run: √(1/R + 1/R′), of pairs √(1/R). */
  errorScale: number
  runs: { baseline: number; candidate: number }
}

/**
 * Null where one of them has no number.
 * @param baseline by run, on the scale of the metric; NaN where it has no number. Of pairs, pair by pair.
 */
export function effectOf(baseline: readonly number[], candidate: readonly number[], design: Design): Effect | null {
  if (design === 'paired') {
    const differences = pairDifferences(baseline, candidate).filter((value) => !Number.isNaN(value))
    const runs = differences.length
    if (runs === 0) return null
    return {
      effect: mean(differences),
      robust: median(pairwiseMeans(differences)),
      errorScale: Math.sqrt(1 / runs),
      runs: { baseline: runs, candidate: runs },
    }
  }
  const before = baseline.filter((value) => !Number.isNaN(value))
  const after = candidate.filter((value) => !Number.isNaN(value))
  if (before.length === 0 || after.length === 0) return null
  return {
    effect: mean(after) - mean(before),
    robust: shift(Sample.of(after), Sample.of(before)).value,
    errorScale: Math.sqrt(1 / before.length + 1 / after.length),
    runs: { baseline: before.length, candidate: after.length },
  }
}

function pairwiseMeans(values: readonly number[]): number[] {
  return values.flatMap((left, at) => values.slice(at).map((right) => (left + right) / 2))
}

/** Two-sided, of the hypothesis that nothing changed. */
export function pOf({ effect, errorScale }: Effect, spread: SampleVariance): number {
  const error = Math.sqrt(spread.variance) * errorScale
  if (error === 0) return effect === 0 ? 1 : 0
  return studentTTwoSided(effect / error, spread.df)
}

/** @param level 0.95, say */
export function intervalOf(
  { effect, errorScale }: Effect,
  spread: SampleVariance,
  level: number,
  quantiles: TQuantiles,
): Interval {
  const half = quantiles(1 - (1 - level) / 2, spread.df) * Math.sqrt(spread.variance) * errorScale
  return { low: effect - half, high: effect + half }
}
