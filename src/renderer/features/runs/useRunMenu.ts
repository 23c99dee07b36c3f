/** The menu of the list of runs: what can be done to the selected runs, or to a group. */
import {
  ArrowRight,
  ChevronsDownUp,
  ChevronsUpDown,
  Copy,
  Flag,
  GitCompareArrows,
  ListChecks,
  Star,
  Tag,
  Trash2,
} from '@lucide/vue'
import { useCommandRegistry } from '../../app/commands.ts'
import type { MenuItem } from '../../ui/menuItem.ts'
import type { RunAction } from './useRunDeeds.ts'

const RUN_ACTIONS: readonly RunAction[] = ['open', 'copyId', 'compare', 'baseline', 'star', 'tag', 'remove']
const GROUP_ACTIONS = ['toggle', 'select', 'closeAll', 'openAll'] as const
export type GroupAction = (typeof GROUP_ACTIONS)[number]

export const runActionOf = (id: string): RunAction | undefined => RUN_ACTIONS.find((each) => each === id)
export const groupActionOf = (id: string): GroupAction | undefined => GROUP_ACTIONS.find((each) => each === id)

export function groupMenu(isOpen: boolean): MenuItem[] {
  return [
    { id: 'toggle', label: isOpen ? 'Collapse' : 'Expand', shortcut: 'Enter' },
    { id: 'select', label: 'Select its runs', icon: ListChecks },
    'separator',
    { id: 'closeAll', label: 'Collapse all groups', icon: ChevronsDownUp },
    { id: 'openAll', label: 'Expand all groups', icon: ChevronsUpDown },
  ]
}

/** @returns the menu for so many selected runs */
export function useRunMenu(): (selected: number, isReadOnly: boolean) => MenuItem[] {
  const registry = useCommandRegistry()
  return (selected, isReadOnly) => {
    const isLocked = isReadOnly || selected === 0
    const isOne = selected === 1
    return [
      { id: 'open', label: 'Open', icon: ArrowRight, shortcut: 'Enter', disabled: !isOne },
      { id: 'copyId', label: 'Copy the id', icon: Copy, disabled: !isOne },
      {
        id: 'compare',
        label: isOne ? 'Compare with…' : 'Compare',
        icon: GitCompareArrows,
        shortcut: registry.shortcutOf('runs.compare'),
        disabled: selected === 0,
      },
      'separator',
      {
        id: 'baseline',
        label: 'Baseline: set or clear',
        icon: Flag,
        shortcut: registry.shortcutOf('runs.baseline'),
        disabled: isLocked,
      },
      { id: 'star', label: 'Star', icon: Star, shortcut: registry.shortcutOf('runs.star'), disabled: isLocked },
      { id: 'tag', label: 'Tag…', icon: Tag, disabled: isLocked },
      {
        id: 'remove',
        label: 'Delete',
        icon: Trash2,
        shortcut: registry.shortcutOf('runs.delete'),
        danger: true,
        disabled: isLocked,
      },
    ]
  }
}
