/** What the next build may be: the prediction interval of one more of a level, with what is known of the environment's noise. */
import { studentTQuantile } from '../statistics/studentT.ts'
import { unscaled } from './scale.ts'
import type { NewestBuild, NextRunLimit, TrendEnvironment, TrendScale } from './trendTypes.ts'

export const NEXT_RUN_LEVEL = 0.99

export interface LevelForNextRun {
  mean: number
  /** How many single runs it is worth. */
  weight: number
  /** Variance of a single run, with its degrees of freedom; 0 df: not known. */
  variance: number
  df: number
  inflation: number
}

/** On the scale; null without any knowledge of the noise. @param weight how many independent runs the next value is worth */
export function nextRunRange(
  level: LevelForNextRun,
  weight: number,
  known: TrendEnvironment['noise'],
): { low: number; high: number } | null {
  const knownDf = known?.df ?? 0
  const df = level.df + knownDf
  if (!(df > 0)) return null
  const variance = (level.df * level.variance + knownDf * (known?.deviation ?? 0) ** 2) / df
  const error = Math.sqrt(variance * (1 / weight + level.inflation / level.weight))
  const margin = studentTQuantile((1 + NEXT_RUN_LEVEL) / 2, df) * error
  return { low: level.mean - margin, high: level.mean + margin }
}

export function nextRunLimit(
  level: LevelForNextRun,
  weight: number,
  known: TrendEnvironment['noise'],
  scale: TrendScale,
): NextRunLimit | null {
  const range = nextRunRange(level, weight, known)
  if (range === null) return null
  const [low, high] = [unscaled(range.low, scale), unscaled(range.high, scale)]
  // Two runs that are worlds apart leave no limit that could be written down.
  if (!Number.isFinite(low) || !Number.isFinite(high)) return null
  return { centre: unscaled(level.mean, scale), low, high, level: NEXT_RUN_LEVEL }
}

/** How a value that is worth so many independent runs lies beside the level of those before it. */
export function newestBuild(
  value: number,
  weight: number,
  before: LevelForNextRun,
  known: TrendEnvironment['noise'],
): NewestBuild | null {
  const range = nextRunRange(before, weight, known)
  if (range === null) return null
  if (value > range.high) return 'above'
  return value < range.low ? 'below' : 'within'
}
