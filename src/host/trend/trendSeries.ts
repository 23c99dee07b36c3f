/** From runs with their numbers to the series of a scenario: one for every endpoint and metric. */
import type { EndpointId } from '../../core/comparison/comparisonInput.ts'
import {
  isWorseWhenHigher,
  LATENCY_METRICS,
  METRICS,
  PERCENTILES,
  requestsNeeded,
  type Metric,
} from '../../core/comparison/metrics.ts'
import { TRUST_THRESHOLDS } from '../../core/criteria/trustThresholds.ts'
import type { LeftOutReason } from '../../core/trend/scenarioTrend.ts'
import type { Fingerprint, TrendPoint, TrendSeries } from '../../core/trend/trendTypes.ts'
import { buildName, generatorVersion } from '../comparison/runFacts.ts'
import type { EndpointNumbers } from '../storage/endpointNumbers.ts'
import type { MeasuredRun } from '../storage/measuredRuns.ts'

/** Why a run says nothing of its build; null: it does. */
export function leftOutReason({ status, wasSteered, untrustedLoadShare }: MeasuredRun): LeftOutReason | null {
  if (status !== 'completed') return 'notCompleted'
  if (wasSteered) return 'steered'
  return (untrustedLoadShare ?? 0) > TRUST_THRESHOLDS.untrustedLoadShare ? 'notTrusted' : null
}

/** `host` is the machine that makes the load. */
export function fingerprintOf({ planDigest, loadText, generator }: MeasuredRun): Fingerprint {
  const { host, processes } = generator
  return {
    plan: planDigest,
    profile: loadText,
    host,
    generator: `${generatorVersion(generator)}, ${processes} ${processes === 1 ? 'engine' : 'engines'}`,
  }
}

export interface SeriesOfMetric {
  endpoint: EndpointId | null
  metric: Metric
  series: TrendSeries
}

export interface SeriesCollector {
  /** Oldest first, those that count. */
  add(run: MeasuredRun): void
  /** The whole run first, then by name of the endpoint; what no run has a number of is left out. */
  series(): SeriesOfMetric[]
}

export function createSeriesCollector(): SeriesCollector {
  const found = new Map<string, Map<Metric, SeriesOfMetric & { points: TrendPoint[] }>>()
  const fingerprints = new Map<string, Fingerprint>()
  /** The same object for the same: there are few, and thousands of points. */
  function sharedFingerprint(run: MeasuredRun): Fingerprint {
    const own = fingerprintOf(run)
    const key = JSON.stringify([own.plan, own.profile, own.host, own.generator])
    const known = fingerprints.get(key) ?? own
    fingerprints.set(key, known)
    return known
  }
  return {
    add(run) {
      const { id: runId, startedAtMs } = run
      const point = { runId, build: buildName(run.build), fingerprint: sharedFingerprint(run), startedAtMs }
      for (const own of run.numbers) {
        const key = `${own.endpoint?.kind ?? ''} ${own.endpoint?.name ?? ''}`
        let ofMetrics = found.get(key)
        if (ofMetrics === undefined) found.set(key, (ofMetrics = new Map()))
        for (const { metric, ...value } of own.endpoint === null ? ofRun(own, run) : ofEndpoint(own)) {
          let series = ofMetrics.get(metric)
          if (series === undefined) ofMetrics.set(metric, (series = emptySeries(own.endpoint, metric)))
          series.points.push({ ...point, ...value })
        }
      }
    },
    series: () => [...found.values()].flatMap((ofMetrics) => [...ofMetrics.values()]).toSorted(inOrder),
  }
}

/** @param runs oldest first, those that count */
export function seriesOf(runs: readonly MeasuredRun[]): SeriesOfMetric[] {
  const collector = createSeriesCollector()
  for (const run of runs) collector.add(run)
  return collector.series()
}

interface MetricValue extends Pick<TrendPoint, 'value' | 'requests'> {
  metric: Metric
}

/** The throughput of users is theirs to make; of arrivals it is the plan's, and what counts is whether they could begin. */
function ofRun({ ratePerS }: EndpointNumbers, { loadModel, achieved }: MeasuredRun): MetricValue[] {
  if (loadModel === 'closed') return ratePerS > 0 ? [{ metric: 'throughput', value: ratePerS }] : []
  return achieved !== null && achieved > 0 ? [{ metric: 'achieved', value: achieved }] : []
}

function ofEndpoint({ ok, failed, latencyMs }: EndpointNumbers): MetricValue[] {
  const requests = ok + failed
  const latencies =
    latencyMs === null
      ? []
      : LATENCY_METRICS.filter((metric) => ok >= requestsNeeded(PERCENTILES[metric]) && latencyMs[metric] > 0).map(
          (metric) => ({ metric, value: latencyMs[metric] }),
        )
  return requests > 0 ? [...latencies, { metric: 'errors', value: failed / requests, requests }] : latencies
}

function emptySeries(endpoint: EndpointNumbers['endpoint'], metric: Metric): SeriesOfMetric & { points: TrendPoint[] } {
  const points: TrendPoint[] = []
  const scale = metric === 'errors' ? 'share' : 'ratio'
  const worse = isWorseWhenHigher(metric) ? 'higher' : 'lower'
  return { endpoint, metric, points, series: { endpoint: endpoint?.name ?? '', metric, scale, worse, points } }
}

function inOrder(one: SeriesOfMetric, other: SeriesOfMetric): number {
  return (
    compareTexts(one.endpoint?.name ?? '', other.endpoint?.name ?? '') ||
    compareTexts(one.endpoint?.kind ?? '', other.endpoint?.kind ?? '') ||
    METRICS.indexOf(one.metric) - METRICS.indexOf(other.metric)
  )
}

/** By code units: the same on every machine, whatever its language. */
function compareTexts(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}
