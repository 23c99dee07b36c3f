/** Groups of the list of runs, counted by SQL, against groups that are made by hand of the same runs. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Params } from '../../contract/method.ts'
import { runsMethods, type RunGroup, type RunGrouping, type RunRow } from '../../contract/methods/runs.ts'
import { openHistory, type History } from './history.ts'
import { writeRuns, type ListedRun } from './testing/manyRuns.ts'

type Query = Params<(typeof runsMethods)['runs.list']>
type Sort = NonNullable<Query['sort']>

const COUNT = 3000
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** A year with both changes of the clock of 2026 in it, a run every 167 minutes: days have different numbers of runs. */
const START_MS = Date.UTC(2026, 1, 1, 0, 7)
const EVERY_MS = 167 * 60_000
/** Names that are told apart by their letters only. */
const BUILDS = [
  '1.0',
  '1.0 ',
  'RC',
  'rc',
  null,
  '',
  '__proto__',
  "' OR 1=1 --",
  '<img src=x onerror=alert(1)>',
  'a\u0000b',
  'a',
  '🚀',
]
const PLANS = ['Checkout', 'checkout', 'Search', '%', 'x'.repeat(2000)]

let folder: string
let history: History
/** Newest first. */
let all: RunRow[]
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadwright-groups-'))
  const file = join(folder, 'history.db')
  const runs = Array.from({ length: COUNT }, (_, at): ListedRun => {
    const status = (['passed', 'failed', 'inconclusive', null] as const)[(at * 7) % 4]!
    return {
      run: {
        startedAtMs: START_MS + at * EVERY_MS,
        planName: PLANS[(at * 31) % PLANS.length]!,
        scenario: at % 3 === 0 ? 'load' : 'smoke',
        build: { label: BUILDS[(at * 17) % BUILDS.length]!, commit: `c${at}`, branch: null },
      },
      finish: at % 1000 === 999 ? null : { verdict: status && { status, sentence: `It ${status}.`, exitCode: 0 } },
      numbers: { p95Ms: at % 13 === 0 ? null : (at * 7919) % 401 },
    }
  })
  writeRuns(file, runs)
  history = openHistory(file)
  all = pages({})
})
afterAll(() => {
  history.close()
  rmSync(folder, { recursive: true, force: true })
})

function pages(query: Query, limit = 500, from = history): RunRow[] {
  const rows: RunRow[] = []
  for (let offset = 0; ; offset += limit) {
    const page = from.listRunRows(runsMethods['runs.list'].params.parse({ ...query, offset, limit })).rows
    rows.push(...page)
    if (page.length < limit) return rows
  }
}

function groups(query: Params<(typeof runsMethods)['runs.groups']>): RunGroup[] {
  return history.listRunGroups(runsMethods['runs.groups'].params.parse(query))
}

/** As the clock on the wall said it: hours from UTC before, between and after the two changes of the year. */
const CLOCKS: Record<string, { winter: number; summer: number; begins: number; ends: number }> = {
  UTC: { winter: 0, summer: 0, begins: 0, ends: 0 },
  'Europe/Berlin': { winter: 1, summer: 2, begins: Date.UTC(2026, 2, 29, 1), ends: Date.UTC(2026, 9, 25, 1) },
  'America/St_Johns': {
    winter: -3.5,
    summer: -2.5,
    begins: Date.UTC(2026, 2, 8, 5, 30),
    ends: Date.UTC(2026, 10, 1, 4, 30),
  },
  'Asia/Kathmandu': { winter: 5.75, summer: 5.75, begins: 0, ends: 0 },
  'Pacific/Kiritimati': { winter: 14, summer: 14, begins: 0, ends: 0 },
}

/** Of times before March 2027, when the clocks change again. */
function dayOf(atMs: number, timeZone: string): string {
  const { winter, summer, begins, ends } = CLOCKS[timeZone]!
  const hours = atMs >= begins && atMs < ends ? summer : winter
  return new Date(atMs + hours * HOUR_MS).toISOString().slice(0, 10)
}

function namesOf(row: RunRow, group: RunGrouping): (string | null)[] {
  if (group.by === 'build') return [row.build]
  if (group.by === 'scenario') return [row.planName, row.scenario]
  return [dayOf(row.startedAtMs, group.timeZone)]
}

/** @param rows in the order of the list without groups */
function groupedByHand(rows: readonly RunRow[], group: RunGrouping): RunRow[][] {
  const found = new Map<string, RunRow[]>()
  for (const row of rows) {
    const key = JSON.stringify(namesOf(row, group))
    const own = found.get(key)
    if (own === undefined) found.set(key, [row])
    else own.push(row)
  }
  return [...found.values()]
}

function headingOf(rows: readonly RunRow[], group: RunGrouping): RunGroup {
  const having = (fits: (row: RunRow) => boolean): number => rows.filter(fits).length
  return {
    names: namesOf(rows[0]!, group),
    runs: rows.length,
    passed: having(({ verdict }) => verdict?.status === 'passed'),
    failed: having(({ verdict }) => verdict?.status === 'failed'),
    inconclusive: having(({ verdict }) => verdict?.status === 'inconclusive'),
    running: having(({ status }) => status === 'running'),
    newestAtMs: Math.max(...rows.map(({ startedAtMs }) => startedAtMs)),
  }
}

