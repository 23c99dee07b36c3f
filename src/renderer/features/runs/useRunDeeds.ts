/** What keys, the menu of the list and the bar above it do to the selected runs. */
import type { RunRow } from '../../../contract/methods/runs.ts'
import { useCommands } from '../../app/commands.ts'
import { useCompareRuns } from '../compare/useCompareRuns.ts'
import { useOpenRun } from './openRun.ts'
import { useRunBaseline } from './useRunBaseline.ts'
import type { RunList } from './useRunList.ts'
import type { RunSelection } from './useRunSelection.ts'

export type RunAction = 'open' | 'copyId' | 'compare' | 'baseline' | 'star' | 'tag' | 'remove'

/**
 * @param readOnlyReason null: runs may be changed
 * @param tag asks for tags
 */
export function useRunDeeds(
  list: RunList,
  { selected, inspected, star, remove }: RunSelection,
  readOnlyReason: () => string | null,
  tag: () => void,
): (action: RunAction) => unknown {
  const openRun = useOpenRun()
  const compareRuns = useCompareRuns()
  const toggleBaseline = useRunBaseline()

  /** Those that are there: of thousands nobody means each. */
  const rows = (): RunRow[] => selected.value.flatMap((id) => list.rowOf(id) ?? [])

  function act(action: RunAction): unknown {
    switch (action) {
      case 'open':
        return inspected.value !== null && openRun(inspected.value)
      case 'copyId':
        return navigator.clipboard.writeText(selected.value[0] ?? '')
      case 'compare':
        return compareRuns(rows())
      case 'baseline':
        return toggleBaseline(rows())
      case 'star':
        return star()
      case 'tag':
        return tag()
      case 'remove':
        return remove()
      default:
        return action satisfies never
    }
  }

  const when = (): boolean => selected.value.length > 0
  const onSelection = { when, disabled: readOnlyReason }
  useCommands([
    { id: 'runs.compare', title: 'Compare the selected runs', keys: 'K', when, run: () => act('compare') },
    {
      id: 'runs.baseline',
      title: 'Set or clear the build of the selected runs as the baseline',
      keys: 'B',
      ...onSelection,
      run: () => act('baseline'),
    },
    { id: 'runs.star', title: 'Star the selected runs', keys: '*', ...onSelection, run: () => act('star') },
    { id: 'runs.delete', title: 'Delete the selected runs', keys: 'Del', ...onSelection, run: () => act('remove') },
    { id: 'runs.tag', title: 'Tag the selected runs', ...onSelection, run: () => act('tag') },
  ])
  return act
}
