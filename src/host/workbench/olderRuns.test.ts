/** Numbers of older runs in the background: one run that cannot be read, or a file that is held, keeps no other from having its own. */
import SqliteDatabase from 'better-sqlite3'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { runsMethods } from '../../contract/methods/runs.ts'
import { writeRawRun } from '../analysis/testing/rawRun.ts'
import { steadyLoad } from '../analysis/testing/steadyLoad.ts'
import { openHistory, type History } from '../storage/history.ts'
import { summarizeInBackground } from './olderRuns.ts'

const ALL = runsMethods['runs.list'].params.parse({})

let folder: string
let file: string
let history: History
let stop: () => void
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadwright-older-'))
  file = join(folder, 'history.db')
  history = openHistory(file, { lockWaitMs: 20 })
  stop = () => {}
})
afterEach(() => {
  stop()
  vi.useRealTimers()
  history.close()
  rmSync(folder, { recursive: true })
})

/** All that is done up to some time from now. */
function run(): { faults: unknown[]; look: () => void; untilIdle: () => void; counts: () => (number | null)[] } {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const faults: unknown[] = []
  const older = summarizeInBackground({
    history,
    isBusy: () => false,
    changed: () => {},
    fault: (error) => faults.push(error),
  })
  stop = () => older.end()
  return {
    faults,
    look: () => older.look(),
    untilIdle: () => void vi.advanceTimersByTime(10 * 60_000),
    counts: () => history.listRunRows(ALL).rows.map(({ requests }) => requests),
  }
}

test('a run that makes our own code fail is told once, and the others have their numbers', () => {
  writeRawRun(history, steadyLoad(3))
  // Of another plan: it is in no report but its own.
  writeRawRun(history, steadyLoad(2))
  const raw = new SqliteDatabase(file)
  raw.exec("UPDATE runs SET settings = 'null', plan_name = 'other' WHERE number = 2")
  raw.close()
  const { faults, untilIdle, counts } = run()
  untilIdle()
  expect(counts()).toEqual([null, 30])
  expect(faults).toEqual([expect.any(TypeError)])
})

test('while another process holds the file it waits, and goes on then', () => {
  writeRawRun(history, steadyLoad(3))
  const other = new SqliteDatabase(file)
  other.exec('BEGIN IMMEDIATE')
  const { faults, untilIdle, counts } = run()
  vi.advanceTimersByTime(1000)
  expect(counts()).toEqual([null])
  other.exec('ROLLBACK')
  other.close()
  untilIdle()
  expect(counts()).toEqual([30])
  expect(faults).toEqual([])
})

test('a run whose process is found dead later has its numbers, too', () => {
  const { faults, look, untilIdle, counts } = run()
  untilIdle()
  writeRawRun(history, steadyLoad(3))
  untilIdle()
  expect(counts()).toEqual([null])
  look()
  untilIdle()
  expect(counts()).toEqual([30])
  expect(faults).toEqual([])
})
