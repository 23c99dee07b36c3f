/** What was done to a run while it went on, and the marks that were set in it. Written at once: a run that is killed keeps them. */
import type { Database } from 'better-sqlite3'
import type { LoadSteering } from '../../core/load/steering.ts'
import type { ReportAnnotation, SteeredBy } from '../../core/report/report.ts'

export interface SteeringRecord {
  /** Since the start of the run. */
  atMs: number
  by: SteeredBy
  action: LoadSteering
  /** For people. */
  what: string
}

/** To be called within a transaction. */
export function insertSteering(database: Database, run: number, { atMs, by, action, what }: SteeringRecord): void {
  database
    .prepare('INSERT INTO steering (run, at_ms, steered_by, action, what) VALUES (?, ?, ?, ?, ?)')
    .run(run, atMs, by, JSON.stringify(action), what)
}

/** To be called within a transaction. */
export function insertAnnotation(database: Database, run: number, { atMs, by, text }: ReportAnnotation): void {
  database
    .prepare('INSERT INTO annotations (run, at_ms, written_by, text) VALUES (?, ?, ?, ?)')
    .run(run, atMs, by, text)
}

/** In the order in which it was done. */
export function readSteering(database: Database, run: number): SteeringRecord[] {
  return database
    .prepare<[number], { at_ms: number; steered_by: string; action: string; what: string }>(
      'SELECT at_ms, steered_by, action, what FROM steering WHERE run = ? ORDER BY id',
    )
    .all(run)
    .map((row) => ({
      atMs: row.at_ms,
      by: row.steered_by as SteeredBy,
      action: JSON.parse(row.action) as LoadSteering,
      what: row.what,
    }))
}

/** By time. */
export function readAnnotations(database: Database, run: number): ReportAnnotation[] {
  return database
    .prepare<[number], { at_ms: number; written_by: string; text: string }>(
      'SELECT at_ms, written_by, text FROM annotations WHERE run = ? ORDER BY at_ms, id',
    )
    .all(run)
    .map((row) => ({ atMs: row.at_ms, by: row.written_by as SteeredBy, text: row.text }))
}
