/** What a run was found to be beside its baseline, kept with it as it was told. */
import type { Database } from 'better-sqlite3'
import type { BuildComparison } from '../../core/comparison/comparison.ts'

export function readComparison(database: Database, run: number): BuildComparison | null {
  const text = database.prepare<[number], string>('SELECT result FROM comparisons WHERE run = ?').pluck().get(run)
  return text === undefined ? null : (JSON.parse(text) as BuildComparison)
}

export function writeComparison(database: Database, run: number, comparison: BuildComparison): void {
  database
    .prepare('INSERT OR REPLACE INTO comparisons (run, result) VALUES (?, ?)')
    .run(run, JSON.stringify(comparison))
}
