/** Two builds of a trend as a link to their comparison: those before and after a change, or any. */
import type { SeriesView } from '../../../contract/methods/trends.ts'
import type { TrendChange } from '../../../core/trend/scenarioTrend.ts'
import type { TrendBuild } from '../../../core/trend/trendTypes.ts'
import type { TabParams } from '../../app/locator.ts'

/** @returns null where the builds are not on the trend any more */
export function comparisonOfChange(
  view: SeriesView,
  { finding, endpoint, metric }: TrendChange,
  { planName, scenario, target }: { planName: string; scenario: string; target: string },
): TabParams | null {
  const { builds, segments } = view.trend
  const own = segments[finding.segment]?.builds ?? []
  const first = finding.kind === 'step' ? finding.build : finding.to
  const before = finding.kind === 'step' ? own[own.indexOf(finding.build) - 1] : finding.from
  const [baseline, candidate] = [before === undefined ? undefined : builds[before], builds[first]]
  if (baseline === undefined || candidate === undefined) return null
  return comparisonOf({ baseline, candidate }, { endpoint, metric }, { planName, scenario, target })
}

/** Of two builds on the trend of a series. */
export function comparisonOf(
  { baseline, candidate }: { baseline: TrendBuild; candidate: TrendBuild },
  { endpoint, metric }: Pick<SeriesView, 'endpoint' | 'metric'>,
  { planName, scenario, target }: { planName: string; scenario: string; target: string },
): TabParams {
  return {
    baseline: baseline.build ?? baseline.runIds.join(','),
    candidate: candidate.build ?? candidate.runIds.join(','),
    plan: planName,
    scenario,
    target,
    endpoint: endpoint?.name ?? '',
    kind: endpoint === null || endpoint.kind === 'http' ? '' : endpoint.kind,
    metric,
  }
}
