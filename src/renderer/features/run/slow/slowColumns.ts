/** The columns of the kept requests: how each is written, and how it sorts. */
import type { ReportEndpoint } from '../../../../core/report/report.ts'
import { formatSignificant } from '../../../../core/units/number.ts'
import { formatBytes, formatCount, formatElapsed } from '../../../ui/format.ts'
import { sortRows, type SortValue } from '../../../ui/table/sortRows.ts'
import type { UiColumn, UiSort } from '../../../ui/tableColumn.ts'
import { statusName } from '../latency/explainRows.ts'
import { connectionUse } from './connectionUse.ts'
import { latencyOfOutcome, rankText } from './rankText.ts'
import type { SlowRow } from './slowRows.ts'

/** What a user does before its first iteration is counted as the one before it. */
export function iterationText(iteration: number): string {
  return iteration < 0 ? 'onStart' : `iteration ${formatCount(iteration)}`
}

const REASONS = { slowest: 'slowest', failure: 'failed', random: 'at random' } as const

export function slowColumns(endpointOf: (name: string) => ReportEndpoint | undefined): readonly UiColumn<SlowRow>[] {
  return [
    {
      id: 'at',
      label: 'Start',
      width: 76,
      sortable: true,
      align: 'right',
      text: ({ exemplar }) => formatElapsed(exemplar.startMs),
    },
    {
      id: 'endpoint',
      label: 'Endpoint',
      width: 230,
      narrowWidth: 200,
      sortable: true,
      fixed: true,
      minWidth: 120,
      text: ({ exemplar }) => exemplar.endpoint,
    },
    {
      id: 'total',
      label: 'Total ms',
      title: 'Response time, from the intended start, in milliseconds',
      width: 84,
      sortable: true,
      align: 'right',
      text: ({ exemplar }) => formatSignificant(exemplar.latencyMs),
    },
    {
      id: 'rank',
      label: 'Rank',
      title: 'Where it stands among the requests of its endpoint and outcome',
      width: 96,
      text: ({ exemplar }) =>
        rankText(exemplar.latencyMs, latencyOfOutcome(endpointOf(exemplar.endpoint), exemplar.outcome)),
    },
    {
      id: 'status',
      label: 'Response',
      width: 180,
      narrowWidth: 110,
      sortable: true,
      text: ({ exemplar }) => statusName(exemplar),
    },
    {
      id: 'phases',
      label: 'Phases',
      title: 'Over the longest of the list',
      width: 220,
      narrowWidth: 140,
      text: () => '',
    },
    {
      id: 'connection',
      label: 'Connection',
      width: 88,
      sortable: true,
      text: ({ exemplar }) => connectionUse(exemplar),
    },
    { id: 'userType', label: 'User type', width: 100, sortable: true, text: ({ exemplar }) => exemplar.userType },
    {
      id: 'user',
      label: 'User / iteration',
      width: 110,
      align: 'right',
      text: ({ exemplar }) =>
        `${formatCount(exemplar.user)} / ${exemplar.iteration < 0 ? 'onStart' : formatCount(exemplar.iteration)}`,
    },
    {
      id: 'size',
      label: 'Body',
      title: 'Of the response, on the wire',
      width: 80,
      sortable: true,
      align: 'right',
      text: ({ exemplar }) => formatBytes(exemplar.response?.bodyBytes),
    },
    { id: 'reason', label: 'Kept as', width: 84, sortable: true, text: ({ exemplar }) => REASONS[exemplar.reason] },
  ]
}

const VALUES = new Map<string, (row: SlowRow) => SortValue>(
  Object.entries({
    at: ({ exemplar }) => exemplar.startMs,
    endpoint: ({ exemplar }) => exemplar.endpoint,
    total: ({ exemplar }) => exemplar.latencyMs,
    status: ({ exemplar }) => statusName(exemplar),
    connection: ({ exemplar }) => connectionUse(exemplar),
    userType: ({ exemplar }) => exemplar.userType,
    size: ({ exemplar }) => exemplar.response?.bodyBytes ?? null,
    reason: ({ exemplar }) => exemplar.reason,
  }),
)

/** Slowest first where nothing else decides. */
export function sortSlow(rows: readonly SlowRow[], sort: readonly UiSort[]): SlowRow[] {
  return sortRows(
    rows,
    sort,
    (column) => VALUES.get(column),
    (one, other) => other.exemplar.latencyMs - one.exemplar.latencyMs,
  )
}
