/** Opens a run in its tab. */
import { useTabs } from '../../app/tabs.ts'

interface NamedRun {
  id: string
  planName: string
  scenario: string
}

/** @param pinned false: a preview, which the next one replaces */
export function useOpenRun(): (run: NamedRun, pinned?: boolean) => void {
  const tabs = useTabs()
  return ({ id, planName, scenario }, pinned = true) => {
    tabs.open('run', { run: id }, { title: `${planName} · ${scenario}`, pinned })
  }
}
