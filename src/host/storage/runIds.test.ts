/** The list of runs by its ids: for what is done to all of it at once. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Params } from '../../contract/method.ts'
import { MOST_IDS, runsMethods, type RunIds } from '../../contract/methods/runs.ts'
import { openHistory, type History } from './history.ts'
import { writeRuns } from './testing/manyRuns.ts'

type Query = Params<(typeof runsMethods)['runs.ids']>

const MORE = 7
const HOSTILE = `<img src=x onerror="alert(1)">\u202e%_'; DROP TABLE runs --`

let folder: string
let history: History
/** Oldest first. */
let written: string[]
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadwright-ids-'))
  const file = join(folder, 'history.db')
  const start = Date.UTC(2026, 0, 1)
  written = writeRuns(
    file,
    Array.from({ length: MOST_IDS + MORE }, (_, at) => ({
      run: { startedAtMs: start + at * 1000, planName: at < 5 ? HOSTILE : 'shop', scenario: at % 2 ? 'odd' : 'even' },
      numbers: { p95Ms: (at * 7919) % 10_007 },
    })),
  )
  history = openHistory(file)
})
afterAll(() => {
  history.close()
  rmSync(folder, { recursive: true, force: true })
})

function ids(query: Query = {}): RunIds {
  return history.listRunIds(runsMethods['runs.ids'].params.parse(query))
}

test('all of a filter, in the order of the list, with those that have a star', () => {
  const starred = written.slice(0, 3)
  history.editRuns({ runs: starred, starred: true })
  const hostile = ids({ filter: { plan: HOSTILE } })
  expect(hostile).toEqual({
    ids: written.slice(0, 5).toReversed(),
    starred: starred.toReversed(),
    total: 5,
  })
  const page = history.listRunRows(
    runsMethods['runs.list'].params.parse({
      filter: { scenario: 'odd' },
      sort: [{ column: 'p95', descending: true }],
      limit: 500,
    }),
  )
  const sorted = ids({ filter: { scenario: 'odd' }, sort: [{ column: 'p95', descending: true }] })
  expect(sorted.ids).toHaveLength(page.total)
  expect(sorted.ids.slice(0, 500)).toEqual(page.rows.map(({ id }) => id))
  expect(ids({ filter: { text: "' OR 1=1 --" } })).toEqual({ ids: [], starred: [], total: 0 })
})

test('of more than one call may change, the first', () => {
  const all = ids()
  expect(all.total).toBe(MOST_IDS + MORE)
  expect(all.ids).toEqual(written.slice(MORE).toReversed())
})

test('what is done to all of them is done in one call, and undone in one', () => {
  const all = ids({ filter: { text: 'shop' } })
  history.editRuns({ runs: all.ids, addTags: ['nightly'], starred: true })
  expect(ids({ filter: { tag: 'nightly', starred: true } })).toEqual({
    ids: all.ids,
    starred: all.ids,
    total: MOST_IDS,
  })
  const { deleted } = history.hideRuns(all.ids)
  expect(ids().total).toBe(MOST_IDS + MORE - all.ids.length)
  history.unhideRuns(deleted)
  expect(ids().total).toBe(MOST_IDS + MORE)
})

test('what asks for anything else is refused', () => {
  const { params } = runsMethods['runs.ids']
  for (const wrong of [
    null,
    [],
    { limit: 5 },
    { sort: [{ column: 'id; --', descending: true }] },
    { filter: { x: '' } },
  ])
    expect(params.safeParse(wrong).success).toBe(false)
  expect(params.safeParse({ filter: { text: 'x'.repeat(10_000) } }).success).toBe(false)
})
