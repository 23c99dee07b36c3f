/** What is said of changes, where they began, and the way back. */
import { shallowRef } from 'vue'
import type { Params } from '../../../contract/method.ts'
import type { triageMethods } from '../../../contract/methods/trends.ts'
import type { TrendChange } from '../../../core/trend/scenarioTrend.ts'
import { buildOnTrendText, TRIAGE_WORDS } from '../../../core/trend/trendWords.ts'
import type { TriageState } from '../../../core/trend/triage.ts'
import { useHost } from '../../host/useHost.ts'
import { useToasts } from '../../ui/toasts.ts'

type Of = Params<(typeof triageMethods)['builds.setTriage']>['of']
type Said = Params<(typeof triageMethods)['builds.setTriage']>['changes'][number]

type Moved = Params<(typeof triageMethods)['builds.moveChanges']>['changes'][number]

/** To the build before, the build after, or where it was found. */
export type Move = 'earlier' | 'later' | 'found'

const SAID_AT_MOST = 1000
const UNDO_MS = 10_000

/** @param of whose changes they are; null: nobody's */
export function useTriage(of: () => Of | null) {
  const host = useHost()
  const toasts = useToasts()
  /** Makes it as it was before what was last said. */
  const undoable = shallowRef<(() => Promise<boolean>) | null>(null)

  async function write<T>(changes: readonly T[], send: (part: T[]) => Promise<void>): Promise<boolean> {
    try {
      for (let from = 0; from < changes.length; from += SAID_AT_MOST)
        await send(changes.slice(from, from + SAID_AT_MOST))
      return true
    } catch (error) {
      toasts.showFailure('What was said of the change was not kept', error)
      return false
    }
  }

  const writeSaid = (own: Of, changes: readonly Said[]): Promise<boolean> =>
    write(changes, (part) => host.call('builds.setTriage', { of: own, changes: part }))
  const writeMoved = (own: Of, changes: readonly Moved[]): Promise<boolean> =>
    write(changes, (part) => host.call('builds.moveChanges', { of: own, changes: part }))

  async function keep(make: () => Promise<boolean>, unmake: () => Promise<boolean>, title: string): Promise<void> {
    // The list may show it before the host has answered: from then on it can be undone.
    undoable.value = unmake
    if (!(await make())) {
      if (undoable.value === unmake) undoable.value = null
      return
    }
    toasts.show({ tone: 'plain', title, action: { label: 'Undo', run: undo }, forMs: UNDO_MS })
  }

  /** @param state null: nothing after all */
  async function say(changes: readonly TrendChange[], state: TriageState | null, note = ''): Promise<void> {
    const own = of()
    if (own === null || changes.length === 0) return
    const before = changes.flatMap((change) => saidOf(change, change.triage))
    const said = changes.flatMap((change) => saidOf(change, state === null ? null : { state, note }))
    await keep(
      () => writeSaid(own, said),
      () => writeSaid(own, before),
      `${countText(changes.length)}: ${TRIAGE_WORDS[state ?? 'new']}`,
    )
  }

  /** Those that have no build on that side stay. */
  async function move(changes: readonly TrendChange[], where: Move): Promise<void> {
    const own = of()
    const moving = changes.filter((change) => (where === 'found' ? change.moved : change[where]) !== null)
    const [first] = moving
    if (own === null || first === undefined) return
    const goal = (change: TrendChange): TrendChange['at'] =>
      where === 'found' ? change.at : (change[where] ?? change.at)
    const before = moving.flatMap((change) => movedOf(change, change.moved?.to.runId ?? null))
    const moved = moving.flatMap((change) => movedOf(change, goal(change).runId))
    await keep(
      () => writeMoved(own, moved),
      () => writeMoved(own, before),
      `${countText(moving.length)}: began at ${moving.length === 1 ? buildOnTrendText(goal(first)) : where === 'found' ? 'the builds that were found' : `a build ${where}`}`,
    )
  }

  async function undo(): Promise<void> {
    const last = undoable.value
    if (last === null) return
    undoable.value = null
    if (!(await last())) undoable.value = last
  }

  return { say, move, undo, undoable }
}

function countText(changes: number): string {
  return changes === 1 ? '1 change' : `${changes} changes`
}

/** As with what is said: of the build that was found now, and of no other. @param beganWith null: where it was found */
function movedOf({ endpoint, metric, at, among }: TrendChange, beganWith: string | null): Moved[] {
  return [
    ...otherRuns({ at, among }).map((runId) => ({ endpoint, metric, runId, beganWith: null })),
    { endpoint, metric, runId: at.runId, beganWith: beganWith === at.runId ? null : beganWith },
  ]
}

function otherRuns({ at, among }: Pick<TrendChange, 'at' | 'among'>): string[] {
  return [...new Set(among.map(({ runId }) => runId))].filter((runId) => runId !== at.runId)
}

/** More runs may have moved the likeliest build since something was said: it is said of that one now, and of no other. */
function saidOf({ endpoint, metric, at, among }: TrendChange, triage: Said['triage']): Said[] {
  const said = triage === null ? null : { state: triage.state, note: triage.note }
  return [
    ...otherRuns({ at, among }).map((runId) => ({ endpoint, metric, runId, triage: null })),
    { endpoint, metric, runId: at.runId, triage: said },
  ]
}
