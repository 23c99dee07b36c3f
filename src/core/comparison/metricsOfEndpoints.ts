/** The evidence as it is judged: of each endpoint and metric the numbers of all runs, with those of the history. */
import { mean } from '../statistics/moments.ts'
import type { ComparisonInput, HistoryRun } from './comparisonInput.ts'
import type { EvidenceOfEndpoint } from './evidenceByEndpoint.ts'
import type { MetricOfEndpoint } from './judgeMetrics.ts'
import { LATENCY_METRICS, METRICS, type Metric } from './metrics.ts'
import type { MetricEvidence, RunEvidence } from './runEvidence.ts'
import { keyOf } from './thresholds.ts'

/** Of each endpoint. */
const ENDPOINT_METRICS: readonly Metric[] = [...LATENCY_METRICS, 'errors']

export function metricsOfEndpoints(
  endpoints: readonly EvidenceOfEndpoint[],
  runs: { baseline: readonly RunEvidence[]; candidate: readonly RunEvidence[] },
  history: ComparisonInput['history'],
): MetricOfEndpoint[] {
  const past = historyOf(history)
  const metricOf = (
    endpoint: MetricOfEndpoint['endpoint'],
    metric: Metric,
    baseline: readonly (MetricEvidence | undefined)[],
    candidate: readonly (MetricEvidence | undefined)[],
    leastVariance: number,
  ): MetricOfEndpoint => ({
    endpoint,
    metric,
    values: {
      baseline: baseline.map((run) => run?.value ?? NaN),
      candidate: candidate.map((run) => run?.value ?? NaN),
      history: past(keyOf(endpoint), metric),
      withinVariance: Math.max(leastVariance, meanVariance([...baseline, ...candidate])),
    },
  })
  const whole = METRICS.filter((metric) =>
    [...runs.baseline, ...runs.candidate].some((run) => run.whole[metric] !== undefined),
  ).map((metric) =>
    metricOf(
      null,
      metric,
      runs.baseline.map((run) => run.whole[metric]),
      runs.candidate.map((run) => run.whole[metric]),
      0,
    ),
  )
  const single = endpoints.flatMap((own) =>
    ENDPOINT_METRICS.map((metric) =>
      metricOf(
        own.endpoint,
        metric,
        own.baseline.map((run) => run?.values[metric]),
        own.candidate.map((run) => run?.values[metric]),
        metric === 'errors' ? errorVariance(own) : 0,
      ),
    ),
  )
  return [...whole, ...single]
}

/** What the seconds of the runs leave open, on average. */
function meanVariance(runs: readonly (MetricEvidence | undefined)[]): number {
  const variances = runs.flatMap((run) => (run?.withinRun == null ? [] : [run.withinRun.deviation ** 2]))
  return variances.length === 0 ? 0 : mean(variances)
}

/**
 * Of the logit of a share of failures when they are independent, at what both builds have on average: runs without any failure say by
 * themselves that there is no variance at all.
 */
function errorVariance({ baseline, candidate }: EvidenceOfEndpoint): number {
  const runs = [...baseline, ...candidate].filter((run) => run !== null)
  const failures = mean(runs.map((run) => run.failures))
  const requests = mean(runs.map((run) => run.requests))
  return 1 / (failures + 0.5) + 1 / (requests - failures + 0.5)
}

/** The numbers of the history by segments between its change points. */
function historyOf({ runs, changes }: ComparisonInput['history']): (key: string, metric: Metric) => number[][] {
  const numbers = runs.map(valuesByKey)
  const starts = new Map<string, Set<string>>()
  for (const { endpoint, metric, runId } of changes) {
    const name = `${metric} ${keyOf(endpoint)}`
    starts.set(name, (starts.get(name) ?? new Set()).add(runId))
  }
  return (key, metric) => {
    const own = starts.get(`${metric} ${key}`)
    const segments: number[][] = []
    for (const [at, { runId }] of runs.entries()) {
      if (segments.length === 0 || own?.has(runId) === true) segments.push([])
      segments.at(-1)!.push(numbers[at]!.get(key)?.[metric] ?? NaN)
    }
    return segments
  }
}

function valuesByKey({ values }: HistoryRun): Map<string, Partial<Record<Metric, number>>> {
  return new Map(values.map(({ endpoint, values: own }) => [keyOf(endpoint), own]))
}
