/**
 * The rows of the tables of windows, one a level. Rows travel as arrays, not objects: opening a run reads tens of thousands of them.
 */
import type { Database, Statement } from 'better-sqlite3'
import { LEVELS, ROLLED_LEVELS, RUN_LEVEL, type Level, type RolledUntil } from './levels.ts'
import type { StoredWindow, WindowSum } from './windowSum.ts'

export type AnyLevel = Level | typeof RUN_LEVEL
const ANY_LEVEL: readonly AnyLevel[] = [RUN_LEVEL, ...LEVELS]

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

/** Windows by time and series, in columns: of some thousand, rows take five times as long to come out of SQLite. */
export interface LatencyColumns {
  t: number[]
  series: number[]
  count: number[]
  /** Their stored histograms, one after the other. */
  latency: Uint8Array
  /** Bytes of each. */
  bytes: number[]
}
type LatencyTexts = [t: string, series: string, count: string, bytes: string, latency: Uint8Array]
export type Extremes = [series: number, count: number, minUs: number, maxUs: number]

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
  /** As `read`, of each only how many there were and how long they took. */
  latencies(run: number, level: AnyLevel, fromS: number, toS: number): LatencyColumns
  /** The same of some series only, which are looked up one by one. */
  latenciesOf(run: number, level: Level, fromS: number, toS: number, series: readonly number[]): LatencyColumns
  readOne(run: number, level: AnyLevel, t: number, series: number): StoredWindow | null
  /** Requests of one window; 0 where there is none. */
  countOf(run: number, level: AnyLevel, t: number, series: number): number
  /** Of the same windows as `read`, only what is cheap to read, in any order. */
  extremes(run: number, level: AnyLevel, fromS: number, toS: number): Extremes[]
  /** Start of the first window of a level at or after a second; null when there is none. */
  firstFrom(run: number, level: AnyLevel, fromS: number): number | null
  /** How far the levels of a run are rolled up. */
  rolledUntil(run: number): RolledUntil
  /** Removes up to `limit` rows of a run; returns how many there were. */
  remove(run: number, limit: number): number
}

export function createWindowTable(database: Database): WindowTable {
  const levels = new Map<AnyLevel, LevelTable>()
  let rolledRows: Statement<[number], [number, number]> | null = null
  const of = (level: AnyLevel): LevelTable => {
    let table = levels.get(level)
    if (table === undefined) levels.set(level, (table = prepareLevel(database, level)))
    return table
  }

  function readOne(run: number, level: AnyLevel, t: number, series: number): StoredWindow | null {
    const row = of(level).selectOne.get(run, t, series)
    return row === undefined ? null : windowOf(row)
  }

  return {
    put(run, level, t, series, window, scratch) {
      if (t >= END_OF_TIME_S) throw new RangeError('a run cannot be longer than half a year')
      const { insert, replace } = of(level)
      if (insert.run(run, t, series, ...valuesOf(window)).changes === 1) return
      const there = readOne(run, level, t, series)
      if (there === null) throw new Error('a window was there and is gone within one transaction')
      scratch.clear()
      scratch.addStored(there)
      scratch.addStored(window)
      replace.run(run, t, series, ...valuesOf(scratch.toStored()))
    },
    read: (run, level, fromS, toS) =>
      of(level)
        .select.all(...keysOf(run, fromS, toS))
        .map((row) => ({ t: row[0], series: row[1], window: windowOf(row) })),
    latencies: (run, level, fromS, toS) => columnsOf(of(level).latencies.get(...keysOf(run, fromS, toS))!),
    latenciesOf(run, level, fromS, toS, series) {
      const starts = Array.from({ length: Math.ceil((toS - fromS) / level) }, (_, at) => fromS + at * level)
      return columnsOf(of(level).latenciesOf.get(run, JSON.stringify(starts), JSON.stringify(series))!)
    },
    readOne,
    countOf: (run, level, t, series) => of(level).count.get(run, t, series) ?? 0,
    extremes: (run, level, fromS, toS) => of(level).extremes.all(...keysOf(run, fromS, toS)),
    firstFrom: (run, level, fromS) => of(level).first.get(...keysOf(run, fromS, END_OF_TIME_S)) ?? null,
    rolledUntil(run) {
      const rolled: RolledUntil = { 0: 0, 1: 0, 10: 0, 60: 0, 300: 0, 600: 0, 3600: 0 }
      rolledRows ??= database
        .prepare<[number], [number, number]>('SELECT level, until_s FROM rolled WHERE run = ?')
        .raw()
      for (const [level, untilS] of rolledRows.all(run)) {
        const known = ([RUN_LEVEL, 1, ...ROLLED_LEVELS] as const).find((one) => one === level)
        if (known !== undefined) rolled[known] = untilS
      }
      return rolled
    },
    remove(run, limit) {
      let removed = 0
      for (const level of ANY_LEVEL)
        if (removed < limit) removed += of(level).remove.run(...keysOf(run, 0, END_OF_TIME_S), limit - removed).changes
      return removed
    },
  }
}

