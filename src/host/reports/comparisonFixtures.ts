/** Comparisons by hand for the tests of reports: one endpoint is slower, one is as it was, one cannot be told. */
import type {
  CompletedComparison,
  EndpointComparison,
  MetricComparison,
  RefusedComparison,
} from '../../core/comparison/comparison.ts'

/** @param names of the endpoints: slower, unchanged, without enough data */
export function comparedFixture(
  names: readonly [string, string, string],
  builds: readonly [string, string] = ['1.4.1', '1.4.2'],
): CompletedComparison {
  const [slower, same, unknown] = names
  const regressed: Partial<MetricComparison> = {
    verdict: 'regressed',
    reason: { kind: 'clearChange' },
    effect: Math.log(1.2),
    interval: { low: Math.log(1.15), high: Math.log(1.25) },
    typical: { baseline: 400, candidate: 480 },
  }
  const tooFew: Partial<MetricComparison> = {
    verdict: 'notEnoughData',
    reason: { kind: 'tooFewRequests', needed: 1000 },
    effect: null,
    interval: null,
    typical: { baseline: null, candidate: null },
  }
  return {
    outcome: 'compared',
    baseline: { labels: [builds[0]], runIds: ['a1', 'a2', 'a3'] },
    candidate: { labels: [builds[1]], runIds: ['b1', 'b2', 'b3'] },
    differences: [],
    design: 'independent',
    isForced: false,
    verdict: 'regressed',
    counts: { regressed: 1, improved: 0, unchanged: 1, notEnoughData: 1 },
    warmUpS: 0,
    untrustedS: [],
    tests: 3,
    historyRuns: 0,
    whole: [],
    endpoints: [endpointOf(slower, regressed), endpointOf(same, {}), endpointOf(unknown, tooFew)],
    findings: [
      {
        direction: 'regressed',
        changes: [{ endpoint: { name: slower, kind: 'http' }, metric: 'p95' }],
        endpoints: 3,
        isEverywhere: false,
        needsConfirmation: false,
      },
    ],
    overall: [],
    noisyRuns: [],
    errorGroups: [],
    costShift: null,
  }
}

export function refusedFixture(scenarios: readonly [string, string]): RefusedComparison {
  return {
    outcome: 'refused',
    baseline: { labels: ['1.4.1'], runIds: ['a1'] },
    candidate: { labels: ['1.4.2'], runIds: ['b1'] },
    differences: [
      { kind: 'scenario', severity: 'refuses', baseline: [scenarios[0]], candidate: [scenarios[1]], runIds: [] },
    ],
  }
}

function endpointOf(name: string, more: Partial<MetricComparison>): EndpointComparison {
  const endpoint = { name, kind: 'http' } as const
  const metric: MetricComparison = {
    endpoint,
    metric: 'p95',
    verdict: 'unchanged',
    reason: { kind: 'equivalent' },
    effect: 0.001,
    interval: { low: -0.01, high: 0.012 },
    equivalenceInterval: null,
    withinRunInterval: null,
    p: 0.5,
    q: 0.5,
    robustEffect: null,
    threshold: { low: Math.log(0.95), high: Math.log(1.05) },
    spread: { deviation: 0.01, df: 4 },
    baseline: [],
    candidate: [],
    typical: { baseline: 20, candidate: 20 },
    failureShare: null,
    runsNeeded: { unchanged: 3, change: 3 },
    needsConfirmation: false,
    ...more,
  }
  return {
    endpoint,
    presence: 'matched',
    requests: { baseline: 1200, candidate: 1200 },
    failures: { baseline: 0, candidate: 0 },
    timeShare: { baseline: 0.3, candidate: 0.3 },
    verdict: metric.verdict,
    metrics: [metric],
    shift: [],
    shape: null,
  }
}
