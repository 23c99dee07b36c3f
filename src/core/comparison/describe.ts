/** Judgements as the data of a comparison. */
import { isRequestKind } from '../criteria/measurement.ts'
import { mean } from '../statistics/moments.ts'
import { median } from '../statistics/order.ts'
import type {
  ComparisonVerdict,
  EndpointComparison,
  Interval,
  MetricComparison,
  RunValue,
  ShiftPoint,
  VerdictReason,
} from './comparison.ts'
import type { EndpointEvidence } from './endpointEvidence.ts'
import type { EvidenceOfEndpoint } from './evidenceByEndpoint.ts'
import { isSingleRun, type JudgedMetric } from './findings.ts'
import { isLatency, PERCENTILES, requestsNeeded, shareOfLogit, type Metric } from './metrics.ts'
import type { RunEvidence } from './runEvidence.ts'
import type { ShapeChange } from './shapeChanges.ts'
import { keyOf, timesThreshold } from './thresholds.ts'

interface Runs {
  baseline: readonly RunEvidence[]
  candidate: readonly RunEvidence[]
}

export function describeMetric(
  { endpoint, metric, judgement }: JudgedMetric,
  runs: Runs,
  evidence: readonly EvidenceOfEndpoint[],
): MetricComparison {
  const own = endpoint === null ? null : evidence.find((other) => other.endpoint === endpoint)
  const valuesOf = (build: 'baseline' | 'candidate'): RunValue[] =>
    runs[build].flatMap((run, at) => {
      const found = own == null ? run.whole[metric] : own[build][at]?.values[metric]
      if (found === undefined) return []
      const within = found.withinRun
      return [
        {
          runId: run.runId,
          value: found.value,
          withinRun: within && { low: within.low, high: within.high },
          failureShare: own != null && metric === 'errors' ? failureShareOf([own[build][at] ?? null]) : null,
        },
      ]
    })
  const baseline = valuesOf('baseline')
  const candidate = valuesOf('candidate')
  const known = {
    endpoint,
    metric,
    baseline,
    candidate,
    typical: { baseline: typicalOf(metric, baseline), candidate: typicalOf(metric, candidate) },
    failureShare:
      metric === 'errors' && own != null
        ? { baseline: failureShareOf(own.baseline), candidate: failureShareOf(own.candidate) }
        : null,
    withinRunInterval: withinRunInterval(baseline, candidate),
  }
  if (judgement === null) {
    return {
      ...known,
      verdict: 'notEnoughData',
      reason: isLatency(metric)
        ? { kind: 'tooFewRequests', needed: requestsNeeded(PERCENTILES[metric]) }
        : { kind: 'notMeasured' },
      effect: null,
      interval: null,
      equivalenceInterval: null,
      p: null,
      q: null,
      robustEffect: null,
      threshold: null,
      spread: null,
      runsNeeded: { unchanged: null, change: null },
      needsConfirmation: false,
    }
  }
  const { verdict, effect, threshold, spread, p, q, interval, equivalenceInterval, runsNeeded } = judgement
  return {
    ...known,
    verdict,
    reason: reasonOf(judgement, baseline, candidate),
    effect: effect.effect,
    interval,
    equivalenceInterval,
    p,
    q,
    robustEffect: effect.robust,
    threshold,
    spread: spread && { deviation: Math.sqrt(spread.variance), df: spread.df },
    runsNeeded,
    needsConfirmation: verdict !== 'notEnoughData' && verdict !== 'unchanged' && isSingleRun(judgement),
  }
}

function reasonOf(
  { reason, isSignificant }: NonNullable<JudgedMetric['judgement']>,
  baseline: readonly RunValue[],
  candidate: readonly RunValue[],
): VerdictReason {
  switch (reason) {
    case 'tooUncertain':
      return { kind: reason, isSignificant }
    case 'oneRunDecides':
      return { kind: reason, runIds: [furthest(baseline, candidate)] }
    default:
      return { kind: reason }
  }
}

/** The run that is furthest from the median of its build. */
function furthest(...builds: (readonly RunValue[])[]): string {
  const distances = builds.flatMap((runs) => {
    const middle = median(runs.map(({ value }) => value))
    return runs.map(({ runId, value }) => ({ runId, distance: Math.abs(value - middle) }))
  })
  return distances.reduce((most, run) => (run.distance > most.distance ? run : most)).runId
}

/** Of the difference of two means of runs, from what their own seconds leave open. */
function withinRunInterval(baseline: readonly RunValue[], candidate: readonly RunValue[]): Interval | null {
  if (baseline.length === 0 || candidate.length === 0) return null
  let square = 0
  for (const runs of [baseline, candidate]) {
    for (const { withinRun } of runs) {
      if (withinRun === null) return null
      square += ((withinRun.high - withinRun.low) / 2 / runs.length) ** 2
    }
  }
  const effect = meanOf(candidate) - meanOf(baseline)
  return { low: effect - Math.sqrt(square), high: effect + Math.sqrt(square) }
}

