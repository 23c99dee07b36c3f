/** Opens the comparison of the builds before and after a change. */
import type { SeriesView } from '../../../contract/methods/trends.ts'
import type { TrendChange } from '../../../core/trend/scenarioTrend.ts'
import { useTabs } from '../../app/tabs.ts'
import { useHost } from '../../host/useHost.ts'
import { useToasts } from '../../ui/toasts.ts'
import { comparisonOfChange } from './compareBuilds.ts'
import { seriesKey } from './seriesRows.ts'
import type { TrendsLook } from './trendsLink.ts'
import { unpackedSeries } from './unpackedSeries.ts'

export interface ComparedOf {
  planName: string
  scenario: string
  target: string
}

/** @param view the series that is drawn: mostly the one that is asked for */
export function useOpenComparison(
  view: () => SeriesView | null,
  of: () => ComparedOf | null,
  look: () => TrendsLook,
): (change: TrendChange) => Promise<void> {
  const tabs = useTabs()
  const host = useHost()
  const toasts = useToasts()

  async function viewOf({ endpoint, metric }: TrendChange, own: ComparedOf): Promise<SeriesView | null> {
    const drawn = view()
    if (drawn !== null && seriesKey(drawn) === seriesKey({ endpoint, metric })) return drawn
    const { since, limit } = look()
    const question = { ...own, endpoint, metric, limit, ...(since === null ? {} : { since }) }
    return unpackedSeries(await host.call('builds.trendSeries', question))
  }

  return async (change) => {
    const own = of()
    if (own === null) return
    try {
      const series = await viewOf(change, own)
      const params = series === null ? null : comparisonOfChange(series, change, own)
      if (params === null) throw new Error('The builds before and after it are not on the trend any more.')
      tabs.open('compare', params)
    } catch (error) {
      toasts.showFailure('The change could not be compared', error)
    }
  }
}
