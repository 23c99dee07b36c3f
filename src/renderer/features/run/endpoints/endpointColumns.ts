/** The columns of the endpoint table: how each is written, and how it sorts. */
import { actualText } from '../../../../core/report/words.ts'
import { formatSignificant } from '../../../../core/units/number.ts'
import { formatBytes, formatCount, formatElapsed, formatRate, formatShare } from '../../../ui/format.ts'
import { sortRows, type SortValue } from '../../../ui/table/sortRows.ts'
import type { UiColumn, UiSort } from '../../../ui/tableColumn.ts'
import { p95Change, type P95Change } from '../../compare/p95Change.ts'
import { statusWords } from '../criterionWords.ts'
import { byConcern, type EndpointRow } from './endpointRows.ts'

/** Those for which the host has to be asked something else. */
export const SEEN_COLUMNS = ['firstSeen', 'lastSeen'] as const
type SeenColumn = (typeof SEEN_COLUMNS)[number]

interface EndpointColumn {
  column: UiColumn<EndpointRow>
  /** By what it sorts, and what a file has. */
  value: (row: EndpointRow) => SortValue
  /** In a file, where the head does not say it. */
  unit?: string
}

function text(
  id: string,
  label: string,
  width: number,
  value: (row: EndpointRow) => string,
  more: Partial<UiColumn<EndpointRow>> = {},
): EndpointColumn {
  return { column: { id, label, width, sortable: true, text: value, ...more }, value }
}

function number(
  id: string,
  label: string,
  width: number,
  value: (row: EndpointRow) => number | null,
  format: (value: number | null, row: EndpointRow) => string,
  more: Partial<UiColumn<EndpointRow>> = {},
  unit?: string,
): EndpointColumn {
  const column = {
    id,
    label,
    width,
    align: 'right' as const,
    sortable: true,
    text: (row: EndpointRow) => format(value(row), row),
  }
  return { column: { ...column, ...more }, value, ...(unit !== undefined && { unit }) }
}

const ms = (
  id: string,
  label: string,
  value: (row: EndpointRow) => number | null,
  more: Partial<UiColumn<EndpointRow>> = {},
): EndpointColumn =>
  number(id, `${label} ms`, 70, value, msText, {
    title: `${label} of the latency that the bar above names, in milliseconds`,
    ...more,
  })

const optional = { optional: true }

const seen = (
  id: SeenColumn,
  label: string,
  which: 'first' | 'last',
  value: (row: EndpointRow) => number | null,
): EndpointColumn =>
  number(
    id,
    label,
    88,
    value,
    (second) => (second === null ? '–' : formatElapsed(second * 1000)),
    {
      ...optional,
      title: `The ${which} second of the window in which a request of it ended, since the start of the run: exact to the second, the shortest that is stored`,
    },
    's since the start of the run',
  )

