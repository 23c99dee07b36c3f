/** What people do to runs afterwards: stars, tags, notes, and deletion with a while to think again. All runs of a call, or none. */
import type { Database } from 'better-sqlite3'
import type { Parsed } from '../../contract/method.ts'
import type { runsMethods } from '../../contract/methods/runs.ts'
import { HistoryError } from './historyError.ts'
import { displayId, normalizeRunId } from './runId.ts'
import { resolveRun } from './runQueries.ts'
import { writeSearchTexts } from './searchText.ts'
import { UNDO_MS } from './upkeep.ts'

export type RunEdit = Parsed<(typeof runsMethods)['runs.edit']>

/** Tags of one run. */
export const TAGS_AT_MOST = 100
const IN_LIST = 'number IN (SELECT value FROM json_each(?))'

/** @throws HistoryError 'notFound', 'ambiguous'; 'refused' when a run would have too many tags */
export function editRuns(database: Database, edit: RunEdit): void {
  const { starred, addTags = [], removeTags = [], notes } = edit
  database
    .transaction(() => {
      const numbers = resolveRuns(database, edit.runs).map(({ number }) => number)
      const list = JSON.stringify(numbers)
      if (starred !== undefined)
        database.prepare(`UPDATE runs SET starred = ? WHERE ${IN_LIST}`).run(starred ? 1 : 0, list)
      if (notes !== undefined)
        database.prepare(`UPDATE runs SET notes = ? WHERE ${IN_LIST}`).run(notes === '' ? null : notes, list)
      if (addTags.length + removeTags.length > 0) changeTags(database, list, addTags, removeTags)
      if (notes !== undefined || addTags.length + removeTags.length > 0) writeSearchTexts(database, numbers)
    })
    .immediate()
}

/**
 * Hides runs at once; their rows go when `undoMs` are over, see upkeep.ts. A run with a star has to be named by its whole id.
 * @throws HistoryError 'notFound', 'ambiguous', 'running' for a run that has not ended, 'refused' for a run with a star
 */
export function hideRuns(
  database: Database,
  references: readonly string[],
  nowMs: number,
): { numbers: number[]; deleted: string[]; undoMs: number } {
  return database
    .transaction(() => {
      const runs = resolveRuns(database, references)
      for (const { id, status, starred, isNamed } of runs) {
        if (status === 'running')
          throw new HistoryError('running', `Run ${displayId(id)} is still going on. Stop it before it is deleted.`)
        if (starred === 1 && !isNamed)
          throw new HistoryError('refused', `Run ${displayId(id)} has a star. It is deleted only by its whole id.`)
      }
      const numbers = runs.map(({ number }) => number)
      database
        .prepare(`UPDATE runs SET deleting = 1, hidden_until_ms = ? WHERE ${IN_LIST}`)
        .run(nowMs + UNDO_MS, JSON.stringify(numbers))
      return { numbers, deleted: runs.map(({ id }) => displayId(id)), undoMs: UNDO_MS }
    })
    .immediate()
}

/**
 * Brings deleted runs back, those that can be.
 * @param ids whole ids
 * @throws HistoryError 'notFound' when some are gone; the others are back then
 */
export function unhideRuns(database: Database, ids: readonly string[]): void {
  const find = database.prepare<[string], { number: number; isGone: number }>(
    'SELECT number, deleting = 1 AND hidden_until_ms IS NULL AS isGone FROM runs WHERE id = ?',
  )
  const gone = database
    .transaction(() => {
      const runs = [...new Set(ids)].map((id) => ({ id, run: find.get(normalizeRunId(id)) }))
      const back = runs.flatMap(({ run }) => (run === undefined || run.isGone === 1 ? [] : [run.number]))
      database
        .prepare(`UPDATE runs SET deleting = 0, hidden_until_ms = NULL WHERE deleting = 1 AND ${IN_LIST}`)
        .run(JSON.stringify(back))
      return runs.filter(({ run }) => run === undefined || run.isGone === 1).map(({ id }) => id)
    })
    .immediate()
  if (gone.length === 0) return
  const which = gone.length === 1 ? `Run ${shortened(gone[0]!)} is` : `${gone.length} of ${ids.length} runs are`
  throw new HistoryError('notFound', `${which} gone. A deleted run can be brought back for ${UNDO_MS / 1000} s only.`)
}

interface Resolved {
  number: number
  /** As stored. */
  id: string
  status: string
  starred: number
  /** By its whole id. */
  isNamed: boolean
}

/** Every run once, however often it is meant. @throws HistoryError 'notFound', 'ambiguous' */
function resolveRuns(database: Database, references: readonly string[]): Resolved[] {
  const columns = 'SELECT number, id, status, starred FROM runs WHERE deleting = 0'
  const byId = database.prepare<[string], Omit<Resolved, 'isNamed'>>(`${columns} AND id = ?`)
  const byNumber = database.prepare<[number], Omit<Resolved, 'isNamed'>>(`${columns} AND number = ?`)
  const found = new Map<number, Resolved>()
  for (const reference of references) {
    const named = byId.get(normalizeRunId(reference))
    const run = named ?? byNumber.get(resolveRun(database, reference).number)
    if (run === undefined) throw new HistoryError('notFound', `There is no run ${shortened(reference)}.`)
    if (named !== undefined || !found.has(run.number)) found.set(run.number, { ...run, isNamed: named !== undefined })
  }
  return [...found.values()]
}

function changeTags(database: Database, list: string, add: readonly string[], remove: readonly string[]): void {
  const write = database.prepare('UPDATE runs SET tags = ? WHERE number = ?')
  const rows = database
    .prepare<[string], { number: number; id: string; tags: string }>(
      `SELECT number, id, tags FROM runs WHERE ${IN_LIST}`,
    )
    .all(list)
  const added = add.map((tag) => tag.toWellFormed())
  const removed = new Set(remove.map((tag) => tag.toWellFormed()))
  for (const { number, id, tags } of rows) {
    const kept = (JSON.parse(tags) as string[]).filter((tag) => !removed.has(tag))
    const changed = [...new Set([...kept, ...added])]
    if (changed.length > TAGS_AT_MOST)
      throw new HistoryError(
        'refused',
        `Run ${displayId(id)} would have ${changed.length} tags; at most ${TAGS_AT_MOST} are kept. Remove some first.`,
      )
    write.run(JSON.stringify(changed), number)
  }
}

function shortened(reference: string): string {
  return JSON.stringify(reference.length > 40 ? `${reference.slice(0, 39)}…` : reference)
}
