/** Stars, tags and notes; and deletion, which can be undone for a while and is finished by whoever comes next. */
import SqliteDatabase from 'better-sqlite3'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { runsMethods } from '../../contract/methods/runs.ts'
import { createRemover } from './deleteRun.ts'
import { openHistory, type History } from './history.ts'
import { HistoryError } from './historyError.ts'
import { TAGS_AT_MOST } from './runEdits.ts'
import { writeRuns } from './testing/manyRuns.ts'
import { startWriter } from './testing/startWriter.ts'
import { COMPLETED, newRun, secondOf, seriesOf } from './testing/syntheticSeconds.ts'
import { UNDO_MS } from './upkeep.ts'

let folder: string
let file: string
let history: History
let nowMs = Date.UTC(2026, 10, 28)
const open = (): History => openHistory(file, { nowMs: () => nowMs })
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadwright-history-'))
  file = join(folder, 'history.db')
  nowMs = Date.UTC(2026, 10, 28)
  history = open()
})
afterEach(() => {
  history.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A run with something in every table. */
function measured(startedAtMs = nowMs): string {
  const writer = history.startRun(newRun({ startedAtMs }))
  for (let t = 0; t < 130; t++)
    writer.writeSecond(
      secondOf(t, [{ series: seriesOf('GET /'), latenciesUs: [1000 + t], servicesUs: null }], {
        errors: [{ class: 'dns', endpoint: 'GET /', message: 'no', count: 1 }],
      }),
    )
  writer.addAnnotation({ atMs: 1, by: 'window', text: 'mark' })
  writer.addSteering({ atMs: 1, by: 'window', action: { type: 'addUsers', users: 1 }, what: '1 more' })
  writer.finish(COMPLETED)
  return writer.id
}

function rowsLeft(): Record<string, number> {
  const raw = new SqliteDatabase(file, { readonly: true })
  const tables = raw
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'retention'")
    .pluck()
    .all()
  const left = tables.map((table) => [table, raw.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number])
  raw.close()
  return Object.fromEntries(left.filter(([, rows]) => rows !== 0)) as Record<string, number>
}

function rows() {
  return history.listRunRows(runsMethods['runs.list'].params.parse({})).rows
}

function errorOf(action: () => unknown): Pick<HistoryError, 'code' | 'message'> {
  try {
    action()
  } catch (error) {
    if (error instanceof HistoryError) return error
    throw error
  }
  throw new Error('no error was thrown')
}

describe('edits', () => {
  it('of many runs are made at once, and seen by readers', () => {
    const [one, two, three] = writeRuns(file, [{}, {}, {}]) as [string, string, string]
    history.editRuns({ runs: [one, two, one], starred: true, addTags: ['a', 'b', 'a'], notes: 'why\nnot' })
    history.editRuns({ runs: [two], removeTags: ['a', 'never there'], addTags: ['c'], starred: false })
    const byId = new Map(rows().map(({ id, starred, tags, notes }) => [id, { starred, tags, notes }]))
    expect(byId.get(one)).toEqual({ starred: true, tags: ['a', 'b'], notes: 'why\nnot' })
    expect(byId.get(two)).toEqual({ starred: false, tags: ['b', 'c'], notes: 'why\nnot' })
    expect(byId.get(three)).toEqual({ starred: false, tags: [], notes: null })
    expect(history.findRun(two).run()).toMatchObject({ starred: false, tags: ['b', 'c'], notes: 'why\nnot' })
    for (const notes of [null, '']) {
      history.editRuns({ runs: [one], notes })
      expect(history.findRun(one).run()).toMatchObject({ notes: null, starred: true, tags: ['a', 'b'] })
    }
  })

  it('are made of all runs or of none', () => {
    const [one, two] = writeRuns(file, [{}, {}]) as [string, string]
    const before = rows()
    expect(errorOf(() => history.editRuns({ runs: [one, 'nowhere'], starred: true })).code).toBe('notFound')
    const many = Array.from({ length: TAGS_AT_MOST }, (_, at) => `tag ${at}`)
    history.editRuns({ runs: [two], addTags: many })
    const error = errorOf(() => history.editRuns({ runs: [one, two], starred: true, addTags: ['one more'] }))
    expect(error).toMatchObject({ code: 'refused' })
    expect(error.message).toBe(`Run ${two} would have 101 tags; at most 100 are kept. Remove some first.`)
    expect(rows().find(({ id }) => id === one)).toEqual(before.find(({ id }) => id === one))
    history.editRuns({ runs: [two], addTags: ['one more'], removeTags: ['tag 0'] })
  })

  it('are refused where nothing can be written', () => {
    const id = measured()
    history.close()
    history = openHistory(file, { readOnly: true })
    for (const action of [
      () => history.editRuns({ runs: [id], starred: true }),
      () => history.hideRuns([id]),
      () => history.unhideRuns([id]),
      () => history.setRetention({ keepDays: 1, keepBytes: null }),
      () => history.summarizeOlder(() => expect.unreachable(), 1),
    ])
      expect(errorOf(action).code).toBe('readOnly')
    expect(rows()).toHaveLength(1)
    expect(history.use()).toMatchObject({ runs: 1, oldestAtMs: nowMs })
  })
})

describe('deletion', () => {
  it('hides at once, and removes everything when it cannot be undone any more', async () => {
    const [kept, gone] = [measured(), measured()]
    const before = history.findRun(kept).mergedWindow(0, 130)
    expect(history.hideRuns([gone])).toEqual({ deleted: [gone], undoMs: UNDO_MS })
    expect(rows().map(({ id }) => id)).toEqual([kept])
    expect(errorOf(() => history.findRun(gone)).code).toBe('notFound')
    expect([history.use().runs, history.listRuns().length, history.listFacets().plans]).toEqual([1, 1, ['shop']])
    await history.settled()
    expect(rowsLeft().runs).toBe(2)
    nowMs += UNDO_MS
    await history.settled()
    expect(rowsLeft()).toMatchObject({ runs: 1, run_texts: 1, windows_1: 260, seconds: 130, error_seconds: 130 })
    expect(history.findRun(kept).mergedWindow(0, 130)).toEqual(before)
    history.hideRuns([kept])
    nowMs += UNDO_MS
    await history.settled()
    expect(rowsLeft()).toEqual({})
  })

  it('can be undone until then, with everything as it was', async () => {
    const id = measured()
    history.editRuns({ runs: [id], starred: true, addTags: ['x'], notes: 'n' })
    const before = [rows(), history.findRun(id).mergedWindow(0, 130), history.findRun(id).errorsBetween(1, 7)]
    history.hideRuns([id])
    nowMs += UNDO_MS - 1
    await history.settled()
    history.unhideRuns([id, id.toUpperCase()])
    nowMs += 10 * UNDO_MS
    await history.settled()
    expect([rows(), history.findRun(id).mergedWindow(0, 130), history.findRun(id).errorsBetween(1, 7)]).toEqual(before)
    history.hideRuns([id])
    nowMs += UNDO_MS
    await history.settled()
    expect(errorOf(() => history.unhideRuns([id]))).toMatchObject({
      code: 'notFound',
      message: `Run ${JSON.stringify(id)} is gone. A deleted run can be brought back for 10 s only.`,
    })
  })

  it('undone for several brings back those that are there', async () => {
    const [one, two] = [measured(), measured()]
    history.hideRuns([one])
    nowMs += UNDO_MS
    await history.settled()
    history.hideRuns([two])
    expect(errorOf(() => history.unhideRuns([one, two, 'x'.repeat(90)])).message).toMatch(/^2 of 3 runs are gone\./)
    expect(rows().map(({ id }) => id)).toEqual([two])
  })

  it('is finished by itself, in portions, once the while is over', async () => {
    const id = measured()
    history.close()
    vi.useFakeTimers()
    try {
      history = openHistory(file)
      history.hideRuns([id])
      await vi.advanceTimersByTimeAsync(UNDO_MS - 1)
      expect(rowsLeft()).toMatchObject({ runs: 1, windows_1: 260 })
      await vi.advanceTimersByTimeAsync(1000)
      expect(rowsLeft()).toEqual({})
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })

  it('is finished when the history is closed', () => {
    history.hideRuns([measured(), measured()])
    history.close()
    expect(rowsLeft()).toEqual({})
    history = open()
  })

  it('of a process that died in between can be undone for its while, and is finished by the next one', async () => {
    const [kept, gone, back] = [measured(), measured(), measured()]
    history.close()
    const child = spawn(process.execPath, [join(import.meta.dirname, 'testing/hidingProcess.ts'), file, gone, back], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    child.kill('SIGKILL')
    await once(child, 'close')

    nowMs = Date.now()
    history = open()
    await history.settled()
    expect(rowsLeft().runs).toBe(3)
    expect(rows().map(({ id }) => id)).toEqual([kept])
    history.unhideRuns([back])
    nowMs += UNDO_MS
    await history.settled()
    expect(rowsLeft().runs).toBe(2)
    expect(
      rows()
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual([kept, back].toSorted())
  })

  it('that was cut off between two portions is finished by the next one, and cannot be undone any more', async () => {
    const kept = measured()
    const writer = history.startRun(newRun())
    const names = Array.from({ length: 100 }, (_, at) => seriesOf(`GET /${at}`))
    for (let t = 0; t < 20; t++)
      writer.writeSecond(secondOf(t, names.map((series) => ({ series, latenciesUs: [1000], servicesUs: null })))) // prettier-ignore
    writer.finish(COMPLETED)
    history.close()
    const raw = new SqliteDatabase(file)
    raw.prepare('UPDATE runs SET deleting = 1 WHERE id = ?').run(writer.id.replace('-', ''))
    expect(createRemover(raw)(2)).toBe(false)
    raw.close()

    history = open()
    expect(errorOf(() => history.unhideRuns([writer.id])).code).toBe('notFound')
    expect(rows().map(({ id }) => id)).toEqual([kept])
    await history.settled()
    expect(rowsLeft()).toMatchObject({ runs: 1, windows_1: 260, windows_0: 2 })
  })

  it('that was begun when the clock was ahead is not put off until then', async () => {
    const id = measured()
    const today = nowMs
    nowMs += 365 * 24 * 3600 * 1000
    history.hideRuns([id])
    nowMs = today
    await history.settled()
    expect(rowsLeft()).toEqual({})
  })

  it('of a run that goes on is refused, with all others that were named', async () => {
    const id = measured()
    const writer = await startWriter(file, 0, 'beside')
    try {
      writer.begin()
      await writer.reached(1)
      expect(errorOf(() => history.hideRuns([id, writer.said.id]))).toMatchObject({
        code: 'running',
        message: `Run ${writer.said.id} is still going on. Stop it before it is deleted.`,
      })
      expect(rows()).toHaveLength(2)
      history.hideRuns([id])
      nowMs += UNDO_MS
      await history.settled()
      await writer.reached(writer.said.lastSecond + 20)
    } finally {
      writer.kill()
      await writer.ended
    }
    history.close()
    history = open()
    expect(Object.keys(rowsLeft())).toContain('windows_1')
    expect(history.findRun(writer.said.id).groupedWindow(0, 20, [])).toMatchObject([{ window: { count: 60 } }])
  })

  it('of a run with a star needs its whole id', () => {
    const id = measured()
    history.editRuns({ runs: [id], starred: true })
    for (const reference of ['last', 'last~0', id.slice(0, -1)])
      expect(errorOf(() => history.hideRuns([reference]))).toMatchObject({
        code: 'refused',
        message: `Run ${id} has a star. It is deleted only by its whole id.`,
      })
    expect(history.hideRuns(['last', id.replace('-', '')]).deleted).toEqual([id])
  })

  it('takes nothing that is no run', () => {
    measured()
    for (const hostile of [
      '%',
      "' OR 1=1 --",
      '\u0000',
      '__proto__',
      '\u202E',
      'x'.repeat(10_000),
      '<img src=x onerror=alert(1)>',
    ]) {
      expect(errorOf(() => history.hideRuns([hostile])).code).toBe('notFound')
      expect(errorOf(() => history.unhideRuns([hostile])).code).toBe('notFound')
    }
    expect(rows()).toHaveLength(1)
  })
})
