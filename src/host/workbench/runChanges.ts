/** Tells when the list of runs is another: by what is done here, and by what other processes do with the same history. */
import type { History } from '../storage/history.ts'
import { HistoryError } from '../storage/historyError.ts'
import { createBroadcast } from './broadcast.ts'

export interface RunChanges {
  /** Something was done here. */
  tell(): void
  /** @returns ends it */
  listen(listener: () => void): () => void
  close(): void
}

const LOOK_EVERY_MS = 2000

/**
 * @param fault of ours, told once until it is over
 * @param byOthers another process may have done something, or is gone: at the first look, and when the list is another
 */
export function watchRuns(
  history: History,
  fault: (error: unknown) => void,
  byOthers: () => void = () => {},
): RunChanges {
  const changed = createBroadcast<null>()
  let timer: NodeJS.Timeout | null = null
  let last = ''
  let isFaulty = false

  function look(): void {
    const now = fingerprintOrNull()
    // Not to be told apart when it cannot be asked: the next answer says what is wrong.
    if (now === null || now === last) return
    const isFirst = last === ''
    last = now
    if (!isFirst) changed.emit(null)
    byOthers()
  }

  /** Nobody waits for a look of the timer: what it threw would end the process, and a run with it. */
  function fingerprintOrNull(): string | null {
    try {
      const now = fingerprint(history)
      isFaulty = false
      return now
    } catch (error) {
      if (!(error instanceof HistoryError) && !isFaulty) fault(error)
      isFaulty = !(error instanceof HistoryError)
      return null
    }
  }

  function end(): void {
    if (timer !== null) clearInterval(timer)
    timer = null
    last = ''
  }

  return {
    tell: () => changed.emit(null),
    listen(listener) {
      const stop = changed.listen(listener)
      if (timer === null) {
        look()
        timer = setInterval(look, LOOK_EVERY_MS).unref()
      }
      return () => {
        stop()
        if (!changed.isHeard) end()
      }
    },
    close: end,
  }
}

/** Of what other processes may change: which runs go on, how many there are, and which is the newest. */
function fingerprint(history: History): string {
  // A process that was killed has not said that its run is over.
  if (history.listRuns({ status: 'running', limit: 1 }).length > 0) history.markInterrupted()
  const running = history.listRuns({ status: 'running' })
  const newest = history.listRuns({ limit: 1 })
  return JSON.stringify([history.use().runs, ...[...running, ...newest].map(({ id, status }) => [id, status])])
}
