/** Says how a run ended that nobody was looking at. */
import { watch, type ComputedRef } from 'vue'
import type { ActiveRun } from '../../contract/methods/runs.ts'
import { runTitle } from '../features/runs/runTitle.ts'
import { sentenceOf, verdictOf } from '../features/runs/runWords.ts'
import { useHost } from '../host/useHost.ts'
import { useToasts } from '../ui/toasts.ts'
import { tabId, useTabs } from './tabs.ts'

/** @param runs that go on */
export function useRunEnds(runs: ComputedRef<readonly ActiveRun[]>): void {
  const host = useHost()
  const tabs = useTabs()
  const toasts = useToasts()

  async function tell(run: ActiveRun): Promise<void> {
    if (tabs.isShown(tabId('run', { run: run.id })) || tabs.isShown(tabId('run', { run: run.id }, 1))) return
    const { rows } = await host.call('runs.list', { filter: { text: run.id }, limit: 1 })
    const row = rows.find(({ id }) => id === run.id)
    if (row === undefined || row.status === 'running') return
    const { tone, word } = verdictOf(row)
    toasts.show({
      tone,
      title: `${word}: ${run.planName} · ${run.scenario}`,
      text: sentenceOf(row),
      action: {
        label: 'Open',
        run: () => tabs.open('run', { run: run.id }, { title: runTitle(run), pinned: true }),
      },
      forMs: 15_000,
    })
  }

  watch(runs, async (now, before) => {
    const ended = before.filter((run) => run.isOurs && !now.some(({ id }) => id === run.id))
    await Promise.all(ended.map(tell))
  })
}
