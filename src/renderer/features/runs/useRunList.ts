/** The list of runs: a filter, an order, groups, and the pages of it that are looked at. */
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { RUN_COLUMNS, type RunFilter, type RunIds, type RunRow } from '../../../contract/methods/runs.ts'
import { useChanges } from '../../host/useChanges.ts'
import { useConnection } from '../../host/connection.ts'
import { useHost } from '../../host/useHost.ts'
import type { UiSort } from '../../ui/tableColumn.ts'
import { createPagedRows } from './pagedRows.ts'
import { groupingOf, listedGroups, type GroupBy, type ListedGroup } from './runGroups.ts'
import type { RunSort } from './savedFilters.ts'
import { useRunGroups } from './useRunGroups.ts'

const PAGE_SIZE = 100
/** The contract takes so many. */
const MOST_SORTS = 5

export type RunList = ReturnType<typeof useRunList>

export function useRunList(firstFilter: RunFilter, firstGroupBy: GroupBy | null) {
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
  const groups = useRunGroups(
    firstGroupBy,
    computed(() => current(() => pages.outline)),
  )
  const { groupBy, lines } = groups
  const asked = computed(() => ({ filter: filter.value, sort: known.value, group: groupingOf(groupBy.value) }))
  const pages = createPagedRows<RunRow, ListedGroup[] | null>({
    pageSize: PAGE_SIZE,
    ask: (offset, limit, signal) => host.call('runs.list', { ...asked.value, offset, limit }, { signal }),
    askOutline: askGroups,
    onChange: () => void version.value++,
  })
  const isLoading = shallowRef(true)

  function reload(): void {
    pages.reload()
    isLoading.value = true
  }

  async function askGroups(signal: AbortSignal): Promise<ListedGroup[] | null> {
    const [{ group, ...listed }, by] = [asked.value, groupBy.value]
    if (group === undefined || by === 'none') return null
    return listedGroups(await host.call('runs.groups', { ...listed, group }, { signal }), by)
  }

  /** The lines of the table that are looked at. */
  let seen = { from: 0, to: 0 }

  function look(from: number, to: number): void {
    seen = { from, to }
    pages.look(lines.value?.rowsIn(from, to) ?? [seen])
  }

  // In the same lines other runs may stand now.
  watch(lines, () => look(seen.from, seen.to))
  watch([asked, changes, () => connection.generation], reload)
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

  /** All runs that fit the filter, or those of a group, in their order, also those that are not there; at most as many as can be changed at once. */
  function allIds(only?: ListedGroup): Promise<RunIds> {
    return host.call('runs.ids', { ...asked.value, only: only?.names })
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
    groups,
    look,
    reload,
    allIds,
  }
}
