/** Where the evidence of a finding is to be seen. */
import type { AnalysisFilter, RunView, RunWindow } from '../../../../contract/methods/analysis.ts'
import type { Finding } from '../../../../core/report/report.ts'
import type { RunSection } from '../runLink.ts'
import { SECTION_NAMES } from '../useSectionTabs.ts'
import { windowText } from '../windowChoice.ts'

export interface FindingTarget {
  section: RunSection
  /** Null: the window stays. */
  window: RunWindow | null
  endpoint: AnalysisFilter['endpoint']
  /** `Timeline, 05:00–12:30, GET /cart`. */
  text: string
}

export function findingTarget(
  { view, endpoint: name, fromMs, toMs }: Finding['evidence'],
  { endpoints, endS }: Pick<RunView, 'endpoints' | 'endS'>,
): FindingTarget {
  const endpoint = endpoints.find((each) => each.name === name) ?? null
  const window =
    fromMs !== null && toMs !== null && toMs > fromMs
      ? { fromS: Math.floor(fromMs / 1000), toS: Math.min(Math.ceil(toMs / 1000), Math.max(endS, 1)) }
      : null
  const isUsable = window !== null && window.toS > window.fromS
  return {
    section: view,
    window: isUsable ? window : null,
    endpoint: endpoint && { name: endpoint.name, kind: endpoint.kind },
    text: [SECTION_NAMES[view], ...(isUsable ? [windowText(window)] : []), ...(endpoint ? [endpoint.name] : [])].join(
      ', ',
    ),
  }
}
