/** The rows of the endpoint table: what the host answered for the window, freshened by the tick while the run goes on. */
import type { LatencyChoice, SeenEndpoint } from '../../../../contract/methods/analysis.ts'
import type { TickEndpoint, TickStatistics } from '../../../../contract/runTick.ts'
import type {
  ReportCriterion,
  ReportEndpoint,
  ReportLatency,
  ReportStatistics,
} from '../../../../core/report/report.ts'
import { isBacked } from '../../../../core/report/words.ts'
import { statusWords, usedUp } from '../criterionWords.ts'
import { pickLatency } from '../pickLatency.ts'
import type { EndpointStatus, FilterSubject } from './endpointFilter.ts'

export interface EndpointRow extends FilterSubject {
  /** Kind and name: names alone may be there twice. */
  key: string
  kind: ReportEndpoint['kind'] | 'total'
  failures: number
  /** What its percentiles rest on; null: there are none. */
  samples: number | null
  minMs: number | null
  p9999Ms: number | null
  bytesIn: number
  bytesOut: number
  waitMs: number | null
  /** Mean time of a request for DNS, connecting and TLS; 0 where a connection was there. */
  connectMs: number | null
  receiveMs: number | null
  /** The criterion that scores it alone; null: there is none. */
  apdex: ReportCriterion | null
  /** What the baseline's runs measured; null: nothing that can be held against this. */
  baselineP95Ms: number | null
  /** Worst criterion that is about it; null: none is. */
  worst: EndpointLimit | null
  /** Seconds since the start of the run in which its first and last request of the window ended; null: not asked, or not known yet. */
  firstS: number | null
  lastS: number | null
}

export interface EndpointLimit {
  criterion: ReportCriterion
  /** Limits of the same metric on the same subject, in its unit. */
  target: number | null
  maximum: number | null
  /** A lower limit: smaller is worse. */
  isLower: boolean
}

const REQUEST_KINDS: ReadonlySet<string> = new Set(['http', 'websocket', 'reply'])

export interface RowSource {
  endpoints: readonly ReportEndpoint[]
  criteria: readonly ReportCriterion[]
  latency: LatencyChoice
  /** Of the newest tick, where it counts the requests of the window; else empty. */
  ticked: readonly TickEndpoint[]
  /** By key of an endpoint; left out: there is none that can be held against these. */
  baseline?: ReadonlyMap<string, number | null>
  /** By key of an endpoint; left out: nobody wants to see it. */
  seen?: ReadonlyMap<string, SeenSpan>
}

/** Seconds since the start of the run. */
export type SeenSpan = Pick<SeenEndpoint, 'firstS' | 'lastS'>

export function endpointRows({ endpoints, criteria, latency, ticked, baseline, seen }: RowSource): EndpointRow[] {
  const fresh = freshByKey(endpoints, ticked)
  return endpoints.map((endpoint) => {
    const key = endpointKey(endpoint)
    const worst = worstOf(endpoint.name, criteria)
    const row: EndpointRow = {
      ...statisticsRow(endpoint, latency),
      key,
      name: endpoint.name,
      kind: endpoint.kind,
      status: worst?.criterion.status ?? 'none',
      worst,
      apdex: apdexOf(endpoint.name, criteria),
      baselineP95Ms: baseline?.get(key) ?? null,
      ...spanOf(seen?.get(key)),
    }
    const tick = fresh.get(key)
    return tick ? freshened(row, tick.run, latency) : row
  })
}

/**
 * Of everything that is a request; groups and event streams are not counted twice.
 * @param baselineP95Ms of all requests
 * @param seen of all requests
 * @param ticked of the newest tick, where it counts the requests of the window, so that the sum is no older than what it is the sum of
 */
export function totalRow(
  totals: ReportStatistics,
  latency: LatencyChoice,
  ticked: TickStatistics | null,
  baselineP95Ms: number | null = null,
  seen?: SeenSpan,
): EndpointRow {
  const row: EndpointRow = {
    ...statisticsRow(totals, latency),
    key: 'total',
    name: 'All requests',
    kind: 'total',
    status: 'none',
    worst: null,
    apdex: null,
    baselineP95Ms,
    ...spanOf(seen),
  }
  return ticked ? freshened(row, ticked, latency) : row
}

/** Fewer samples than a percentile needs: it is the largest of them, and says nothing about a tail. */
export function isLargestSample({ samples }: Pick<EndpointRow, 'samples'>, percent: number): boolean {
  return samples !== null && !isBacked(samples, percent)
}

export function endpointKey({ name, kind }: { name: string; kind: string }): string {
  return `${kind} ${name}`
}

function spanOf(seen: SeenSpan | undefined): Pick<EndpointRow, 'firstS' | 'lastS'> {
  return { firstS: seen?.firstS ?? null, lastS: seen?.lastS ?? null }
}

/** Of everything that is a request. Undefined where there is none. */
export function seenOfAll(seen: readonly SeenEndpoint[]): SeenSpan | undefined {
  const requests = seen.filter(({ kind }) => REQUEST_KINDS.has(kind))
  if (requests.length === 0) return undefined
  return {
    firstS: Math.min(...requests.map(({ firstS }) => firstS)),
    lastS: Math.max(...requests.map(({ lastS }) => lastS)),
  }
}