interface LevelTable {
  insert: Statement
  replace: Statement
  select: Statement<unknown[], Row>
  selectOne: Statement<unknown[], Row>
  latencies: Statement<unknown[], LatencyTexts>
  latenciesOf: Statement<unknown[], LatencyTexts>
  count: Statement<unknown[], number>
  extremes: Statement<unknown[], Extremes>
  first: Statement<unknown[], number>
  remove: Statement
}

/** Of a window: run, first second and series in one number. (All these operators of SQL bind alike.) */
const KEY = '((? << 44) | (? << 20) | ?)'
const BETWEEN = 'key >= ((? << 44) | (? << 20)) AND key < ((? << 44) | (? << 20))'
const T = '(key >> 20) & 0xffffff'
const SERIES = 'key & 0xfffff'
/** Windows that begin at each of some seconds, of each of some series: both JSON. */
const AT_EACH =
  'key IN (SELECT (? << 44) | (t.value << 20) | series.value FROM json_each(?) AS t, json_each(?) AS series)'
/** Half a year of seconds; more has no place in a key. */
const END_OF_TIME_S = 2 ** 24 - 1

function prepareLevel(database: Database, level: AnyLevel): LevelTable {
  const table = `windows_${level}`
  const marks = Array.from({ length: 16 }, () => '?').join(', ')
  return {
    insert: database.prepare(`INSERT INTO ${table} (key, ${COLUMNS}) VALUES (${KEY}, ${marks}) ON CONFLICT DO NOTHING`),
    replace: database.prepare(`INSERT OR REPLACE INTO ${table} (key, ${COLUMNS}) VALUES (${KEY}, ${marks})`),
    select: database
      .prepare<unknown[], Row>(`SELECT ${T}, ${SERIES}, ${COLUMNS} FROM ${table} WHERE ${BETWEEN} ORDER BY key`)
      .raw(),
    selectOne: database
      .prepare<unknown[], Row>(`SELECT ${T}, ${SERIES}, ${COLUMNS} FROM ${table} WHERE key = ${KEY}`)
      .raw(),
    latencies: database.prepare<unknown[], LatencyTexts>(latencyColumns(table, BETWEEN)).raw(),
    latenciesOf: database.prepare<unknown[], LatencyTexts>(latencyColumns(table, AT_EACH)).raw(),
    count: database.prepare<unknown[], number>(`SELECT count FROM ${table} WHERE key = ${KEY}`).pluck(),
    extremes: database
      .prepare<unknown[], Extremes>(`SELECT ${SERIES}, count, min_us, max_us FROM ${table} WHERE ${BETWEEN}`)
      .raw(),
    first: database
      .prepare<unknown[], number>(`SELECT ${T} FROM ${table} WHERE ${BETWEEN} ORDER BY key LIMIT 1`)
      .pluck(),
    remove: database.prepare(`DELETE FROM ${table} WHERE ${BETWEEN} ORDER BY key LIMIT ?`),
  }
}

/** One row. Of blobs, group_concat appends the bytes as they are (`columnsOf` checks that none is missing). */
function latencyColumns(table: string, which: string): string {
  const columns = ['t', 'series', 'count', 'length(latency)'].map((column) => `json_group_array(${column})`)
  return (
    `SELECT ${columns.join(', ')}, coalesce(CAST(group_concat(latency, '') AS BLOB), x'') ` +
    `FROM (SELECT ${T} AS t, ${SERIES} AS series, count, latency FROM ${table} WHERE ${which} ORDER BY key)`
  )
}

function columnsOf([t, series, count, lengths, latency]: LatencyTexts): LatencyColumns {
  const bytes = JSON.parse(lengths) as number[]
  const all = bytes.reduce((sum, own) => sum + own, 0)
  if (latency.length !== all) throw new Error(`SQLite gave ${latency.length} bytes of ${all}`)
  return {
    t: JSON.parse(t) as number[],
    series: JSON.parse(series) as number[],
    count: JSON.parse(count) as number[],
    latency,
    bytes,
  }
}

/** For BETWEEN. */
function keysOf(run: number, fromS: number, toS: number): [number, number, number, number] {
  return [run, Math.min(Math.max(fromS, 0), END_OF_TIME_S), run, Math.min(Math.max(toS, 0), END_OF_TIME_S)]
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
