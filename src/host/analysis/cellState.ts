/** Whether the criteria of an endpoint hold in a part of a run: what a cell of its strip shows. */
import { judge } from '../../core/criteria/judge.ts'
import type { RunCounts, SubjectCounts } from '../../core/criteria/measurement.ts'
import type { Criterion, CriterionMetric } from '../../core/plan/compiledPlan.ts'
import type { ReportCriterion } from '../../core/report/report.ts'

export const NO_REQUEST = 0
export const NOT_TRUSTED = 5
export const NO_CRITERION = 6

/** Worst first. */
const STATES: readonly [ReportCriterion['status'], number][] = [
  ['overMaximum', 3],
  ['overTarget', 2],
  ['notTrusted', NOT_TRUSTED],
  ['tooFew', 4],
  ['met', 1],
]

/** Whether a criterion says something of a part of a run. Numbers of requests and failures are limits for all of it. */
export function canJudgePart({ metric, unit }: Pick<Criterion, 'metric' | 'unit'>): boolean {
  const kind: CriterionMetric['kind'] = metric.kind
  switch (kind) {
    case 'percentile':
    case 'avg':
    case 'min':
    case 'max':
    case 'rate':
    case 'apdex':
      return true
    case 'failures':
      return unit === 'share'
    case 'count':
    case 'checks':
    case 'dropped':
      return false
    default:
      return kind satisfies never
  }
}

/** The worst of the criteria of an endpoint, each judged on these requests. */
export function cellState(criteria: readonly Criterion[], counts: SubjectCounts, run: RunCounts): number {
  if (counts.okCount + counts.failedCount === 0) return NO_REQUEST
  const statuses = new Set(criteria.map((criterion) => judge(criterion, counts, run).status))
  return STATES.find(([status]) => statuses.has(status))?.[1] ?? NO_CRITERION
}
