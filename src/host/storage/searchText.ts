/**
 * The text that runs are searched by: all that people call a run, folded, so that upper and lower case of any script are alike. It is kept
 * in a table of its own, because LIKE of SQLite knows the case of ASCII only, and takes % and _ for something else than letters.
 */
import type { Database } from 'better-sqlite3'
import { displayId } from './runId.ts'

/** Makes `loadwright_search_text` known to a connection that writes: the migration needs it for the runs that are there. */
export function defineSearchText(database: Database): void {
  database.function(
    'loadwright_search_text',
    { deterministic: true, directOnly: true },
    (id: string, plan: string, scenario: string, build: string | null, tags: string, notes: string | null) =>
      // Lines: a word holds no line end, so that it is never found across two of them.
      [displayId(id), id, plan, scenario, build ?? '', ...(JSON.parse(tags) as string[]), notes ?? '']
        .map(folded)
        .join('\n'),
  )
}

/** Brings the texts of runs up to date. To be called within a transaction. @param runs their numbers */
export function writeSearchTexts(database: Database, runs: readonly number[]): void {
  database
    .prepare(
      `INSERT OR REPLACE INTO run_texts (run, text)
       SELECT number, loadwright_search_text(id, plan_name, scenario, build_label, tags, notes) FROM runs
       WHERE number IN (SELECT value FROM json_each(?))`,
    )
    .run(JSON.stringify(runs))
}

/** The different words of what somebody typed, to be looked for in such texts as they are. */
export function searchWords(typed: string): string[] {
  return [...new Set(folded(typed).split(/\s+/u))].filter((word) => word !== '')
}

/** Upper case, as it makes one of ß and SS, and of both small sigmas. */
function folded(text: string): string {
  return text.toWellFormed().toUpperCase().normalize('NFC')
}
