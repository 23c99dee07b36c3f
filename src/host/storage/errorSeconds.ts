/**
 * Errors of a run by second: a row for each second that had any, with the groups that had them and how many. As there are at most a
 * thousand groups and a rest for each class, a row has a bounded size, a few bytes a group; rows of a group and second each would take
 * four times the room, and a second to read where they are many.
 */
import type { Database } from 'better-sqlite3'
import { HistoryError } from './historyError.ts'

export interface ErrorSeconds {
  /** Adds to what a second has. @param counts by the id of the group */
  add(t: number, counts: ReadonlyMap<number, number>): void
}

/** For writing. */
export function openErrorSeconds(database: Database, run: number): ErrorSeconds {
  const select = database
    .prepare<[number, number], Uint8Array>('SELECT counts FROM error_seconds WHERE run = ? AND t = ?')
    .pluck()
  const replace = database.prepare('INSERT OR REPLACE INTO error_seconds (run, t, counts) VALUES (?, ?, ?)')
  return {
    add(t, counts) {
      const sum = new Map(counts)
      const there = select.get(run, t)
      if (there !== undefined) eachCount(there, (id, count) => sum.set(id, (sum.get(id) ?? 0) + count))
      replace.run(run, t, encoded(sum))
    },
  }
}

/** Whether the seconds of a run have all its errors: runs that were written before they were kept by second have none. */
export function hasErrorSeconds(database: Database, run: number): boolean {
  return database.prepare<[number], number>('SELECT errors_by_second FROM runs WHERE number = ?').pluck().get(run) === 1
}

/** Every count of [fromS, toS), by time. */
export function eachErrorCount(
  database: Database,
  run: number,
  fromS: number,
  toS: number,
  visit: (t: number, id: number, count: number) => void,
): void {
  const rows = database
    .prepare<[number, number, number], [number, Uint8Array]>(
      'SELECT t, counts FROM error_seconds WHERE run = ? AND t >= ? AND t < ? ORDER BY t',
    )
    .raw()
  for (const [t, counts] of rows.iterate(run, fromS, toS)) eachCount(counts, (id, count) => visit(t, id, count))
}

/** By id: how much it is above the one before, and the count, both as LEB128 (https://en.wikipedia.org/wiki/LEB128). */
function encoded(counts: ReadonlyMap<number, number>): Uint8Array {
  const bytes: number[] = []
  const write = (value: number): void => {
    if (!Number.isSafeInteger(value) || value < 0) throw new Error(`errors were counted as ${value}`)
    let rest = value
    for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128)
    bytes.push(rest)
  }
  let before = 0
  for (const [id, count] of [...counts].toSorted(([one], [other]) => one - other)) {
    write(id - before)
    write(count)
    before = id
  }
  return Uint8Array.from(bytes)
}

function eachCount(bytes: Uint8Array, visit: (id: number, count: number) => void): void {
  let at = 0
  const read = (): number => {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++]
      if (byte === undefined || value > Number.MAX_SAFE_INTEGER) throw damagedErrors()
      value += (byte % 128) * scale
      if (byte < 128) return value
    }
  }
  for (let id = 0; at < bytes.length;) {
    id += read()
    visit(id, read())
  }
}

export function damagedErrors(): HistoryError {
  return new HistoryError(
    'damaged',
    'Stored counts of errors of this run are damaged, so it cannot be told when its errors were. Other runs of the history are not affected.',
  )
}
