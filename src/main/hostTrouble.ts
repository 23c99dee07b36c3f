/** What becomes of the window when its host does: it cannot open the folder, ends by itself, or answers no more. */
import type { BrowserWindow } from 'electron'
import type { ShellToPage } from '../contract/shellPage.ts'
import { crashDetails, crashSentence, type CrashPlace } from './processes/crashText.ts'
import type { HostCrash } from './processes/hostKeeper.ts'
import type { OneQuestion } from './window/oneQuestion.ts'
import { askAboutSilence, askForAnotherFolder, askForFolder, askToRestart } from './window/questions.ts'

export interface TroubleParts {
  place: CrashPlace
  questions: OneQuestion
  window: () => BrowserWindow | null
  /** A folder is open, or about to be, or the program ends: then there is nothing to decide. */
  isSettled: () => boolean
  /** The one that was open last; null: none yet. */
  lastFolder: () => string | null
  /** Whether a run goes on. */
  isRunning: () => boolean
  serve: (workspace: string) => Promise<void>
  /** Another host for the same folder. */
  restart: () => void
  end: () => Promise<void>
  tell: (message: ShellToPage) => void
  log: (line: string) => void
}

export interface HostTrouble {
  /** @param message why: a sentence */
  notOpened(message: string): Promise<void>
  crashed(crash: HostCrash): Promise<void>
  /** It does not answer, or does again. */
  silent(isSilent: boolean): Promise<void>
}

export function createHostTrouble(parts: TroubleParts): HostTrouble {
  const { place, questions, window, isSettled, tell, log } = parts
  /** Of the question about a host that does not answer. */
  let silence: AbortController | null = null

  /** Another question may be open, and its answer settle it. @returns null: it did */
  async function unlessSettled<T>(question: () => Promise<T>): Promise<T | null> {
    const answer = await questions.askNext(async () => (isSettled() ? null : question()))
    return isSettled() ? null : answer
  }

  return {
    async notOpened(message) {
      log(message)
      for (;;) {
        const wantsAnother = await unlessSettled(() => askForAnotherFolder(window(), message))
        if (wantsAnother === null) return
        if (!wantsAnother) return parts.end()
        const folder = await questions.askNext(() => askForFolder(window(), parts.lastFolder()))
        if (folder !== null && !isSettled()) return parts.serve(folder)
      }
    },
    async crashed(crash) {
      log(`The host ended: ${crash.how}`)
      const cause = crashSentence(crash)
      const details = crashDetails(crash, place)
      tell({ type: 'hostGone', message: `${cause}\nWhat was measured before is in the history.`, details })
      if (!crash.isGivenUp) return
      const wantsAnother = await unlessSettled(() => askToRestart(window(), cause, details))
      if (wantsAnother === null) return
      await (wantsAnother ? parts.serve(crash.workspace) : parts.end())
    },
    async silent(isSilent) {
      if (!isSilent) {
        silence?.abort()
        return
      }
      if (silence !== null) return
      log('The host does not answer.')
      const { signal } = (silence = new AbortController())
      try {
        const isImpatient = await questions.askNext(async () =>
          signal.aborted ? false : askAboutSilence(window(), parts.isRunning(), signal),
        )
        if (isImpatient && !signal.aborted) parts.restart()
      } finally {
        silence = null
      }
    },
  }
}
