/** Which series a filter leaves. */
import type { AnalysisFilter } from '../../contract/methods/analysis.ts'
import { isRequestKind } from '../../core/criteria/measurement.ts'
import type { EndpointKind } from '../../core/plan/compiledPlan.ts'
import type { SeriesKey } from '../../core/recording/second.ts'
import type { SeriesFilter } from '../storage/seriesFilter.ts'

export interface SeriesSelection {
  /** For the history. */
  filter: SeriesFilter
  isEverything: boolean
  /** Whether totals over all endpoints, which the history keeps ready, do not answer it. */
  needsEach: boolean
  /** Unless a group or a stream is asked for by name, only requests count: others would count the same work twice. */
  isCounted: (kind: EndpointKind) => boolean
  matches: (series: Omit<SeriesKey, 'outcome'>) => boolean
}

export function seriesSelection({
  endpoint,
  userType,
}: Pick<AnalysisFilter, 'endpoint' | 'userType'>): SeriesSelection {
  const filter: SeriesFilter = {
    // A kind that there is not has no series.
    ...(endpoint === null ? {} : { endpoint: endpoint.name, kind: endpoint.kind as EndpointKind }),
    ...(userType === null ? {} : { userType }),
  }
  const isEverything = endpoint === null && userType === null
  return {
    filter,
    isEverything,
    needsEach: !isEverything,
    isCounted: (kind) => endpoint !== null || isRequestKind(kind),
    matches: (series) =>
      (endpoint === null || (series.endpoint === endpoint.name && series.kind === endpoint.kind)) &&
      (userType === null || series.userType === userType),
  }
}
