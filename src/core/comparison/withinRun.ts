/** How far the seconds of one run leave one of its numbers open. It says nothing of how runs differ from each other. */
import { mean, variance } from '../statistics/moments.ts'
import { circularBlockLength } from '../statistics/politisWhite.ts'
import { runningSums, type BlockResamples } from './blockResamples.ts'

export interface WithinRun {
  /** Standard deviation, on the scale of the metric. */
  deviation: number
  /** 95 % interval. */
  low: number
  high: number
}

/** A number of a run that is read from two sums over its seconds, their ratio mostly. */
export interface SumsOfSeconds {
  /** Of the seconds that count, in order. */
  above: Float64Array
  below: Float64Array
  /** The number, on the scale of its metric; not finite where there is none. */
  read: (above: number, below: number) => number
  /** That of the run itself. */
  value: number
}

/** Fewer do not show how they hang together. */
const SECONDS_AT_LEAST = 10

/**
 * Blocks of the length that makes the variance itself most exact leave a part of what hangs together out, and intervals too narrow: at a
 * correlation of 0.8 from one second to the next 95 % became 85 % (bench/analysis/compareCells.ts, C7). Three times as long, with the
 * part that is still left out put back, they do not.
 */
const LENGTHENED = 3

/** In seconds, not rounded: how long the mood of a ratio goes on. */
export function blockLengthOf({ above, below }: Pick<SumsOfSeconds, 'above' | 'below'>): number {
  const all = mean(Array.from(above)) / mean(Array.from(below))
  const ratios = above.map((value, second) => (below[second]! > 0 ? value / below[second]! : all))
  return LENGTHENED * circularBlockLength(ratios)
}

/** @returns null of too few seconds, or where most resamples have no number */
export function withinRun(
  resamples: BlockResamples,
  { above, below, read, value }: SumsOfSeconds,
  blockLength: number,
): WithinRun | null {
  const seconds = above.length
  if (seconds < SECONDS_AT_LEAST) return null
  const length = resamples.lengthOf(blockLength)
  const sumsAbove = resamples.sums(runningSums(above), length)
  const sumsBelow = resamples.sums(runningSums(below), length)
  const values = Array.from(sumsAbove, (sum, at) => read(sum, sumsBelow[at]!)).filter(Number.isFinite)
  if (values.length < sumsAbove.length / 2) return null
  const deviation = Math.sqrt(variance(values) * (1 + leftOut(length, seconds)))
  const half = deviation * criticalValue(length / seconds)
  return { deviation, low: value - half, high: value + half }
}

/**
 * Share of the variance that blocks leave out, as what hangs together is cut at their ends: g / (length · long-run variance), where g is
 * Σ |lag| · covariance. Politis and White's length is ∛(³⁄₂ (g / variance)² · n): read backwards, it tells g.
 */
function leftOut(length: number, seconds: number): number {
  return Math.sqrt(((2 / 3) * (length / LENGTHENED) ** 3) / seconds) / length
}

/**
 * How many deviations an interval of 95 % reaches, where the variance was estimated from blocks that are a share of the series long: few
 * blocks make it uncertain (N. Kiefer, T. Vogelsang, "A new asymptotic theory for heteroskedasticity-autocorrelation robust tests", 2005,
 * table 1, for Bartlett's kernel, which is what blocks amount to).
 */
function criticalValue(share: number): number {
  return 1.96 + 2.9694 * share + 0.416 * share ** 2 - 0.5324 * share ** 3
}