function meanOf(runs: readonly RunValue[]): number {
  return mean(runs.map(({ value }) => value))
}

function failureShareOf(runs: EvidenceOfEndpoint['baseline']): number | null {
  const known = runs.filter((run) => run !== null)
  const requests = known.reduce((sum, run) => sum + run.requests, 0)
  return requests === 0 ? null : known.reduce((sum, run) => sum + run.failures, 0) / requests
}

/** In units people know. */
function typicalOf(metric: Metric, runs: readonly RunValue[]): number | null {
  if (runs.length === 0) return null
  return metric === 'errors' ? shareOfLogit(meanOf(runs)) : Math.exp(meanOf(runs))
}

interface OfMatched {
  matched: readonly EvidenceOfEndpoint[]
  /** In the order of `matched`. */
  shifts: readonly ShiftPoint[][]
  shapes: readonly (ShapeChange | null)[]
}

const ORDER: readonly ComparisonVerdict[] = ['regressed', 'improved', 'notEnoughData', 'unchanged']

export function endpointComparisons(
  evidence: readonly EvidenceOfEndpoint[],
  metrics: readonly MetricComparison[],
  { matched, shifts, shapes }: OfMatched,
): EndpointComparison[] {
  const places = new Map(matched.map(({ endpoint }, at) => [endpoint, at]))
  const byEndpoint = Map.groupBy(metrics, ({ endpoint }) => keyOf(endpoint))
  const times = { baseline: totalTime(evidence, 'baseline'), candidate: totalTime(evidence, 'candidate') }
  return evidence
    .map((own) => {
      const place = places.get(own.endpoint)
      const metricsOf = place === undefined ? [] : (byEndpoint.get(keyOf(own.endpoint)) ?? [])
      const sums = { baseline: sumsOf(own.baseline), candidate: sumsOf(own.candidate) }
      const shareOf = (build: 'baseline' | 'candidate') =>
        times[build] > 0 && isRequestKind(own.endpoint.kind) ? sums[build].timeMs / times[build] : null
      return {
        endpoint: own.endpoint,
        presence: place !== undefined ? 'matched' : sums.baseline.requests === 0 ? 'new' : 'vanished',
        requests: { baseline: sums.baseline.requests, candidate: sums.candidate.requests },
        failures: { baseline: sums.baseline.failures, candidate: sums.candidate.failures },
        timeShare: { baseline: shareOf('baseline'), candidate: shareOf('candidate') },
        verdict: worstVerdict(metricsOf),
        metrics: metricsOf,
        shift: place === undefined ? [] : shifts[place]!,
        shape: place === undefined ? null : shapes[place]!,
      } satisfies EndpointComparison
    })
    .toSorted((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict) || sizeOf(b) - sizeOf(a))
}

/** Of what could be judged. What nothing could be judged of is not enough data. */
export function worstVerdict(metrics: readonly MetricComparison[]): ComparisonVerdict {
  const verdicts = metrics.filter(({ effect }) => effect !== null).map(({ verdict }) => verdict)
  return ORDER.find((verdict) => verdicts.includes(verdict)) ?? 'notEnoughData'
}

export function countVerdicts(metrics: readonly MetricComparison[]): Record<ComparisonVerdict, number> {
  const counts = { regressed: 0, improved: 0, unchanged: 0, notEnoughData: 0 }
  for (const { verdict } of metrics) counts[verdict]++
  return counts
}

/** The largest change that was found, in units of its threshold. */
function sizeOf({ metrics }: EndpointComparison): number {
  return Math.max(
    0,
    ...metrics.map(({ effect, threshold, verdict }) =>
      effect === null || threshold === null || (verdict !== 'regressed' && verdict !== 'improved')
        ? 0
        : timesThreshold(effect, threshold),
    ),
  )
}

function sumsOf(runs: readonly (EndpointEvidence | null)[]): { requests: number; failures: number; timeMs: number } {
  const sums = { requests: 0, failures: 0, timeMs: 0 }
  for (const run of runs) {
    sums.requests += run?.requests ?? 0
    sums.failures += run?.failures ?? 0
    sums.timeMs += run?.timeMs ?? 0
  }
  return sums
}

/** Of requests: groups and streams are made of them. */
function totalTime(evidence: readonly EvidenceOfEndpoint[], build: 'baseline' | 'candidate'): number {
  return evidence
    .filter(({ endpoint }) => isRequestKind(endpoint.kind))
    .reduce((sum, own) => sum + sumsOf(own[build]).timeMs, 0)
}
