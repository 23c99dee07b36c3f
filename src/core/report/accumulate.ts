/** Adds up windows into the statistics of a report: first per series, then series into endpoints, user types and totals. */
import type { SuspectCounts } from '../criteria/measurement.ts'
import { Histogram } from '../histogram/histogram.ts'
import { latencySummary } from '../histogram/summary.ts'
import type { EndpointKind } from '../plan/compiledPlan.ts'
import { PHASES, type SeriesKey, type SeriesWindow } from '../recording/second.ts'
import type { ReportLatency, ReportPhases, ReportStatistics } from './report.ts'

export interface WindowOfSeries {
  /** Of its requests: ended after the load. They count everywhere but in rates, which are of the load's own time. None when not given. */
  afterLoadCount?: number
  /** Of its requests: ended while the generator was not trusted. None when not given. */
  suspectCount?: number
  series: SeriesKey
  window: SeriesWindow | UnreadWindow
}

/** A window whose times are read when they are added. */
export interface UnreadWindow extends Omit<SeriesWindow, 'latency' | 'service'> {
  /** @throws HistogramFormatError, or what the reading throws, when it is malformed */
  read(visit: (times: ReadTimes) => void): void
}

/** Of use only while they are visited. */
export interface ReadTimes {
  /** Whether service times are others than response times. */
  readonly serviceDiffers: boolean
  addLatencyTo(histogram: Histogram): void
  /** Without exact totals. */
  addServiceTo(histogram: Histogram): void
}

/** Everything counted of a set of requests. */
export interface Accumulated {
  requests: number
  /** Of `requests`: ended after the load. */
  requestsAfterLoad: number
  /** Those that ended while the generator was not trusted. */
  suspect: SuspectCounts
  failures: number
  bytesIn: number
  bytesOut: number
  ok: Histogram
  /** Service time of successful requests; null while it equals the response time, else without exact totals. */
  service: Histogram | null
  serviceSumUs: number
  failed: Histogram
  phasesUs: number[]
}

export function emptyAccumulated(): Accumulated {
  return {
    requests: 0,
    requestsAfterLoad: 0,
    suspect: { ok: 0, failed: 0 },
    failures: 0,
    bytesIn: 0,
    bytesOut: 0,
    ok: new Histogram(),
    service: null,
    serviceSumUs: 0,
    failed: new Histogram(),
    phasesUs: PHASES.map(() => 0),
  }
}

/** Adds one window. Event streams have counts and bytes, no times. */
export function addWindow(
  to: Accumulated,
  { series, window, afterLoadCount = 0, suspectCount = 0 }: WindowOfSeries,
): void {
  to.requests += window.count
  to.requestsAfterLoad += afterLoadCount
  to.suspect[series.outcome] += suspectCount
  to.bytesIn += window.bytesIn
  to.bytesOut += window.bytesOut
  for (const [at, us] of window.phasesUs.entries()) to.phasesUs[at]! += us
  if (series.outcome === 'failed') to.failures += window.count
  if (series.kind === 'events') return
  readTimes(window, (times) => {
    if (series.outcome === 'failed') return times.addLatencyTo(to.failed)
    if (times.serviceDiffers) {
      keepServiceApart(to)
      times.addServiceTo(to.service)
    } else if (to.service !== null) times.addLatencyTo(to.service)
    times.addLatencyTo(to.ok)
    to.serviceSumUs += window.serviceSumUs
  })
}

/** Reads the times of a window, in whichever form it comes. */
export function readTimes(window: WindowOfSeries['window'], visit: (times: ReadTimes) => void): void {
  if ('read' in window) return window.read(visit)
  const { latency, service } = window
  visit({
    serviceDiffers: service !== null,
    addLatencyTo: (histogram) => histogram.add(latency, window),
    addServiceTo: (histogram) => histogram.add(service ?? latency),
  })
}

