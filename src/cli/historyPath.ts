/** Which file is the history. */
import { closeSync, existsSync, openSync, readSync, realpathSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { EXIT_CODES } from '../core/criteria/exitCode.ts'
import { CommandError } from './cliContext.ts'

/** The history of a plan: that of the nearest folder which has one already, so that a workspace has one for all its plans; else one beside the plan. */
export function historyOfPlan(planPath: string): string {
  const folder = dirname(resolve(planPath))
  return nearestHistory(folder) ?? historyIn(folder)
}

/**
 * The history of this folder, or of the nearest one above that has one. The search ends with the folder of a repository and with the user's home; and it
 * passes by folders that everybody may write to, such as /tmp: a history there may be laid out for others to be written to.
 * @param folder absolute
 * @returns null when there is none yet
 */
export function nearestHistory(folder: string, home: string = homedir()): string | null {
  const homes = [home, realPath(home)]
  for (let at = folder; ; at = dirname(at)) {
    const history = historyIn(at)
    if ((at === folder || !isEverybodys(at)) && isFile(history)) return history
    if (homes.includes(at) || existsSync(join(at, '.git')) || dirname(at) === at) return null
  }
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

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** Windows keeps rights elsewhere: there the bits say nothing. */
function isEverybodys(folder: string): boolean {
  if (process.platform === 'win32') return false
  try {
    return (statSync(folder).mode & 0o002) !== 0
  } catch {
    return true
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
