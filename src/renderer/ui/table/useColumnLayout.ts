/** The columns of a table as the user arranged them, kept for the next time. */
import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import type { HeadColumn } from '../tableColumn.ts'
import { readStored, writeStored } from '../stored.ts'
import { gridTracks, isVisible, layoutSchema, orderedColumns, OWN_LAYOUT, type ColumnLayout } from './columnLayout.ts'

export function useColumnLayout<C extends HeadColumn>(
  columns: () => readonly C[],
  storageKey: string | undefined,
): { layout: ShallowRef<ColumnLayout>; visible: ComputedRef<C[]>; tracks: ComputedRef<string> } {
  const stored = storageKey === undefined ? null : readStored(`table:${storageKey}`, layoutSchema)
  const layout = shallowRef(stored ?? OWN_LAYOUT)
  if (storageKey !== undefined) watch(layout, (value) => writeStored(`table:${storageKey}`, value))
  const visible = computed(() =>
    orderedColumns(columns(), layout.value).filter((column) => isVisible(column, layout.value)),
  )
  return { layout, visible, tracks: computed(() => gridTracks(visible.value, layout.value)) }
}
