// Numbers as people read them, the same on every machine (ux.md §4.3). The window may format for the user's locale;
// reports, the terminal and exports use these. Negative numbers carry a true minus sign (U+2212).
import { MAX_QUANTITY_LENGTH, parsedFailure, parsedValue } from './parsed.ts'
import type { Parsed } from './parsed.ts'

/** What stands for a number that does not apply (NaN, infinite): ux.md §4.3, "not applicable". */
export const NOT_APPLICABLE = '–'

const MINUS = '−'

/** Reads a plain decimal number: `1000`, `-3`, `0.25`. No exponent, no grouping, no leading or trailing point. */
export function parseNumber(text: string): Parsed<number> {
  const expected = 'a number such as 1000 or 0.25'
  if (text.length > MAX_QUANTITY_LENGTH || !/^-?\d+(?:\.\d+)?$/.test(text)) return parsedFailure(expected)
  const value = Number(text)
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? parsedValue(value) : parsedFailure(expected)
}

/** A whole number with grouped thousands: `1,234,567`. Fractions are rounded; a count has none. */
export function formatCount(count: number): string {
  if (!Number.isFinite(count)) return NOT_APPLICABLE
  return withSign(Math.round(count), (magnitude) => grouped(plainInteger(magnitude)))
}

const SHORT_STEPS = ['', ' k', ' M', ' G', ' T'] as const

/** A count for tiles and axes, three significant digits, no idle zeros: `999`, `1.5 k`, `215 k`, `2.15 M`. */
export function formatShortCount(count: number): string {
  if (!Number.isFinite(count)) return NOT_APPLICABLE
  return withSign(Math.abs(count) < 1000 ? Math.round(count) : count, (magnitude) => {
    const { scaled, step } = scaleByThousands(magnitude, SHORT_STEPS.length - 1)
    return withoutIdleZeros(significant(scaled, 3)) + SHORT_STEPS[step]
  })
}

/**
 * `digits` significant digits (1..21), never an exponent; zeros that are significant stay: `8.42`, `8.00`, `842`, `1,200`.
 * Zero is `0`.
 */
export function formatSignificant(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return NOT_APPLICABLE
  return withSign(value, (magnitude) => significant(magnitude, digits))
}

/**
 * The change from one measured value to another: `+74 ms (+18 %)`, `−1.20 s (−4.1 %)`; `~` when they are the same,
 * or read the same.
 * Without a share when the start is zero, because there is none.
 *
 * @param formatMagnitude turns the size of the change (never negative) into text with its unit, such as `formatDuration`.
 */
export function formatDelta(from: number, to: number, formatMagnitude: (magnitude: number) => string): string {
  const change = to - from
  if (!Number.isFinite(change)) return NOT_APPLICABLE
  if (change === 0 || withSign(from, formatMagnitude) === withSign(to, formatMagnitude)) return '~'
  const sign = change < 0 ? MINUS : '+'
  const absolute = sign + formatMagnitude(Math.abs(change))
  if (from === 0) return absolute
  // Relative to the size of the start, so that the sign of both parts agrees for negative starts too.
  const percent = (Math.abs(change) / Math.abs(from)) * 100
  if (!Number.isFinite(percent)) return absolute
  return `${absolute} (${sign}${formatDeltaPercent(percent)} %)`
}

/** Two significant digits below 100 (`18`, `1.8`, `0.18`), whole above: a change is rarely known better. */
function formatDeltaPercent(percent: number): string {
  if (percent >= 99.5) return grouped(plainInteger(Math.round(percent)))
  if (percent < 0.01) return '<0.01'
  return significant(percent, 2)
}

/**
 * Divides by 1000 until three significant digits fit, after rounding, so that 999.6 becomes 1.00 of the next step and
 * never "1000".
 */
export function scaleByThousands(magnitude: number, lastStep: number): { scaled: number; step: number } {
  let scaled = magnitude
  let step = 0
  while (step < lastStep && Number(scaled.toPrecision(3)) >= 1000) {
    scaled /= 1000
    step += 1
  }
  return { scaled, step }
}

/** Adds the sign outside; a value that is shown as zero has none. */
export function withSign(value: number, formatMagnitude: (magnitude: number) => string): string {
  const text = formatMagnitude(Math.abs(value))
  return value < 0 && /[1-9]/.test(text) ? MINUS + text : text
}

function significant(magnitude: number, digits: number): string {
  if (magnitude === 0) return '0'
  const scientific = magnitude.toExponential(digits - 1)
  const exponent = Number(scientific.slice(scientific.indexOf('e') + 1))
  const decimals = digits - 1 - exponent
  if (decimals <= 0) return grouped(plainInteger(Number(scientific)))
  // toFixed has 100 decimals at most; what is smaller is zero to any reader.
  return decimals > 100 ? '0' : Number(scientific).toFixed(decimals)
}

function withoutIdleZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

/** `String` writes 1e21 and above with an exponent. */
function plainInteger(integer: number): string {
  return integer < 1e21 ? String(integer) : BigInt(integer).toString()
}

function grouped(digits: string): string {
  return digits.replace(/\B(?=(?:\d{3})+$)/g, ',')
}
