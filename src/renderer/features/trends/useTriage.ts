/** What is said of changes, and the way back. */
import { shallowRef } from 'vue'
import type { Params } from '../../../contract/method.ts'
import type { triageMethods } from '../../../contract/methods/trends.ts'
import type { TrendChange } from '../../../core/trend/scenarioTrend.ts'
import { TRIAGE_WORDS } from '../../../core/trend/trendWords.ts'
import type { TriageState } from '../../../core/trend/triage.ts'
import { useHost } from '../../host/useHost.ts'
import { useToasts } from '../../ui/toasts.ts'

type Of = Params<(typeof triageMethods)['builds.setTriage']>['of']
type Said = Params<(typeof triageMethods)['builds.setTriage']>['changes'][number]

const SAID_AT_MOST = 1000
const UNDO_MS = 10_000

/** @param of whose changes they are; null: nobody's */
export function useTriage(of: () => Of | null) {
  const host = useHost()
  const toasts = useToasts()
  /** What was last said, as it was before. */
  const undoable = shallowRef<{ of: Of; before: Said[] } | null>(null)

  async function write(own: Of, changes: readonly Said[]): Promise<boolean> {
    try {
      for (let from = 0; from < changes.length; from += SAID_AT_MOST)
        await host.call('builds.setTriage', { of: own, changes: changes.slice(from, from + SAID_AT_MOST) })
      return true
    } catch (error) {
      toasts.showFailure('What was said of the change was not kept', error)
      return false
    }
  }

  /** @param state null: nothing after all */
  async function say(changes: readonly TrendChange[], state: TriageState | null, note = ''): Promise<void> {
    const own = of()
    if (own === null || changes.length === 0) return
    const before = changes.flatMap((change) => saidOf(change, change.triage))
    const said = changes.flatMap((change) => saidOf(change, state === null ? null : { state, note }))
    const last = { of: own, before }
    // The list may show it before the host has answered: from then on it can be undone.
    undoable.value = last
    if (!(await write(own, said))) {
      if (undoable.value === last) undoable.value = null
      return
    }
    toasts.show({
      tone: 'plain',
      title: `${changes.length === 1 ? '1 change' : `${changes.length} changes`}: ${TRIAGE_WORDS[state ?? 'new']}`,
      action: { label: 'Undo', run: undo },
      forMs: UNDO_MS,
    })
  }

  async function undo(): Promise<void> {
    const last = undoable.value
    if (last === null) return
    undoable.value = null
    if (!(await write(last.of, last.before))) undoable.value = last
  }

  return { say, undo, undoable }
}

/** More runs may have moved the likeliest build since something was said: it is said of that one now, and of no other. */
function saidOf({ endpoint, metric, at, among }: TrendChange, triage: Said['triage']): Said[] {
  const others = [...new Set(among.map(({ runId }) => runId))].filter((runId) => runId !== at.runId)
  const said = triage === null ? null : { state: triage.state, note: triage.note }
  return [
    ...others.map((runId) => ({ endpoint, metric, runId, triage: null })),
    { endpoint, metric, runId: at.runId, triage: said },
  ]
}
