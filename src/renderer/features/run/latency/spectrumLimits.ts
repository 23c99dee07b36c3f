/** Criteria as the staircase below which the spectrum has to stay. */
import type { AnalysisFilter, LatencyChoice } from '../../../../contract/methods/analysis.ts'
import type { ReportCriterion } from '../../../../core/report/report.ts'
import type { SpectrumLimit } from '../../../charts/spectrum/spectrumChart.ts'
import { percentileLimits } from '../chartLimits.ts'

/** Criteria judge the response times of successful requests: of others they say nothing. */
export function isJudged({ of, from }: LatencyChoice): boolean {
  return of === 'ok' && from === 'intended'
}

/** For the response times of successful requests; limits of a sliding window are of parts of the run, and left out. */
export function spectrumLimits(criteria: readonly ReportCriterion[], filter: AnalysisFilter): SpectrumLimit[] {
  return percentileLimits(criteria, filter)
    .filter(({ windowMs }) => windowMs === null)
    .map(({ metric, level, limit }) => ({ p: Number(metric.slice(1)), ms: limit, level, label: `${metric} ${level}` }))
}
