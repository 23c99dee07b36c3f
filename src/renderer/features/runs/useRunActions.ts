/** What can be done to runs in the list. What fails is said in a toast; what succeeds shows in the list. */
import type { Params } from '../../../contract/method.ts'
import type { runsMethods } from '../../../contract/methods/runs.ts'
import { useHost } from '../../host/useHost.ts'
import { useConfirm } from '../../ui/confirm.ts'
import { formatCount } from '../../ui/format.ts'
import { useToasts } from '../../ui/toasts.ts'

/** More than are seen at once: a key that was pressed by mistake would cost them. */
const ASKED_FROM = 20

type Edit = Omit<Params<(typeof runsMethods)['runs.edit']>, 'runs'>

export function useRunActions() {
  const host = useHost()
  const toasts = useToasts()
  const confirm = useConfirm()

  /** @returns whether it was done */
  async function attempt(what: string, action: () => Promise<unknown>): Promise<boolean> {
    try {
      await action()
      return true
    } catch (error) {
      toasts.showFailure(what, error)
      return false
    }
  }

  function edit(runs: readonly string[], change: Edit): Promise<boolean> {
    return attempt(`${counted(runs.length)} could not be changed`, () =>
      host.call('runs.edit', { runs: [...runs], ...change }),
    )
  }

  /**
   * Gone from the list at once; the way back is offered as long as there is one.
   *
   * @param starred how many of them have a star
   */
  async function remove(runs: readonly string[], starred: number): Promise<boolean> {
    if (runs.length >= ASKED_FROM && !(await isMeant(runs.length, starred))) return false
    return attempt(`${counted(runs.length)} could not be deleted`, async () => {
      const { deleted, undoMs } = await host.call('runs.delete', { runs: [...runs] })
      if (deleted.length === 0) return
      const undo = (): void =>
        void attempt(`${counted(deleted.length)} could not be brought back`, () =>
          host.call('runs.undelete', { runs: deleted }),
        )
      toasts.show({
        tone: 'plain',
        title: `${counted(deleted.length)} deleted`,
        text: shortList(deleted),
        action: { label: 'Undo', run: undo },
        forMs: undoMs,
      })
    })
  }

  function isMeant(count: number, starred: number): Promise<boolean> {
    const ofStars = starred === 0 ? 'None has a star.' : `With a star: ${formatCount(starred)}.`
    return confirm.ask({
      title: `Delete ${counted(count)}?`,
      text: `Their numbers, notes and tags are lost. ${ofStars} It can be undone for a few seconds.`,
      action: `Delete ${counted(count)}`,
      danger: true,
    })
  }

  return { edit, remove }
}

function counted(count: number): string {
  return count === 1 ? '1 run' : `${formatCount(count)} runs`
}

/** Tells one toast from the next, so that each keeps its own way back. */
function shortList(ids: readonly string[]): string {
  const rest = ids.length > 3 ? ` and ${formatCount(ids.length - 3)} more` : ''
  return ids.slice(0, 3).join(', ') + rest
}
