/** "Did you mean": the known name nearest to a misspelt one. Small and bounded, since plans may be hostile. */

const LONGEST_NAME = 64

/**
 * The candidate with the fewest typing errors away (insertions, deletions, substitutions, swaps of neighbours), or null
 * when none is near enough to be what was meant: at most a third of the letters may differ. Case counts as half an error.
 */
export function nearestName(name: string, candidates: Iterable<string>): string | null {
  if (name === '' || name.length > LONGEST_NAME) return null
  let best: string | null = null
  let bestDistance = Infinity
  for (const candidate of candidates) {
    if (candidate.length > LONGEST_NAME) continue
    const allowed = Math.max(1, Math.floor(Math.max(name.length, candidate.length) / 3))
    if (Math.abs(candidate.length - name.length) > allowed) continue
    const distance =
      candidate.toLowerCase() === name.toLowerCase() ? 0.5 : typingDistance(name.toLowerCase(), candidate.toLowerCase())
    if (distance <= allowed && distance < bestDistance && distance < Math.min(name.length, candidate.length)) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

/** Optimal string alignment distance (Damerau–Levenshtein without overlapping swaps), three rows of memory. */
export function typingDistance(left: string, right: string): number {
  let beforePrevious: number[] = []
  let previous = Array.from({ length: right.length + 1 }, (_, column) => column)
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= right.length; column += 1) {
      const cost = left[row - 1] === right[column - 1] ? 0 : 1
      let least = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + cost,
      )
      const swapped =
        row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]
      if (swapped) least = Math.min(least, (beforePrevious[column - 2] ?? 0) + 1)
      current.push(least)
    }
    beforePrevious = previous
    previous = current
  }
  return previous[right.length] ?? 0
}
