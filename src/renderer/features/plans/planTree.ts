/** The plans of the workspace as a tree of folders, with what each has to be known by at a glance. */
import type { PlanEntry } from '../../../contract/methods/plans.ts'
import { isCodeFile } from '../../../core/plan/codeFile.ts'
import { containsWords } from '../../ui/containsWords.ts'
import { hasErrors } from './problemText.ts'

export type PlanState = 'ready' | 'errors' | 'warnings' | 'unchecked'

export interface PlanNode {
  /** Of a plan its file; of a folder its path with a slash at the end, which no file has. */
  id: string
  label: string
  plan: PlanEntry | null
  children: PlanNode[]
}

/** Plans in code say nothing before they are checked. */
export function planState({ problems, scenarios, file }: PlanEntry): PlanState {
  if (hasErrors(problems)) return 'errors'
  if (scenarios.length === 0 && isCodeFile(file)) return 'unchecked'
  return problems.length > 0 ? 'warnings' : 'ready'
}

/** Folders first, then plans, each by name. */
export function planTree(plans: readonly PlanEntry[]): PlanNode[] {
  const roots: PlanNode[] = []
  const folders = new Map<string, PlanNode[]>([['', roots]])

  function childrenOf(path: string): PlanNode[] {
    const known = folders.get(path)
    if (known !== undefined) return known
    const slash = path.lastIndexOf('/', path.length - 2)
    const folder: PlanNode = { id: path, label: path.slice(slash + 1, -1), plan: null, children: [] }
    childrenOf(path.slice(0, slash + 1)).push(folder)
    folders.set(path, folder.children)
    return folder.children
  }

  for (const plan of plans) {
    const slash = plan.file.lastIndexOf('/')
    childrenOf(plan.file.slice(0, slash + 1)).push({
      id: plan.file,
      label: plan.file.slice(slash + 1),
      plan,
      children: [],
    })
  }
  for (const children of folders.values()) {
    children.sort(
      (one, other) =>
        Number(one.plan !== null) - Number(other.plan !== null) || one.label.localeCompare(other.label, 'en'),
    )
  }
  return roots
}

/** All folders, for showing everything at first. */
export function folderIds(nodes: readonly PlanNode[]): string[] {
  return nodes.flatMap((node) => (node.plan === null ? [node.id, ...folderIds(node.children)] : []))
}

/** Whether all words are in its name, its file and its scenarios together. */
export function fitsWords({ file, name, scenarios }: PlanEntry, sought: string): boolean {
  return containsWords([name ?? '', file, ...scenarios.map((scenario) => scenario.name)].join(' '), sought)
}

/** The plan of this file; where there is none, or none is named, the first. */
export function planOf(plans: readonly PlanEntry[], file: string): PlanEntry | null {
  return plans.find((each) => each.file === file) ?? plans[0] ?? null
}
