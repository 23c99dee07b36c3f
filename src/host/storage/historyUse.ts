/** What a history takes on its disk. */
import type { Database } from 'better-sqlite3'
import { statSync } from 'node:fs'
import type { HistoryUse } from '../../contract/methods/runs.ts'
import { pageBytes, readRetention } from './retention.ts'

/** @param file its path; one that is not there, as of a history in memory, has the size of its pages */
export function historyUse(database: Database, file: string): HistoryUse {
  return database
    .transaction((): HistoryUse => {
      const { runs, oldestAtMs } = database
        .prepare<[], { runs: number; oldestAtMs: number | null }>(
          'SELECT count(*) AS runs, min(started_at_ms) AS oldestAtMs FROM runs INDEXED BY runs_listed WHERE deleting = 0',
        )
        .get() ?? { runs: 0, oldestAtMs: null }
      const pages = pageBytes(database)
      const bytes = [file, `${file}-wal`].reduce(
        (sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0),
        0,
      )
      return {
        bytes: bytes === 0 ? pages.all : bytes,
        freeBytes: pages.free,
        runs,
        oldestAtMs,
        retention: readRetention(database),
      }
    })
    .deferred()
}
