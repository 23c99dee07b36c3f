/** What the newest run was judged by, as lines in a trend. */
import type { TrendLimit } from '../../contract/methods/trends.ts'
import { METRIC_WORDS } from '../../core/comparison/comparisonWords.ts'
import type { EndpointId } from '../../core/comparison/comparisonInput.ts'
import type { Metric } from '../../core/comparison/metrics.ts'
import type { History } from '../storage/history.ts'

/** As criteria call it; of the others they have none of their own. */
const NAMES: Readonly<Partial<Record<Metric, string>>> = { ...METRIC_WORDS, errors: 'failures', throughput: 'rate' }

/**
 * Criteria of whole runs about exactly what the series is of: one of several endpoints together says nothing of one of them.
 * @param run null: none has ended
 */
export function limitsOf(
  history: History,
  run: string | null,
  endpoint: EndpointId | null,
  metric: Metric,
): TrendLimit[] {
  if (run === null) return []
  return history
    .findRun(run)
    .criteria()
    .filter(
      (criterion) =>
        criterion.windowMs === null &&
        criterion.metric === NAMES[metric] &&
        (endpoint === null
          ? criterion.subject === 'all'
          : criterion.endpoints.length === 1 && criterion.endpoints[0] === endpoint.name),
    )
    .map(({ level, limit }) => ({ level, value: limit }))
}
