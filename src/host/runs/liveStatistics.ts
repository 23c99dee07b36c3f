/**
 * What a running test shows of itself: the last five seconds and the run so far, per endpoint and in all. Merged from the
 * same histograms as the report, so that live and final numbers agree; nothing in it grows with the length of the run.
 */
import type { TickEndpoint, TickStatistics } from '../../contract/runTick.ts'
import { isRequestKind, type EndpointMeasurement, type SuspectCounts } from '../../core/criteria/measurement.ts'
import { knownByName, routeOf, type MatchableEndpoint } from '../../core/criteria/matchEndpoint.ts'
import { Histogram } from '../../core/histogram/histogram.ts'
import { endpointKey } from '../../core/report/accumulate.ts'
import type { EndpointKind } from '../../core/plan/compiledPlan.ts'
import type { ErrorClass, SeriesKey, SeriesWindow } from '../../core/recording/second.ts'
import type { UnjudgedSecond } from './secondMerger.ts'

export const NOW_SECONDS = 5

interface SeriesPart {
  series: SeriesKey
  window: SeriesWindow
}

interface LiveEndpoint {
  name: string
  kind: EndpointKind
  ok: Histogram
  okCount: number
  failedCount: number
  /** Of both: ended after the load, so not part of its rate. */
  afterLoadCount: number
  /** Those that ended while the generator was not trusted. */
  suspect: SuspectCounts
}

export class LiveStatistics {
  readonly #known: Map<string, MatchableEndpoint>
  readonly #endpoints = new Map<string, LiveEndpoint>()
  readonly #recent: { t: number; parts: SeriesPart[] }[] = []
  readonly #errors = new Map<ErrorClass, number>()
  readonly #judgedFromS: number
  #judgedSeconds = 0

  /** `judgedFromS`: first second that `run` numbers cover, the one after the warm-up. */
  constructor(endpoints: readonly MatchableEndpoint[], judgedFromS: number) {
    this.#known = knownByName(endpoints)
    this.#judgedFromS = judgedFromS
  }

  /** `afterLoad`: the load had ended; what ends now counts everywhere but in rates, as in the report. */
  add(second: UnjudgedSecond, afterLoad: boolean): void {
    const parts = second.windows.filter(({ series }) => series.kind !== 'group' && series.kind !== 'events')
    const same = second.late ? this.#recent.find(({ t }) => t === second.t) : undefined
    if (same) same.parts.push(...parts)
    else if (!second.late) this.#recent.push({ t: second.t, parts })
    while (this.#recent.length > 0 && this.#recent[0]!.t <= second.t - NOW_SECONDS) this.#recent.shift()
    for (const error of second.errors) this.#errors.set(error.class, (this.#errors.get(error.class) ?? 0) + error.count)
    if (second.t < this.#judgedFromS) return
    if (!second.late && !afterLoad) this.#judgedSeconds++
    for (const { series, window } of second.windows) {
      const key = endpointKey(series.kind, series.endpoint)
      let endpoint = this.#endpoints.get(key)
      if (!endpoint) {
        endpoint = {
          name: series.endpoint,
          kind: series.kind,
          ok: new Histogram(),
          okCount: 0,
          failedCount: 0,
          afterLoadCount: 0,
          suspect: { ok: 0, failed: 0 },
        }
        this.#endpoints.set(key, endpoint)
      }
      if (afterLoad) endpoint.afterLoadCount += window.count
      if (series.outcome === 'failed') endpoint.failedCount += window.count
      else {
        endpoint.okCount += window.count
        if (series.kind !== 'events') endpoint.ok.add(window.latency, window)
      }
    }
  }

  /** The generator was not trusted in this second, which was added before. */
  suspect(second: UnjudgedSecond): void {
    if (second.t < this.#judgedFromS) return
    for (const { series, window } of second.windows)
      this.#endpoints.get(endpointKey(series.kind, series.endpoint))!.suspect[series.outcome] += window.count
  }

  get judgedSeconds(): number {
    return this.#judgedSeconds
  }

  get errors(): { class: ErrorClass; count: number }[] {
    return [...this.#errors]
      .map(([errorClass, count]) => ({ class: errorClass, count }))
      .sort((a, b) => b.count - a.count)
  }

  /** Everything judged so far, for criteria. */
  measurements(): EndpointMeasurement[] {
    return [...this.#endpoints.values()].map(({ name, kind, ...counts }) => {
      const { method, path } = routeOf(name, this.#known)
      return { endpoint: { name, kind, method, path }, ...counts }
    })
  }

  /** Median of the successful requests of the last second, ms; null without any. */
  lastP50Ms(): number | null {
    return statisticsOf(this.#recent.at(-1)?.parts ?? [], 1).p50Ms
  }

  second(): TickStatistics {
    return statisticsOf(this.#recent.at(-1)?.parts ?? [], 1)
  }

  now(): TickStatistics {
    return statisticsOf(
      this.#recent.flatMap((second) => second.parts),
      this.#recentSeconds,
    )
  }

  run(): TickStatistics {
    const ok = new Histogram()
    let failures = 0
    let afterLoad = 0
    for (const endpoint of this.#requestEndpoints()) {
      ok.addCounts(endpoint.ok)
      failures += endpoint.failedCount
      afterLoad += endpoint.afterLoadCount
    }
    return statistics(ok, failures, this.#judgedSeconds, afterLoad)
  }

  endpoints(): TickEndpoint[] {
    const recent = new Map<string, SeriesPart[]>()
    for (const { parts } of this.#recent) {
      for (const part of parts) {
        const key = endpointKey(part.series.kind, part.series.endpoint)
        const list = recent.get(key)
        if (list) list.push(part)
        else recent.set(key, [part])
      }
    }
    return this.#requestEndpoints().map((endpoint) => ({
      name: endpoint.name,
      now: statisticsOf(recent.get(endpointKey(endpoint.kind, endpoint.name)) ?? [], this.#recentSeconds),
      run: statistics(endpoint.ok, endpoint.failedCount, this.#judgedSeconds, endpoint.afterLoadCount),
    }))
  }

  get #recentSeconds(): number {
    const { length } = this.#recent
    return length === 0 ? 0 : this.#recent[length - 1]!.t - this.#recent[0]!.t + 1
  }

  #requestEndpoints(): LiveEndpoint[] {
    return [...this.#endpoints.values()].filter(({ kind }) => isRequestKind(kind))
  }
}

function statisticsOf(parts: readonly SeriesPart[], seconds: number): TickStatistics {
  const ok = new Histogram()
  let failures = 0
  for (const { series, window } of parts) {
    if (series.outcome === 'failed') failures += window.count
    else ok.add(window.latency, window)
  }
  return statistics(ok, failures, seconds)
}

/** `afterLoad`: how many of the requests do not belong to the rate. */
function statistics(ok: Histogram, failures: number, seconds: number, afterLoad = 0): TickStatistics {
  const requests = ok.count + failures
  const percentile = (p: number): number | null => (ok.isEmpty ? null : ok.percentileUs(p) / 1000)
  return {
    requests,
    failures,
    ratePerS: seconds === 0 ? 0 : (requests - afterLoad) / seconds,
    p50Ms: percentile(50),
    p95Ms: percentile(95),
    p99Ms: percentile(99),
  }
}
