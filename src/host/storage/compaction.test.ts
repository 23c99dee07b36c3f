/** Free room is given back to the disk: in steps, or at once for files of before. */
import SqliteDatabase from 'better-sqlite3'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { refuseSmallDisk } from './compaction.ts'
import { openHistory, openMemoryHistory, type History } from './history.ts'
import { HistoryError } from './historyError.ts'
import { startWriter } from './testing/startWriter.ts'
import { COMPLETED, newRun, secondOf, seriesOf } from './testing/syntheticSeconds.ts'

let folder: string
let file: string
let history: History
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadwright-history-'))
  file = join(folder, 'history.db')
  history = openHistory(file)
})
afterEach(() => {
  history.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Some MB, most of it the text of the plan. */
function writeRun(): string {
  const writer = history.startRun(newRun({ planText: `${planTexts++}`.repeat(3_000_000) }))
  for (let t = 0; t < 15; t++)
    writer.writeSecond(secondOf(t, [{ series: seriesOf('GET /'), latenciesUs: [1000 + t], servicesUs: null }]))
  writer.finish(COMPLETED)
  return writer.id
}
let planTexts = 1

/** As files of before: without what free pages can be given back with in steps. */
function asOneThatCannotShrink(): void {
  history.close()
  const raw = new SqliteDatabase(file)
  raw.pragma('journal_mode = DELETE')
  raw.pragma('auto_vacuum = NONE')
  raw.exec('VACUUM')
  expect(raw.pragma('auto_vacuum', { simple: true })).toBe(0)
  raw.close()
  history = openHistory(file)
}

function check(): void {
  const raw = new SqliteDatabase(file, { readonly: true })
  expect(raw.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(raw.pragma('auto_vacuum', { simple: true })).toBe(2)
  expect(raw.pragma('page_size', { simple: true })).toBe(32768)
  expect(raw.pragma('journal_mode', { simple: true })).toBe('wal')
  raw.close()
}

it.each([
  ['of now', () => undefined],
  ['of before', asOneThatCannotShrink],
])('of a file %s, with its runs as they were', async (_, prepare) => {
  const [kept, ...gone] = [writeRun(), writeRun(), writeRun()] as [string, string, string]
  prepare()
  const before = history.findRun(kept).mergedWindow(3, 14)
  expect(history.use().freeBytes).toBe(0)
  for (const id of gone) history.deleteRun(id)
  const roomy = history.use()
  expect(roomy.freeBytes).toBeGreaterThan(5_000_000)
  const use = await history.compact()
  expect(use).toEqual({ ...roomy, bytes: statSync(file).size, freeBytes: 0 })
  expect(use.bytes).toBeLessThanOrEqual(roomy.bytes - roomy.freeBytes)
  expect(history.findRun(kept).mergedWindow(3, 14)).toEqual(before)
  check()
  expect(await history.compact()).toEqual(use)
})

it('first removes what retention does not keep', async () => {
  const [old, newest] = [writeRun(), writeRun()]
  history.setRetention({ keepDays: null, keepBytes: 1_000_000 })
  const use = await history.compact()
  expect([use.runs, use.freeBytes]).toEqual([1, 0])
  expect(history.listRuns().map(({ id }) => id)).not.toContain(old)
  expect(history.findRun(newest).mergedWindow(0, 15)[0]!.window.count).toBe(15)
})

it('is refused while a run is written, here or by another process', async () => {
  history.deleteRun(writeRun())
  const { freeBytes } = history.use()
  const sentence = 'A run is being written to the history. Compact it when the run has ended.'
  const own = history.startRun(newRun())
  await expect(history.compact()).rejects.toMatchObject({ name: 'HistoryError', code: 'running', message: sentence })
  own.finish(COMPLETED)
  const writer = await startWriter(file, 0, 'beside')
  await expect(history.compact()).rejects.toMatchObject({ code: 'running', message: sentence })
  writer.kill()
  await writer.ended
  expect(history.use().freeBytes).toBeGreaterThan(freeBytes / 2)
  await history.compact()
  expect(history.use().freeBytes).toBe(0)
})

it('stops for a run that begins, which loses nothing', async () => {
  const ids = [writeRun(), writeRun(), writeRun()]
  for (const id of ids.slice(0, 2)) history.deleteRun(id)
  const compacting = history.compact()
  const writer = history.startRun(newRun())
  for (let t = 0; t < 30; t++)
    writer.writeSecond(secondOf(t, [{ series: seriesOf('a'), latenciesUs: [5], servicesUs: null }]))
  await compacting.catch((error: unknown) => expect(error).toMatchObject({ code: 'running' }))
  writer.finish(COMPLETED)
  expect(history.findRun(writer.id).mergedWindow(0, 30)[0]!.window.count).toBe(30)
  expect(history.findRun(ids[2]!).mergedWindow(0, 15)[0]!.window.count).toBe(15)
})

it('is refused where nothing can be written, or the disk is too small', async () => {
  history.close()
  history = openHistory(file, { readOnly: true })
  await expect(history.compact()).rejects.toMatchObject({ code: 'readOnly' })
  const pages = { all: 3_000_000_000, free: 1_000_000_000 }
  expect(() => refuseSmallDisk('h.db', pages, 4_000_000_000)).not.toThrow()
  expect(() => refuseSmallDisk('h.db', pages, 3_999_999_999)).toThrow(HistoryError)
  expect(() => refuseSmallDisk('h.db', pages, 1_500_000)).toThrow(
    'Compacting the history h.db needs 4.00 GB of free disk for a while; there are 1.50 MB. Free some space, or delete runs: their room is used again.',
  )
})

it('ends with the history when that is closed', async () => {
  const ids = [writeRun(), writeRun()]
  history.deleteRun(ids[0]!)
  const compacting = history.compact()
  history.close()
  await expect(compacting).rejects.toMatchObject({ code: 'refused' })
  history = openHistory(file)
  expect(history.findRun(ids[1]!).mergedWindow(0, 15)[0]!.window.count).toBe(15)
})

it('of a history in memory is no fault', async () => {
  const memory = openMemoryHistory()
  memory.startRun(newRun()).finish(COMPLETED)
  expect(await memory.compact()).toMatchObject({ runs: 1 })
  memory.close()
})