const BY: [name: string, group: RunGrouping][] = [
  ['build', { by: 'build' }],
  ['scenario', { by: 'scenario' }],
  ...Object.keys(CLOCKS).map((timeZone): [string, RunGrouping] => [`day in ${timeZone}`, { by: 'day', timeZone }]),
]
const SORTS: [name: string, sort: Sort][] = [
  ['newest first', []],
  ['oldest first', [{ column: 'startedAt', descending: false }]],
  ['slowest first', [{ column: 'p95', descending: true }]],
  [
    'several columns',
    [
      { column: 'verdict', descending: false },
      { column: 'build', descending: true },
      { column: 'p95', descending: false },
    ],
  ],
]

describe.each(BY)('by %s', (_, group) => {
  it.each(SORTS)('%s: groups stand as their first runs, the runs of each in their order', (_name, sort) => {
    const filter = { scenario: 'smoke' }
    const expected = groupedByHand(pages({ filter, sort }), group)
    expect(groups({ filter, sort, group })).toEqual(expected.map((rows) => headingOf(rows, group)))
    const ids = expected.flat().map(({ id }) => id)
    expect(pages({ filter, sort, group }, 487).map(({ id }) => id)).toEqual(ids)
    expect(history.listRunIds(runsMethods['runs.ids'].params.parse({ filter, sort, group })).ids).toEqual(ids)
  })

  it('has every run in one group, and knows the runs of each', () => {
    const found = groups({ group })
    expect(found.reduce((sum, { runs }) => sum + runs, 0)).toBe(all.length)
    const byHand = groupedByHand(all, group)
    for (const [at, { names }] of found.entries()) {
      if (at % 17 !== 0 && names[0] !== null) continue
      const { ids, total } = history.listRunIds(runsMethods['runs.ids'].params.parse({ group, only: names }))
      expect([names, total, ids]).toEqual([names, byHand[at]!.length, byHand[at]!.map(({ id }) => id)])
    }
  })
})

it('what has no run in the list is no group', () => {
  expect(groups({ filter: { text: 'no such words' }, group: { by: 'build' } })).toEqual([])
  expect(
    groups({ filter: { verdict: 'failed', scenario: 'load' }, group: { by: 'scenario' } }).map(
      ({ runs, failed }) => runs - failed,
    ),
  ).toEqual(PLANS.map(() => 0))
})

it('follows what is deleted and brought back', () => {
  const group = { by: 'build' } as const
  const before = groups({ group })
  const gone = groupedByHand(all, group)[3]!
  const { deleted } = history.hideRuns(gone.map(({ id }) => id))
  expect(groups({ group })).toEqual(before.toSpliced(3, 1))
  history.unhideRuns(deleted)
  expect(groups({ group })).toEqual(before)
})

it('a history that is only read is grouped as it is known there', () => {
  const reader = openHistory(history.file, { readOnly: true })
  const group: RunGrouping = { by: 'day', timeZone: 'Asia/Kathmandu' }
  const expected = groupedByHand(pages({}, 500, reader), group).map((rows) => headingOf(rows, group))
  expect(reader.listRunGroups(runsMethods['runs.groups'].params.parse({ group }))).toEqual(expected)
  reader.close()
})

it('a start beyond the calendar has no day, and no group is lost by it', () => {
  const file = join(folder, 'strange.db')
  writeRuns(
    file,
    [1e300, -1e300, 8.64e15, -8.64e15, 0].map((startedAtMs) => ({ run: { startedAtMs } })),
  )
  const strange = openHistory(file)
  const query = runsMethods['runs.groups'].params.parse({ group: { by: 'day', timeZone: 'UTC' } })
  const found = strange.listRunGroups(query)
  expect(found.find(({ names }) => names[0] === null)?.runs).toBe(2)
  expect(found.find(({ names }) => names[0] === '1970-01-01')?.runs).toBe(1)
  expect(found.reduce((sum, { runs }) => sum + runs, 0)).toBe(5)
  strange.close()
})

it('another zone, another grouping, or anything else is refused', () => {
  const { params } = runsMethods['runs.groups']
  for (const group of [
    undefined,
    null,
    {},
    { by: 'plan' },
    { by: 'build', timeZone: 'UTC' },
    { by: 'day' },
    { by: 'day', timeZone: 'Atlantis/Capital' },
    { by: 'day', timeZone: "UTC'); DROP TABLE runs; --" },
    { by: 'day', timeZone: 'x'.repeat(10_000) },
  ])
    expect([group, params.safeParse({ group }).success]).toEqual([group, false])
})

it('runs of a group that nobody knows are none, and never all', () => {
  const { params } = runsMethods['runs.ids']
  expect(params.safeParse({ only: ['1.0'] }).success).toBe(false)
  const group = { by: 'scenario' } as const
  for (const only of [['Checkout', 'LOAD'], ['Checkout'], [null, null], ['Checkout\u0000', 'load']])
    expect(history.listRunIds(params.parse({ group, only }))).toEqual({ ids: [], starred: [], total: 0 })
})

it('a day is as long as the clock makes it', () => {
  // One night lacks an hour, another has it twice.
  const group: RunGrouping = { by: 'day', timeZone: 'Europe/Berlin' }
  const byDay = new Map(groups({ group }).map(({ names, runs }) => [names[0], runs]))
  const between = (from: number, to: number) =>
    all.filter(({ startedAtMs }) => startedAtMs >= from && startedAtMs < to).length
  const short = Date.UTC(2026, 2, 28, 23)
  expect(byDay.get('2026-03-29')).toBe(between(short, short + DAY_MS - HOUR_MS))
  const long = Date.UTC(2026, 9, 24, 22)
  expect(byDay.get('2026-10-25')).toBe(between(long, long + DAY_MS + HOUR_MS))
})
