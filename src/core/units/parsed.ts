// What every small grammar of the plan answers: a value, or the words for what was expected in its place.
// The plan's checks turn the second into a problem with file, line and column, so nothing here throws.

/** Either the value that was read, or `expected`: a noun phrase such as "a duration such as 2s", for "expected …, found …". */
export type Parsed<T> = { ok: true; value: T } | { ok: false; expected: string }

export function parsedValue<T>(value: T): Parsed<T> {
  return { ok: true, value }
}

export function parsedFailure<T>(expected: string): Parsed<T> {
  return { ok: false, expected }
}

/** No sane quantity is longer; longer text is refused before any pattern sees it. */
export const MAX_QUANTITY_LENGTH = 64
