/**
 * Rows under headings that open and close: what stands in which line. It follows from how many rows each group has, so that no row need
 * be there for it.
 */

/** What one line of the table is. */
export interface GroupedLine<Group> {
  group: Group
  /** Among the groups, from 0. */
  groupIndex: number
  /** That the group has. */
  rows: number
  isOpen: boolean
  /** The line of its heading. */
  heading: number
  /** Among all rows, those of closed groups counted; null: the line is the heading itself. */
  row: number | null
}

export interface GroupedRows<Group> {
  readonly groups: readonly Group[]
  /** Lines: the headings, and the rows of open groups. */
  readonly count: number
  /** Undefined: there is no such line. */
  at: (line: number) => GroupedLine<Group> | undefined
  /** The line of a group's heading; undefined: there is no such group. */
  headingOf: (groupIndex: number) => number | undefined
  /** The rows that stand in the lines [from, to], as few ranges with both ends. */
  rowsIn: (from: number, to: number) => { from: number; to: number }[]
}

export interface GroupOptions<Group> {
  /** How many it has. */
  rowsOf: (group: Group) => number
  isOpen: (group: Group) => boolean
}

/** @param groups in their order */
export function groupedRows<Group>(
  groups: readonly Group[],
  { rowsOf, isOpen }: GroupOptions<Group>,
): GroupedRows<Group> {
  /** Of each group, the line of its heading, and its first row among all. */
  const starts: { heading: number; firstRow: number }[] = []
  let count = 0
  let firstRow = 0
  for (const group of groups) {
    const rows = rowsOf(group)
    starts.push({ heading: count, firstRow })
    count += 1 + (isOpen(group) ? rows : 0)
    firstRow += rows
  }

  /** The last group whose heading stands in this line or above; -1: none does. */
  function indexAt(line: number): number {
    let low = 0
    let high = starts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((starts[middle]?.heading ?? 0) <= line) low = middle + 1
      else high = middle
    }
    return low - 1
  }

  function at(line: number): GroupedLine<Group> | undefined {
    const groupIndex = line < count ? indexAt(line) : -1
    const [group, start] = [groups[groupIndex], starts[groupIndex]]
    if (group === undefined || start === undefined) return undefined
    const { heading } = start
    const row = line === heading ? null : start.firstRow + line - heading - 1
    return { group, groupIndex, rows: rowsOf(group), isOpen: isOpen(group), heading, row }
  }

  function rowsIn(from: number, to: number): { from: number; to: number }[] {
    const ranges: { from: number; to: number }[] = []
    for (let line = Math.max(0, from); line <= to;) {
      const place = at(line)
      if (place === undefined) break
      const end = place.heading + (place.isOpen ? place.rows : 0)
      if (place.row !== null) ranges.push({ from: place.row, to: place.row + Math.min(to, end) - line })
      // From a heading to its first row, or to the next heading.
      line = place.row === null ? line + 1 : end + 1
    }
    return ranges
  }

  return { groups, count, at, headingOf: (groupIndex) => starts[groupIndex]?.heading, rowsIn }
}
