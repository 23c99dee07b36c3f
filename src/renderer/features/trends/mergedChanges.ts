/** Changes that are one thing: of one endpoint, the same way, at builds of which one may hold them all. */
import { METRIC_WORDS } from '../../../core/comparison/comparisonWords.ts'
import type { TrendChange } from '../../../core/trend/scenarioTrend.ts'

export interface MergedChange {
  /** The one that stands first: it is told, and compared. */
  first: TrendChange
  /** With the first one. */
  all: TrendChange[]
}

/**
 * In the order of their first ones. Each is held against the first one of what it is merged with, and not against all: builds side by
 * side would else make one thing of a year.
 */
export function mergedChanges(changes: readonly TrendChange[]): MergedChange[] {
  const merged: (MergedChange & { runs: ReadonlySet<string> })[] = []
  for (const change of changes) {
    const own = merged.find(({ first, runs }) => isAlike(first, change) && runsOf(change).some((run) => runs.has(run)))
    if (own === undefined) merged.push({ first: change, all: [change], runs: new Set(runsOf(change)) })
    else own.all.push(change)
  }
  return merged.map(({ first, all }) => ({ first, all }))
}

function isAlike(one: TrendChange, other: TrendChange): boolean {
  return (
    one.endpoint?.name === other.endpoint?.name &&
    one.endpoint?.kind === other.endpoint?.kind &&
    one.finding.verdict === other.finding.verdict
  )
}

/** First runs of the builds that may hold it. */
function runsOf({ at, among }: TrendChange): string[] {
  return [at.runId, ...among.map(({ runId }) => runId)]
}

/** `p99, p50`. */
export function metricsText(all: readonly TrendChange[]): string {
  return [...new Set(all.map(({ metric }) => METRIC_WORDS[metric]))].join(', ')
}