export function addAccumulated(to: Accumulated, from: Accumulated): void {
  to.requests += from.requests
  to.requestsAfterLoad += from.requestsAfterLoad
  to.suspect.ok += from.suspect.ok
  to.suspect.failed += from.suspect.failed
  to.failures += from.failures
  to.bytesIn += from.bytesIn
  to.bytesOut += from.bytesOut
  if (from.service !== null) {
    keepServiceApart(to)
    to.service.addCounts(from.service)
  } else if (to.service !== null) to.service.addCounts(from.ok)
  to.ok.addCounts(from.ok)
  to.serviceSumUs += from.serviceSumUs
  to.failed.addCounts(from.failed)
  for (const [at, us] of from.phasesUs.entries()) to.phasesUs[at]! += us
}

/** From the first difference on; until then one histogram says both. */
function keepServiceApart(of: Accumulated): asserts of is Accumulated & { service: Histogram } {
  if (of.service !== null) return
  of.service = new Histogram()
  of.service.addCounts(of.ok)
}

/** Σ response time, the measure of how much time was spent on something. */
export function timeSpentUs(of: Accumulated): number {
  return of.ok.sumUs + of.failed.sumUs
}

/**
 * @param durationMs length of the window, for rates.
 * @param allTimeUs Σ response time of all requests; null where a share of it makes no sense (groups, event streams).
 */
export function toStatistics(of: Accumulated, durationMs: number, allTimeUs: number | null): ReportStatistics {
  const latencyMs = latencyOf(of.ok)
  return {
    requests: of.requests,
    requestsAfterLoad: of.requestsAfterLoad,
    failures: of.failures,
    failureShare: of.requests === 0 ? null : of.failures / of.requests,
    ratePerS: durationMs > 0 ? (of.requests - of.requestsAfterLoad) / (durationMs / 1000) : 0,
    bytesIn: of.bytesIn,
    bytesOut: of.bytesOut,
    latencyMs,
    serviceMs: serviceOf(of, latencyMs),
    failedLatencyMs: latencyOf(of.failed),
    phasesMs: phasesOf(of.phasesUs, of.requests * 1000),
    phaseShares: phasesOf(
      of.phasesUs,
      of.phasesUs.reduce((sum, us) => sum + us, 0),
    ),
    timeShare: allTimeUs === null || allTimeUs === 0 ? null : Math.min(1, timeSpentUs(of) / allTimeUs),
  }
}

export function latencyOf(histogram: Histogram): ReportLatency | null {
  const summary = latencySummary(histogram)
  return summary === null ? null : { count: histogram.count, ...summary }
}

/**
 * Service time travels without its exact extremes: they are read off the buckets (0.1 %), and can then lie above the exact
 * response time, which no service time can. The mean is exact.
 */
function serviceOf({ service, serviceSumUs }: Accumulated, response: ReportLatency | null): ReportLatency | null {
  if (response === null) return null
  const summary = service === null ? response : latencyOf(service)
  if (summary === null) return null
  const atMost = (key: keyof ReportLatency) => Math.min(summary[key], response[key])
  return {
    count: summary.count,
    min: atMost('min'),
    mean: serviceSumUs / summary.count / 1000,
    p50: atMost('p50'),
    p75: atMost('p75'),
    p90: atMost('p90'),
    p95: atMost('p95'),
    p99: atMost('p99'),
    p99_9: atMost('p99_9'),
    p99_99: atMost('p99_99'),
    max: atMost('max'),
  }
}

/** Each phase divided by the same number; null when no phase was timed (groups, replies, no requests). */
function phasesOf(phasesUs: readonly number[], divisor: number): ReportPhases | null {
  if (divisor === 0 || phasesUs.every((us) => us === 0)) return null
  return phasesFrom((at) => (phasesUs[at] ?? 0) / divisor)
}

export function phasesFrom(valueAt: (index: number) => number): ReportPhases {
  return {
    blocked: valueAt(0),
    dns: valueAt(1),
    connect: valueAt(2),
    tls: valueAt(3),
    send: valueAt(4),
    wait: valueAt(5),
    receive: valueAt(6),
  }
}

/** What tells one endpoint from another: a group, say, may have the name of a request, and is not one. */
export function endpointKey(kind: EndpointKind, name: string): string {
  return `${kind} ${name}`
}
