/** Which changes are selected, which series is drawn, and what of it is looked at. */
import { computed, ref, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import type { SeriesLine, SeriesView } from '../../../contract/methods/trends.ts'
import type { TrendChange } from '../../../core/trend/scenarioTrend.ts'
import type { BuildWindow } from '../../charts/trend/trendChart.ts'
import { placeOfChange } from '../../charts/trend/trendChips.ts'
import { changeKey } from './changeRows.ts'
import { mergedChanges } from './mergedChanges.ts'
import { seriesKey } from './seriesRows.ts'
import type { TrendsLook } from './trendsLink.ts'

export interface ChosenParts {
  look: Ref<TrendsLook>
  all: ComputedRef<readonly TrendChange[]>
  /** Those that fit the filter. */
  shown: ComputedRef<readonly TrendChange[]>
  series: ComputedRef<readonly SeriesLine[]>
  /** The series that is asked for. */
  chosen: ComputedRef<TrendsLook['series']>
  /** The one that is there. */
  view: ShallowRef<SeriesView | null>
}

export function useChosen({ look, all, shown, series, chosen, view }: ChosenParts) {
  /** Keys of changes. */
  const selected = ref<string[]>([])
  const place = ref<number | null>(null)
  const window = ref<BuildWindow | null>(null)
  const merged = computed(() => (look.value.isMerged ? mergedChanges(shown.value) : null))
  /** A merged row stands for all that are in it. */
  const chosenChanges = computed(() => {
    const isSelected = (change: TrendChange): boolean => selected.value.includes(changeKey(change))
    if (merged.value === null) return all.value.filter(isSelected)
    return merged.value.filter(({ first }) => isSelected(first)).flatMap((one) => one.all)
  })
  const chosenKey = computed({
    get: () => (chosen.value === null ? null : seriesKey(chosen.value)),
    set(key) {
      const found = series.value.find((one) => seriesKey(one) === key)
      if (found !== undefined) show(found)
    },
  })

  /** The run whose build is to be chosen as soon as its series is there. */
  let wantedRun: string | null = null

  function show({ endpoint, metric }: Pick<SeriesLine, 'endpoint' | 'metric'>): void {
    // All endpoints at once have no place for one of them.
    const shown = look.value.show === 'endpoints' ? 'series' : look.value.show
    look.value = { ...look.value, series: { endpoint, metric }, show: shown }
  }

  function showAt(one: Pick<SeriesLine, 'endpoint' | 'metric'>, runId: string): void {
    wantedRun = runId
    look.value = { ...look.value, series: { endpoint: one.endpoint, metric: one.metric }, show: 'series' }
    chooseWanted(seriesKey(one))
  }

  function chooseWanted(key: string | null): void {
    const own = view.value
    if (wantedRun === null || own === null || seriesKey(own) !== key) return
    const at = own.trend.builds.findIndex(({ runIds }) => runIds.includes(wantedRun ?? ''))
    if (at >= 0) place.value = at
    wantedRun = null
  }

  // A change is shown in its series.
  watch(selected, ([first]) => {
    const change = all.value.find((each) => changeKey(each) === first)
    if (change !== undefined) show(change)
  })
  watch([chosenKey, () => look.value.limit], () => {
    window.value = null
    place.value = null
  })
  // Where it is there, and not whenever it is asked for again: somebody may be looking at another build.
  watch([() => view.value && seriesKey(view.value), () => selected.value[0]], () => {
    const change = view.value?.changes.find((each) => selected.value[0] === changeKey(each))
    if (change !== undefined) place.value = placeOfChange(change)
    chooseWanted(chosenKey.value)
  })
  return { selected, merged, chosenChanges, chosenKey, place, window, showAt }
}
