/** Selecting rows, as lists of files do it. Keys of rows, in no particular order. */

export interface Pick {
  /** Adds or takes away one: Ctrl. */
  toggle: boolean
  /** From the anchor to here: Shift. */
  extend: boolean
}

export interface Selection {
  keys: readonly string[]
  /** Where a range begins: the row that was picked last without Shift. */
  anchor: number
}

/** @param keyAt undefined for rows that are not there yet: they cannot be selected */
export function picked(
  { keys, anchor }: Selection,
  index: number,
  { toggle, extend }: Pick,
  keyAt: (index: number) => string | undefined,
): Selection {
  const key = keyAt(index)
  if (key === undefined) return { keys, anchor }
  if (extend && anchor >= 0) {
    const range = keysBetween(Math.min(anchor, index), Math.max(anchor, index), keyAt)
    return { keys: toggle ? [...new Set([...keys, ...range])] : range, anchor }
  }
  if (!toggle) return { keys: [key], anchor: index }
  return { keys: keys.includes(key) ? keys.filter((each) => each !== key) : [...keys, key], anchor: index }
}

export function keysBetween(from: number, to: number, keyAt: (index: number) => string | undefined): string[] {
  const keys: string[] = []
  for (let index = from; index <= to; index++) {
    const key = keyAt(index)
    if (key !== undefined) keys.push(key)
  }
  return keys
}

/** @returns the sorting after a click on a head: ascending, descending, none; with Shift beside the others */
export function sortedBy<S extends { column: string; descending: boolean }>(
  sort: readonly S[],
  column: string,
  add: boolean,
  descendingFirst: boolean,
): { column: string; descending: boolean }[] {
  const current = sort.find((each) => each.column === column)
  const others = add ? sort.filter((each) => each.column !== column) : []
  if (current === undefined) return [...others, { column, descending: descendingFirst }]
  if (current.descending !== descendingFirst) return others
  const turned = { column, descending: !current.descending }
  // It keeps its rank among the others.
  return add ? sort.map((each) => (each.column === column ? turned : each)) : [turned]
}
