/** Noise around levels that are given, and how much neighbours share of it. */
import type { SegmentSums } from './segmentSums.ts'

/** From so many builds on a series knows its own autocorrelation; before, it leans on what is known of the environment. */
export const OWN_AUTOCORRELATION_BUILDS = 50
const HIGHEST_AUTOCORRELATION = 0.9

export interface ResidualNoise {
  /** Variance of a value of weight 1, with df = values − levels. */
  variance: number
  df: number
  /** Lag-1 autocorrelation, 0 to 0.9; leaning on what is known of the environment while values are few. */
  autocorrelation: number
  /** Of the residuals as they are. Levels that were fitted to them made it lower than that of the noise. */
  residualAutocorrelation: number
  /** Variance of a level's mean beside that of independent values: (1 + ρ)/(1 − ρ). */
  inflation: number
}

export interface NoiseKnowledge {
  /** Lag-1 autocorrelation of the environment, from all of its series; null where nothing is known of it. */
  autocorrelation: number | null
  /** What the variance of a value of weight 1 is at least: that of the measurement itself. */
  leastVariance: number
}

export function residualNoise(sums: SegmentSums, changes: readonly number[], known: NoiseKnowledge): ResidualNoise {
  const levels = changes.length + 1
  const count = sums.length
  const df = count - levels
  const { squares, products } = sums.residuals(changes)
  const variance = Math.max(df > 0 ? squares / df : 0, known.leastVariance)
  const raw = squares > 0 ? products / squares : 0
  // Residuals of levels that were fitted to them alternate more than the noise did.
  const own = raw + (levels * (1 + raw)) / count
  const share = Math.min(1, count / OWN_AUTOCORRELATION_BUILDS)
  // What many series know together is worth more than what one short one does; thresholds were calibrated where nothing is known.
  const trust = known.autocorrelation === null ? share : share ** 2
  const autocorrelation = bounded(trust * bounded(own) + (1 - trust) * (known.autocorrelation ?? 0))
  return {
    variance,
    df,
    autocorrelation,
    residualAutocorrelation: raw,
    inflation: (1 + autocorrelation) / (1 - autocorrelation),
  }
}

function bounded(autocorrelation: number): number {
  return Math.min(Math.max(autocorrelation, 0), HIGHEST_AUTOCORRELATION)
}
