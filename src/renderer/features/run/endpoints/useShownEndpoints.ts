/** Which rows the endpoint table shows, and in which order: filtered and sorted, and held still while somebody is in a table that lives. */
import { computed, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import type { UiSort } from '../../../ui/tableColumn.ts'
import { useRunView } from '../runView.ts'
import { keepOrder, sortEndpoints } from './endpointColumns.ts'
import { parseEndpointFilter } from './endpointFilter.ts'
import type { EndpointRow } from './endpointRows.ts'

export interface ShownEndpoints {
  shown: ComputedRef<EndpointRow[]>
  filterText: Ref<string>
  /** What is wrong with the filter, as a sentence. */
  problem: ComputedRef<string | null>
  sort: Ref<UiSort[]>
  /** Set it while somebody is in the table: while the run goes on, rows then keep their places. */
  isHeld: Ref<boolean>
}

export function useShownEndpoints(rows: () => readonly EndpointRow[]): ShownEndpoints {
  const { isLive } = useRunView()
  const filterText = ref('')
  const sort = ref<UiSort[]>([])
  const isHeld = ref(false)
  const parsed = computed(() => parseEndpointFilter(filterText.value))
  /** The order that was shown last. */
  const shownKeys = shallowRef<readonly string[]>([])
  const shown = computed(() => {
    const matching = rows().filter(parsed.value.matches)
    return isLive.value && isHeld.value ? keepOrder(matching, shownKeys.value) : sortEndpoints(matching, sort.value)
  })
  watch(shown, (now) => (shownKeys.value = now.map(({ key }) => key)), { immediate: true })
  watch(sort, () => (isHeld.value = false))
  return { shown, filterText, problem: computed(() => parsed.value.problems[0] ?? null), sort, isHeld }
}
