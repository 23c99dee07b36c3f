/**
 * Errors of a run by group: class, endpoint and message, with their count and their first and last second. A system that
 * puts a new text into every error must not fill the disk: from a thousand groups on, further ones are counted together, per
 * class and named so.
 */
import type { Database } from 'better-sqlite3'
import type { ErrorClass, ErrorCount } from '../../core/recording/second.ts'
import { openErrorSeconds } from './errorSeconds.ts'

export const ERROR_GROUPS_AT_MOST = 1000
/** UTF-16 units of a message that are kept. */
const MESSAGE_LENGTH_AT_MOST = 10_000
const REST_ENDPOINT = '(other)'

export interface StoredError extends ErrorCount {
  /** Seconds since the start of the run in which it was first and last seen. */
  firstSecond: number
  lastSecond: number
  /** True: all groups of this class that came after the first thousand of the run. */
  isRest: boolean
}

export interface ErrorGroups {
  add(t: number, errors: ErrorCount[]): void
}

/** Most frequent first. */
export function readErrors(database: Database, run: number): StoredError[] {
  return [...readErrorsById(database, run).values()]
}

/** By the group's id in the file, most frequent first. */
export function readErrorsById(database: Database, run: number): Map<number, StoredError> {
  const rows = database
    .prepare<[number], [number, ErrorClass, string, string, number, number, number, number]>(
      'SELECT id, class, endpoint, message, is_rest, count, first_second, last_second FROM errors WHERE run = ? ORDER BY count DESC, first_second, id',
    )
    .raw()
    .all(run)
  return new Map(
    rows.map(([id, errorClass, endpoint, message, isRest, count, firstSecond, lastSecond]) => [
      id,
      { class: errorClass, endpoint, message, count, firstSecond, lastSecond, isRest: isRest === 1 },
    ]),
  )
}

/** For writing; knows all groups of the run. Make a new one after a transaction was rolled back. */
export function openErrorGroups(database: Database, run: number): ErrorGroups {
  const insert = database.prepare(
    'INSERT INTO errors (run, class, endpoint, message, is_rest, count, first_second, last_second) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const update = database.prepare(
    'UPDATE errors SET count = count + ?, first_second = min(first_second, ?), last_second = max(last_second, ?) WHERE id = ?',
  )
  const seconds = openErrorSeconds(database, run)
  const ids = new Map<string, number>()
  let groups = 0
  const rows = database
    .prepare<[number], [number, string, string, string, number]>(
      'SELECT id, class, endpoint, message, is_rest FROM errors WHERE run = ?',
    )
    .raw()
    .all(run)
  for (const [id, errorClass, endpoint, message, isRest] of rows) {
    ids.set(keyOf(errorClass, isRest === 1, endpoint, message), id)
    if (isRest === 0) groups++
  }

  /** @returns the id of its group */
  function addOne(t: number, error: ErrorCount): number {
    let isRest = false
    let endpoint = error.endpoint.toWellFormed()
    let message = shortened(error.message.toWellFormed())
    let id = ids.get(keyOf(error.class, false, endpoint, message))
    if (id === undefined && groups >= ERROR_GROUPS_AT_MOST) {
      isRest = true
      endpoint = REST_ENDPOINT
      message = `Further errors of this class, counted together: the run has more than ${ERROR_GROUPS_AT_MOST} different ones.`
      id = ids.get(keyOf(error.class, true, endpoint, message))
    }
    if (id !== undefined) {
      update.run(error.count, t, t, id)
      return id
    }
    const inserted = insert.run(run, error.class, endpoint, message, isRest ? 1 : 0, error.count, t, t)
    id = Number(inserted.lastInsertRowid)
    ids.set(keyOf(error.class, isRest, endpoint, message), id)
    if (!isRest) groups++
    return id
  }

  return {
    add(t, errors) {
      const counts = new Map<number, number>()
      for (const error of errors) {
        if (error.count <= 0) continue
        const id = addOne(t, error)
        counts.set(id, (counts.get(id) ?? 0) + error.count)
      }
      if (counts.size > 0) seconds.add(t, counts)
    },
  }
}

function keyOf(errorClass: string, isRest: boolean, endpoint: string, message: string): string {
  return JSON.stringify([errorClass, isRest, endpoint, message])
}

function shortened(message: string): string {
  if (message.length <= MESSAGE_LENGTH_AT_MOST) return message
  // Cut between characters: half a surrogate pair would be stored as something else than is compared.
  return `${message.slice(0, MESSAGE_LENGTH_AT_MOST - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}
