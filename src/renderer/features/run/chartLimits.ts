/** Criteria as lines in a chart of latencies. */
import type { AnalysisFilter } from '../../../contract/methods/analysis.ts'
import type { ReportCriterion } from '../../../core/report/report.ts'
import type { ChartLimit } from '../../charts/lanes/lane.ts'

const PERCENTILE = /^p\d+(\.\d+)?$/

/**
 * Upper limits of percentiles that are about exactly the requests that are shown: all of them, or one endpoint alone. A limit of
 * several endpoints together says nothing about one of them.
 */
export function percentileLimits(
  criteria: readonly ReportCriterion[],
  { endpoint, userType }: AnalysisFilter,
): ReportCriterion[] {
  if (userType !== null) return []
  return criteria.filter(
    ({ unit, metric, operator, subject, endpoints }) =>
      unit === 'ms' &&
      PERCENTILE.test(metric) &&
      (operator === '<' || operator === '<=') &&
      (endpoint === null ? subject === 'all' : endpoints.length === 1 && endpoints[0] === endpoint.name),
  )
}

/** The chart adds the value to the label. */
export function chartLimits(criteria: readonly ReportCriterion[], filter: AnalysisFilter): ChartLimit[] {
  return percentileLimits(criteria, filter).map(({ metric, level, limit }) => ({
    ms: limit,
    level,
    label: `${metric} ${level}`,
  }))
}
