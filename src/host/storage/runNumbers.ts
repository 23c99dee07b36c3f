/** The numbers of a run that lists show, kept beside it, so that a list of thousands reads no histogram. */
import type { Database } from 'better-sqlite3'
import { HistoryError } from './historyError.ts'
import { writeEndpointNumbers } from './endpointNumbers.ts'
import type { RunNumbers } from './newRun.ts'

/** Values of `summarized`. */
const DONE = 1
const NOT_POSSIBLE = 2

/** To be called within a transaction. */
export function writeNumbers(database: Database, run: number, numbers: RunNumbers): void {
  write(database, run, DONE, numbers)
}

/** For a run that goes on after all. To be called within a transaction. */
export function forgetNumbers(database: Database, run: number): void {
  write(database, run, 0, null)
}

/**
 * Gives numbers to runs that have ended without: written by an older version, or their process died. Newest first.
 * @param numbersOf makes them; HistoryError 'damaged' means that they cannot be made, and the run is not tried again
 * @param failed numbers of runs that are left out: those at which `numbersOf` failed by a fault of ours, which would keep all others waiting
 * @returns how many are left
 */
export function summarizeOlder(
  database: Database,
  numbersOf: (run: number) => RunNumbers,
  atMost: number,
  failed: Set<number>,
): number {
  // Those of an older version have no numbers of endpoints: there is always a row for all requests.
  const isMissing = `deleting = 0 AND status <> 'running' AND (summarized = 0 OR (summarized = ${DONE} AND
    NOT EXISTS (SELECT 1 FROM endpoint_numbers WHERE run = runs.number AND kind = '' AND endpoint = '')))`
  const missing = database
    .prepare<[], number>(
      `SELECT number FROM runs INDEXED BY runs_listed WHERE ${isMissing} ORDER BY started_at_ms DESC, number DESC`,
    )
    .pluck()
    .all()
    .filter((run) => !failed.has(run))
  const stillMissing = database.prepare<[number], 1>(`SELECT 1 FROM runs WHERE number = ? AND ${isMissing}`)
  const keep = database.transaction((run: number, numbers: RunNumbers | null) => {
    // A run that was wrongly taken for dead may go on meanwhile.
    if (stillMissing.get(run) !== undefined) write(database, run, numbers === null ? NOT_POSSIBLE : DONE, numbers)
  })

  function numbersOrNull(run: number): RunNumbers | null {
    try {
      return numbersOf(run)
    } catch (error) {
      if (error instanceof HistoryError && error.code === 'damaged') return null
      if (!(error instanceof HistoryError)) failed.add(run)
      throw error
    }
  }

  for (const run of missing.slice(0, atMost)) keep.immediate(run, numbersOrNull(run))
  return Math.max(0, missing.length - atMost)
}

function write(database: Database, run: number, summarized: number, numbers: RunNumbers | null): void {
  database
    .prepare(
      `UPDATE runs SET summarized = ?, duration_ms = ?, peak_load = ?, peak_load_unit = ?, requests = ?, rate_per_s = ?,
       failure_share = ?, p95_ms = ?, untrusted_share = ?, p95_line = ?, load_text = ?, achieved = ? WHERE number = ?`,
    )
    .run(
      summarized,
      numbers?.durationMs ?? null,
      numbers?.peakLoad.level ?? null,
      numbers?.peakLoad.unit ?? null,
      numbers?.requests ?? null,
      numbers?.ratePerS ?? null,
      numbers?.failureShare ?? null,
      numbers?.p95Ms ?? null,
      numbers?.untrustedLoadShare ?? null,
      numbers === null ? null : JSON.stringify(numbers.p95Line),
      numbers?.loadText ?? null,
      numbers?.achieved ?? null,
      run,
    )
  writeEndpointNumbers(database, run, numbers?.endpoints ?? [])
}
