/**
 * Removes a run in many short transactions, so that a run that is being written beside it does not wait. The run is gone for readers
 * before the first one; should the process end in between, the next one that opens the file goes on.
 */
import type { Database } from 'better-sqlite3'
import { HistoryError } from './historyError.ts'
import type { RunRow } from './runTable.ts'
import { createWindowTable } from './windowTable.ts'

/** Rows removed in one transaction: some milliseconds. */
const ROWS_AT_ONCE = 1000

/** Largest first; windows, which are the most by far, go before them. */
const TABLES = [
  'exemplars',
  'seconds',
  'error_seconds',
  'errors',
  'criteria',
  'steering',
  'annotations',
  'rolled',
  'series',
  'run_texts',
  'endpoint_numbers',
  'comparisons',
] as const

/** At once, and for good. @throws HistoryError 'running' for a run that has not ended. */
export function deleteRun(database: Database, { number, run }: RunRow): void {
  const hidden = database
    .prepare("UPDATE runs SET deleting = 1, hidden_until_ms = NULL WHERE number = ? AND status <> 'running'")
    .run(number).changes
  if (hidden === 0) throw new HistoryError('running', `Run ${run.id} is still going on. Stop it before it is deleted.`)
  const remove = createRemover(database)
  while (!remove(number));
}

/** @returns removes a portion of a hidden run in one transaction, and says whether that was the rest of it */
export function createRemover(database: Database): (number: number) => boolean {
  const windows = createWindowTable(database)
  const removals = TABLES.map((table) => database.prepare(`DELETE FROM ${table} WHERE run = ? LIMIT ?`))
  const textOf = database
    .prepare<[number], number>('SELECT plan_text FROM runs WHERE number = ? AND deleting = 1')
    .pluck()
  const removeRun = database.prepare('DELETE FROM runs WHERE number = ?')
  const removeText = database.prepare(
    'DELETE FROM plan_texts WHERE id = ? AND NOT EXISTS (SELECT 1 FROM runs WHERE plan_text = plan_texts.id)',
  )

  function removePortion(number: number): boolean {
    const text = textOf.get(number)
    // Another process was quicker, or the run was brought back.
    if (text === undefined) return true
    let room = ROWS_AT_ONCE - windows.remove(number, ROWS_AT_ONCE)
    for (const removal of removals) if (room > 0) room -= removal.run(number, room).changes
    if (room <= 0) return false
    removeRun.run(number)
    removeText.run(text)
    return true
  }
  const transaction = database.transaction(removePortion)
  return (number) => transaction.immediate(number)
}
