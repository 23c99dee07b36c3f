/** Where keys lead in a list of rows. */

/** @returns the index the key leads to; null where it is no key of a list, or there are no rows */
export function cursorAfter(key: string, at: number, count: number, page: number): number | null {
  if (count === 0) return null
  const to = target(key, at, count, Math.max(1, page))
  return to === null ? null : Math.max(0, Math.min(count - 1, to))
}

function target(key: string, at: number, count: number, page: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return at + 1
    case 'ArrowUp':
      // Before anything was chosen, both arrows lead into the list.
      return at < 0 ? 0 : at - 1
    case 'Home':
      return 0
    case 'End':
      return count - 1
    case 'PageDown':
      return at + page
    case 'PageUp':
      return at - page
    default:
      return null
  }
}
