/**
 * Removes a run in many short transactions, so that a run that is being written beside it does not wait. The run is gone for readers
 * with the first one; should the process end in between, the next one that opens the file goes on.
 */
import type { Database } from 'better-sqlite3'
import { HistoryError } from './historyError.ts'
import type { RunRow } from './runTable.ts'
import { createWindowTable } from './windowTable.ts'

/** Windows removed in one transaction: some milliseconds. */
const ROWS_AT_ONCE = 5000

/** @throws HistoryError 'running' for a run that has not ended. */
export function deleteRun(database: Database, { number, run }: RunRow): void {
  const hidden = database
    .prepare("UPDATE runs SET deleting = 1 WHERE number = ? AND status <> 'running'")
    .run(number).changes
  if (hidden === 0) throw new HistoryError('running', `Run ${run.id} is still going on. Stop it before it is deleted.`)
  removeRows(database, number)
}

/** Goes on with what a process did not get to. */
export function finishDeletions(database: Database): void {
  const runs = database.prepare<[], number>('SELECT number FROM runs WHERE deleting = 1').pluck().all()
  for (const number of runs) removeRows(database, number)
}

function removeRows(database: Database, number: number): void {
  const windows = createWindowTable(database)
  while (database.transaction(() => windows.remove(number, ROWS_AT_ONCE)).immediate() === ROWS_AT_ONCE);
  database
    .transaction(() => {
      for (const table of [
        'series',
        'rolled',
        'seconds',
        'errors',
        'exemplars',
        'criteria',
        'steering',
        'annotations',
      ]) {
        database.prepare(`DELETE FROM ${table} WHERE run = ?`).run(number)
      }
      database.prepare('DELETE FROM runs WHERE number = ?').run(number)
      database.prepare('DELETE FROM plan_texts WHERE id NOT IN (SELECT plan_text FROM runs)').run()
    })
    .immediate()
}
