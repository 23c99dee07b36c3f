// How values of any type become text in URLs, headers, bodies and messages: one rule for all of them.
import { InvalidValueError } from './invalidValue.ts'

/**
 * The text of a value: strings as they are, numbers, booleans and null as in JSON, objects and arrays as JSON, undefined
 * as the empty text.
 * @throws InvalidValueError when the value is nested too deeply to be written.
 */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (value === undefined) return ''
  return jsonOf(value)
}

/**
 * The value as JSON text; undefined is `null`.
 * @throws InvalidValueError when the value is nested too deeply to be written.
 */
export function jsonOf(value: unknown): string {
  try {
    return (JSON.stringify(value) as string | undefined) ?? 'null'
  } catch (error) {
    // JSON.parse reads nesting of any depth, JSON.stringify recurses: a hostile response gives a value that cannot be written.
    if (error instanceof RangeError) throw new InvalidValueError('a value is nested too deeply to be written as JSON')
    throw error
  }
}

/** The text as it stands between the quotes of a JSON string. */
export function jsonStringOf(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

/** Percent-encoded for a URL's path segment or query value. Half surrogate pairs become U+FFFD, as in browsers. */
export function urlOf(text: string): string {
  return encodeURIComponent(text.isWellFormed() ? text : text.toWellFormed())
}

/** The start of a value for a message: JSON, at most `limit` characters. Never throws. */
export function excerptOf(value: unknown, limit = 80): string {
  let text: string
  try {
    text = typeof value === 'string' ? JSON.stringify(value.slice(0, limit + 1)) : jsonOf(value)
  } catch {
    return Array.isArray(value) ? '[…]' : '{…}'
  }
  return text.length <= limit ? text : `${text.slice(0, limit - 1).toWellFormed()}…`
}
