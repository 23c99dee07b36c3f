/** Makes of a file of today one of version 3, with the runs it has. */
import type { Database } from 'better-sqlite3'

const TABLES = [
  'error_seconds',
  'run_texts',
  'retention',
  'endpoint_numbers',
  'comparisons',
  'baselines',
  'triage',
  'moved_changes',
]
const COLUMNS = [
  'errors_by_second', 'summarized', 'duration_ms', 'peak_load', 'peak_load_unit', 'requests', 'rate_per_s', 'failure_share', 'p95_ms',
  'untrusted_share', 'p95_line', 'verdict_status', 'hidden_until_ms', 'load_end_ms', 'load_text', 'achieved',
] // prettier-ignore

export function asVersion3(raw: Database): void {
  raw.exec('DROP INDEX runs_listed; DROP INDEX runs_tagged')
  for (const table of TABLES) raw.exec(`DROP TABLE ${table}`)
  for (const column of COLUMNS) raw.exec(`ALTER TABLE runs DROP COLUMN ${column}`)
  raw.pragma('user_version = 3')
}