const COLUMNS: readonly EndpointColumn[] = [
  text(
    'status',
    'Status',
    116,
    (row) => (row.kind === 'total' ? '' : row.status === 'none' ? '–' : statusWords(row.status).word),
    {
      title: 'Worst criterion that is about this endpoint',
    },
  ),
  text('name', 'Endpoint', 240, (row) => row.name, { fixed: true, minWidth: 120, narrowWidth: 200 }),
  text('kind', 'Kind', 84, (row) => (row.kind === 'total' ? '' : row.kind), optional),
  text('strip', 'Over time', 120, () => '', {
    sortable: false,
    narrowWidth: 96,
    title: 'Criteria over the window, a cell an interval',
  }),
  number('requests', 'Requests', 84, (row) => row.requests, formatCount),
  number(
    'rate',
    'req/s',
    68,
    (row) => row.ratePerS,
    (value) => formatRate(value, ''),
    { title: 'While the load lasted: what ended after it is counted under Requests only' },
  ),
  number(
    'errors',
    'Errors',
    80,
    (row) => row.failureShare,
    (value, row) => formatShare(value, row.failures),
    {},
    'share',
  ),
  ms('mean', 'Mean', (row) => row.meanMs, optional),
  ms('min', 'Min', (row) => row.minMs, optional),
  ms('p50', 'p50', (row) => row.p50Ms),
  ms('p75', 'p75', (row) => row.p75Ms, optional),
  ms('p90', 'p90', (row) => row.p90Ms, optional),
  ms('p95', 'p95', (row) => row.p95Ms),
  number(
    'delta',
    'Δ p95',
    84,
    (row) => changeOf(row)?.share ?? null,
    (_, row) => changeOf(row)?.text ?? '–',
    { ...optional, title: 'p95 against that of the baseline (B in Runs sets it); ~: less than 5 %' },
    'share',
  ),
  ms('p99', 'p99', (row) => row.p99Ms),
  ms('p99.9', 'p99.9', (row) => row.p999Ms, optional),
  ms('p99.99', 'p99.99', (row) => row.p9999Ms, optional),
  ms('max', 'Max', (row) => row.maxMs),
  text('limit', 'Limit', 96, () => '', {
    sortable: false,
    narrowWidth: 80,
    title: 'Worst criterion: its value against target and maximum',
  }),
  text('trend', 'p95 over time', 96, () => '', {
    sortable: false,
    title: 'p95 over the window, from 0; every row on its own scale',
  }),
  number(
    'time',
    'Time',
    84,
    (row) => row.timeShare,
    (value) => formatShare(value, false),
    {
      title: 'Share of all response time that was spent here',
    },
    'share',
  ),
  ms('wait', 'Wait', (row) => row.waitMs, {
    ...optional,
    title: 'Mean time from the end of sending to the first byte, in milliseconds',
  }),
  ms('connect', 'Connect', (row) => row.connectMs, {
    ...optional,
    title: 'Mean time of a request for DNS, connecting and TLS, in milliseconds; 0 where a connection was there',
  }),
  ms('receive', 'Receive', (row) => row.receiveMs, {
    ...optional,
    title: 'Mean time from the first byte to the last, in milliseconds',
  }),
  number(
    'apdex',
    'Apdex',
    72,
    (row) => row.apdex?.actual ?? null,
    (_, { apdex }) => (apdex === null ? '–' : actualText(apdex)),
    { ...optional, title: 'Of the criterion that is about this endpoint alone' },
  ),
  seen('firstSeen', 'First seen', 'first', (row) => row.firstS),
  seen('lastSeen', 'Last seen', 'last', (row) => row.lastS),
  number('bytesIn', 'Received', 88, (row) => row.bytesIn, formatBytes, optional, 'bytes'),
  number('bytesOut', 'Sent', 88, (row) => row.bytesOut, formatBytes, optional, 'bytes'),
]

/** Null: there is no baseline, or none that can be held against what is shown. */
export function changeOf({ baselineP95Ms, p95Ms }: EndpointRow): P95Change | null {
  return p95Change(baselineP95Ms, p95Ms)
}

export const ENDPOINT_COLUMNS: readonly UiColumn<EndpointRow>[] = COLUMNS.map(({ column }) => column)

/** Of the columns that are shown those that are values, not pictures: numbers in full. `Mean ms`, `Errors (share)`. */
export function endpointTable(
  rows: readonly EndpointRow[],
  shown: readonly string[],
): { columns: string[]; rows: SortValue[][] } {
  const columns = shown.flatMap((id) => COLUMNS.find(({ column }) => column.id === id && column.sortable) ?? [])
  return {
    columns: columns.map(({ column, unit }) => (unit === undefined ? column.label : `${column.label} (${unit})`)),
    rows: rows.map((row) => columns.map(({ value }) => value(row))),
  }
}

/** Three significant digits, in milliseconds whatever their size: one unit a column. */
function msText(value: number | null): string {
  return value === null || Number.isNaN(value) ? '–' : formatSignificant(value)
}

/** By the columns that were chosen; then what is of most concern. */
export function sortEndpoints(rows: readonly EndpointRow[], sort: readonly UiSort[]): EndpointRow[] {
  return sortRows(rows, sort, (id) => COLUMNS.find(({ column }) => column.id === id)?.value, byConcern)
}

/** While somebody is in the table rows stay where they are; new ones come last. */
export function keepOrder(rows: readonly EndpointRow[], keys: readonly string[]): EndpointRow[] {
  const place = new Map(keys.map((key, index) => [key, index]))
  return rows.toSorted((one, other) => (place.get(one.key) ?? keys.length) - (place.get(other.key) ?? keys.length))
}
