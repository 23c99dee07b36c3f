/** Where the level of a metric changed in the history: runs before and after say nothing of each other's spread. */
import type { EndpointId, HistoryChange, HistoryRun } from '../../core/comparison/comparisonInput.ts'
import type { Metric } from '../../core/comparison/metrics.ts'
import type { InTurn } from '../../core/inTurn.ts'
import { findChanges } from '../../core/trend/findChanges.ts'
import { LEAST_BUILDS } from '../../core/trend/thresholds.ts'
import type { TrendFinding, TrendPoint } from '../../core/trend/trendTypes.ts'

/** They ran under the same conditions. */
const SAME = { plan: '', profile: '', host: '', generator: '' }

interface Series {
  endpoint: EndpointId | null
  metric: Metric
  points: TrendPoint[]
}

/**
 * Of few builds it cannot be found out where levels changed: then each build that has several runs is a level of its own, and builds of one
 * run each, which would say nothing by themselves, are one together.
 *
 * With a pause after every series.
 *
 * @param runs under the same conditions, those of a build together
 */
export function* historyChangesInTurn(runs: readonly HistoryRun[]): InTurn<HistoryChange[]> {
  const series = new Map<string, Series>()
  for (const [at, { runId, build, values }] of runs.entries())
    for (const { endpoint, values: own } of values)
      for (const [name, value] of Object.entries(own)) {
        const key = JSON.stringify([endpoint, name])
        const one = series.get(key) ?? { endpoint, metric: name as Metric, points: [] }
        one.points.push({ runId, build, value, fingerprint: SAME, startedAtMs: at })
        series.set(key, one)
      }
  const builds = [...Map.groupBy(runs, ({ build, runId }) => build ?? runId).values()]
  if (builds.length < LEAST_BUILDS) {
    const first = firstRunsOfLevels(builds)
    return [...series.values()].flatMap(({ endpoint, metric }) => first.map((runId) => ({ endpoint, metric, runId })))
  }
  const changes: HistoryChange[] = []
  for (const { endpoint, metric, points } of series.values()) {
    // Values are on the scale of the metric already.
    const { builds, findings } = findChanges({ endpoint: '', metric, scale: 'plain', worse: null, points })
    const staying = findings.filter(({ state }) => state !== 'wentAway')
    changes.push(...staying.map((finding) => ({ endpoint, metric, runId: builds[firstOf(finding)]!.runIds[0]! })))
    yield
  }
  return changes
}

function firstRunsOfLevels(builds: readonly HistoryRun[][]): string[] {
  return builds.filter((own, at) => own.length > 1 || (builds[at - 1]?.length ?? 0) > 1).map((own) => own[0]!.runId)
}

function firstOf(finding: TrendFinding): number {
  return finding.kind === 'step' ? finding.build : finding.to
}
