/** Series that are hidden by their names in the legend of a chart. They are part of the view of the run: of its link, and of what a reload shows again. */
import { computed, type WritableComputedRef } from 'vue'
import { useRunView } from './runView.ts'

/** @param chart as it is called in links; what belongs to one chart hides nothing in another */
export function useHiddenSeries(chart: string): WritableComputedRef<string[]> {
  const { hidden } = useRunView()
  const prefix = `${chart}/`
  return computed({
    get: () => hidden.value.filter((id) => id.startsWith(prefix)).map((id) => id.slice(prefix.length)),
    set(ids) {
      const others = hidden.value.filter((id) => !id.startsWith(prefix))
      hidden.value = [...others, ...ids.map((id) => prefix + id)]
    },
  })
}

/** Of all timelines of the run. The largest value comes with each of them: it is one more of the percentiles to choose from. */
export function useHiddenInTimeline(): WritableComputedRef<string[]> {
  const { percentiles } = useRunView()
  const chosen = useHiddenSeries('timeline')
  const hasMax = computed(() => percentiles.value.includes(100))
  return computed({
    get: () => (hasMax.value ? chosen.value : [...new Set([...chosen.value, 'max'])]),
    set(ids) {
      chosen.value = hasMax.value ? ids : ids.filter((id) => id !== 'max')
    },
  })
}
