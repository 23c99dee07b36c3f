/** The list of runs: a filter, an order, and the pages of it that are looked at. */
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { RUN_COLUMNS, type RunFilter, type RunIds, type RunRow } from '../../../contract/methods/runs.ts'
import { useChanges } from '../../host/useChanges.ts'
import { useConnection } from '../../host/connection.ts'
import { useHost } from '../../host/useHost.ts'
import type { UiSort } from '../../ui/tableColumn.ts'
import { createPagedRows } from './pagedRows.ts'
import type { RunSort } from './savedFilters.ts'

const PAGE_SIZE = 100
/** The contract takes so many. */
const MOST_SORTS = 5

export type RunList = ReturnType<typeof useRunList>

export function useRunList(firstFilter: RunFilter) {
  const host = useHost()
  const connection = useConnection()
  const changes = useChanges('runs.changed')
  const filter = ref<RunFilter>(firstFilter)
  const sort = ref<UiSort[]>([])
  /** Counts the changes of what the pages hold: whatever is read from them is read again. */
  const version = shallowRef(0)
  const known = computed(() =>
    sort.value
      .flatMap(({ column, descending }): RunSort[] => {
        const name = RUN_COLUMNS.find((each) => each === column)
        return name === undefined ? [] : [{ column: name, descending }]
      })
      .slice(0, MOST_SORTS),
  )
  const pages = createPagedRows<RunRow>({
    pageSize: PAGE_SIZE,
    ask: (offset, limit, signal) =>
      host.call('runs.list', { filter: filter.value, sort: known.value, offset, limit }, { signal }),
    onChange: () => void version.value++,
  })
  const isLoading = shallowRef(true)

  function reload(): void {
    pages.reload()
    isLoading.value = true
  }

  watch([filter, known, changes, () => connection.generation], reload)
  watch(version, () => {
    isLoading.value = pages.isLoading
  })
  onScopeDispose(() => pages.close())
  reload()

  /** Reads from the pages, so that it is read again when they change. */
  function current<T>(read: () => T): T {
    void version.value
    return read()
  }

  /** All runs that fit the filter, in their order, also those that are not there; at most as many as can be changed at once. */
  function allIds(): Promise<RunIds> {
    return host.call('runs.ids', { filter: filter.value, sort: known.value })
  }

  return {
    filter,
    sort,
    knownSort: known,
    isLoading,
    /** Null until the first answer. */
    count: computed(() => current(() => pages.count)),
    error: computed(() => current(() => pages.error)),
    rowAt: (index: number) => current(() => pages.rowAt(index)),
    /** Of the rows that are there. */
    rowOf: (id: string) => current(() => pages.find((row) => row.id === id)),
    look: pages.look,
    reload,
    allIds,
  }
}
