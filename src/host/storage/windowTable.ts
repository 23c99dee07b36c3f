/**
 * The rows of the table `windows`. Rows travel as arrays, not objects: opening a run reads tens of thousands of them.
 */
import type { Database, Statement } from 'better-sqlite3'
import { ROLLED_LEVELS, RUN_LEVEL, type Level, type RolledUntil } from './levels.ts'
import type { StoredWindow, WindowSum } from './windowSum.ts'

export type AnyLevel = Level | typeof RUN_LEVEL

/** Phase columns in the order of core's PHASES. */
const COLUMNS =
  'count, sum_us, min_us, max_us, service_sum_us, bytes_in, bytes_out, ' +
  'blocked_us, dns_us, connect_us, tls_us, send_us, wait_us, receive_us, latency, service'

type Count = number
type RowTail = [...Numbers: FourteenNumbers, latency: Uint8Array, service: Uint8Array | null]
type FourteenNumbers = [
  Count, number, number, number, number, number, number,
  number, number, number, number, number, number, number,
] // prettier-ignore
type Row = [t: number, series: number, ...RowTail]

/** A stored window with its place in the table. */
export interface PlacedWindow {
  t: number
  series: number
  window: StoredWindow
}

export interface WindowTable {
  /** Writes a window, or adds it to the one that is there already; `scratch` is cleared and used for adding. */
  put(run: number, level: AnyLevel, t: number, series: number, window: StoredWindow, scratch: WindowSum): void
  /** Windows of a level that start in [fromS, toS), by time and series. */
  read(run: number, level: AnyLevel, fromS: number, toS: number): PlacedWindow[]
  readOne(run: number, level: AnyLevel, t: number, series: number): StoredWindow | null
  /** Start of the first window of a level at or after a second; null when there is none. */
  firstFrom(run: number, level: AnyLevel, fromS: number): number | null
  /** Removes up to `limit` rows of a run; returns how many there were. */
  remove(run: number, limit: number): number
}

export function createWindowTable(database: Database): WindowTable {
  const marks = Array.from({ length: 20 }, () => '?').join(', ')
  const insert = database.prepare(
    `INSERT INTO windows (run, level, t, series, ${COLUMNS}) VALUES (${marks}) ON CONFLICT DO NOTHING`,
  )
  const replace = database.prepare(
    `INSERT OR REPLACE INTO windows (run, level, t, series, ${COLUMNS}) VALUES (${marks})`,
  )
  const select: Statement<unknown[], Row> = database
    .prepare<unknown[], Row>(
      `SELECT t, series, ${COLUMNS} FROM windows WHERE run = ? AND level = ? AND t >= ? AND t < ? ORDER BY t, series`,
    )
    .raw()
  const selectOne: Statement<unknown[], Row> = database
    .prepare<unknown[], Row>(
      `SELECT t, series, ${COLUMNS} FROM windows WHERE run = ? AND level = ? AND t = ? AND series = ?`,
    )
    .raw()
  const first = database
    .prepare<unknown[], number>('SELECT t FROM windows WHERE run = ? AND level = ? AND t >= ? ORDER BY t LIMIT 1')
    .pluck()
  const remove = database.prepare('DELETE FROM windows WHERE run = ? ORDER BY level, t, series LIMIT ?')

  function readOne(run: number, level: AnyLevel, t: number, series: number): StoredWindow | null {
    const row = selectOne.get(run, level, t, series)
    return row === undefined ? null : windowOf(row)
  }

  return {
    put(run, level, t, series, window, scratch) {
      if (insert.run(run, level, t, series, ...valuesOf(window)).changes === 1) return
      const there = readOne(run, level, t, series)
      if (there === null) throw new Error('a window was there and is gone within one transaction')
      scratch.clear()
      scratch.addStored(there)
      scratch.addStored(window)
      replace.run(run, level, t, series, ...valuesOf(scratch.toStored()))
    },
    read: (run, level, fromS, toS) =>
      select.all(run, level, fromS, toS).map((row) => ({ t: row[0], series: row[1], window: windowOf(row) })),
    readOne,
    firstFrom: (run, level, fromS) => first.get(run, level, fromS) ?? null,
    remove: (run, limit) => remove.run(run, limit).changes,
  }
}

/** How far the levels of a run are rolled up. */
export function readRolledUntil(database: Database, run: number): RolledUntil {
  const rolled: RolledUntil = { 0: 0, 10: 0, 60: 0, 600: 0, 3600: 0 }
  const rows = database
    .prepare<[number], [number, number]>('SELECT level, until_s FROM rolled WHERE run = ?')
    .raw()
    .all(run)
  for (const [level, untilS] of rows) {
    const known = ([RUN_LEVEL, ...ROLLED_LEVELS] as const).find((one) => one === level)
    if (known !== undefined) rolled[known] = untilS
  }
  return rolled
}

function valuesOf(window: StoredWindow): (number | Uint8Array | null)[] {
  const { count, sumUs, minUs, maxUs, serviceSumUs, bytesIn, bytesOut, phasesUs, latency, service } = window
  return [count, sumUs, minUs, maxUs, serviceSumUs, bytesIn, bytesOut, ...phasesUs, latency, service]
}

function windowOf(row: Row): StoredWindow {
  return {
    count: row[2],
    sumUs: row[3],
    minUs: row[4],
    maxUs: row[5],
    serviceSumUs: row[6],
    bytesIn: row[7],
    bytesOut: row[8],
    phasesUs: [row[9], row[10], row[11], row[12], row[13], row[14], row[15]],
    latency: row[16],
    service: row[17],
  }
}
