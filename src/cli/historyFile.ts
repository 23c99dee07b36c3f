/** How commands that only ask open the history. */
import { existsSync } from 'node:fs'
import { EXIT_CODES } from '../core/criteria/exitCode.ts'
import { openHistory, type History } from '../host/storage/history.ts'
import { HistoryError } from '../host/storage/historyError.ts'
import { CommandError } from './cliContext.ts'

/**
 * Opens a history to ask it. It is written to only to bring an older file up to date.
 * @throws CommandError when it cannot be opened (wrong usage: another file is meant, or it cannot be read)
 */
export function openHistoryToRead(file: string): History {
  if (!existsSync(file)) {
    throw new CommandError(
      EXIT_CODES.usage,
      `There is no history at ${file}. Go to the folder of the plan, or name the file with --history.`,
    )
  }
  return asCommandError(() => {
    try {
      return openHistory(file, { readOnly: true })
    } catch (error) {
      if (!(error instanceof HistoryError) || error.code !== 'readOnly') throw error
      return openHistory(file)
    }
  })
}

/** What the history refuses is the user's to mend: its sentence says how. */
export function asCommandError<T>(action: () => T): T {
  try {
    return action()
  } catch (error) {
    throw error instanceof HistoryError ? new CommandError(EXIT_CODES.usage, error.message) : error
  }
}
