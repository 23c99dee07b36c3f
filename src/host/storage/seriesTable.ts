/** The series of one run, numbered in the order in which they appeared. */
import type { Database } from 'better-sqlite3'
import type { EndpointKind } from '../../core/plan/compiledPlan.ts'
import type { Outcome, SeriesKey } from '../../core/recording/second.ts'

export interface StoredSeries extends SeriesKey {
  number: number
  /** All endpoints and user types of one kind and outcome together; endpoint and user type are then ''. */
  isTotal: boolean
}

export interface SeriesTable {
  /** Number of a series, new when the run has not had it. */
  numberOf(key: SeriesKey): number
  /** Number of the total that a series belongs to, new when the run has not had it. */
  totalOf(key: SeriesKey): number
  keyOf(number: number): SeriesKey
}

/** Reads the series of a run, totals too. */
export function readSeries(database: Database, run: number): StoredSeries[] {
  return database
    .prepare<[number], [number, number, string, EndpointKind, string, Outcome]>(
      'SELECT number, is_total, endpoint, kind, user_type, outcome FROM series WHERE run = ? ORDER BY number',
    )
    .raw()
    .all(run)
    .map(([number, isTotal, endpoint, kind, userType, outcome]) => ({
      number,
      isTotal: isTotal === 1,
      endpoint,
      kind,
      userType,
      outcome,
    }))
}

/** Reads them when there are more than before, as a run has only ever more. Whoever asks does not change them. */
export function createKnownSeries(database: Database, run: number): () => StoredSeries[] {
  const count = database.prepare<[number], number>('SELECT count(*) FROM series WHERE run = ?').pluck()
  let known: StoredSeries[] = []
  return () => {
    if (count.get(run) !== known.length) known = readSeries(database, run)
    return known
  }
}

/** For writing; holds all names of the run. Make a new one after a transaction was rolled back. */
export function openSeriesTable(database: Database, run: number): SeriesTable {
  const insert = database.prepare(
    'INSERT INTO series (run, number, is_total, endpoint, kind, user_type, outcome) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const byNumber = new Map<number, StoredSeries>()
  const byKey = new Map<string, number>()
  for (const series of readSeries(database, run)) remember(series)

  function remember(series: StoredSeries): void {
    byNumber.set(series.number, series)
    byKey.set(textOf(series, series.isTotal), series.number)
  }

  function numberOf(key: SeriesKey, isTotal: boolean): number {
    const known = byKey.get(textOf(key, isTotal))
    if (known !== undefined) return known
    // SQLite keeps UTF-8: half surrogates become U+FFFD. Done here, so that memory and file agree on which names are one.
    const series: StoredSeries = {
      number: byNumber.size + 1,
      isTotal,
      endpoint: key.endpoint.toWellFormed(),
      kind: key.kind,
      userType: key.userType.toWellFormed(),
      outcome: key.outcome,
    }
    insert.run(run, series.number, isTotal ? 1 : 0, series.endpoint, series.kind, series.userType, series.outcome)
    remember(series)
    return series.number
  }

  return {
    numberOf: (key) => numberOf(key, false),
    totalOf: (key) => numberOf({ endpoint: '', kind: key.kind, userType: '', outcome: key.outcome }, true),
    keyOf(number) {
      const series = byNumber.get(number)
      if (series === undefined) throw new Error(`the run has no series ${number}`)
      return series
    },
  }
}

function textOf(key: SeriesKey, isTotal: boolean): string {
  return JSON.stringify([isTotal, key.endpoint.toWellFormed(), key.kind, key.userType.toWellFormed(), key.outcome])
}
