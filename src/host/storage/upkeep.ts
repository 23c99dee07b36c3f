/**
 * What is done to a history beside its use: rows of deleted runs are removed when they cannot be brought back any more, and runs that
 * are not to be kept any longer go. In portions of some milliseconds with pauses between them: this process may have a run to write.
 */
import type { Database } from 'better-sqlite3'
import { createRemover } from './deleteRun.ts'
import { hideNextByRetention } from './retention.ts'

/** How long a deleted run can be brought back. */
export const UNDO_MS = 10_000
const PAUSE_MS = 5
const RETRY_MS = 60_000
/** What closing may take for it; the rest is for whoever opens the file next. */
const CLOSING_MS = 1000

export interface Upkeep {
  /** Something may be to be done: the history was opened, a run has ended or was deleted, runs are to be kept for another time. */
  wake(): void
  /** Resolves when all that is due now is done. @throws HistoryError */
  settled(): Promise<void>
  /** Does what there is time for. @param runs numbers of those whose deletion nobody can undo any more */
  close(runs: Iterable<number>): void
}

/** @param guarded runs a call so that errors come out as HistoryError. */
export function createUpkeep(database: Database, nowMs: () => number, guarded: <T>(action: () => T) => T): Upkeep {
  const remove = createRemover(database)
  let timer: NodeJS.Timeout | null = null
  let waiting: PromiseWithResolvers<void>[] = []

  /** Does one thing. @returns ms until there may be more to do; null: not before something happens */
  function step(): number | null {
    const now = nowMs()
    const next = nextHidden(database)
    if (next !== null) {
      const waitMs = next.until === null ? 0 : next.until - now
      // What is hidden for longer than anything ever is was hidden by a clock that has been set back since.
      if (waitMs > 0 && waitMs <= UNDO_MS) return Math.ceil(waitMs)
      if (next.until !== null) claim(database, next.number)
      remove(next.number)
      return 0
    }
    return hideNextByRetention(database, now) ? 0 : null
  }

  function work(): void {
    timer = null
    let waitMs: number | null = null
    try {
      waitMs = guarded(step)
    } catch (error) {
      // The disk is full, say: nothing is lost, and it is tried again.
      for (const { reject } of waiting.splice(0)) reject(error)
      waitMs = RETRY_MS
    }
    if (waitMs !== 0) for (const { resolve } of waiting.splice(0)) resolve()
    if (waitMs !== null) schedule(Math.max(waitMs, PAUSE_MS))
  }

  function schedule(afterMs: number): void {
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(work, afterMs)
    // Somebody who waits keeps the process alive, a pending deletion does not.
    if (waiting.length === 0) timer.unref()
  }

  return {
    wake: () => schedule(0),
    settled() {
      const waiter = Promise.withResolvers<void>()
      waiting.push(waiter)
      schedule(0)
      return waiter.promise
    },
    close(runs) {
      if (timer !== null) clearTimeout(timer)
      timer = null
      for (const { resolve } of waiting.splice(0)) resolve()
      for (const number of runs) claim(database, number)
      const endMs = performance.now() + CLOSING_MS
      while (performance.now() < endMs && step() === 0);
    },
  }
}

interface Hidden {
  number: number
  /** Null: its rows may go. */
  until: number | null
}

/** The deleted run whose rows go first. */
function nextHidden(database: Database): Hidden | null {
  return (
    database
      .prepare<[], Hidden>(
        'SELECT number, hidden_until_ms AS until FROM runs WHERE deleting = 1 ORDER BY hidden_until_ms NULLS FIRST LIMIT 1',
      )
      .get() ?? null
  )
}

/** From here on it cannot be brought back. */
function claim(database: Database, number: number): void {
  database
    .prepare('UPDATE runs SET hidden_until_ms = NULL WHERE number = ? AND deleting = 1 AND hidden_until_ms IS NOT NULL')
    .run(number)
}
