/** The groups of the list of runs: by what, which there are, and which of them are closed. */
import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import { groupedRows } from '../../ui/table/groupedRows.ts'
import { readStored, writeStored } from '../../ui/stored.ts'
import { groupBySchema, type GroupBy, type ListedGroup } from './runGroups.ts'

const KEY = 'runs.group'

/**
 * @param linked what a link asks for; null: as it was the last time
 * @param groups those of the list as it is shown; null: it has none
 */
export function useRunGroups(linked: GroupBy | null, groups: Readonly<Ref<readonly ListedGroup[] | null>>) {
  const groupBy = ref<GroupBy>(linked ?? readStored(KEY, groupBySchema) ?? 'none')
  /** By their keys. What comes new is open. */
  const closed = shallowRef<ReadonlySet<string>>(new Set())

  watch(groupBy, (by) => writeStored(KEY, by))

  /** Which run stands in which line of the table. */
  const lines = computed(() => {
    const [all, closedKeys] = [groups.value, closed.value]
    if (all === null) return null
    return groupedRows(all, { rowsOf: ({ runs }) => runs, isOpen: ({ key }) => !closedKeys.has(key) })
  })

  function setOpen({ key }: ListedGroup, isOpen: boolean): void {
    const next = new Set(closed.value)
    if (isOpen) next.delete(key)
    else next.add(key)
    closed.value = next
  }

  function setAllOpen(isOpen: boolean): void {
    closed.value = new Set(isOpen ? [] : groups.value?.map(({ key }) => key))
  }

  return {
    groupBy,
    lines,
    isAnyOpen: computed(() => groups.value?.some(({ key }) => !closed.value.has(key)) === true),
    setOpen,
    setAllOpen,
  }
}
