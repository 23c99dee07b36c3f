/** Opens a run in its tab. */
import type { ActiveRun, RunRow } from '../../../contract/methods/runs.ts'
import { useTabs } from '../../app/tabs.ts'
import { runTitle } from './runTitle.ts'

/** @param pinned false: a preview, which the next one replaces */
export function useOpenRun(): (run: ActiveRun | RunRow, pinned?: boolean) => void {
  const tabs = useTabs()
  return (run, pinned = true) => tabs.open('run', { run: run.id }, { title: runTitle(run), pinned })
}
