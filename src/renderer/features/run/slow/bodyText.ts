/** A kept body as text: as it came, or as JSON that is easier to read. */
import { printableLines } from '../../../ui/printable.ts'

/** More is not laid out: the browser would stand still, and nobody reads it. */
const MOST_SHOWN = 200_000

/** Null where it is no JSON. Numbers are kept as they are written only as far as JavaScript has them. */
export function prettyJson(body: string): string | null {
  const first = body.trimStart()[0]
  if (first !== '{' && first !== '[') return null
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return null
  }
}

export function shownBody(text: string): { text: string; isCut: boolean } {
  const isCut = text.length > MOST_SHOWN
  return { text: printableLines(isCut ? text.slice(0, MOST_SHOWN) : text), isCut }
}

/** Engines keep so much of a body. */
const KEPT_LENGTH = 16 * 1024

/**
 * Bodies are kept up to a size.
 *
 * @param bodyBytes on the wire, where that is known: more than the text has. Compressed ones have less, which says nothing.
 */
export function isKeptInPart(body: string | null, bodyBytes = 0): boolean {
  return body !== null && (body.length >= KEPT_LENGTH || bodyBytes > new TextEncoder().encode(body).length)
}
