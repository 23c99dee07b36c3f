/** A series over builds, for tests: values as they are given, analysed as those of a history are. */
import type { SeriesView } from '../../../contract/methods/trends.ts'
import type { RunOnTrend } from '../../../core/trend/trendColumns.ts'
import type { Metric } from '../../../core/comparison/metrics.ts'
import type { TrendChange } from '../../../core/trend/scenarioTrend.ts'
import { findChanges } from '../../../core/trend/findChanges.ts'
import type { TrendFinding, TrendPoint } from '../../../core/trend/trendTypes.ts'

const DAY_MS = 86_400_000

export interface TrendViewParts {
  metric?: Metric
  /** Several of one build where it is a list. */
  builds: (number | number[])[]
  label?: (build: number) => string | null
  plan?: (build: number) => string
  leftOut?: (Pick<RunOnTrend, 'value'> & { afterBuild: number })[]
  baseline?: string | null
  limits?: SeriesView['limits']
}

export function trendViewOf({
  metric = 'p95',
  builds,
  label,
  plan,
  leftOut = [],
  baseline = null,
  limits = [],
}: TrendViewParts): SeriesView {
  const isShare = metric === 'errors'
  const points = builds.flatMap((values, build) =>
    [values].flat().map((value, at): TrendPoint => ({
      runId: `run-${build}-${at}`,
      build: label === undefined ? `1.${build}` : label(build),
      value,
      ...(isShare ? { requests: 10_000 } : {}),
      fingerprint: { plan: plan?.(build) ?? 'plan', profile: '10 users', host: 'host', generator: 'node' },
      startedAtMs: build * DAY_MS + at * 1000,
    })),
  )
  const trend = findChanges({ endpoint: 'GET /', metric, scale: isShare ? 'share' : 'ratio', worse: 'higher', points })
  const placeOf = new Map(trend.builds.flatMap(({ index, runIds }) => runIds.map((id) => [id, index] as const)))
  const counted = points.map(({ runId, build, value, startedAtMs }): RunOnTrend => ({
    runId,
    build,
    startedAtMs,
    value,
    at: placeOf.get(runId) ?? null,
    leftOut: null,
  }))
  const others = leftOut.map(({ value, afterBuild }, at): RunOnTrend => ({
    runId: `out-${at}`,
    build: null,
    startedAtMs: (afterBuild + 0.5) * DAY_MS,
    value,
    at: null,
    leftOut: 'notTrusted',
  }))
  const asChange = (finding: TrendFinding): TrendChange => {
    const { build, runIds, startedAtMs } = trend.builds[finding.kind === 'step' ? finding.build : finding.from + 1]!
    const at = { build, runId: runIds[0]!, startedAtMs }
    return {
      endpoint: { name: 'GET /', kind: 'http' },
      metric,
      finding,
      at,
      among: [at],
      returnedAt: null,
      moved: null,
      earlier: null,
      later: null,
      stands: true,
      triage: null,
    }
  }
  return {
    endpoint: { name: 'GET /', kind: 'http' },
    metric,
    trend,
    runs: [...counted, ...others],
    changes: trend.findings.map(asChange),
    withdrawn: [],
    baseline,
    limits,
  }
}

/** A little noise, the same each time: ±1 %. */
export function noisy(level: number, build: number): number {
  return level * (1 + 0.01 * Math.sin(build * 12.9898 + 1))
}
