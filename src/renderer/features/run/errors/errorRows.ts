/** Errors as rows of a table: by group, or all of a class together. */
import type { ErrorGroupView } from '../../../../contract/methods/analysis.ts'
import type { ErrorClass } from '../../../../core/recording/second.ts'
import { formatCount, formatElapsed, formatShare } from '../../../ui/format.ts'
import { sortRows, type SortValue } from '../../../ui/table/sortRows.ts'
import type { UiColumn, UiSort } from '../../../ui/tableColumn.ts'
import { errorClassLook } from './errorClass.ts'

export interface ErrorRow {
  key: string
  class: ErrorClass
  message: string
  endpoint: string
  count: number
  /** `count` is of the whole run: nobody wrote down when. */
  isWholeRun: boolean
  /** Of the requests of its endpoint; of a class: null. */
  share: number | null
  firstMs: number
  lastMs: number
  line: Float64Array
  groups: readonly ErrorGroupView[]
}

export function groupRows(groups: readonly ErrorGroupView[]): ErrorRow[] {
  return groups.map((group) => ({
    ...group,
    key: JSON.stringify([group.class, group.endpoint, group.message]),
    groups: [group],
  }))
}

/**
 * Errors of a class over all endpoints, most first. They have no share: some are no requests, and requests of many endpoints are no
 * one number to divide by.
 */
export function classRows(groups: readonly ErrorGroupView[]): ErrorRow[] {
  const byClass = Map.groupBy(groups, (group) => group.class)
  return [...byClass]
    .map(([name, own]): ErrorRow => {
      const endpoints = new Set(own.map(({ endpoint }) => endpoint))
      const [only] = endpoints
      return {
        key: name,
        class: name,
        message: own.length === 1 ? (own[0]?.message ?? '') : `${formatCount(own.length)} messages`,
        endpoint: endpoints.size === 1 ? (only ?? '') : `${formatCount(endpoints.size)} endpoints`,
        count: own.reduce((sum, { count }) => sum + count, 0),
        isWholeRun: own.some(({ isWholeRun }) => isWholeRun),
        share: null,
        firstMs: own.reduce((first, { firstMs }) => Math.min(first, firstMs), Infinity),
        lastMs: own.reduce((last, { lastMs }) => Math.max(last, lastMs), 0),
        line: addLines(own.map(({ line }) => line)),
        groups: own,
      }
    })
    .toSorted((one, other) => other.count - one.count)
}

/** Where one is not known the sum is not either. */
export function addLines(lines: readonly Float64Array[]): Float64Array {
  const [first] = lines
  if (first === undefined) return new Float64Array(0)
  return first.map((_, index) => lines.reduce((sum, line) => sum + (line[index] ?? Number.NaN), 0))
}

export const ERROR_COLUMNS: readonly UiColumn<ErrorRow>[] = [
  {
    id: 'class',
    label: 'Class',
    width: 152,
    sortable: true,
    fixed: true,
    text: (row) => errorClassLook(row.class).word,
  },
  {
    id: 'message',
    label: 'Message',
    width: 240,
    minWidth: 140,
    sortable: true,
    grows: true,
    text: (row) => row.message,
  },
  { id: 'endpoint', label: 'Endpoint', width: 250, narrowWidth: 180, sortable: true, text: (row) => row.endpoint },
  {
    id: 'count',
    label: 'Count',
    width: 90,
    align: 'right',
    sortable: true,
    text: (row) => formatCount(row.count) + (row.isWholeRun ? ' *' : ''),
  },
  {
    id: 'share',
    label: '% of requests',
    title: 'Of the requests of its endpoint in the window',
    width: 104,
    align: 'right',
    sortable: true,
    text: (row) => formatShare(row.share, row.count),
  },
  {
    id: 'first',
    label: 'First',
    title: 'In the whole run',
    width: 72,
    align: 'right',
    sortable: true,
    text: (row) => formatElapsed(row.firstMs),
  },
  {
    id: 'last',
    label: 'Last',
    title: 'In the whole run',
    width: 72,
    align: 'right',
    sortable: true,
    text: lastText,
  },
  {
    id: 'line',
    label: 'Over the window',
    title: 'From 0; every row on its own scale',
    width: 130,
    narrowWidth: 96,
    text: () => '',
  },
]

/** The second in which it was last seen: what is stored is the end of that second. */
export function lastText({ lastMs }: Pick<ErrorRow, 'lastMs'>): string {
  return formatElapsed(Math.max(0, lastMs - 1))
}

const VALUES = new Map<string, (row: ErrorRow) => SortValue>(
  Object.entries({
    class: (row) => errorClassLook(row.class).word,
    message: (row) => row.message,
    endpoint: (row) => row.endpoint,
    count: (row) => row.count,
    share: (row) => row.share,
    first: (row) => row.firstMs,
    last: (row) => row.lastMs,
  }),
)

/** Most frequent first where nothing else decides. */
export function sortErrors(rows: readonly ErrorRow[], sort: readonly UiSort[]): ErrorRow[] {
  return sortRows(
    rows,
    sort,
    (column) => VALUES.get(column),
    (one, other) => other.count - one.count,
  )
}
