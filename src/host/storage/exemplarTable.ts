/** Writes the exemplars that are kept, and removes the rows of those that stronger ones replaced. */
import type { Database } from 'better-sqlite3'
import type { Exemplar } from '../../core/recording/second.ts'
import { entryOf, ExemplarSelection } from './exemplarSelection.ts'

/** UTF-16 units of a body that are kept; engines cut at 16 KB already, this bounds the file whatever comes. */
const BODY_LENGTH_AT_MOST = 16_384

export interface ExemplarTable {
  offer(exemplars: Exemplar[]): void
}

/** Slowest first. */
export function readExemplars(database: Database, run: number): Exemplar[] {
  return rowsOf(database, run)
    .map(({ exemplar }) => exemplar)
    .toSorted((one, other) => other.latencyUs - one.latencyUs || one.startMs - other.startMs)
}

/** For writing; knows all that are kept. Make a new one after a transaction was rolled back. */
export function openExemplarTable(database: Database, run: number): ExemplarTable {
  const insert = database.prepare('INSERT INTO exemplars (run, exemplar) VALUES (?, ?)')
  const remove = database.prepare('DELETE FROM exemplars WHERE id = ?')
  const selection = new ExemplarSelection<Kept>()
  for (const { id, text, exemplar } of rowsOf(database, run)) {
    for (const dropped of selection.offer(entryOf(exemplar, text.length), { id })) remove.run(dropped.id)
  }

  return {
    offer(exemplars) {
      const added: { kept: Kept; text: string }[] = []
      for (const exemplar of exemplars) {
        const text = JSON.stringify(bounded(exemplar))
        const kept: Kept = { id: null }
        added.push({ kept, text })
        for (const dropped of selection.offer(entryOf(exemplar, text.length), kept)) {
          if (dropped.id !== null) remove.run(dropped.id)
          dropped.id = 'dropped'
        }
      }
      // Only what is kept after the whole second is written at all.
      for (const { kept, text } of added) if (kept.id === null) kept.id = insert.run(run, text).lastInsertRowid
    },
  }
}

interface Kept {
  id: number | bigint | null | 'dropped'
}

function rowsOf(database: Database, run: number): { id: number; text: string; exemplar: Exemplar }[] {
  return database
    .prepare<[number], [number, string]>('SELECT id, exemplar FROM exemplars WHERE run = ? ORDER BY id')
    .raw()
    .all(run)
    .map(([id, text]) => ({ id, text, exemplar: JSON.parse(text) as Exemplar }))
}

function bounded(exemplar: Exemplar): Exemplar {
  const { request, response } = exemplar
  if (lengthOf(request.body) <= BODY_LENGTH_AT_MOST && lengthOf(response?.body ?? null) <= BODY_LENGTH_AT_MOST) {
    return exemplar
  }
  return {
    ...exemplar,
    request: { ...request, body: shortened(request.body) },
    response: response === null ? null : { ...response, body: shortened(response.body) },
  }
}

function lengthOf(body: string | null): number {
  return body === null ? 0 : body.length
}

function shortened(body: string | null): string | null {
  if (body === null || body.length <= BODY_LENGTH_AT_MOST) return body
  return `${body.slice(0, BODY_LENGTH_AT_MOST - 1).toWellFormed()}…`
}
