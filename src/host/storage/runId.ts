/**
 * Names for runs that a person can read out, type and sort: `1s4k0z-7x2f` is the second in which the run started (seconds
 * since 2025, six digits until 2059, seven after), and four random digits. Digits are Crockford's base 32: no I, L, O or U, and
 * what is read for them is understood. Two runs of one second get the same name once in a million; the history then asks
 * for another.
 */
import { randomInt } from 'node:crypto'

const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz'
const EPOCH_MS = Date.UTC(2025, 0, 1)
const RANDOM_DIGITS = 4

/** @param startedAtMs wall clock, ms since 1970; before 2025 counts as 2025. */
export function createRunId(startedAtMs: number): string {
  const seconds = Math.max(0, Math.floor((startedAtMs - EPOCH_MS) / 1000))
  return `${toBase32(seconds, 6)}-${toBase32(randomInt(32 ** RANDOM_DIGITS), RANDOM_DIGITS)}`
}

/** An id as people see it, from the form it is stored in. */
export function displayId(storedId: string): string {
  return `${storedId.slice(0, -4)}-${storedId.slice(-4)}`
}

/** A typed id, or the beginning of one, in the form ids are stored in: without hyphens, in lower case, O as 0, I and L as 1. */
export function normalizeRunId(typed: string): string {
  return typed.trim().toLowerCase().replaceAll('-', '').replaceAll('o', '0').replaceAll(/[il]/g, '1')
}

function toBase32(value: number, length: number): string {
  let text = ''
  for (let rest = value; rest > 0; rest = Math.floor(rest / 32)) text = DIGITS[rest % 32]! + text
  return text.padStart(length, '0')
}
