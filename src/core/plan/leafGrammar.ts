/** Grammars of single words in a plan: levels of load, status codes, the HTTP version. */
import { parseRate } from '../units/rate.ts'
import { parsedFailure, parsedValue } from '../units/parsed.ts'
import type { Parsed } from '../units/parsed.ts'

/** Far above what one machine can make; a slip of the finger should not ask for more memory than there is. */
export const MAX_USERS = 1_000_000
export const MAX_ARRIVALS_PER_S = 1_000_000

export type Level = { kind: 'users'; users: number } | { kind: 'arrivals'; ratePerS: number }

/** A height of a stage: `100` users, or `50/s` arrivals. */
export function parseLevel(text: string): Parsed<Level> {
  const expected = 'a number of users (100) or a rate of arrivals (50/s)'
  if (/^\d{1,9}$/.test(text)) {
    const users = Number(text)
    return users <= MAX_USERS ? parsedValue({ kind: 'users', users }) : parsedFailure('at most 1,000,000 users')
  }
  const rate = parseRate(text)
  if (!rate.ok) return parsedFailure(expected)
  return rate.value <= MAX_ARRIVALS_PER_S
    ? parsedValue({ kind: 'arrivals', ratePerS: rate.value })
    : parsedFailure('at most 1,000,000 arrivals per second')
}

export type StatusTest = number | '1xx' | '2xx' | '3xx' | '4xx' | '5xx'

export function parseStatus(text: string): Parsed<StatusTest> {
  switch (text) {
    case '1xx':
    case '2xx':
    case '3xx':
    case '4xx':
    case '5xx':
      return parsedValue(text)
    default:
      return /^[1-5]\d\d$/.test(text)
        ? parsedValue(Number(text))
        : parsedFailure('a status code such as 201, or a class such as 2xx')
  }
}

export function parseHttpVersion(text: string): Parsed<'1.1' | '2'> {
  if (text === '1' || text === '1.0' || text === '1.1') return parsedValue('1.1')
  return text === '2' || text === '2.0' ? parsedValue('2') : parsedFailure('1.1 or 2')
}
