/** Rows in the order that was chosen in the head of their table. */
import type { UiSort } from '../tableColumn.ts'

/** Null: there is none. It comes last, whichever way is sorted. */
export type SortValue = number | string | null

/**
 * @param valueOf what a column sorts by; undefined for a column that is none, which then decides nothing
 * @param otherwise decides between rows that the chosen columns do not tell apart; without it they stay as they are
 */
export function sortRows<Row>(
  rows: readonly Row[],
  sort: readonly UiSort[],
  valueOf: (column: string) => ((row: Row) => SortValue) | undefined,
  otherwise: (one: Row, other: Row) => number = () => 0,
): Row[] {
  const by = sort.flatMap(({ column, descending }) => {
    const value = valueOf(column)
    return value ? [{ value, sign: descending ? -1 : 1 }] : []
  })
  return rows.toSorted((one, other) => {
    for (const { value, sign } of by) {
      const order = compare(value(one), value(other), sign)
      if (order !== 0) return order
    }
    return otherwise(one, other)
  })
}

function compare(one: SortValue, other: SortValue, sign: number): number {
  // Infinite ones have no difference.
  if (one === other) return 0
  if (one === null || other === null) return one === null ? 1 : -1
  if (typeof one === 'string' || typeof other === 'string') return sign * String(one).localeCompare(String(other))
  return sign * (one - other)
}
