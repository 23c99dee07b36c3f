/** Which values an axis names: round ones, few, evenly spread. */
import type { Scale } from './scale.ts'

/** More grid lines on a linear axis would say nothing more. */
const MOST_LINEAR_TICKS = 5

const DAY_S = 86_400
const TIME_STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400]

/** The smallest of 1, 2, 5 × 10ⁿ that is not below the value (> 0). */
export function roundUp125(value: number): number {
  const exponent = Math.floor(Math.log10(value))
  // 0.3 / 0.1 is 2.9999…: what differs by rounding alone is the same mantissa.
  const mantissa = Number((value / 10 ** exponent).toPrecision(12))
  return decimal(mantissa <= 1 ? 1 : mantissa <= 2 ? 2 : mantissa <= 5 ? 5 : 10, exponent)
}

/** mantissa × 10^exponent without the rounding of a product: 1e-3 and not 0.001000…02. */
function decimal(mantissa: number, exponent: number): number {
  return Number(`${mantissa}e${exponent}`)
}

/** From 0 (or the least value, where that is negative) to a round end above the largest; never of no height. */
export function linearScale(extent: { min: number; max: number } | null, most = 4): Scale {
  const low = Math.min(0, extent?.min ?? 0)
  const high = Math.max(0, extent?.max ?? 0)
  if (high === low) return { kind: 'linear', min: 0, max: 1 }
  const step = roundUp125((high - low) / Math.min(most, MOST_LINEAR_TICKS))
  return { kind: 'linear', min: Math.floor(low / step) * step, max: roundedProduct(Math.ceil(high / step), step) }
}

/** From the decade below the least value to a round end above the largest. Values are above 0. */
export function logScale(extent: { min: number; max: number } | null): Scale {
  if (extent === null) return { kind: 'log', min: 1, max: 1000 }
  const min = decimal(1, Math.floor(Math.log10(extent.min)))
  const max = roundUp125(extent.max)
  return { kind: 'log', min, max: max > min ? max : min * 10 }
}

/** Ticks of a scale of values, at most about `most`. */
export function valueTicks(scale: Scale, most = 4): number[] {
  return scale.kind === 'linear' ? linearTicks(scale, most) : logTicks(scale, most)
}

function linearTicks({ min, max }: Scale, most: number): number[] {
  if (!(max > min)) return []
  const step = roundUp125((max - min) / Math.min(most, MOST_LINEAR_TICKS))
  const ticks: number[] = []
  for (let index = Math.ceil(min / step - 1e-9); index * step <= max + step * 1e-9; index++) {
    ticks.push(roundedProduct(index, step))
  }
  return ticks
}

/** 1-2-5 where that fits, else 1-3 would mislead: whole decades, and every n-th of them on a very long axis. */
function logTicks({ min, max }: Scale, most: number): number[] {
  const [first, last] = [Math.floor(Math.log10(min) + 1e-9), Math.ceil(Math.log10(max) - 1e-9)]
  const inside = (value: number) => value >= min * (1 - 1e-9) && value <= max * (1 + 1e-9)
  const ticksOf = (mantissas: number[], every: number) => {
    const ticks: number[] = []
    for (let exponent = first; exponent <= last; exponent += every) {
      for (const mantissa of mantissas) if (inside(decimal(mantissa, exponent))) ticks.push(decimal(mantissa, exponent))
    }
    return ticks
  }
  const fine = ticksOf([1, 2, 5], 1)
  // A part of a decade between two of these: even steps say more than none.
  if (fine.length < 2) return linearTicks({ kind: 'linear', min, max }, most)
  if (fine.length <= most + 1) return fine
  for (let every = 1; ; every++) {
    const decades = ticksOf([1], every)
    if (decades.length <= most + 1 || every > last - first) return decades
  }
}

/**
 * Round moments of a run within [fromS, toS], in seconds, at most `most`.
 *
 * @param originS what the time of day was at second 0, when that is what has to be round
 */
export function timeTicks(fromS: number, toS: number, most: number, originS = 0): number[] {
  const step = timeTickStep(fromS, toS, most)
  if (step === null) return []
  const ticks: number[] = []
  for (let at = Math.ceil((fromS + originS) / step) * step - originS; at <= toS; at += step) ticks.push(at)
  return ticks
}

/** Seconds between the ticks; null where there is no room for any. */
export function timeTickStep(fromS: number, toS: number, most: number): number | null {
  const span = toS - fromS
  if (!(span > 0) || !Number.isFinite(span)) return null
  const least = span / Math.max(1, most)
  return TIME_STEPS_S.find((candidate) => candidate >= least) ?? Math.ceil(least / DAY_S) * DAY_S
}

/** 3 × 0.1 as 0.3. */
function roundedProduct(count: number, step: number): number {
  return Number((count * step).toPrecision(12))
}
