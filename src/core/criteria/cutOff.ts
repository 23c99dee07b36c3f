/** What criteria that are met do not hold: requests that waited when the run was cut off ended neither well nor badly, after no known time. */
import type { ErrorCount } from '../recording/second.ts'
import type { ReportCriterion } from '../report/report.ts'
import { formatRequests } from './criterionText.ts'

/** @param errors of the window, of all classes */
export function noteCutOff(
  criteria: readonly ReportCriterion[],
  errors: readonly Pick<ErrorCount, 'class' | 'endpoint' | 'count'>[],
): ReportCriterion[] {
  const cutOff = errors.filter((error) => error.class === 'interrupted')
  return criteria.map((criterion) => {
    if (criterion.status !== 'met' || !isOfResponses(criterion)) return criterion
    const isOfAll = criterion.endpoints.length === 0
    const own = cutOff.filter(({ endpoint }) => isOfAll || criterion.endpoints.includes(endpoint))
    const count = own.reduce((sum, error) => sum + error.count, 0)
    if (count === 0) return criterion
    const note = `${formatRequests(count)} without an answer when the run was cut off ${count === 1 ? 'is' : 'are'} not in it`
    return { ...criterion, notes: [...criterion.notes, note] }
  })
}

function isOfResponses({ unit, metric }: ReportCriterion): boolean {
  return unit === 'ms' || metric === 'failures'
}
