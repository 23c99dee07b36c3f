// The endpoints of one scenario: those over a limit first, then by the time they took.
import type { ReportEndpoint } from '../../../core/report/report.ts'
import { formatCount, formatSignificant } from '../../../core/units/number.ts'
import { formatShare } from '../../../core/units/percent.ts'
import { formatRate } from '../../../core/units/rate.ts'
import { isBacked, statusIcon, statusRank } from '../../../core/report/words.ts'
import type { CriterionStatus } from '../../../core/report/words.ts'
import type { ScenarioContext } from './scenarioContext.ts'
import { bar } from './spark.ts'
import { folded, leftOutNote, left, right, table } from './table.ts'
import type { Column } from './table.ts'

/** So many stand open; the rest is folded. */
const OPEN_ROWS = 15
const PERCENTILES = [
  ['p50', 50],
  ['p95', 95],
  ['p99', 99],
] as const

export function endpointTable(context: ScenarioContext): string[] {
  const { report, source, limits } = context
  if (report.endpoints.length === 0) return ['', '**Endpoints:** none was called in the judged window.']
  const statuses = worstStatuses(context)
  const rankOf = (endpoint: ReportEndpoint) => statusRank(statuses.get(endpoint.name) ?? 'met')
  const sorted = report.endpoints.toSorted((one, other) => rankOf(one) - rankOf(other))
  const shown = sorted.slice(0, limits.endpoints)
  const units = latencyUnits(shown)
  const columns = columnsWith(units)
  const rows = shown.map((endpoint) => endpointRow(endpoint, context, units, statuses.get(endpoint.name)))
  const after = report.totals.requestsAfterLoad ?? 0
  const hasUnbacked = rows.some((row) => row.some((cell) => cell.startsWith('○ ')))
  return [
    '',
    '**Endpoints** (response time of successful requests)',
    '',
    ...table(columns, rows.slice(0, OPEN_ROWS)),
    ...(statuses.size > 0
      ? [
          '',
          'The sign before an endpoint is that of the worst criterion it is judged by, alone or together with others.',
        ]
      : []),
    ...(after > 0
      ? [
          '',
          `req/s is of the time the load was on; ${formatCount(after)} requests that ended after it count everywhere else.`,
        ]
      : []),
    ...(hasUnbacked ? ['', '○ too few requests for this percentile: the value is the slowest of them.'] : []),
    ...(rows.length > OPEN_ROWS
      ? folded(`${formatCount(rows.length - OPEN_ROWS)} more endpoints`, table(columns, rows.slice(OPEN_ROWS)))
      : []),
    ...leftOutNote(shown.length, sorted.length, 'endpoints', source),
  ]
}

function columnsWith(units: LatencyUnits): Column[] {
  return [
    left('Endpoint'),
    right('Requests'),
    right('req/s'),
    right('Failures'),
    ...PERCENTILES.map(([name]) => right(`${name}, ${units[name].name}`)),
    right(`max, ${units.max.name}`),
    left('Share of time'),
  ]
}

function endpointRow(
  endpoint: ReportEndpoint,
  { code }: ScenarioContext,
  units: LatencyUnits,
  status: CriterionStatus | undefined,
): string[] {
  const latency = endpoint.latencyMs
  const value = (milliseconds: number, column: keyof LatencyUnits) =>
    formatSignificant(milliseconds * units[column].perMs)
  const kind = endpoint.kind === 'http' ? '' : ` (${endpoint.kind})`
  return [
    `${status === undefined ? '' : `${statusIcon(status)} `}${code(endpoint.name)}${kind}`,
    formatCount(endpoint.requests),
    formatRate(endpoint.ratePerS, ''),
    endpoint.failureShare === null ? '–' : formatShare(endpoint.failureShare, endpoint.failures > 0),
    ...PERCENTILES.map(([name, percentile]) =>
      latency === null ? '–' : `${isBacked(latency.count, percentile) ? '' : '○ '}${value(latency[name], name)}`,
    ),
    latency === null ? '–' : value(latency.max, 'max'),
    endpoint.timeShare === null
      ? '–'
      : `${bar(endpoint.timeShare, 8)} ${formatShare(endpoint.timeShare, endpoint.timeShare > 0)}`.trim(),
  ]
}

/** The worst status of the criteria on each endpoint; those without a criterion are not in it. */
function worstStatuses({ report }: ScenarioContext): Map<string, CriterionStatus> {
  const statuses = new Map<string, CriterionStatus>()
  for (const criterion of report.criteria) {
    for (const name of criterion.endpoints) {
      const before = statuses.get(name)
      if (before === undefined || statusRank(criterion.status) < statusRank(before))
        statuses.set(name, criterion.status)
    }
  }
  return statuses
}

interface Unit {
  name: string
  perMs: number
}
type LatencyUnits = Record<'p50' | 'p95' | 'p99' | 'max', Unit>

/** One unit per column, chosen by its largest value, so that a column can be read downwards (ux.md §4.3). */
function latencyUnits(endpoints: readonly ReportEndpoint[]): LatencyUnits {
  const unitOf = (column: keyof LatencyUnits): Unit => {
    const largest = endpoints.reduce((most, endpoint) => Math.max(most, endpoint.latencyMs?.[column] ?? 0), 0)
    if (largest >= 10_000) return { name: 's', perMs: 0.001 }
    return largest > 0 && largest < 1 ? { name: 'µs', perMs: 1000 } : { name: 'ms', perMs: 1 }
  }
  return { p50: unitOf('p50'), p95: unitOf('p95'), p99: unitOf('p99'), max: unitOf('max') }
}
