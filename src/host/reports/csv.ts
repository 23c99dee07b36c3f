// The tables of a report as CSV, one file each: for spreadsheets and for everything that reads tables. Names of columns
// carry the unit; shares are 0…1; moments are ISO 8601 in UTC; numbers have a point and no grouping.
import type { ReportLatency, ReportPhases, ReportStatistics, RunReport } from '../../core/report/report.ts'
import { PHASES } from '../../core/recording/second.ts'
import { renderCsvTable } from './csvText.ts'
import type { CsvCell } from './csvText.ts'
import { eventsOf, type ReportEvent } from './runEvents.ts'
import { mostUsers } from '../../core/report/words.ts'

export interface CsvFile {
  /** Such as `endpoints.csv`. */
  name: string
  text: string
}

/** A column: its name with the unit, and where its value is. */
type Columns<Row> = readonly (readonly [header: string, value: (row: Row) => CsvCell])[]

/** Seven tables over all scenarios of a command. Each row begins with the run and the scenario it belongs to. */
export function renderCsv(reports: readonly RunReport[]): CsvFile[] {
  return [
    csvFile(
      'scenarios.csv',
      SCENARIO_COLUMNS,
      reports.map((report) => ({ report })),
    ),
    csvFile(
      'endpoints.csv',
      ENDPOINT_COLUMNS,
      reports.flatMap((report) => report.endpoints.map((row) => ({ report, row }))),
    ),
    csvFile(
      'timeline.csv',
      TIMELINE_COLUMNS,
      reports.flatMap((report) => report.timeline.requests.map((_, row) => ({ report, row }))),
    ),
    csvFile(
      'errors.csv',
      ERROR_COLUMNS,
      reports.flatMap((report) => report.errors.map((row) => ({ report, row }))),
    ),
    csvFile(
      'criteria.csv',
      CRITERION_COLUMNS,
      reports.flatMap((report) => report.criteria.map((row) => ({ report, row }))),
    ),
    csvFile(
      'events.csv',
      EVENT_COLUMNS,
      reports.flatMap((report) => eventsOf(report).map((row) => ({ report, row }))),
    ),
    csvFile(
      'trend.csv',
      TREND_COLUMNS,
      reports.flatMap((report) => trendRows(report).map((row) => ({ report, row }))),
    ),
  ]
}

function csvFile<Row extends { report: RunReport }>(
  name: string,
  columns: Columns<Row>,
  rows: readonly Row[],
): CsvFile {
  const all: Columns<Row> = [
    ['run_id', ({ report }) => report.run.id],
    ['scenario', ({ report }) => report.run.scenario],
    ...columns,
  ]
  return {
    name,
    text: renderCsvTable(
      all.map(([header]) => header),
      rows.map((row) => all.map(([, value]) => value(row))),
    ),
  }
}

const LATENCY_KEYS = [
  'min',
  'mean',
  'p50',
  'p75',
  'p90',
  'p95',
  'p99',
  'p99_9',
  'p99_99',
  'max',
] as const satisfies (keyof ReportLatency)[]

function latencyColumns<Row>(prefix: string, of: (row: Row) => ReportLatency | null): Columns<Row> {
  return [
    [`${prefix}_samples`, (row) => of(row)?.count ?? null],
    ...LATENCY_KEYS.map((key) => [`${prefix}_${key}_ms`, (row: Row) => of(row)?.[key] ?? null] as const),
  ]
}

function statisticsColumns<Row>(of: (row: Row) => ReportStatistics): Columns<Row> {
  const phase = (name: keyof ReportPhases) =>
    [`phase_${name}_mean_ms`, (row: Row) => of(row).phasesMs?.[name] ?? null] as const
  return [
    ['requests', (row) => of(row).requests],
    ['failures', (row) => of(row).failures],
    ['failure_share', (row) => of(row).failureShare],
    ['rate_per_s', (row) => of(row).ratePerS],
    ['in_bytes', (row) => of(row).bytesIn],
    ['out_bytes', (row) => of(row).bytesOut],
    ...latencyColumns('latency', (row: Row) => of(row).latencyMs),
    ...latencyColumns('service', (row: Row) => of(row).serviceMs),
    ...latencyColumns('failed_latency', (row: Row) => of(row).failedLatencyMs),
    ...PHASES.map(phase),
    ['time_share', (row) => of(row).timeShare],
  ]
}

