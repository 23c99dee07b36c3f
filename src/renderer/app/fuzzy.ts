/** Finding by a few letters: `gch` finds "GET /checkout". */

/** What is behind that nobody means. */
const MAX_LENGTH = 300
const WHOLE = 1000
const NEXT_LETTER = 5
const WORD_START = 8

/**
 * How well a text fits, higher is better; null when it does not. It fits when it contains the query, or when the query's letters
 * stand in it in this order, each at the beginning of a word or right behind the one before. Of texts that fit alike the shorter
 * one is better.
 */
export function fuzzyScore(query: string, text: string): number | null {
  const wanted = query.trim().toLowerCase()
  if (wanted === '') return 0
  const where = text.slice(0, MAX_LENGTH).toLowerCase()
  const length = where.length / 100
  const whole = where.indexOf(wanted)
  if (whole >= 0) return WHOLE + (isWordStart(where, whole) ? 200 : 0) - Math.min(whole, 100) - length
  const best = lettersScore(wanted.replaceAll(/\s+/g, ''), where)
  return best === null ? null : best - length
}

/** The best way to find the letters, whichever way through the text that is. */
function lettersScore(letters: string, text: string): number | null {
  /** Best score of the letters so far when the last one is found at this place. */
  let ends: number[] = Array.from({ length: text.length }, () => -Infinity)
  for (let index = 0; index < letters.length; index++) {
    const next: number[] = []
    /** Best of all places before this one. */
    let before = index === 0 ? 0 : -Infinity
    for (let at = 0; at < text.length; at++) {
      const behind = index > 0 && at > 0 ? (ends[at - 1] ?? -Infinity) + NEXT_LETTER : -Infinity
      const jumped = isWordStart(text, at) ? before + WORD_START : -Infinity
      next.push(text[at] === letters[index] ? Math.max(behind, jumped) : -Infinity)
      if (index > 0) before = Math.max(before, ends[at] ?? -Infinity)
    }
    ends = next
  }
  const best = ends.reduce((one, other) => Math.max(one, other), -Infinity)
  return best === -Infinity ? null : best
}

/** Those that fit, best first; equally good ones as they stood. */
export function fuzzyFind<T>(query: string, items: readonly T[], textOf: (item: T) => string): T[] {
  const scored = items.flatMap((item) => {
    const score = fuzzyScore(query, textOf(item))
    return score === null ? [] : [{ item, score }]
  })
  return scored.toSorted((one, other) => other.score - one.score).map(({ item }) => item)
}

function isWordStart(text: string, index: number): boolean {
  return index === 0 || /[\s\-_/.:]/.test(text[index - 1] ?? '')
}
