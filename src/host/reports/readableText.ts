// Names and messages come from plans and from systems under test: anything can be in them. Before they are put into any
// report they are made one readable line of bounded length here; escaping for the format comes after, in the format's file.

/** Stands for a character that cannot be shown, or that would change how its neighbours are shown. */
const REPLACEMENT = '\u{FFFD}'

/**
 * One line without control characters, and without the invisible ones that reorder or hide text (bidirectional marks, zero
 * width spaces, byte order marks): each becomes `�`. The two joiners that scripts and emoji are written with stay.
 */
export function readableLine(value: string): string {
  return value
    .toWellFormed()
    .replace(/\s+/gu, ' ')
    .replace(/(?!\u200C|\u200D)[\p{Cc}\p{Cf}\p{Co}\uFFFE\uFFFF]/gu, REPLACEMENT)
    .trim()
}

/** Cuts out the middle, because names differ at both ends: `POST /api/workfl…/execute`. At most `maximumLength` UTF-16 units. */
export function shortenMiddle(text: string, maximumLength: number): string {
  if (text.length <= maximumLength) return text
  const tailLength = Math.floor((maximumLength - 1) / 3)
  // A cut through a surrogate pair would leave half a character.
  const head = text.slice(0, maximumLength - 1 - tailLength).replace(/[\uD800-\uDBFF]$/, '')
  const tail = text.slice(text.length - tailLength).replace(/^[\uDC00-\uDFFF]/, '')
  return `${head}…${tail}`
}

/** A readable line of at most `maximumLength`; `(empty)` when nothing readable is left, so that a name is always something. */
export function readableName(value: string, maximumLength: number): string {
  // Cut once before the patterns see it: a value may be megabytes long.
  const line = readableLine(shortenMiddle(value, maximumLength * 4))
  return line === '' ? '(empty)' : shortenMiddle(line, maximumLength)
}