const SCENARIO_COLUMNS: Columns<{ report: RunReport }> = [
  ['plan', ({ report }) => report.run.plan],
  ['build', ({ report }) => report.run.build.label],
  ['commit', ({ report }) => report.run.build.commit],
  ['branch', ({ report }) => report.run.build.branch],
  ['started_at_utc', ({ report }) => utc(report.run.startedAt, 0)],
  ['ended_at_utc', ({ report }) => (report.run.endedAt === null ? null : utc(report.run.endedAt, 0))],
  ['duration_ms', ({ report }) => report.run.durationMs],
  ['judged_from_ms', ({ report }) => report.run.window.fromMs],
  ['judged_to_ms', ({ report }) => report.run.window.toMs],
  ['status', ({ report }) => report.run.status],
  ['verdict', ({ report }) => report.verdict.status],
  ['verdict_sentence', ({ report }) => report.verdict.sentence],
  ['exit_code', ({ report }) => report.verdict.exitCode],
  ['target', ({ report }) => report.run.target],
  ['load', ({ report }) => report.run.settings],
  ['steered', ({ report }) => report.run.steering.length],
  ['seed', ({ report }) => report.run.seed],
  ['users_max', ({ report }) => mostUsers(report)],
  ['iterations_started', ({ report }) => report.iterations.started],
  ['iterations_completed', ({ report }) => report.iterations.completed],
  ['iterations_failed', ({ report }) => report.iterations.failed],
  ['iterations_interrupted', ({ report }) => report.iterations.interrupted],
  ['iterations_dropped', ({ report }) => report.iterations.dropped],
  ['users_failed', ({ report }) => report.usersFailed],
  ['checks_passed', ({ report }) => report.checks.passed],
  ['checks_failed', ({ report }) => report.checks.failed],
  ['websocket_messages_in', ({ report }) => report.websocket.messagesIn],
  ['websocket_messages_out', ({ report }) => report.websocket.messagesOut],
  ['criteria', ({ report }) => report.criteria.length],
  ['criteria_met', ({ report }) => report.criteria.filter((criterion) => criterion.status === 'met').length],
  ['generator_trusted', ({ report }) => report.generatorHealth.trusted],
  ['generator_trusted_share', ({ report }) => report.generatorHealth.share],
  ['generator_degraded_share', ({ report }) => report.generatorHealth.degradedShare],
  ...statisticsColumns(({ report }: { report: RunReport }) => report.totals),
]

interface EndpointRow {
  report: RunReport
  row: RunReport['endpoints'][number]
}
const ENDPOINT_COLUMNS: Columns<EndpointRow> = [
  ['endpoint', ({ row }) => row.name],
  ['kind', ({ row }) => row.kind],
  ['method', ({ row }) => row.method],
  ['path', ({ row }) => row.path],
  ...statisticsColumns(({ row }: EndpointRow) => row),
]

/** `row` is the index of the step. */
const TIMELINE_COLUMNS: Columns<{ report: RunReport; row: number }> = [
  ['time_utc', ({ report, row }) => utc(report.run.startedAt, row * report.timeline.stepMs)],
  ['from_start_ms', ({ report, row }) => row * report.timeline.stepMs],
  ['step_ms', ({ report }) => report.timeline.stepMs],
  ['users', ({ report, row }) => report.timeline.users[row] ?? null],
  ['in_flight', ({ report, row }) => report.timeline.inFlight[row] ?? null],
  ['requests', ({ report, row }) => report.timeline.requests[row] ?? null],
  ['failures', ({ report, row }) => report.timeline.failures[row] ?? null],
  ['p50_ms', ({ report, row }) => report.timeline.p50Ms[row] ?? null],
  ['p95_ms', ({ report, row }) => report.timeline.p95Ms[row] ?? null],
  ['p99_ms', ({ report, row }) => report.timeline.p99Ms[row] ?? null],
  ['in_bytes', ({ report, row }) => report.timeline.bytesIn[row] ?? null],
  ['out_bytes', ({ report, row }) => report.timeline.bytesOut[row] ?? null],
  ['iterations_started', ({ report, row }) => report.timeline.iterationsStarted[row] ?? null],
  ['iterations_completed', ({ report, row }) => report.timeline.iterationsCompleted[row] ?? null],
  ['iterations_dropped', ({ report, row }) => report.timeline.dropped[row] ?? null],
  ['trust', ({ report, row }) => report.timeline.trust[row] ?? null],
]

