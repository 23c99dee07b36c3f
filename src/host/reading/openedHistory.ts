/** The history as a reader holds it: opened when it is first needed, and again when another file has taken its place. */
import { statSync } from 'node:fs'
import { HistoryError } from '../storage/historyError.ts'
import { openHistory, type History } from '../storage/history.ts'

export interface OpenedHistory {
  /**
   * Runs `action` on the history as it is now; several may be under way.
   * @throws HistoryError when there is none, or it cannot be read
   */
  use<T>(action: (history: History) => Promise<T>): Promise<T>
  close(): void
}

interface Opened {
  history: History
  identity: string
  users: number
}

const LOOK_EVERY_MS = 2000

/** @param whenLetGo what was read of the file before is of no use from then on */
export function openedHistory(file: string, whenLetGo: () => void): OpenedHistory {
  let current: Opened | null = null
  let lookedAtMs = 0

  function letGo(): void {
    const opened = current
    current = null
    whenLetGo()
    if (opened?.users === 0) opened.history.close()
  }

  function open(): Opened {
    const identity = identityOf(file)
    if (current !== null && current.identity !== identity) letGo()
    if (current === null) {
      current = { history: openHistory(file, { readOnly: true }), identity, users: 0 }
      lookedAtMs = performance.now()
    } else if (performance.now() - lookedAtMs > LOOK_EVERY_MS) {
      // Where nothing may be written nobody marks a run whose process is gone.
      current.history.markInterrupted()
      lookedAtMs = performance.now()
    }
    return current
  }

  return {
    async use(action) {
      const opened = open()
      opened.users++
      try {
        return await action(opened.history)
      } catch (error) {
        // Damaged, converted by a newer program, its disk gone: what is there next time may be sound.
        const isSound = !(error instanceof HistoryError) || ABOUT_A_RUN.has(error.code)
        if (!isSound && opened === current) letGo()
        throw error
      } finally {
        opened.users--
        if (opened !== current && opened.users === 0) opened.history.close()
      }
    },
    close: letGo,
  }
}

/** The history itself is sound. */
const ABOUT_A_RUN: ReadonlySet<string> = new Set(['notFound', 'ambiguous', 'running'])

/** Tells a file from another of the same name; '' where there is none. */
function identityOf(file: string): string {
  const status = statSync(file, { throwIfNoEntry: false })
  return status === undefined ? '' : `${status.dev} ${status.ino}`
}
