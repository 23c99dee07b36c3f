/** The way from selected runs to what they say of capacity together. */
import { computed, type ComputedRef } from 'vue'
import type { RunRow } from '../../../contract/methods/runs.ts'
import { useCommands } from '../../app/commands.ts'
import { useTabs } from '../../app/tabs.ts'
import { capacityOfRuns } from './capacityOfRuns.ts'

/** @param rowOf undefined where it is not known: then nothing is known of them together */
export function useCapacityOfRuns(
  selected: () => readonly string[],
  rowOf: (id: string) => RunRow | undefined,
): { hasCapacity: ComputedRef<boolean>; showCapacity: () => void } {
  const tabs = useTabs()
  const params = computed(() => {
    const rows = selected().flatMap((id) => rowOf(id) ?? [])
    return rows.length === selected().length ? capacityOfRuns(rows) : null
  })
  const hasCapacity = computed(() => params.value !== null)

  function showCapacity(): void {
    if (params.value !== null) tabs.open('capacity', params.value)
  }

  useCommands([
    {
      id: 'runs.capacity',
      title: 'Capacity of the selected runs',
      when: () => hasCapacity.value,
      run: showCapacity,
    },
  ])
  return { hasCapacity, showCapacity }
}
