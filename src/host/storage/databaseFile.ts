/**
 * Opens the file itself, whatever state it is in: new, old, newer, damaged, someone else's, in a read-only folder. Nothing that was there
 * is ever overwritten.
 */
import SqliteDatabase, { type Database } from 'better-sqlite3'
import { accessSync, constants, copyFileSync, existsSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { makeFolder } from '../files/makeFolder.ts'
import { asHistoryError, HistoryError, withHistoryErrors } from './historyError.ts'
import { isBeingWritten } from './interruptedRuns.ts'
import { machineIdentity } from './processIdentity.ts'
import { defineSearchText } from './searchText.ts'
import { APPLICATION_ID, HISTORY_VERSION, migrate, versionOf } from './schema.ts'

/** Something that the user should be told once; the history works all the same. */
export interface HistoryNotice {
  code: 'newer' | 'damaged'
  message: string
}

export interface OpenedFile {
  database: Database
  readOnly: boolean
  notices: HistoryNotice[]
  /** To be called after the database is closed. */
  dispose(): void
}

/** How long a writer waits for another one, unless told otherwise; each holds the file for some milliseconds. */
export const LOCK_WAIT_MS = 10_000
/**
 * Large, because a row of a table without rowid that takes more than a quarter of a page has pages of its own: with 8 kB the windows of a
 * minute and more took a third of the file for nothing (bench/storage.ts). Rows of one second lie together either way.
 */
const PAGE_BYTES = 32768
/** Files of SQLite beside the main one. */
const COMPANIONS = ['', '-wal', '-shm'] as const

/** @throws HistoryError when it cannot be opened at all. */
export function openFile(file: string, readOnly: boolean, waitMs = LOCK_WAIT_MS): OpenedFile {
  return readOnly ? openForReading(file, waitMs) : openForWriting(file, waitMs)
}

/** A new database without a file. */
export function openMemory(): OpenedFile {
  const database = new SqliteDatabase(':memory:')
  defineSearchText(database)
  database.pragma('foreign_keys = ON')
  migrate(database)
  return { database, readOnly: false, notices: [], dispose: () => undefined }
}

function openForWriting(file: string, waitMs: number): OpenedFile {
  withHistoryErrors(file, () => makeFolder(dirname(file)))
  const notices: HistoryNotice[] = []
  // Twice: another process may put a new file in place of a damaged one at the same time.
  for (let attempt = 0; ; attempt++) {
    const seen = identityOf(file)
    try {
      refuseEmptied(file)
      return openWritable(file, notices, waitMs)
    } catch (error) {
      const failure = asHistoryError(error, file)
      if (!(failure instanceof HistoryError) || failure.code !== 'damaged' || attempt === 2) throw failure
      const keptAs = setAside(file, seen)
      if (keptAs === null) continue
      notices.push({
        code: 'damaged',
        message: `The history ${file} was damaged. It is kept as ${keptAs}, and a new history was begun.`,
      })
    }
  }
}

function openWritable(file: string, notices: HistoryNotice[], waitMs: number): OpenedFile {
  const database = new SqliteDatabase(file, { timeout: waitMs })
  try {
    refuseForeign(database, file)
    const version = versionOf(database)
    if (version > HISTORY_VERSION) {
      database.close()
      const opened = openForReading(file, waitMs)
      return { ...opened, notices: [...notices, ...opened.notices] }
    }
    if (version === 0) {
      database.pragma(`page_size = ${PAGE_BYTES}`)
      // Free pages can then be given back to the disk in small portions (compaction.ts).
      database.pragma('auto_vacuum = INCREMENTAL')
    }
    useWriteAheadLog(database, waitMs)
    // In WAL mode NORMAL cannot damage the file; only the last transactions may go when the power goes. Killing the process loses none.
    database.pragma('synchronous = NORMAL')
    database.pragma('foreign_keys = ON')
    database.pragma('journal_size_limit = 16777216')
    // The history moves its log between seconds (History.checkpoint); this is for when it does not get to it.
    database.pragma(`wal_autocheckpoint = ${(64 * 1024 * 1024) / PAGE_BYTES}`)
    defineSearchText(database)
    migrate(database, () => refuseBeingWritten(database, file))
    // SQLite opens a file that it may not write all the same, and says so only when it is to write.
    accessSync(file, constants.W_OK)
    // Damage to the list of tables shows here, not in the middle of a run.
    database.prepare('SELECT count(*) FROM runs').get()
    return { database, readOnly: false, notices, dispose: () => undefined }
  } catch (error) {
    database.close()
    throw error
  }
}

/** The program of before that writes a run would find its tables gone, and the rest of the run would be lost. */
function refuseBeingWritten(database: Database, file: string): void {
  if (!isBeingWritten(database, machineIdentity(), Date.now())) return
  throw new HistoryError(
    'running',
    `An older version of Loadwright is writing a run to the history ${file}, so it cannot be brought up to date now. Wait until that run has ended, or name another file with --history.`,
  )
}

function openForReading(file: string, waitMs: number): OpenedFile {
  if (!existsSync(file))
    throw new HistoryError('notFound', `There is no history at ${file} yet. It is begun by the first run.`)
  refuseEmptied(file)
  const opened = withHistoryErrors(file, () => openReadable(file, waitMs))
  const { database } = opened
  try {
    return withHistoryErrors(file, () => {
      refuseForeign(database, file)
      const version = versionOf(database)
      if (version === 0) throw new HistoryError('notFound', `There is no run in the history ${file} yet.`)
      if (version < HISTORY_VERSION) {
        throw new HistoryError(
          'readOnly',
          `The history ${file} is of an older version and read-only here. Open it once with any run: it is then brought up to date.`,
        )
      }
      const notices: HistoryNotice[] = []
      if (version > HISTORY_VERSION) {
        const message = `The history ${file} was written by a newer version of Loadwright (format ${version}, known here: ${HISTORY_VERSION}). It can be read, not written. Update Loadwright to write to it.`
        notices.push({ code: 'newer', message })
      }
      return { ...opened, notices }
    })
  } catch (error) {
    database.close()
    opened.dispose()
    throw error
  }
}

function openReadable(file: string, waitMs: number): Omit<OpenedFile, 'notices'> {
  const missing = COMPANIONS.filter((companion) => !existsSync(file + companion))
  const dispose = (): void => {
    if (missing.length > 0) removeEmptyLog(file)
  }
  // Without its index a log that is not empty gets a new one, which nobody could remove again.
  if (missing.length === 1 && sizeOf(`${file}-wal`) > 0) return openCopy(file, waitMs)
  const database = new SqliteDatabase(file, { readonly: true, timeout: waitMs })
  try {
    versionOf(database)
    return { database, readOnly: true, dispose }
  } catch (error) {
    database.close()
    dispose()
    const failure = asHistoryError(error, file)
    // SQLite needs to write beside a file in WAL mode, even to read it. In a read-only folder a copy is read instead.
    if (!(failure instanceof HistoryError) || !['readOnly', 'unreachable'].includes(failure.code)) throw error
    return openCopy(file, waitMs)
  }
}

/**
 * To read a file in WAL mode SQLite begins a log and its index beside it, and leaves them there. It removes both itself when the last one
 * that may write closes the file; as there is nothing in the log, nothing is written to the file by that.
 */
function removeEmptyLog(file: string): void {
  try {
    accessSync(file, constants.W_OK)
    if (!existsSync(`${file}-wal`) || sizeOf(`${file}-wal`) > 0) return
    const database = new SqliteDatabase(file, { fileMustExist: true, timeout: 0 })
    try {
      versionOf(database)
    } finally {
      database.close()
    }
  } catch {
    // Another process has it open, and removes them in its turn; or nobody may.
  }
}

function openCopy(file: string, waitMs: number): Omit<OpenedFile, 'notices'> {
  const folder = mkdtempSync(join(tmpdir(), 'loadwright-history-'))
  const dispose = (): void => rmSync(folder, { recursive: true, force: true })
  try {
    const copy = join(folder, basename(file))
    for (const companion of ['', '-wal'] as const) {
      if (existsSync(file + companion)) copyFileSync(file + companion, copy + companion)
    }
    return { database: new SqliteDatabase(copy, { readonly: true, timeout: waitMs }), readOnly: true, dispose }
  } catch (error) {
    dispose()
    throw error
  }
}

/**
 * SQLite throws the log away when it opens an empty file. Ours is never empty beside a log, so the file was cut off, and
 * the log may be all that is left of it.
 */
function refuseEmptied(file: string): void {
  // The log first: whoever is beginning this file writes to the file before it writes to the log.
  if (sizeOf(`${file}-wal`) === 0 || sizeOf(file) !== 0) return
  throw new HistoryError('damaged', `The history ${file} is damaged: it was emptied.`)
}

/** A file with tables that are not ours, or marked as another program's, is not touched. */
function refuseForeign(database: Database, file: string): void {
  // One look: another process may be beginning this file.
  const isOurs = database
    .transaction(() => {
      const id = Number(database.pragma('application_id', { simple: true }))
      if (id !== 0) return id === APPLICATION_ID
      const tables = database.prepare<[], number>('SELECT count(*) FROM sqlite_schema').pluck().get() ?? 0
      return tables === 0 && versionOf(database) === 0
    })
    .deferred()
  if (isOurs) return
  throw new HistoryError('foreign', `${file} is a database of another program. Name another file with --history.`)
}

/** Two processes that begin one file at the same time: changing the mode does not wait for the other as statements do. */
function useWriteAheadLog(database: Database, waitMs: number): void {
  const giveUpAtMs = Date.now() + waitMs
  for (;;) {
    try {
      if (database.pragma('journal_mode = WAL', { simple: true }) === 'wal') return
    } catch (error) {
      if (!(error instanceof SqliteDatabase.SqliteError) || !error.code.startsWith('SQLITE_BUSY')) throw error
    }
    if (Date.now() > giveUpAtMs) throw new SqliteDatabase.SqliteError('database is locked', 'SQLITE_BUSY')
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
  }
}

/**
 * Renames a damaged file, with the files that belong to it, to a name that is free.
 * @param seen which file was found damaged; another process may have dealt with it since.
 * @returns the new name, or null when it is no longer that file.
 */
function setAside(file: string, seen: string | null): string | null {
  return withHistoryErrors(file, () => {
    if (seen === null || identityOf(file) !== seen) return null
    let number = 1
    while (COMPANIONS.some((companion) => existsSync(`${file}.damaged-${number}${companion}`))) number++
    for (const companion of COMPANIONS) {
      if (existsSync(file + companion)) renameSync(file + companion, `${file}.damaged-${number}${companion}`)
    }
    return `${file}.damaged-${number}`
  })
}

/** 0 for a file that is not there. */
function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

function identityOf(file: string): string | null {
  const status = statSync(file, { throwIfNoEntry: false })
  return status === undefined ? null : `${status.dev} ${status.ino}`
}
