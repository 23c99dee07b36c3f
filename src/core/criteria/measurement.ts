/**
 * What criteria judge: everything a window of the run counted, added up. Whole run and sliding window use the same
 * shape, so that live and final judgement cannot differ.
 */
import { Histogram } from '../histogram/histogram.ts'
import type { CriterionSubject, EndpointKind } from '../plan/compiledPlan.ts'
import type { SeriesKey, SeriesWindow } from '../recording/second.ts'
import { knownByName, matchEndpoint, type MatchableEndpoint } from './matchEndpoint.ts'
import type { UntrustedShares } from './untrusted.ts'

/** The counts of any set of requests. */
export interface SubjectCounts {
  /** Response times of successful requests. */
  ok: Histogram
  /** Successful requests; the same as `ok.count` but for event streams, which have no times. */
  okCount: number
  failedCount: number
  /** Of both: ended after the load, so not part of its rate. 0 when not given. */
  afterLoadCount?: number
  /** Of each: ended while the generator was not trusted, so that it may be its own trouble that shows. None when not given. */
  suspect?: SuspectCounts
}

export interface SuspectCounts {
  ok: number
  failed: number
}

export interface MeasuredEndpoint extends MatchableEndpoint {
  kind: EndpointKind
}

export interface EndpointMeasurement extends SubjectCounts {
  endpoint: MeasuredEndpoint
}

/** What concerns the run and not one endpoint. */
export interface RunCounts {
  /** Length of the window. */
  durationMs: number
  checksPassed: number
  checksFailed: number
  iterationsStarted: number
  dropped: number
  untrusted: UntrustedShares
}

export interface Measurement extends RunCounts {
  endpoints: EndpointMeasurement[]
}

/** Requests; what is counted besides them (groups, event streams) would count the same work twice. */
export function isRequestKind(kind: EndpointKind): boolean {
  return kind === 'http' || kind === 'websocket' || kind === 'reply'
}

/** Adds up windows of any series, engines and seconds, by endpoint name. */
export function measureEndpoints(
  windows: Iterable<{ series: SeriesKey; window: OkWindow }>,
  known: readonly MatchableEndpoint[],
): EndpointMeasurement[] {
  const byName = knownByName(known)
  // A group may have the name of a request, and is not one.
  const measured = new Map<string, EndpointMeasurement>()
  for (const { series, window } of windows) {
    const key = `${series.kind} ${series.endpoint}`
    let endpoint = measured.get(key)
    if (endpoint === undefined) {
      const { method, path } = byName.get(series.endpoint) ?? { method: null, path: null }
      endpoint = {
        endpoint: { name: series.endpoint, kind: series.kind, method, path },
        ok: new Histogram(),
        okCount: 0,
        failedCount: 0,
      }
      measured.set(key, endpoint)
    }
    if (series.outcome === 'failed') {
      endpoint.failedCount += window.count
    } else {
      endpoint.okCount += window.count
      if (series.kind !== 'events') endpoint.ok.add(window.latency, window)
    }
  }
  return [...measured.values()]
}

/** The part of a `SeriesWindow` that criteria need. */
export type OkWindow = Pick<SeriesWindow, 'count' | 'sumUs' | 'minUs' | 'maxUs' | 'latency'>

/** What a pattern prefers when it matches endpoints of several kinds; the highest wins. */
export function kindRank(kind: EndpointKind): 0 | 1 | 2 {
  if (isRequestKind(kind)) return 2
  return kind === 'group' ? 1 : 0
}

/** Whether a subject can mean this endpoint: every request for `all`, else what its pattern matches. */
export function canMean(subject: CriterionSubject, endpoint: MeasuredEndpoint): boolean {
  return subject.kind === 'all' ? isRequestKind(endpoint.kind) : matchEndpoint(subject.pattern, endpoint)
}

/**
 * The endpoints a criterion speaks of. For `all`: every request. For a pattern: the requests that match; if none does, the
 * groups; if none, the event streams, so that one subject never counts the same work twice.
 */
export function selectEndpoints<T extends { endpoint: MeasuredEndpoint }>(
  subject: CriterionSubject,
  endpoints: readonly T[],
): T[] {
  const possible = endpoints.filter(({ endpoint }) => canMean(subject, endpoint))
  const best = Math.max(...possible.map(({ endpoint }) => kindRank(endpoint.kind)))
  return possible.filter(({ endpoint }) => kindRank(endpoint.kind) === best)
}

/** Several endpoints as one subject. */
export function mergeCounts(parts: readonly SubjectCounts[]): SubjectCounts {
  if (parts.length === 1) return parts[0]!
  const ok = new Histogram()
  for (const part of parts) ok.addCounts(part.ok)
  return {
    ok,
    okCount: parts.reduce((sum, part) => sum + part.okCount, 0),
    failedCount: parts.reduce((sum, part) => sum + part.failedCount, 0),
    afterLoadCount: parts.reduce((sum, part) => sum + (part.afterLoadCount ?? 0), 0),
    suspect: {
      ok: parts.reduce((sum, part) => sum + (part.suspect?.ok ?? 0), 0),
      failed: parts.reduce((sum, part) => sum + (part.suspect?.failed ?? 0), 0),
    },
  }
}
