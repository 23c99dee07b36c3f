// Rates: `50/s`, `3000/m`, `10/h` in plans, `1,204 req/s` on screen.
import { NOT_APPLICABLE, formatCount, formatSignificant, withSign } from './number.ts'
import { MAX_QUANTITY_LENGTH, parsedFailure, parsedValue } from './parsed.ts'
import type { Parsed } from './parsed.ts'

const EXPECTED = 'a rate such as 50/s, 3000/m or 10/h'
const SECONDS = { s: 1, m: 60, h: 3600 } as const

/** Reads a rate into a number per second. The `/s`, `/m` or `/h` is required, also behind a zero. */
export function parseRate(text: string): Parsed<number> {
  if (text.length > MAX_QUANTITY_LENGTH) return parsedFailure(EXPECTED)
  const match = /^(\d+(?:\.\d+)?)\/([smh])$/.exec(text)
  if (match === null) return parsedFailure(EXPECTED)
  const perUnit = Number(match[1])
  if (perUnit > Number.MAX_SAFE_INTEGER) return parsedFailure(EXPECTED)
  return parsedValue(perUnit / SECONDS[match[2] as keyof typeof SECONDS])
}

/**
 * A measured rate: whole and grouped from 1000 on (`1,204 req/s`), three significant digits below (`84.2 req/s`).
 * With an empty unit the number alone.
 */
export function formatRate(perS: number, unit = 'req/s'): string {
  if (!Number.isFinite(perS)) return NOT_APPLICABLE
  const number = withSign(perS, (magnitude) =>
    magnitude >= 999.5 ? formatCount(magnitude) : formatSignificant(magnitude),
  )
  return unit === '' ? number : `${number} ${unit}`
}
