/** Which file is the history. */
import { closeSync, openSync, readSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { EXIT_CODES } from '../core/criteria/exitCode.ts'
import { CommandError } from './cliContext.ts'

/** `.loadwright/history.db` in the folder of a plan. */
export function historyBeside(planPath: string): string {
  return historyIn(dirname(resolve(planPath)))
}

export function historyIn(folder: string): string {
  return join(folder, '.loadwright', 'history.db')
}

/**
 * The file that --history names. A damaged history is set aside by who opens it; a file that never was one, named by mistake, must stay where it is.
 * @throws CommandError (wrong usage) for a file of another kind
 */
export function namedHistory(path: string): string {
  const file = resolve(path)
  if (isOtherKind(file)) {
    throw new CommandError(
      EXIT_CODES.usage,
      `--history: ${file} is not a history of Loadwright, but a file of another kind. Name another file.`,
    )
  }
  return file
}

/** Every SQLite database begins with these 16 bytes (https://sqlite.org/fileformat2.html, 1.3). */
const SQLITE_MAGIC = Buffer.from('SQLite format 3\0', 'latin1')

/** False for a file that cannot be read: opening it says why. */
function isOtherKind(file: string): boolean {
  const start = Buffer.alloc(SQLITE_MAGIC.length)
  try {
    const descriptor = openSync(file, 'r')
    try {
      const length = readSync(descriptor, start, 0, start.length, 0)
      return length > 0 && !start.equals(SQLITE_MAGIC)
    } finally {
      closeSync(descriptor)
    }
  } catch {
    return false
  }
}
