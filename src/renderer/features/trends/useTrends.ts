/** Answers about trends: which scenarios there are, what changed in the one that is looked at, and one of its series. */
import { computed, type ComputedRef } from 'vue'
import type { ScenarioWithRuns, SeriesView, TrendOverview } from '../../../contract/methods/trends.ts'
import { useChanges } from '../../host/useChanges.ts'
import { useHost } from '../../host/useHost.ts'
import { useQuery, type Query } from '../../host/useQuery.ts'
import { seriesKey } from './seriesRows.ts'
import type { TrendsLook } from './trendsLink.ts'
import { unpackedSeries } from './unpackedSeries.ts'

/** Of whose trends, and how far back, as the host is asked. */
export interface TrendsQuestion {
  planName: string
  scenario: string
  target: string
  limit: number
  since?: string
}

export interface Trends {
  ran: Query<ScenarioWithRuns[]>
  /** What is looked at; null: nothing was run. */
  of: ComputedRef<ScenarioWithRuns | null>
  question: ComputedRef<TrendsQuestion | null>
  overview: Query<TrendOverview>
  /** The series that is drawn, as the look says, else the one with the first change, else the first. */
  chosen: ComputedRef<NonNullable<TrendsLook['series']> | null>
  view: Query<SeriesView | null>
}

export function useTrends(look: () => TrendsLook): Trends {
  const host = useHost()
  const version = useChanges('runs.changed')
  const ran = useQuery((signal) => host.call('builds.ran', {}, { signal }), version)
  const of = computed(() => scenarioOf(ran.data.value ?? [], look()))

  const question = computed((): TrendsQuestion | null => {
    const { since, limit } = look()
    if (of.value === null) return null
    const { planName, scenario, target } = of.value
    return { planName, scenario, target, limit, ...(since === null ? {} : { since }) }
  })
  const asked = computed(() => JSON.stringify(question.value))
  const overview = useQuery<TrendOverview>(
    (signal) => question.value && host.call('builds.trend', question.value, { signal }),
    [asked, version],
  )
  const chosen = computed(() => {
    const { series, show } = look()
    const there = overview.data.value?.series ?? []
    if (series !== null && there.some((one) => seriesKey(one) === seriesKey(series))) return series
    // Where all endpoints are drawn, the metric alone says what is meant.
    const alike = show === 'endpoints' && there.find(({ metric }) => metric === series?.metric)
    if (alike) return { endpoint: alike.endpoint, metric: alike.metric }
    const first = overview.data.value?.changes[0] ?? there.find(({ metric }) => metric === 'p95') ?? there[0]
    return first === undefined ? null : { endpoint: first.endpoint, metric: first.metric }
  })
  const chosenKey = computed(() => (chosen.value === null ? '' : seriesKey(chosen.value)))
  const view = useQuery<SeriesView | null>(
    (signal) =>
      question.value &&
      chosen.value &&
      host.call('builds.trendSeries', { ...question.value, ...chosen.value }, { signal }).then(unpackedSeries),
    // The changes of a series are those of the list, and so is what was said of them.
    [chosenKey, overview.data],
  )
  return { ran, of, question, overview, chosen, view }
}

/** What a look is about; null: nothing of it was run. */
export function scenarioOf(
  ran: readonly ScenarioWithRuns[],
  { plan, scenario, target }: TrendsLook,
): ScenarioWithRuns | null {
  const fits = ran.filter(
    (one) => (plan === null || one.planName === plan) && (scenario === null || one.scenario === scenario),
  )
  return fits.find((one) => one.target === target) ?? fits[0] ?? (plan === null ? (ran[0] ?? null) : null)
}
