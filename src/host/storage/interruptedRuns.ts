/**
 * Finds runs whose process is gone without a word (killed, crashed, power cut), completes what can be completed, and marks them
 * `interrupted`. A run that another process is writing is never touched. Where nothing may be written, they are only remembered, in
 * memory (goneRuns.ts).
 */
import type { Database } from 'better-sqlite3'
import { processState } from './processIdentity.ts'
import { createRollUp } from './rollUp.ts'
import { finishRun, type RunOwner } from './runTable.ts'
import { openSeriesTable } from './seriesTable.ts'
import { createWindowTable } from './windowTable.ts'

/** Whether a process of another machine lives cannot be asked; a living run writes every second. */
const SILENT_FOR_MS = 30_000

interface Candidate {
  number: number
  machine: string
  pid: number
  process_start: string | null
  heartbeat_ms: number
  last_second: number | null
}

/** As markInterruptedRuns, without writing: for a file that is only read. */
export function noticeGoneRuns(database: Database, machine: string, nowMs: number): void {
  const insert = database.prepare('INSERT INTO temp.gone_runs VALUES (?)')
  database
    .transaction(() => {
      database.exec('DELETE FROM temp.gone_runs')
      for (const run of candidates(database)) if (!isAlive(run, machine, nowMs)) insert.run(run.number)
    })
    .deferred()
}

export function markInterruptedRuns(database: Database, machine: string, nowMs: number): void {
  for (const candidate of candidates(database)) {
    if (isAlive(candidate, machine, nowMs)) continue
    const { number } = candidate
    database
      .transaction(() => {
        // Looked at again under the lock: it may have ended properly, or been marked by another process.
        const run = candidates(database).find((one) => one.number === number)
        if (run === undefined || isAlive(run, machine, nowMs)) return
        if (run.last_second !== null) {
          const windows = createWindowTable(database)
          createRollUp(database, number, windows, openSeriesTable(database, number)).complete(run.last_second + 1)
        }
        finishRun(database, number, { status: 'interrupted', endedAtMs: run.heartbeat_ms, verdict: null, criteria: [] })
      })
      .immediate()
  }
}

/** Whether a process that is there, this one too, writes a run of the file. */
export function isBeingWritten(database: Database, machine: string, nowMs: number): boolean {
  return candidates(database).some((run) => isAlive(run, machine, nowMs))
}

function candidates(database: Database): Candidate[] {
  return database
    .prepare<[], Candidate>(
      // By name: of two partial indexes SQLite takes the one that has every run in it.
      `SELECT number, machine, pid, process_start, heartbeat_ms, last_second FROM runs INDEXED BY runs_going_on
       WHERE status = 'running' AND deleting = 0`,
    )
    .all()
}

function isAlive(run: Candidate, machine: string, nowMs: number): boolean {
  if (run.machine !== machine) return nowMs - run.heartbeat_ms <= SILENT_FOR_MS
  const state = processState(run.pid)
  if (!state.isRunning) return false
  const owner: Pick<RunOwner, 'processStart'> = { processStart: run.process_start }
  // Where a platform does not tell the start, a pid that is there counts as the writer: rather late than wrong.
  return state.start === null || owner.processStart === null || state.start === owner.processStart
}
