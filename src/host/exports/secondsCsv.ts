/** One row for each second, endpoint, user type and outcome: for spreadsheets and data frames. RFC 4180, units in the names. */
import { Histogram } from '../../core/histogram/histogram.ts'
import { latencySummary, type LatencySummaryMs } from '../../core/histogram/summary.ts'
import { PHASES } from '../../core/recording/second.ts'
import { csvRow, type CsvCell } from '../reports/csvText.ts'
import { momentOf, secondsOf, type EndpointSecond, type ExportSource } from './exportSource.ts'

const LATENCIES = ['min', 'mean', 'p50', 'p75', 'p90', 'p95', 'p99', 'p99_9', 'p99_99', 'max'] as const
/** Of service times the smallest and largest are not kept apart. */
const SERVICE_LATENCIES = ['mean', 'p50', 'p75', 'p90', 'p95', 'p99', 'p99_9', 'p99_99'] as const

const HEADER = [
  'second',
  'time_utc',
  'endpoint',
  'kind',
  'user_type',
  'outcome',
  'count',
  'in_bytes',
  'out_bytes',
  ...LATENCIES.map((name) => `latency_${name}_ms`),
  ...SERVICE_LATENCIES.map((name) => `service_${name}_ms`),
  ...PHASES.map((phase) => `phase_${phase}_mean_ms`),
]

export function* secondsCsv(source: ExportSource): Generator<string> {
  yield csvRow(HEADER)
  for (const { t, rows } of secondsOf(source, true)) {
    const moment = momentOf(source.run, t * 1000)
    yield rows.map((row) => csvRow([t, moment, ...cellsOf(row)])).join('')
  }
}

function cellsOf({ endpoint, kind, userType, outcome, window }: EndpointSecond): CsvCell[] {
  const { count, bytesIn, bytesOut, phasesUs, latency, service, serviceSumUs } = window
  const times = window.latency.length > 0
  const response = times ? latencySummary(histogramOf(latency, window)) : null
  const served = times ? summaryOfService(service ?? latency, count, serviceSumUs) : null
  const hasPhases = (kind === 'http' || kind === 'websocket') && count > 0
  return [
    endpoint,
    kind,
    userType,
    outcome,
    count,
    bytesIn,
    bytesOut,
    ...LATENCIES.map((name) => response?.[name] ?? null),
    ...SERVICE_LATENCIES.map((name) => served?.[name] ?? null),
    ...phasesUs.map((us) => (hasPhases ? us / count / 1000 : null)),
  ]
}

function summaryOfService(payload: Uint8Array, count: number, sumUs: number): LatencySummaryMs | null {
  const summary = latencySummary(histogramOf(payload))
  return summary === null ? null : { ...summary, mean: sumUs / count / 1000 }
}

function histogramOf(payload: Uint8Array, totals?: EndpointSecond['window']): Histogram {
  const histogram = new Histogram()
  histogram.add(payload, totals)
  return histogram
}
