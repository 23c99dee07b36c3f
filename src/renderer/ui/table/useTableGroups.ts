/** The headings of a table of groups: what they are by keys and clicks, as in a tree, and what is told of them and their rows. */
import type { GroupedLine, GroupedRows } from './groupedRows.ts'
import type { RowCursor } from './useRowCursor.ts'

export interface TableGroupsOptions<Group> {
  /** Null where rows have no headings. */
  groups: () => GroupedRows<Group> | null
  rows: RowCursor
  /** The first columns are out of sight: left leads back to them first. */
  isScrolledAside: () => boolean
  toggle: (group: Group, isOpen: boolean) => void
}

export interface TableGroups<Group> {
  /** Null: the line is a row. */
  headingAt: (line: number) => GroupedLine<Group> | null
  /** Where a row stands among those of its group. */
  ariaOf: (line: number) => Record<string, number>
  /** Right goes in, left goes out. @returns false for keys that mean something else here */
  takeKey: (event: KeyboardEvent) => boolean
  /** Opens or closes the group of this heading. */
  toggleAt: (line: number) => void
}

export function useTableGroups<Group>(options: TableGroupsOptions<Group>): TableGroups<Group> {
  const { groups, rows, isScrolledAside, toggle } = options

  function headingAt(line: number): GroupedLine<Group> | null {
    const place = groups()?.at(line)
    return place?.row === null ? place : null
  }

  function ariaOf(line: number): Record<string, number> {
    const place = groups()?.at(line)
    if (place === undefined) return {}
    return { 'aria-level': 2, 'aria-posinset': line - place.heading, 'aria-setsize': place.rows }
  }

  function toggleAt(line: number): void {
    const place = headingAt(line)
    if (place === null) return
    rows.moveTo(line)
    // What is not seen any more must not be deleted with the rest.
    rows.leaveRange(place.isOpen ? { from: line + 1, to: line + place.rows } : null)
    toggle(place.group, !place.isOpen)
  }

  function takeKey(event: KeyboardEvent): boolean {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false
    const line = rows.cursor.value
    const place = groups()?.at(line)
    if (place === undefined) return false
    const { row, isOpen, heading } = place
    switch (event.key) {
      case 'Enter':
        if (row !== null) return false
        toggleAt(line)
        return true
      case 'ArrowRight':
        if (row !== null) return false
        if (isOpen) rows.press(line + 1)
        else toggleAt(line)
        return true
      case 'ArrowLeft':
        if (isScrolledAside() || (row === null && !isOpen)) return false
        if (row === null) toggleAt(line)
        else rows.press(heading)
        return true
      default:
        return false
    }
  }

  return { headingAt, ariaOf, takeKey, toggleAt }
}
