/** The list of runs: what it finds, in which order, in which pages. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Params } from '../../contract/method.ts'
import { RUN_COLUMNS, runsMethods, type RunColumn, type RunRow } from '../../contract/methods/runs.ts'
import { openHistory, type History } from './history.ts'
import { numbersOf, writeRuns, type ListedRun } from './testing/manyRuns.ts'
import { startWriter } from './testing/startWriter.ts'
import { newRun } from './testing/syntheticSeconds.ts'

type Query = Params<(typeof runsMethods)['runs.list']>

const START_MS = Date.UTC(2026, 0, 1)

function list(history: History, query: Query = {}): { rows: RunRow[]; total: number } {
  return history.listRunRows(runsMethods['runs.list'].params.parse(query))
}

/** Every page of a list, one after the other. */
function pages(history: History, query: Query, limit: number): RunRow[] {
  const rows: RunRow[] = []
  for (let offset = 0; ; offset += limit) {
    const page = list(history, { ...query, offset, limit })
    rows.push(...page.rows)
    if (page.rows.length < limit) return rows
  }
}

let folder: string
function inFolder(): string {
  folder = mkdtempSync(join(tmpdir(), 'loadwright-history-'))
  return join(folder, 'history.db')
}

describe('ten thousand runs', () => {
  let history: History
  let all: RunRow[]
  beforeAll(() => {
    const file = inFolder()
    const runs = Array.from({ length: 10_000 }, (_, at): ListedRun => {
      const verdict = (['passed', 'failed', 'inconclusive', null] as const)[at % 4]!
      return {
        run: {
          // Every start is that of four runs.
          startedAtMs: START_MS + Math.floor(at / 4) * 60_000,
          planName: `Plan ${at % 37}`,
          scenario: at % 3 === 0 ? 'load' : 'smoke',
          build: { label: at % 11 === 0 ? null : `1.${at % 97}`, commit: null, branch: null },
          settings: { text: 'x'.repeat(500) },
        },
        finish:
          at % 1000 === 999
            ? null
            : { verdict: verdict === null ? null : { status: verdict, sentence: `It ${verdict}.`, exitCode: 0 } },
        numbers: {
          requests: (at * 7919) % 5000,
          p95Ms: at % 13 === 0 ? null : (at * 31) % 400,
          failureShare: (at % 20) / 100,
          ratePerS: (at % 500) / 3,
          durationMs: 1000 * (at % 60),
        },
      }
    })
    const ids = writeRuns(file, runs)
    history = openHistory(file)
    history.editRuns({ runs: ids.slice(0, 600), starred: true, addTags: ['nightly'] })
    history.editRuns({ runs: ids.slice(300, 400), addTags: ['release 1.4'], notes: 'Database was moved' })
    all = pages(history, {}, 500)
  })
  afterAll(() => {
    history.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('are listed newest first, each once, whatever the size of the page', () => {
    expect(all).toHaveLength(10_000)
    expect(new Set(all.map(({ id }) => id)).size).toBe(10_000)
    expect(all.map(({ startedAtMs }) => startedAtMs)).toEqual(
      all.map(({ startedAtMs }) => startedAtMs).toSorted((one, other) => other - one),
    )
    expect(list(history).total).toBe(10_000)
    expect(list(history, { offset: 9990 }).rows).toEqual(all.slice(9990))
    expect(list(history, { offset: 10_000 })).toEqual({ rows: [], total: 10_000 })
    expect(list(history, { offset: Number.MAX_SAFE_INTEGER }).rows).toEqual([])
  })

  const filters: [name: string, filter: NonNullable<Query['filter']>, keeps: (row: RunRow) => boolean][] = [
    ['plan', { plan: 'Plan 3' }, (row) => row.planName === 'Plan 3'],
    ['scenario', { scenario: 'load' }, (row) => row.scenario === 'load'],
    ['build', { build: '1.5' }, (row) => row.build === '1.5'],
    ['tag', { tag: 'nightly' }, (row) => row.tags.includes('nightly')],
    ['tag of several words', { tag: 'release 1.4' }, (row) => row.tags.includes('release 1.4')],
    ['verdict', { verdict: 'failed' }, (row) => row.verdict?.status === 'failed'],
    ['no verdict', { verdict: 'none' }, (row) => row.verdict === null],
    ['star', { starred: true }, (row) => row.starred],
    ['no star', { starred: false, tag: 'nightly' }, () => false],
    [
      'words',
      { text: ' LOAD  plan   36 ' },
      (row) => row.scenario === 'load' && /36|3.*6|6.*3/.test(textOf(row)) && textOf(row).includes('36'),
    ],
    ['words of notes', { text: 'moved database' }, (row) => row.notes !== null],
    [
      'all of it',
      { text: 'plan', plan: 'Plan 5', scenario: 'smoke', verdict: 'passed', starred: true, tag: 'nightly' },
      (row) => row.planName === 'Plan 5' && row.scenario === 'smoke' && row.verdict?.status === 'passed' && row.starred,
    ],
  ]
  function textOf(row: RunRow): string {
    return [row.planName, row.scenario, row.build, row.id, row.id.replace('-', ''), ...row.tags, row.notes]
      .join('\n')
      .toLowerCase()
  }
  it.each(filters)('are found by %s', (_, filter, keeps) => {
    const expected = all.filter(keeps)
    expect(pages(history, { filter }, 500)).toEqual(expected)
    expect(list(history, { filter, limit: 1 }).total).toBe(expected.length)
  })

  const valueOf: Record<RunColumn, (row: RunRow) => number | string | null> = {
    startedAt: (row) => row.startedAtMs,
    plan: (row) => row.planName.toLowerCase(),
    scenario: (row) => row.scenario,
    build: (row) => row.build,
    duration: (row) => row.durationMs,
    status: (row) => row.status,
    verdict: (row) => row.verdict?.status ?? null,
    requests: (row) => row.requests,
    rate: (row) => row.ratePerS,
    failureShare: (row) => row.failureShare,
    p95: (row) => row.p95Ms,
    starred: (row) => Number(row.starred),
  }
  type Sort = NonNullable<Query['sort']>
  function sorted(rows: RunRow[], sort: Sort): RunRow[] {
    return rows.toSorted((one, other) => {
      for (const { column, descending } of sort) {
        const [left, right] = [valueOf[column](one), valueOf[column](other)]
        if (left === right) continue
        if (left === null) return 1
        if (right === null) return -1
        return (left < right ? -1 : 1) * (descending ? -1 : 1)
      }
      return 0
    })
  }
  it.each(
    RUN_COLUMNS.flatMap(
      (column) =>
        [
          [column, false],
          [column, true],
        ] as const,
    ),
  )('are sorted by %s (descending: %s), with what has no value last', (column, descending) => {
    const sort = [{ column, descending }]
    expect(pages(history, { sort }, 500).map(({ id }) => id)).toEqual(sorted(all, sort).map(({ id }) => id))
  })
  it('are sorted by several columns, page by page', () => {
    const sort: Sort = [
      { column: 'verdict', descending: true },
      { column: 'plan', descending: false },
      { column: 'p95', descending: true },
      { column: 'starred', descending: true },
    ]
    const filter = { scenario: 'smoke' }
    const expected = sorted(all, sort).filter(({ scenario }) => scenario === 'smoke')
    expect(pages(history, { sort, filter }, 137)).toEqual(expected)
  })

  it('are told apart by their facets, most used first', () => {
    const facets = history.listFacets()
    expect(facets.scenarios).toEqual(['smoke', 'load'])
    expect(facets.tags).toEqual(['nightly', 'release 1.4'])
    expect([facets.plans.length, facets.builds.length]).toEqual([37, 97])
    const count = (plan: string) => all.filter(({ planName }) => planName === plan).length
    expect(facets.plans.map(count)).toEqual(facets.plans.map(count).toSorted((one, other) => other - one))
  })
})

describe('a list', () => {
  let file: string
  let history: History
  beforeEach(() => {
    file = inFolder()
  })
  afterEach(() => {
    history.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('of no runs is empty', () => {
    history = openHistory(file)
    expect(list(history)).toEqual({ rows: [], total: 0 })
    expect(history.listFacets()).toEqual({ plans: [], scenarios: [], builds: [], tags: [] })
  })

  it('gives back what was written at the end, and nothing of a run that goes on', () => {
    const verdict = { status: 'passed', sentence: 'All met.', exitCode: 0 } as const
    const [ended, without, running] = writeRuns(file, [
      { finish: { verdict }, numbers: { failureShare: null, p95Ms: null, untrustedLoadShare: null } },
      { run: { startedAtMs: START_MS }, finish: { summary: undefined, status: 'stopped' } },
      { run: { startedAtMs: START_MS - 1 }, finish: null },
    ])
    history = openHistory(file, { readOnly: true })
    const none = { durationMs: null, peakLoad: null, requests: null, ratePerS: null, failureShare: null, p95Ms: null, p95Line: [], untrustedLoadShare: null, verdict: null } // prettier-ignore
    const { planName, planFile, scenario, target, startedAtMs } = newRun()
    const build = { build: '1.0', buildName: '1.0', baseline: null }
    const row = { planName, planFile, scenario, target, ...build, starred: false, tags: [], notes: null }
    // What comparisons and trends are made from is kept with these, and not listed.
    const numbers = Object.entries(numbersOf({ failureShare: null, p95Ms: null, untrustedLoadShare: null }))
    expect(list(history).rows).toEqual([
      {
        ...row,
        ...Object.fromEntries(numbers.filter(([name]) => name in none)),
        id: ended,
        startedAtMs,
        status: 'completed',
        verdict,
      },
      { ...row, ...none, id: without, startedAtMs: START_MS, status: 'stopped' },
      { ...row, ...none, id: running, startedAtMs: START_MS - 1, status: 'running' },
    ])
  })

  const hostile = [
    '%',
    '_',
    "'; DROP TABLE runs; --",
    '"quoted"',
    '\\',
    '[a-z]*?',
    'instr(text)',
    '<img src=x onerror=alert(1)>',
    '__proto__',
    'a\u0000b',
    '\u202Ertl\u200F',
    'x'.repeat(10_000),
    '🚀',
    '\uD83D',
  ]
  it.each(hostile)('takes %j for the letters that it is made of', (name) => {
    const [id] = writeRuns(file, [
      { run: { planName: `before${name}after` } },
      { run: { planName: 'another', scenario: 'plain', build: { label: 'x', commit: null, branch: null } } },
    ])
    history = openHistory(file)
    // What may be typed is shorter than what may be there.
    for (const text of name.slice(0, 500).split(/\s+/))
      expect(list(history, { filter: { text } }).rows.map((row) => row.id)).toEqual([id])
    history.editRuns({ runs: [id!], addTags: [name], notes: name })
    const [tag] = list(history).rows.find((row) => row.id === id)!.tags
    expect(tag).toBe(name.toWellFormed())
    if (name.length <= 200) {
      expect(list(history, { filter: { tag: name.toWellFormed() } }).rows.map((row) => row.id)).toEqual([id])
      expect(list(history, { filter: { plan: name } }).total).toBe(0)
    }
    expect(history.listFacets().tags).toEqual([tag])
  })

  it('is searched without regard to case, in any script, and not across two texts', () => {
    const [id] = writeRuns(file, [
      { run: { planName: 'Straße ΟΔΟΣ Ärger', scenario: 'ПОИСК', build: { label: 'É1', commit: null, branch: null } } },
    ])
    history = openHistory(file)
    history.editRuns({ runs: [id!], addTags: ['Two Words', 'a"b'], notes: 'line one\nline two' })
    const finds = (text: string) => list(history, { filter: { text } }).total === 1
    for (const text of [
      'STRASSE',
      'strasse',
      'straße',
      'οδοσ',
      'οδος',
      'äRGER',
      'a\u0308rger',
      'поиск',
      'é1',
      'e\u03011',
      'two',
      'words two',
      'a"b',
      'LINE two',
      id!,
      id!.replace('-', '').toUpperCase(),
      id!.slice(2, 9),
      '  ',
      '',
    ])
      // prettier-ignore
      expect([text, finds(text)]).toEqual([text, true])
    for (const text of ['straßeοδος', 'wordsa', '","', '[', 'two three', 'null'])
      expect([text, finds(text)]).toEqual([text, false])
  })

  it('shows at most a thousand names to filter by', () => {
    writeRuns(
      file,
      Array.from({ length: 1500 }, (_, at) => ({ run: { planName: `plan ${at}` } })),
    )
    history = openHistory(file)
    expect(history.listFacets().plans).toHaveLength(1000)
  })

  it('shows a run of another process as soon as it is there', async () => {
    history = openHistory(file)
    const writer = await startWriter(file, 0, 'beside')
    try {
      writer.begin()
      await writer.reached(5)
      expect(list(history, { filter: { build: 'beside' } }).rows).toMatchObject([
        { id: writer.said.id, status: 'running', requests: null, p95Line: [] },
      ])
      history.editRuns({ runs: [writer.said.id], starred: true, notes: 'while it runs' })
      await writer.reached(writer.said.lastSecond + 20)
      expect(list(history, { filter: { text: 'while runs', starred: true } }).total).toBe(1)
    } finally {
      writer.kill()
      await writer.ended
    }
  })
})

describe('beside a baseline', () => {
  let history: History
  beforeEach(() => {
    const of = (
      scenario: string,
      label: string | null,
      p95Ms: number | null,
      commit: string | null = null,
    ): ListedRun => ({
      run: { scenario, build: { label, commit, branch: null }, startedAtMs: START_MS },
      numbers: { p95Ms },
    })
    const file = inFolder()
    writeRuns(file, [
      of('a', '1.0', 100),
      of('a', '1.0', 120),
      of('a', '1.0', 900),
      of('a', '1.0', null),
      { ...of('a', '1.0', 1), finish: { status: 'failed' } },
      of('a', '1.1', 180),
      of('b', '1.0', 5),
      of('c', null, 10, 'abcdef0123456789'),
      of('c', null, 20, 'abcdef0123459999'),
      of('c', 'abcdef012345', 40),
      of('c', 'x', 80, 'abcdef0123456789'),
    ])
    history = openHistory(file)
  })
  afterEach(() => {
    history.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const { planName, target } = newRun()
  const rowsOf = (scenario: string): RunRow[] => list(history, { filter: { scenario } }).rows.toReversed()

  it('rows have none until one is set, of their scenario only', () => {
    expect(rowsOf('a').every(({ baseline }) => baseline === null)).toBe(true)
    history.setBaseline({ planName, scenario: 'a', target }, '1.0')
    expect(rowsOf('b').map(({ baseline }) => baseline)).toEqual([null])
    const beside = { build: '1.0', runs: 3, p95Ms: 120 }
    expect(rowsOf('a').map(({ baseline }) => baseline)).toEqual([
      ...Array.from({ length: 5 }, () => ({ ...beside, isOwn: true })),
      { ...beside, isOwn: false },
    ])
  })

  it('builds are known by their label, else by their commit', () => {
    history.setBaseline({ planName, scenario: 'c', target }, 'abcdef012345')
    const rows = rowsOf('c')
    expect(rows.map(({ build, buildName }) => [build, buildName])).toEqual([
      [null, 'abcdef012345'],
      [null, 'abcdef012345'],
      ['abcdef012345', 'abcdef012345'],
      ['x', 'x'],
    ])
    expect(rows.map(({ baseline }) => baseline?.isOwn)).toEqual([true, true, true, false])
    expect(rows[3]?.baseline).toMatchObject({ runs: 3, p95Ms: 20 })
  })

  it('endpoints are the medians of the runs that have them', () => {
    const of = { planName, scenario: 'endpoints', target }
    const run = (build: string, p95s: Record<string, number>): ListedRun => ({
      run: { ...of, build: { label: build, commit: null, branch: null } },
      numbers: {
        p95Ms: 7,
        endpoints: Object.entries(p95s).map(([name, p95]) => ({
          endpoint: { name, kind: 'http' },
          ok: 10,
          failed: 0,
          ratePerS: 1,
          latencyMs: { p50: 1, p95, p99: 1, p999: 1, mean: 1 },
        })),
      },
    })
    history.close()
    const file = join(folder, 'history.db')
    writeRuns(file, [
      run('1.0', { a: 10, b: 1 }),
      run('1.0', { a: 30 }),
      run('1.0', { a: 20, c: 5 }),
      run('1.1', { a: 1 }),
    ])
    history = openHistory(file)
    expect(history.baselineEndpoints(of)).toBeNull()
    history.setBaseline(of, '1.0')
    const baseline = history.baselineEndpoints(of)
    expect(baseline).toMatchObject({ build: '1.0', runs: 3, p95Ms: 7 })
    expect(baseline?.endpoints.toSorted((one, other) => (one.name < other.name ? -1 : 1))).toEqual([
      { name: 'a', kind: 'http', p95Ms: 20 },
      { name: 'b', kind: 'http', p95Ms: 1 },
      { name: 'c', kind: 'http', p95Ms: 5 },
    ])
  })

  it('of a build whose runs are gone nothing is known but its name', () => {
    history.setBaseline({ planName, scenario: 'b', target }, 'gone')
    expect(rowsOf('b')[0]?.baseline).toEqual({ build: 'gone', isOwn: false, runs: 0, p95Ms: null })
  })
})
