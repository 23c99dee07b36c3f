/** A criterion that is met, to be changed where a test wants another one; for tests only. */
import type { ReportCriterion } from '../../../core/report/report.ts'

export function criterionOf(changes: Partial<ReportCriterion> = {}): ReportCriterion {
  return {
    id: 'all target p95 < 500ms',
    text: 'p95 < 500ms',
    subject: 'all',
    metric: 'p95',
    level: 'target',
    operator: '<',
    limit: 500,
    actual: 400,
    unit: 'ms',
    status: 'met',
    samples: 1000,
    windowMs: null,
    stop: false,
    endpoints: [],
    firstBreakMs: null,
    notes: [],
    ...changes,
  }
}
