/** How far the seconds of one run leave one of its numbers open. It says nothing of how runs differ from each other. */
import { circularBlockLength } from '../statistics/politisWhite.ts'
import type { BlockResamples } from './blockResamples.ts'

export interface WithinRun {
  /** Standard deviation, on the scale of the metric. */
  deviation: number
  /** 95 % interval. */
  low: number
  high: number
}

/** Sums over the seconds of a run, and of its resamples. */
export interface ResampledSums {
  seconds: number
  blockLength: number
  sums: Float64Array
}

/** A number of a run that is read from two sums over its seconds, their ratio mostly. */
export interface NumberOfSums {
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

/** In seconds, not rounded: how long the mood of a ratio goes on. @param above of the seconds that count, in order, as `below` */
export function blockLengthOf(above: Float64Array, below: Float64Array): number {
  const ratios = new Float64Array(above.length)
  const all = sumOf(above) / sumOf(below)
  for (let at = 0; at < above.length; at++) ratios[at] = below[at]! > 0 ? above[at]! / below[at]! : all
  return LENGTHENED * circularBlockLength(ratios)
}

/**
 * @param counts each of the seconds that count, in order
 * @returns in the order of `counts`
 */
export function resample<Counts extends readonly Float64Array[]>(
  resamples: BlockResamples,
  counts: Counts,
  blockLength: number,
): { [At in keyof Counts]: ResampledSums } {
  const length = resamples.lengthOf(blockLength)
  const sums = resamples.sums(counts, length)
  const resampled = counts.map((own, at) => ({ seconds: own.length, blockLength: length, sums: sums[at]! }))
  return resampled as { [At in keyof Counts]: ResampledSums }
}

/**
 * @param above, below resampled with blocks of one length
 * @returns null of too few seconds, where all of them hang together (one block is the whole run: nothing varies), or where most resamples
 *   have no number
 */
export function withinRun(above: ResampledSums, below: ResampledSums, { read, value }: NumberOfSums): WithinRun | null {
  const { seconds, blockLength } = above
  if (seconds < SECONDS_AT_LEAST || blockLength >= seconds) return null
  let count = 0
  let sum = 0
  let squares = 0
  for (let at = 0; at < above.sums.length; at++) {
    const difference = read(above.sums[at]!, below.sums[at]!) - value
    if (!Number.isFinite(difference)) continue
    count++
    sum += difference
    squares += difference ** 2
  }
  if (count < above.sums.length / 2) return null
  const variance = Math.max(0, squares - sum ** 2 / count) / (count - 1)
  const deviation = Math.sqrt(variance * (1 + leftOut(blockLength, seconds)))
  const half = deviation * criticalValue(blockLength / seconds)
  return { deviation, low: value - half, high: value + half }
}

export function sumOf(values: Float64Array): number {
  let sum = 0
  for (let at = 0; at < values.length; at++) sum += values[at]!
  return sum
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
