/**
 * How long runs are kept, as the history itself says. Runs with a star are kept whatever it says, and so are those of a build that
 * others are compared with, and runs that go on. Ages count from the end of a run; of what is too much, the oldest run goes first, and the
 * newest one never.
 */
import type { Database } from 'better-sqlite3'
import type { HistoryUse } from '../../contract/methods/runs.ts'
import { BUILD_NAME } from './baselineNumbers.ts'

export type Retention = HistoryUse['retention']

const DAY_MS = 24 * 3600 * 1000

export function readRetention(database: Database): Retention {
  return (
    database.prepare<[], Retention>('SELECT keep_days AS keepDays, keep_bytes AS keepBytes FROM retention').get() ?? {
      keepDays: null,
      keepBytes: null,
    }
  )
}

export function writeRetention(database: Database, { keepDays, keepBytes }: Retention): void {
  database
    .prepare('INSERT OR REPLACE INTO retention (only_row, keep_days, keep_bytes) VALUES (1, ?, ?)')
    .run(keepDays, keepBytes)
}

/** Bytes of the file, and those of them that hold nothing. */
export function pageBytes(database: Database): { all: number; free: number } {
  const pragma = (name: string): number => Number(database.pragma(name, { simple: true }))
  const size = pragma('page_size')
  return { all: pragma('page_count') * size, free: pragma('freelist_count') * size }
}

/**
 * Hides one run that is not to be kept any longer, so that its rows may go. Rows of runs that were hidden before must be gone by then:
 * they count as used.
 * @returns false when all may stay
 */
export function hideNextByRetention(database: Database, nowMs: number): boolean {
  const { keepDays, keepBytes } = readRetention(database)
  if (keepDays !== null) {
    const beforeMs = nowMs - keepDays * DAY_MS
    if (hide(database, 'started_at_ms < ? AND ended_at_ms < ?', beforeMs, beforeMs)) return true
  }
  if (keepBytes === null) return false
  const { all, free } = pageBytes(database)
  return all - free > keepBytes && hide(database, `(started_at_ms, number) < (${NEWEST})`)
}

const NEWEST =
  "SELECT started_at_ms, number FROM runs WHERE deleting = 0 AND status <> 'running' ORDER BY started_at_ms DESC, number DESC LIMIT 1"

const IS_KEPT = `(starred = 1 OR EXISTS (SELECT 1 FROM baselines WHERE baselines.plan_name = runs.plan_name
  AND baselines.scenario = runs.scenario AND baselines.target = runs.target AND baselines.build = ${BUILD_NAME}))`

function hide(database: Database, condition: string, ...values: number[]): boolean {
  // Looked for before the file is taken for writing: mostly there is none.
  const find = database
    .prepare<number[], number>(
      `SELECT number FROM runs WHERE deleting = 0 AND status <> 'running' AND ${condition} AND NOT ${IS_KEPT}
       ORDER BY started_at_ms, number LIMIT 1`,
    )
    .pluck()
  const number = find.get(...values)
  if (number === undefined) return false
  // It may have been given a star, or made a baseline, or deleted, meanwhile, or goes on after all: then the next look is for another.
  database
    .prepare(
      `UPDATE runs SET deleting = 1, hidden_until_ms = NULL
       WHERE number = ? AND deleting = 0 AND status <> 'running' AND NOT ${IS_KEPT}`,
    )
    .run(number)
  return true
}
