/** Plans as nodes of a tree: folders, which are open until somebody closes them, and files with how each stands. */
import { FileCode, FileText, FileWarning, FileX, Folder } from '@lucide/vue'
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'
import type { PlanEntry } from '../../../contract/methods/plans.ts'
import type { UiNode } from '../../ui/tree.ts'
import { folderIds, planState, planTree, type PlanNode } from './planTree.ts'
import { problemCount } from './problemText.ts'

export function usePlanNodes(plans: () => readonly PlanEntry[]): {
  nodes: ComputedRef<UiNode[]>
  /** Ids of folders. */
  expanded: Ref<string[]>
} {
  const tree = computed(() => planTree(plans()))
  const expanded = ref<string[]>([])
  const known = new Set<string>()
  watch(
    tree,
    (roots) => {
      const added = folderIds(roots).filter((id) => !known.has(id))
      for (const id of added) known.add(id)
      if (added.length > 0) expanded.value = [...expanded.value, ...added]
    },
    { immediate: true },
  )
  return { nodes: computed(() => tree.value.map(nodeOf)), expanded }
}

const STATES = {
  ready: { icon: FileText, tone: undefined },
  unchecked: { icon: FileCode, tone: undefined },
  warnings: { icon: FileWarning, tone: 'warn' },
  errors: { icon: FileX, tone: 'fail' },
} as const

function nodeOf({ id, label, plan, children }: PlanNode): UiNode {
  if (plan === null) return { id, label, icon: Folder, children: children.map(nodeOf) }
  const { icon, tone } = STATES[planState(plan)]
  return { id, label, icon, ...(tone === undefined ? {} : { tone }), hint: problemCount(plan.problems) ?? undefined }
}
