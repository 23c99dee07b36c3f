// Sizes in bytes: decimal as SI and the plan have it (kB = 1000), binary only when it is written so (KiB = 1024).
import { NOT_APPLICABLE, formatSignificant, scaleByThousands, withSign } from './number.ts'
import { MAX_QUANTITY_LENGTH, parsedFailure, parsedValue } from './parsed.ts'
import type { Parsed } from './parsed.ts'

const EXPECTED = 'a size such as 10B, 64KB, 4GB or 16KiB'
const STEPS = 'kMGTP'

/**
 * Reads a size into whole bytes: B, KB or kB, MB, GB, TB, PB, and KiB … PiB. Case matters (`Mb` would be bits).
 * `0` needs no unit, every other bare number is refused. A fraction (`1.1GiB`) is rounded to the nearest byte.
 */
export function parseSize(text: string): Parsed<number> {
  if (text === '0') return parsedValue(0)
  if (text.length > MAX_QUANTITY_LENGTH) return parsedFailure(EXPECTED)
  const match = /^(\d+(?:\.\d+)?)(?:([kKMGTP])(i?))?B$/.exec(text)
  if (match === null) return parsedFailure(EXPECTED)
  const [, digits = '', prefix, binary] = match
  if (prefix === undefined && digits.includes('.')) return parsedFailure(EXPECTED)
  const step = prefix === undefined ? 0 : STEPS.indexOf(prefix.replace('K', 'k')) + 1
  // The decimal power is applied to the text, so that 1.1MB is exactly 1,100,000.
  const bytes = Math.round(binary === 'i' ? Number(digits) * 1024 ** step : Number(`${digits}e${step * 3}`))
  return bytes <= Number.MAX_SAFE_INTEGER ? parsedValue(bytes) : parsedFailure(EXPECTED)
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const

/** Bytes with three significant digits and SI decimal units: `512 B`, `64.0 kB`, `4.00 GB`. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return NOT_APPLICABLE
  return withSign(bytes, (magnitude) => {
    const { scaled, step } = scaleByThousands(magnitude, UNITS.length - 1)
    const number = step === 0 && Number.isInteger(scaled) ? String(scaled) : formatSignificant(scaled)
    return `${number} ${UNITS[step]}`
  })
}
