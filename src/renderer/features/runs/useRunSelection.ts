/** The selected runs, and what can be done to all of them at once. */
import { ref, shallowRef, watch } from 'vue'
import type { RunRow } from '../../../contract/methods/runs.ts'
import { useToasts } from '../../ui/toasts.ts'
import { useRunActions } from './useRunActions.ts'
import type { ListedGroup } from './runGroups.ts'
import type { RunList } from './useRunList.ts'

export type RunSelection = ReturnType<typeof useRunSelection>

export function useRunSelection({ filter, rowOf, allIds }: RunList) {
  const actions = useRunActions()
  const toasts = useToasts()
  const selected = shallowRef<string[]>([])
  /** Of those that were selected without their rows: which have a star. */
  let starred: ReadonlySet<string> = new Set()
  /** All that fits the filter, or a group of it, is being asked for. */
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

  /** @param group only its runs */
  async function selectAll(group?: ListedGroup): Promise<void> {
    isSelecting.value = true
    const before = selected.value
    try {
      const all = await allIds(group)
      // Whoever has selected others meanwhile, or filtered, or deleted, means those.
      if (selected.value !== before) return
      starred = new Set(all.starred)
      selected.value = all.ids
    } catch (error) {
      toasts.showFailure('The runs could not be selected', error)
    } finally {
      isSelecting.value = false
    }
  }

  function isStarred(id: string): boolean {
    return rowOf(id)?.starred ?? starred.has(id)
  }

  /** All get a star unless all have one. */
  async function star(): Promise<void> {
    const runs = selected.value
    const hasAll = runs.every(isStarred)
    if (!(await actions.edit(runs, { starred: !hasAll }))) return
    const known = new Set(starred)
    for (const id of runs) {
      if (hasAll) known.delete(id)
      else known.add(id)
    }
    starred = known
    // Among starred runs only they have lost it, and are not seen any more.
    if (hasAll && filter.value.starred) selected.value = []
  }

  function addTags(tags: string[]): Promise<boolean> {
    return actions.edit(selected.value, { addTags: tags })
  }

  async function remove(): Promise<void> {
    const runs = selected.value
    if (await actions.remove(runs, runs.filter(isStarred).length)) selected.value = []
  }

  return { selected, inspected, isSelecting, selectAll, star, addTags, remove }
}
