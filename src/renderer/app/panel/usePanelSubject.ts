/** What the panel is about: the plan or the run of the view that is worked with. */
import { computed, type ComputedRef } from 'vue'
import { useOpenRuns, type OpenRun } from '../../features/run/openRuns.ts'
import { useTabs } from '../tabs.ts'

export type PanelSubject =
  | { kind: 'run'; open: OpenRun }
  /** The file that the link names; empty: whichever the view shows at first. */
  | { kind: 'plan'; file: string }
  | { kind: 'none' }

export function usePanelSubject(): ComputedRef<PanelSubject> {
  const tabs = useTabs()
  const runs = useOpenRuns()
  return computed(() => {
    const tab = tabs.activeTab
    if (tab?.kind === 'plan') return { kind: 'plan', file: tab.params['plan'] ?? '' }
    const open = tab?.kind === 'run' ? runs.inTab(tab.id) : null
    return open === null ? { kind: 'none' } : { kind: 'run', open }
  })
}
