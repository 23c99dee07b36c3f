/** How long runs are kept: what goes, what stays, and when. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openHistory, type History } from './history.ts'
import { pageBytes } from './retention.ts'
import { writeRuns } from './testing/manyRuns.ts'
import { startWriter } from './testing/startWriter.ts'
import { COMPLETED, newRun, secondOf, seriesOf } from './testing/syntheticSeconds.ts'
import SqliteDatabase from 'better-sqlite3'

const DAY_MS = 24 * 3600 * 1000
const TODAY_MS = Date.UTC(2026, 10, 28)

let folder: string
let file: string
let history: History
let nowMs: number
const open = (): History => openHistory(file, { nowMs: () => nowMs })
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadwright-history-'))
  file = join(folder, 'history.db')
  nowMs = TODAY_MS
  history = open()
})
afterEach(() => {
  history.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Runs of half a MB, most of it the text of the plan, one a day. */
function writeLargeRuns(count: number): string[] {
  return Array.from({ length: count }, (_, at) => {
    const startedAtMs = TODAY_MS - (count - at) * DAY_MS
    const writer = history.startRun(newRun({ startedAtMs, planText: `${at}`.repeat(500_000) }))
    for (let t = 0; t < 3; t++)
      writer.writeSecond(secondOf(t, [{ series: seriesOf('GET /'), latenciesUs: [1000 + t], servicesUs: null }]))
    writer.finish({ ...COMPLETED, endedAtMs: startedAtMs + 3000 })
    return writer.id
  })
}

function usedBytes(): number {
  const raw = new SqliteDatabase(file, { readonly: true })
  const { all, free } = pageBytes(raw)
  raw.close()
  return all - free
}

const ids = (): string[] => history.listRuns().map(({ id }) => id)

it('is for ever until it is said, and then kept in the file', async () => {
  const [id] = writeRuns(file, [{ run: { startedAtMs: 0 }, finish: { endedAtMs: 1 } }])
  await history.settled()
  expect([ids(), history.use().retention]).toEqual([[id], { keepDays: null, keepBytes: null }])
  expect(history.setRetention({ keepDays: 30_000, keepBytes: 5_000_000 }).retention).toEqual({
    keepDays: 30_000,
    keepBytes: 5_000_000,
  })
  history.close()
  history = open()
  expect(history.use().retention).toEqual({ keepDays: 30_000, keepBytes: 5_000_000 })
  history.setRetention({ keepDays: null, keepBytes: null })
  expect(history.use().retention).toEqual({ keepDays: null, keepBytes: null })
})

it('of days is counted from the end of a run; stars and runs that go on stay', async () => {
  const run = (startDays: number, endDays: number | null) => ({
    run: { startedAtMs: TODAY_MS - startDays * DAY_MS },
    finish: endDays === null ? null : { endedAtMs: TODAY_MS - endDays * DAY_MS },
  })
  history.close()
  const [starred, soak, old, today] = writeRuns(file, [run(40, 39), run(40, 29.9), run(31, 30.1), run(0.1, 0)])
  history = open()
  const going = history.startRun(newRun({ startedAtMs: TODAY_MS - 50 * DAY_MS }))
  history.editRuns({ runs: [starred!], starred: true })
  history.setRetention({ keepDays: 30, keepBytes: null })
  await history.settled()
  expect(ids().toSorted()).toEqual([starred!, soak!, today!, going.id].toSorted())
  expect(ids()).not.toContain(old)

  // After each run, and at opening.
  nowMs += DAY_MS
  going.finish({ ...COMPLETED, endedAtMs: nowMs })
  await history.settled()
  expect(ids().toSorted()).toEqual([starred!, today!, going.id].toSorted())
  history.close()
  nowMs += 40 * DAY_MS
  history = open()
  await history.settled()
  expect(ids()).toEqual([starred])
})

it('spares the runs of a baseline, by label and by commit, and of no other scenario', async () => {
  history.close()
  const old = (scenario: string, label: string | null, commit: string | null) => ({
    run: { startedAtMs: TODAY_MS - 40 * DAY_MS, scenario, build: { label, commit, branch: null } },
    finish: { endedAtMs: TODAY_MS - 39 * DAY_MS },
  })
  const commit = 'abcdef0123456789'
  const [labelled, , , committed] = writeRuns(file, [
    old('smoke', '1.0', null),
    old('smoke', '1.1', null),
    old('other', '1.0', null),
    old('load', null, commit),
    old('load', 'x', commit),
  ])
  history = open()
  const { planName, target } = newRun()
  history.setBaseline({ planName, scenario: 'smoke', target }, '1.0')
  history.setBaseline({ planName, scenario: 'load', target }, commit.slice(0, 12))
  history.setRetention({ keepDays: 30, keepBytes: null })
  await history.settled()
  expect(ids().toSorted()).toEqual([labelled!, committed!].toSorted())
  history.setBaseline({ planName, scenario: 'smoke', target }, null)
  history.setRetention({ keepDays: 29, keepBytes: null })
  await history.settled()
  expect(ids()).toEqual([committed])
})

it('of bytes takes the oldest without a star until there is room, and never the newest', async () => {
  const emptyBytes = usedBytes()
  const written = writeLargeRuns(8)
  history.editRuns({ runs: [written[1]!], starred: true })
  const keepBytes = emptyBytes + Math.round((usedBytes() - emptyBytes) * 0.6)
  history.setRetention({ keepDays: null, keepBytes })
  await history.settled()
  const kept = written.filter((id) => ids().includes(id))
  expect(usedBytes()).toBeLessThanOrEqual(keepBytes)
  expect(kept[0]).toBe(written[1])
  // What is kept beside it is the newest in one stretch, and not less than had to go.
  expect(kept.slice(1)).toEqual(written.slice(-(kept.length - 1)))
  expect(kept.length).toBeGreaterThan(3)
  expect(history.findRun(kept[0]!).mergedWindow(0, 3)[0]!.window.count).toBe(3)

  history.setRetention({ keepDays: null, keepBytes: 1 })
  await history.settled()
  expect(ids()).toEqual([written[7], written[1]])
})

it('waits for deletions that can be undone, and does not take more for them', async () => {
  const written = writeLargeRuns(4)
  const keepBytes = usedBytes() - 50_000
  history.hideRuns([written[3]!])
  history.setRetention({ keepDays: null, keepBytes })
  await history.settled()
  expect(ids()).toEqual(written.slice(0, 3).toReversed())
  nowMs += 10_000
  await history.settled()
  expect(usedBytes()).toBeLessThanOrEqual(keepBytes)
  expect(ids()).toEqual(written.slice(0, 3).toReversed())
})

it('is applied beside a process that writes a run, which loses nothing', async () => {
  writeLargeRuns(4)
  const writer = await startWriter(file, 0, 'beside')
  try {
    writer.begin()
    await writer.reached(2)
    history.setRetention({ keepDays: null, keepBytes: 1 })
    await history.settled()
    await writer.reached(writer.said.lastSecond + 20)
  } finally {
    writer.kill()
    await writer.ended
  }
  const { lastSecond } = history.findRun(writer.said.id).run()
  const windows = history.findRun(writer.said.id).mergedWindow(0, lastSecond! + 1)
  expect(windows.reduce((sum, { window }) => sum + window.count, 0)).toBe(3 * (lastSecond! + 1))
  expect(history.listRuns({ status: 'completed' })).toHaveLength(1)
})
