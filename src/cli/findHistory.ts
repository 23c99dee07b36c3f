/**
 * The history that is meant when none is named: the one a plan in this folder has, by the same search upwards; else, where histories lie beside plans
 * and the command is given in the folder of a project, one below it. Of several, the one that was written last has the last run.
 */
import { readdirSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { EXIT_CODES } from '../core/criteria/exitCode.ts'
import { CommandError, type CliContext } from './cliContext.ts'
import { historyIn, nearestHistory } from './historyPath.ts'
import { plainText } from './terminal/plainText.ts'

const MOST_FOLDERS = 3000
const MOST_LEVELS = 6

/**
 * Says which one it is when it is not the one of this folder.
 * @throws CommandError (wrong usage) when there is none
 */
export function findHistory({ cwd, say }: Pick<CliContext, 'cwd' | 'say'>): string {
  const nearest = nearestHistory(cwd)
  if (nearest !== null) {
    if (nearest !== historyIn(cwd)) say(`history: ${plainText(relative(cwd, nearest))}`)
    return nearest
  }
  const found = historiesBelow(cwd).toSorted((one, other) => (writtenMs(other) ?? 0) - (writtenMs(one) ?? 0))
  const [newest] = found
  if (newest === undefined) {
    throw new CommandError(
      EXIT_CODES.usage,
      `There is no history in ${cwd}, above or below it. It is begun by the first run, beside its plan; name another one with --history.`,
    )
  }
  const others = found.length === 1 ? '' : ` (the latest of ${found.length}; --history names another)`
  say(`history: ${plainText(relative(cwd, newest))}${others}`)
  return newest
}

function historiesBelow(folder: string): string[] {
  const found: string[] = []
  let level = [folder]
  let looked = 0
  for (let depth = 0; depth < MOST_LEVELS && level.length > 0; depth++) {
    const next: string[] = []
    for (const path of level) {
      if (++looked > MOST_FOLDERS) return found
      for (const name of foldersIn(path)) {
        const history = historyIn(join(path, name))
        if (writtenMs(history) !== null) found.push(history)
        next.push(join(path, name))
      }
    }
    level = next
  }
  return found
}

/** Without links, hidden folders, and those of packages. */
function foldersIn(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
      .map((entry) => entry.name)
  } catch {
    return []
  }
}

/** When the database or its log was written; null when there is none, or none that can be seen. */
function writtenMs(file: string): number | null {
  try {
    const database = statSync(file)
    if (!database.isFile()) return null
    return Math.max(database.mtimeMs, statSync(`${file}-wal`, { throwIfNoEntry: false })?.mtimeMs ?? 0)
  } catch {
    return null
  }
}
