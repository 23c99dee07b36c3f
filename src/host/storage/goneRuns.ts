/** Runs whose process is gone in a file that is only read: remembered by this connection, and heeded where runs are read. */
import type { Database } from 'better-sqlite3'

const IS_GONE = "status = 'running' AND number IN temp.gone_runs"
/** SQL: the status of a run, as far as it is known here. */
export const STATUS = `CASE WHEN ${IS_GONE} THEN 'interrupted' ELSE status END`
/** SQL: ms since 1970. */
export const ENDED_AT = `CASE WHEN ${IS_GONE} THEN heartbeat_ms ELSE ended_at_ms END`
/** SQL: true for runs that go on, by an index of the few that may. */
export const IS_RUNNING = "status = 'running' AND number NOT IN temp.gone_runs"

/** What STATUS needs; a table of this connection, not of the file. */
export function prepareGoneRuns(database: Database): void {
  database.exec('CREATE TEMP TABLE gone_runs (number INTEGER PRIMARY KEY) STRICT')
}