function statisticsRow(
  of: ReportStatistics,
  choice: LatencyChoice,
): Omit<EndpointRow, 'key' | 'name' | 'kind' | 'status' | 'worst' | 'apdex' | 'baselineP95Ms' | 'firstS' | 'lastS'> {
  const latency: ReportLatency | null = pickLatency(of, choice)
  return {
    requests: of.requests,
    ratePerS: of.ratePerS,
    failures: of.failures,
    failureShare: of.failureShare,
    timeShare: of.timeShare,
    samples: latency?.count ?? null,
    minMs: latency?.min ?? null,
    meanMs: latency?.mean ?? null,
    p50Ms: latency?.p50 ?? null,
    p75Ms: latency?.p75 ?? null,
    p90Ms: latency?.p90 ?? null,
    p95Ms: latency?.p95 ?? null,
    p99Ms: latency?.p99 ?? null,
    p999Ms: latency?.p99_9 ?? null,
    p9999Ms: latency?.p99_99 ?? null,
    maxMs: latency?.max ?? null,
    bytesIn: of.bytesIn,
    bytesOut: of.bytesOut,
    waitMs: of.phasesMs?.wait ?? null,
    connectMs: of.phasesMs && of.phasesMs.dns + of.phasesMs.connect + of.phasesMs.tls,
    receiveMs: of.phasesMs?.receive ?? null,
  }
}

/** Ticks name endpoints without their kind: one that could be meant twice stays as the host answered it. */
function freshByKey(endpoints: readonly ReportEndpoint[], ticked: readonly TickEndpoint[]): Map<string, TickEndpoint> {
  const fresh = new Map<string, TickEndpoint>()
  if (ticked.length === 0) return fresh
  const byName = Map.groupBy(ticked, ({ name }) => name)
  const ofName = Map.groupBy(
    endpoints.filter(({ kind }) => REQUEST_KINDS.has(kind)),
    ({ name }) => name,
  )
  for (const [name, ticks] of byName) {
    const [tick, ...moreTicks] = ticks
    const [endpoint, ...moreEndpoints] = ofName.get(name) ?? []
    if (tick && endpoint && moreTicks.length === 0 && moreEndpoints.length === 0) fresh.set(endpointKey(endpoint), tick)
  }
  return fresh
}

/** What the tick does not know is as it was a few seconds ago, and is left out where that would contradict the rest of the row. */
function freshened(row: EndpointRow, run: TickStatistics, latency: LatencyChoice): EndpointRow {
  const counted: EndpointRow = {
    ...row,
    requests: run.requests,
    failures: run.failures,
    failureShare: run.requests > 0 ? run.failures / run.requests : null,
    ratePerS: run.ratePerS,
  }
  if (latency.of !== 'ok' || latency.from !== 'intended') return counted
  const between = (value: number | null, low: number | null, high: number | null): number | null =>
    value !== null && value >= (low ?? 0) && value <= (high ?? Infinity) ? value : null
  const { p50Ms, p95Ms, p99Ms } = run
  return {
    ...counted,
    samples: run.requests - run.failures,
    p50Ms,
    p95Ms,
    p99Ms,
    p75Ms: between(row.p75Ms, p50Ms, p95Ms),
    p90Ms: between(row.p90Ms, p50Ms, p95Ms),
    p999Ms: between(row.p999Ms, p99Ms, null),
    p9999Ms: between(row.p9999Ms, p99Ms, null),
    maxMs: between(row.maxMs, p99Ms, null),
  }
}

/** A score of several endpoints together, or of a sliding window, is not its own. */
function apdexOf(name: string, criteria: readonly ReportCriterion[]): ReportCriterion | null {
  const own = criteria.find(
    ({ unit, endpoints, windowMs }) =>
      unit === 'score' && endpoints.length === 1 && endpoints[0] === name && windowMs === null,
  )
  return own ?? null
}

function worstOf(name: string, criteria: readonly ReportCriterion[]): EndpointLimit | null {
  let worst: ReportCriterion | null = null
  for (const criterion of criteria) {
    if (!criterion.endpoints.includes(name)) continue
    if (worst === null || isWorse(criterion, worst)) worst = criterion
  }
  if (worst === null) return null
  const { subject, metric, operator } = worst
  const limitOf = (level: ReportCriterion['level']): number | null =>
    criteria.find((each) => each.subject === subject && each.metric === metric && each.level === level)?.limit ?? null
  return {
    criterion: worst,
    target: limitOf('target'),
    maximum: limitOf('maximum'),
    isLower: operator === '>' || operator === '>=',
  }
}

function isWorse(one: ReportCriterion, other: ReportCriterion): boolean {
  const rank = statusWords(one.status).rank - statusWords(other.status).rank
  return rank === 0 ? usedUp(one) > usedUp(other) : rank < 0
}

/** Worst status first, then nearest to its limit, then most of the time. */
export function byConcern(one: EndpointRow, other: EndpointRow): number {
  const rank = (status: EndpointStatus): number => (status === 'none' ? 5 : statusWords(status).rank)
  const used = (row: EndpointRow): number => (row.worst ? usedUp(row.worst.criterion) : 0)
  if (rank(one.status) !== rank(other.status)) return rank(one.status) - rank(other.status)
  if (used(one) !== used(other)) return used(other) - used(one)
  return (other.timeShare ?? 0) - (one.timeShare ?? 0)
}
