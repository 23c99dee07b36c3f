/** The selected runs, and what can be done to all of them at once. */
import { ref, watch } from 'vue'
import type { RunRow } from '../../../contract/methods/runs.ts'
import { useRunActions } from './useRunActions.ts'
import type { RunList } from './useRunList.ts'

export function useRunSelection({ filter, rowOf, allIds }: RunList) {
  const actions = useRunActions()
  const selected = ref<string[]>([])
  /** All that fits the filter is being asked for. */
  const isSelecting = ref(false)

  /** The one that is selected; it stays while its page is asked for again. */
  const inspected = ref<RunRow | null>(null)
  watch(
    () => {
      const [id] = selected.value
      return selected.value.length === 1 && id !== undefined ? { id, row: rowOf(id) } : null
    },
    (one) => {
      if (one === null) inspected.value = null
      else if (one.row !== undefined) inspected.value = one.row
      else if (inspected.value?.id !== one.id) inspected.value = null
    },
  )
  // What is not seen must not be deleted with the rest.
  watch(filter, () => {
    selected.value = []
  })

  async function selectAll(): Promise<void> {
    isSelecting.value = true
    try {
      selected.value = await allIds()
    } finally {
      isSelecting.value = false
    }
  }

  async function star(): Promise<void> {
    const isDone = await actions.toggleStar(selected.value.map((id) => rowOf(id) ?? { id, starred: false }))
    // Among starred runs only they have lost it, and are not seen any more.
    if (isDone && filter.value.starred) selected.value = []
  }

  function addTags(tags: string[]): Promise<boolean> {
    return actions.edit(selected.value, { addTags: tags })
  }

  async function remove(): Promise<void> {
    if (await actions.remove(selected.value)) selected.value = []
  }

  return { selected, inspected, isSelecting, selectAll, star, addTags, remove }
}
