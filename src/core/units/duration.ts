// Durations: as plans write them (`1m30s`) and as measurements are shown (`84.2 ms`, `2:05 min`).
import { NOT_APPLICABLE, formatSignificant, withSign } from './number.ts'
import { MAX_QUANTITY_LENGTH, parsedFailure, parsedValue } from './parsed.ts'
import type { Parsed } from './parsed.ts'

const EXPECTED = 'a duration such as 250ms, 2s, 1m30s or 2h'

/** Biggest first: the parts of a duration stand in this order, each at most once. */
const UNITS: readonly { name: string; decimalExponent: number; factor: number }[] = [
  // Microseconds are factor × 10^exponent: the power of ten is applied to the text, which keeps `1.1s` exact.
  { name: 'd', decimalExponent: 8, factor: 864 },
  { name: 'h', decimalExponent: 8, factor: 36 },
  { name: 'm', decimalExponent: 7, factor: 6 },
  { name: 's', decimalExponent: 6, factor: 1 },
  { name: 'ms', decimalExponent: 3, factor: 1 },
  { name: 'us', decimalExponent: 0, factor: 1 },
]

/**
 * Reads a duration into milliseconds. Parts in falling order without spaces, units d h m s ms us (µs); only the last part
 * may have a fraction. `0` needs no unit, every other bare number is refused: seconds or milliseconds would be a guess.
 * Refused too: negative ones, and what is above 2^53 µs (285 years), where a microsecond could no longer be told.
 */
export function parseDuration(text: string): Parsed<number> {
  if (text === '0') return parsedValue(0)
  if (text.length > MAX_QUANTITY_LENGTH) return parsedFailure(EXPECTED)
  const part = /(\d+(?:\.\d+)?)(ms|us|µs|μs|d|h|m|s)/y // both Unicode micros: keyboards differ
  let totalUs = 0
  let nextUnit = 0
  let hasFraction = false
  while (part.lastIndex < text.length) {
    const match = part.exec(text)
    if (match === null || hasFraction) return parsedFailure(EXPECTED)
    const digits = match[1] ?? ''
    const name = (match[2] ?? '').replace(/[µμ]/, 'u')
    const index = UNITS.findIndex((unit) => unit.name === name)
    const unit = UNITS[index]
    if (unit === undefined || index < nextUnit) return parsedFailure(EXPECTED)
    totalUs += Number(`${digits}e${unit.decimalExponent}`) * unit.factor
    nextUnit = index + 1
    hasFraction = digits.includes('.')
  }
  if (text === '' || totalUs > Number.MAX_SAFE_INTEGER) return parsedFailure(EXPECTED)
  return parsedValue(totalUs / 1000)
}

/**
 * A measured duration in free text, three significant digits (ux.md §4.3): `820 µs`, `8.42 ms`, `842 ms`, `1.24 s`,
 * `84.2 s`, from 100 s on `2:05 min`, from an hour on `1:02:05 h`.
 */
export function formatDuration(durationMs: number): string {
  if (!Number.isFinite(durationMs)) return NOT_APPLICABLE
  return withSign(durationMs, formatMagnitude)
}

function formatMagnitude(durationMs: number): string {
  if (durationMs === 0) return '0 ms'
  // The unit is chosen by the rounded value, so that 999.7 ms is "1.00 s" and never "1000 ms".
  const roundedMs = Number(durationMs.toPrecision(3))
  if (roundedMs < 1) {
    const us = durationMs * 1000
    const wholeUs = Math.round(us)
    // Clocks and histograms count whole microseconds; zeros behind the point would claim more.
    return `${Math.abs(us - wholeUs) < 1e-9 ? String(wholeUs) : formatSignificant(us)} µs`
  }
  if (roundedMs < 1000) return `${formatSignificant(durationMs)} ms`
  if (roundedMs < 100_000) return `${formatSignificant(durationMs / 1000)} s`
  const seconds = Math.round(durationMs / 1000)
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor((seconds % 3600) / 60)
  const rest = twoDigits(seconds % 60)
  return hours === 0 ? `${minutes}:${rest} min` : `${hours}:${twoDigits(minutes)}:${rest} h`
}

/**
 * A duration as a plan writes it: `1m30s`, `250ms`, `1.5s`, `500us`, `0s`. `parseDuration` reads it back to the same
 * number when that is a whole number of microseconds; finer ones are rounded to it.
 */
export function formatDurationCompact(durationMs: number): string {
  if (!Number.isFinite(durationMs)) return NOT_APPLICABLE
  return withSign(durationMs, compactMagnitude)
}

function compactMagnitude(durationMs: number): string {
  const totalUs = Math.round(durationMs * 1000)
  if (totalUs === 0) return '0s'
  if (totalUs < 1000) return `${totalUs}us`
  if (totalUs < 1_000_000) return `${totalUs / 1000}ms`
  const hours = Math.floor(totalUs / 3_600_000_000)
  const minutes = Math.floor((totalUs % 3_600_000_000) / 60_000_000)
  const secondsUs = totalUs % 60_000_000
  return (
    (hours > 0 ? `${hours}h` : '') + (minutes > 0 ? `${minutes}m` : '') + (secondsUs > 0 ? secondsText(secondsUs) : '')
  )
}

function secondsText(secondsUs: number): string {
  // Below 1 µs × 10^6 `String` would write an exponent (1e-6), so the digits are placed by hand.
  const fraction = String(secondsUs % 1_000_000)
    .padStart(6, '0')
    .replace(/0+$/, '')
  return `${Math.floor(secondsUs / 1_000_000)}${fraction === '' ? '' : `.${fraction}`}s`
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
