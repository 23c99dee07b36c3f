/** Finding by a few letters: `gch` finds "GET /checkout". */

/**
 * How well a text fits, higher is better; null when it does not. All letters of the query have to stand in the text in this order;
 * beginnings of words and letters in a row count more, and short texts a little.
 */
export function fuzzyScore(query: string, text: string): number | null {
  const wanted = query.toLowerCase().replaceAll(/\s+/g, '')
  if (wanted === '') return 0
  const where = text.toLowerCase()
  const whole = where.indexOf(query.trim().toLowerCase())
  if (whole >= 0) return 1000 - Math.min(whole, 100) + (isWordStart(where, whole) ? 200 : 0) - where.length / 100
  let score = 0
  let at = -1
  for (const letter of wanted) {
    const next = where.indexOf(letter, at + 1)
    if (next < 0) return null
    score += next === at + 1 ? 5 : 0
    score += isWordStart(where, next) ? 8 : 0
    score -= Math.min(3, (next - at - 1) / 10)
    at = next
  }
  return score - where.length / 100
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
