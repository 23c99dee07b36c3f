/** The endpoints that are selected: which of them the inspector tells of, and which lie over each other in the chart. */
import { computed, ref, watch, type ComputedRef, type WritableComputedRef } from 'vue'
import { useRunView } from '../runView.ts'
import { isSameList, steadyComputed } from '../steadyComputed.ts'
import type { EndpointRow } from './endpointRows.ts'

export type NamedEndpoint = Pick<EndpointRow, 'key' | 'name' | 'kind'>

export interface EndpointSelection {
  /** For the table. It is part of the view of the run, and so of its link. */
  selected: WritableComputedRef<string[]>
  /** The one that was selected last, or that Space was pressed at. */
  inspected: ComputedRef<EndpointRow | undefined>
  /** In the order in which they were selected, as far as they are there; none where fewer than two are. */
  overlaid: ComputedRef<NamedEndpoint[]>
  /** @returns whether it is the one that was inspected before; one of several leaves the others selected */
  inspect: (row: EndpointRow) => boolean
}

export function useEndpointSelection(rows: () => readonly EndpointRow[]): EndpointSelection {
  const { selected } = useRunView()
  const inspectedKey = ref(selected.value.at(-1) ?? null)
  const byKey = computed(() => new Map(rows().map((row) => [row.key, row])))

  watch(selected, (keys, before) => {
    const added = keys.filter((key) => !before.includes(key))
    if (added.length > 0 || !keys.includes(inspectedKey.value ?? ''))
      inspectedKey.value = added.at(-1) ?? keys.at(-1) ?? null
  })

  return {
    selected: computed({ get: () => [...selected.value], set: (keys) => void (selected.value = keys) }),
    inspected: computed(() => byKey.value.get(inspectedKey.value ?? '')),
    // Rows are others with every tick of a run that goes on; which endpoints they are is not.
    overlaid: steadyComputed(() => {
      const there = selected.value.flatMap((key): NamedEndpoint[] => {
        const row = byKey.value.get(key)
        return row === undefined ? [] : [{ key, name: row.name, kind: row.kind }]
      })
      return there.length < 2 ? [] : there
    }, isSameList),
    inspect(row) {
      const isSame = inspectedKey.value === row.key
      if (!selected.value.includes(row.key)) selected.value = [row.key]
      inspectedKey.value = row.key
      return isSame
    },
  }
}
