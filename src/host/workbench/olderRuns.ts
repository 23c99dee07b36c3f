/**
 * Gives the list the numbers of runs that have ended without them, because an older version wrote them or their process died: one at a time,
 * with pauses, and not while a run goes on here, whose seconds must not wait.
 */
import { summarizeOlderRuns } from '../runs/runSummary.ts'
import { HistoryError, type HistoryErrorCode } from '../storage/historyError.ts'
import type { History } from '../storage/history.ts'

const PAUSE_MS = 50
/** Of the time it takes: a report of many endpoints takes a second in which nobody is answered. */
const PAUSE_FACTOR = 4
const BUSY_PAUSE_MS = 5000
const RETRY_MS = 60_000
/** What may be over by then. */
const MAY_PASS: ReadonlySet<HistoryErrorCode> = new Set(['locked', 'full', 'unreachable'])

export interface OlderRunsOptions {
  history: History
  /** A run goes on here. */
  isBusy: () => boolean
  /** Some have their numbers now. */
  changed: () => void
  fault: (error: unknown) => void
}

export interface OlderRuns {
  /** There may be more of them: a process that made a run was found dead. */
  look(): void
  end(): void
}

export function summarizeInBackground({ history, isBusy, changed, fault }: OlderRunsOptions): OlderRuns {
  let timer: NodeJS.Timeout | null = null

  function next(): void {
    timer = null
    if (isBusy()) {
      wait(BUSY_PAUSE_MS)
      return
    }
    const beginMs = performance.now()
    try {
      const left = summarizeOlderRuns(history, 1)
      if (left > 0) wait(Math.max(PAUSE_MS, (performance.now() - beginMs) * PAUSE_FACTOR))
      else changed()
    } catch (error) {
      if (!(error instanceof HistoryError)) fault(error)
      // Else it is read-only, say: the list does without.
      if (!(error instanceof HistoryError) || MAY_PASS.has(error.code)) wait(RETRY_MS)
    }
  }

  function wait(ms: number): void {
    timer = setTimeout(next, ms).unref()
  }

  function look(): void {
    if (timer === null && !history.readOnly) wait(PAUSE_MS)
  }

  look()
  return {
    look,
    end() {
      if (timer !== null) clearTimeout(timer)
    },
  }
}
