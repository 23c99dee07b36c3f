/** Two windows side by side: their most important numbers, and their endpoints. */
import type { LatencyChoice, WindowView } from '../../../../contract/methods/analysis.ts'
import type { ReportEndpoint } from '../../../../core/report/report.ts'
import { formatSignificant } from '../../../../core/units/number.ts'
import { formatCount, formatMs, formatRate, formatShare } from '../../../ui/format.ts'
import { sortRows, type SortValue } from '../../../ui/table/sortRows.ts'
import type { UiColumn, UiSort } from '../../../ui/tableColumn.ts'
import { pickLatency } from '../pickLatency.ts'
import { latencyDifference, numberDifference, shareDifference, type LatencyField } from './difference.ts'

export interface ComparedNumber {
  name: string
  a: string
  b: string
  difference: string
}

const FIELDS: readonly LatencyField[] = ['p50', 'p95', 'p99']

/** Numbers of requests are not compared: windows may be of different lengths. */
export function comparedNumbers(a: WindowView, b: WindowView, choice: LatencyChoice): ComparedNumber[] {
  const [one, other] = [pickLatency(a.totals, choice), pickLatency(b.totals, choice)]
  const seconds = ({ window }: WindowView): number => window.toS - window.fromS
  return [
    { name: 'Length', a: `${formatCount(seconds(a))} s`, b: `${formatCount(seconds(b))} s`, difference: '' },
    { name: 'Requests', a: formatCount(a.totals.requests), b: formatCount(b.totals.requests), difference: '' },
    {
      name: 'Throughput',
      a: formatRate(a.totals.ratePerS),
      b: formatRate(b.totals.ratePerS),
      difference: numberDifference(a.totals.ratePerS, b.totals.ratePerS, (perS) => formatRate(perS, '/s')),
    },
    {
      name: 'Errors',
      a: formatShare(a.totals.failureShare, a.totals.failures),
      b: formatShare(b.totals.failureShare, b.totals.failures),
      difference: shareDifference(a.totals.failureShare, b.totals.failureShare),
    },
    ...FIELDS.map((field) => ({
      name: `Latency ${field}`,
      a: formatMs(one?.[field]),
      b: formatMs(other?.[field]),
      difference: latencyDifference(one, other, field),
    })),
  ]
}

export interface ComparedEndpoint {
  key: string
  name: string
  /** Null: no request of it ended there. */
  a: ReportEndpoint | null
  b: ReportEndpoint | null
}

/** Every endpoint of either window; those that took the most time in both together first. */
export function comparedEndpoints(a: readonly ReportEndpoint[], b: readonly ReportEndpoint[]): ComparedEndpoint[] {
  const rows = new Map<string, ComparedEndpoint>()
  const add = (endpoints: readonly ReportEndpoint[], side: 'a' | 'b'): void => {
    for (const endpoint of endpoints) {
      const key = JSON.stringify([endpoint.kind, endpoint.name])
      const row = rows.get(key) ?? { key, name: endpoint.name, a: null, b: null }
      row[side] = endpoint
      rows.set(key, row)
    }
  }
  add(a, 'a')
  add(b, 'b')
  const weight = (row: ComparedEndpoint): number => (row.a?.timeShare ?? 0) + (row.b?.timeShare ?? 0)
  return [...rows.values()].toSorted((one, other) => weight(other) - weight(one))
}

/** Columns that sort, by what. The difference of latencies sorts by milliseconds, too few samples or not. */
function sortValue(column: string, row: ComparedEndpoint, choice: LatencyChoice): SortValue {
  if (column === 'name') return row.name
  const [what = '', side = ''] = column.split(' ')
  const valueOf = (endpoint: ReportEndpoint | null): number | null => {
    if (endpoint === null) return null
    if (what === 'requests') return endpoint.requests
    if (what === 'errors') return endpoint.failureShare
    const field = FIELDS.find((each) => each === what)
    return field ? (pickLatency(endpoint, choice)?.[field] ?? null) : null
  }
  if (side === 'a' || side === 'b') return valueOf(row[side])
  const [a, b] = [valueOf(row.a), valueOf(row.b)]
  return a === null || b === null ? null : b - a
}

/** Without a choice the order stays. */
export function sortCompared(
  rows: readonly ComparedEndpoint[],
  sort: readonly UiSort[],
  choice: LatencyChoice,
): ComparedEndpoint[] {
  return sortRows(rows, sort, (column) => (row) => sortValue(column, row, choice))
}

export function compareColumns(choice: LatencyChoice): readonly UiColumn<ComparedEndpoint>[] {
  const right = { align: 'right' as const, sortable: true }
  const pair = (
    id: string,
    label: string,
    [width, narrowWidth]: readonly [number, number],
    text: (endpoint: ReportEndpoint) => string,
    optional = false,
  ): UiColumn<ComparedEndpoint>[] =>
    (['a', 'b'] as const).map((side) => ({
      id: `${id} ${side}`,
      label: `${label} ${side.toUpperCase()}`,
      width,
      narrowWidth,
      ...right,
      optional,
      text: (row: ComparedEndpoint) => (row[side] ? text(row[side]) : '–'),
    }))
  const latency = (field: LatencyField, optional = false): UiColumn<ComparedEndpoint>[] => [
    ...pair(
      field,
      `${field} ms`,
      [84, 72],
      (endpoint) => formatSignificant(pickLatency(endpoint, choice)?.[field] ?? Number.NaN),
      optional,
    ),
    {
      id: `${field} difference`,
      label: `${field} B − A`,
      width: 150,
      ...right,
      optional,
      text: ({ a, b }) => latencyDifference(a && pickLatency(a, choice), b && pickLatency(b, choice), field),
    },
  ]
  return [
    {
      id: 'name',
      label: 'Endpoint',
      width: 240,
      minWidth: 120,
      narrowWidth: 190,
      fixed: true,
      sortable: true,
      text: ({ name }) => name,
    },
    ...pair('requests', 'Requests', [96, 84], ({ requests }) => formatCount(requests)),
    ...pair('errors', 'Errors', [84, 76], ({ failureShare, failures }) => formatShare(failureShare, failures)),
    {
      id: 'errors difference',
      label: 'Errors B − A',
      width: 100,
      narrowWidth: 92,
      ...right,
      text: ({ a, b }) => shareDifference(a?.failureShare ?? null, b?.failureShare ?? null),
    },
    ...latency('p50', true),
    ...latency('p95'),
    ...latency('p99'),
  ]
}
