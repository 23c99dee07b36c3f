/** Comparisons as the host answers them, for tests. */
import type {
  CompletedComparison,
  ComparisonVerdict,
  EndpointComparison,
  MetricComparison,
  ShiftPoint,
} from '../../../core/comparison/comparison.ts'
import type { EndpointId } from '../../../core/comparison/comparisonInput.ts'
import type { Metric } from '../../../core/comparison/metrics.ts'

export function sampleMetric(
  metric: Metric,
  ratio: number | null,
  verdict: ComparisonVerdict = 'unchanged',
  more: Partial<MetricComparison> = {},
): MetricComparison {
  const effect = ratio === null ? null : Math.log(ratio)
  return {
    endpoint: null,
    metric,
    verdict,
    reason: ratio === null ? { kind: 'tooFewRequests', needed: 1000 } : { kind: 'clearChange' },
    effect,
    interval: effect === null ? null : { low: effect - 0.05, high: effect + 0.05 },
    equivalenceInterval: null,
    withinRunInterval: null,
    p: effect === null ? null : 0.01,
    q: effect === null ? null : 0.02,
    robustEffect: effect,
    threshold: effect === null ? null : { low: -Math.log(1.05), high: Math.log(1.05) },
    spread: null,
    baseline: [],
    candidate: [],
    typical: { baseline: ratio === null ? null : 100, candidate: ratio === null ? null : 100 * ratio },
    failureShare: null,
    runsNeeded: { unchanged: null, change: null },
    needsConfirmation: false,
    ...more,
  }
}

export function sampleEndpoint(
  name: string,
  metrics: readonly MetricComparison[],
  more: Partial<EndpointComparison> = {},
): EndpointComparison {
  const endpoint: EndpointId = { name, kind: 'http' }
  return {
    endpoint,
    presence: 'matched',
    requests: { baseline: 1000, candidate: 1200 },
    failures: { baseline: 0, candidate: 12 },
    timeShare: { baseline: 0.4, candidate: 0.5 },
    verdict: metrics[0]?.verdict ?? 'notEnoughData',
    metrics: metrics.map((metric) => ({ ...metric, endpoint })),
    shift: [],
    shape: null,
    ...more,
  }
}

export function sampleComparison(
  endpoints: readonly EndpointComparison[],
  more: Partial<CompletedComparison> = {},
): CompletedComparison {
  return {
    outcome: 'compared',
    baseline: { labels: ['1.0'], runIds: ['a', 'b'] },
    candidate: { labels: ['1.1'], runIds: ['c', 'd'] },
    differences: [],
    isForced: false,
    design: 'independent',
    verdict: 'regressed',
    counts: { regressed: 1, improved: 0, unchanged: 0, notEnoughData: 0 },
    warmUpS: 0,
    untrustedS: [],
    tests: 1,
    historyRuns: 0,
    whole: [],
    endpoints: [...endpoints],
    findings: [],
    overall: [],
    noisyRuns: [],
    errorGroups: [],
    costShift: null,
    ...more,
  }
}

export function samplePoint(percentile: number, ratio: number, band: ShiftPoint['band'] = null): ShiftPoint {
  return { percentile, baselineMs: 100, candidateMs: 100 * ratio, ratio, band }
}