const ERROR_COLUMNS: Columns<{ report: RunReport; row: RunReport['errors'][number] }> = [
  ['class', ({ row }) => row.class],
  ['endpoint', ({ row }) => row.endpoint],
  ['message', ({ row }) => row.message],
  ['count', ({ row }) => row.count],
  ['share_of_endpoint', ({ row }) => row.share],
  ['first_from_start_ms', ({ row }) => row.firstMs],
  ['last_from_start_ms', ({ row }) => row.lastMs],
]

const CRITERION_COLUMNS: Columns<{ report: RunReport; row: RunReport['criteria'][number] }> = [
  ['criterion', ({ row }) => row.text],
  ['subject', ({ row }) => row.subject],
  ['metric', ({ row }) => row.metric],
  ['level', ({ row }) => row.level],
  ['operator', ({ row }) => row.operator],
  ['limit', ({ row }) => row.limit],
  ['actual', ({ row }) => row.actual],
  ['unit', ({ row }) => row.unit],
  ['status', ({ row }) => row.status],
  ['samples', ({ row }) => row.samples],
  ['window_ms', ({ row }) => row.windowMs],
  ['first_break_from_start_ms', ({ row }) => row.firstBreakMs],
  ['stops_run', ({ row }) => row.stop],
  ['endpoints', ({ row }) => row.endpoints.join('; ')],
  ['notes', ({ row }) => row.notes.join('; ')],
  ['id', ({ row }) => row.id],
]

const EVENT_COLUMNS: Columns<{ report: RunReport; row: ReportEvent }> = [
  ['time_utc', ({ report, row }) => utc(report.run.startedAt, row.atMs)],
  ['from_start_ms', ({ row }) => row.atMs],
  ['kind', ({ row }) => row.kind],
  ['by', ({ row }) => row.by],
  ['what', ({ row }) => row.what],
]

interface TrendRow {
  id: string
  isThisRun: boolean
  build: string | null
  startedAt: string
  p50Ms: number | null
  p95Ms: number | null
  p99Ms: number | null
  ratePerS: number
  failureShare: number | null
  verdict: string | null
  steered: boolean
}

/** Oldest first, this run last, as a chart reads it. */
function trendRows(report: RunReport): TrendRow[] {
  const { run, totals, verdict } = report
  return [
    ...report.previousRuns.toReversed().map((previous) => ({ ...previous, isThisRun: false })),
    {
      id: run.id,
      isThisRun: true,
      build: run.build.label,
      startedAt: run.startedAt,
      p50Ms: totals.latencyMs?.p50 ?? null,
      p95Ms: totals.latencyMs?.p95 ?? null,
      p99Ms: totals.latencyMs?.p99 ?? null,
      ratePerS: totals.ratePerS,
      failureShare: totals.failureShare,
      verdict: verdict.status,
      steered: run.steering.length > 0,
    },
  ]
}

const TREND_COLUMNS: Columns<{ report: RunReport; row: TrendRow }> = [
  ['trend_run_id', ({ row }) => row.id],
  ['is_this_run', ({ row }) => row.isThisRun],
  ['build', ({ row }) => row.build],
  ['started_at_utc', ({ row }) => utc(row.startedAt, 0)],
  ['p50_ms', ({ row }) => row.p50Ms],
  ['p95_ms', ({ row }) => row.p95Ms],
  ['p99_ms', ({ row }) => row.p99Ms],
  ['rate_per_s', ({ row }) => row.ratePerS],
  ['failure_share', ({ row }) => row.failureShare],
  ['verdict', ({ row }) => row.verdict],
  ['steered', ({ row }) => row.steered],
]

/** The moment `offsetMs` after `isoText` as `2026-11-23T14:02:00.000Z`; null when that is no time. */
function utc(isoText: string, offsetMs: number): string | null {
  const moment = new Date(new Date(isoText).getTime() + offsetMs)
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString()
}
