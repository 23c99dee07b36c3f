/**
 * Gives room that nothing is in back to the disk. In a file that was begun by this version that are small steps, between which others may
 * read and write. A file of before is written anew as a whole once, which needs room beside it, and can be made smaller in steps from then on.
 */
import type { Database } from 'better-sqlite3'
import { statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { formatBytes } from '../../core/units/size.ts'
import { HistoryError } from './historyError.ts'
import { isBeingWritten } from './interruptedRuns.ts'
import { machineIdentity } from './processIdentity.ts'
import { pageBytes } from './retention.ts'

/** Pages given back at once: some milliseconds. */
const PAGES_AT_ONCE = 64
const PAUSE_MS = 5
/** Value of the pragma auto_vacuum. */
const INCREMENTAL = 2

/**
 * Resolves when there is nothing more to give back, or a run begins, which then comes first.
 * @param file its path, or `:memory:`
 * @throws HistoryError 'running' while a run is written to the file, 'full' when the disk is too small for writing it anew, …
 */
export async function compact(
  database: Database,
  file: string,
  nowMs: () => number,
  guarded: <T>(action: () => T) => T,
): Promise<void> {
  const isBusy = (): boolean => isBeingWritten(database, machineIdentity(), nowMs())
  if (guarded(isBusy))
    throw new HistoryError('running', 'A run is being written to the history. Compact it when the run has ended.')
  if (guarded(() => pragma(database, 'auto_vacuum')) === INCREMENTAL) {
    while (database.open && guarded(() => pageBytes(database).free > 0 && !isBusy())) {
      guarded(() => database.pragma(`incremental_vacuum(${PAGES_AT_ONCE})`))
      await pause(PAUSE_MS)
    }
  } else {
    guarded(() => writeAnew(database, file))
  }
  if (database.open) guarded(() => database.pragma('wal_checkpoint(TRUNCATE)'))
}

function writeAnew(database: Database, file: string): void {
  if (file !== ':memory:') {
    const { bavail, bsize } = statfsSync(dirname(file))
    refuseSmallDisk(file, pageBytes(database), bavail * bsize)
  }
  database.pragma('auto_vacuum = INCREMENTAL')
  database.exec('VACUUM')
}

/** SQLite writes what is in use into a file of its own, and from there into the log. @throws HistoryError 'full' */
export function refuseSmallDisk(file: string, { all, free }: { all: number; free: number }, diskBytes: number): void {
  const neededBytes = 2 * (all - free)
  if (diskBytes >= neededBytes) return
  throw new HistoryError(
    'full',
    `Compacting the history ${file} needs ${formatBytes(neededBytes)} of free disk for a while; there are ${formatBytes(diskBytes)}. Free some space, or delete runs: their room is used again.`,
  )
}

function pragma(database: Database, name: string): number {
  return Number(database.pragma(name, { simple: true }))
}
