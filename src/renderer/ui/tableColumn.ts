/** What a table shows, and how it is sorted. The table itself is UiTable.vue. */

export interface UiColumn<Row> {
  id: string
  label: string
  /** The head's explanation: what is measured, in which unit. */
  title?: string
  /** Pixels, at first. */
  width: number
  minWidth?: number
  /** Where the table is not wide enough, it is narrowed so far before that scrolls aside; not once somebody gave it a width. */
  narrowWidth?: number
  align?: 'left' | 'right' | 'center'
  sortable?: boolean
  /** Hidden at first; chosen in the head's menu. */
  optional?: boolean
  /** Cannot be hidden or moved. */
  fixed?: boolean
  /** Takes what is left over; without one the first column of text does. */
  grows?: boolean
  text: (row: Row) => string
}

export interface UiSort {
  column: string
  descending: boolean
}

/** A column as its head needs it, whatever its rows are. */
export type HeadColumn = Omit<UiColumn<never>, 'text'>
