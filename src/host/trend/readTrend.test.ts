/** Trends of real histories, with changes that are known. */
import SqliteDatabase from 'better-sqlite3'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isOpenRegression, type ScenarioTrend, type TrendChange } from '../../core/trend/scenarioTrend.ts'
import { trendSentence, trendStanding } from '../../core/trend/trendWords.ts'
import { atOnce } from '../analysis/testing/rawRun.ts'
import { writeBuilds } from '../comparison/testing/twoBuilds.ts'
import { openHistory, openMemoryHistory, type History } from '../storage/history.ts'
import { readTrend, type TrendQuestion } from './readTrend.ts'
import { buildsFrom, SHOP, writeTrend, type BuildOnTrend, type TrendHistory } from './testing/trendHistory.ts'

const SEARCH = 'GET /search'
const SLOWER: BuildOnTrend = { slower: { [SEARCH]: 1.2 } }
const HOSTILE = [
  '<img src=x onerror=alert(1)>',
  '\u202egnp.exe',
  '__proto__',
  'constructor',
  'x'.repeat(10_000),
  '',
  '\u001b[2J',
]

let folder: string
let file: string
let history: History

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadwright-trend-'))
  file = join(folder, 'history.db')
})
afterEach(() => {
  history.close()
  rmSync(folder, { recursive: true, force: true })
})

function written(builds: readonly BuildOnTrend[], how?: TrendHistory): string[] {
  const ids = writeTrend(file, builds, how)
  history = openHistory(file)
  return ids
}

const trendOf = (more: Partial<TrendQuestion> = {}): Promise<ScenarioTrend> =>
  readTrend(history, { plan: SHOP.planName, scenario: SHOP.scenario, ...more }, atOnce)

const places = (changes: readonly TrendChange[]): string[] =>
  changes.map(({ endpoint, metric }) => `${endpoint?.name ?? '(all)'} ${metric}`).toSorted()

const EVERY_LATENCY = ['p50', 'p95', 'p99', 'p999'].map((metric) => `${SEARCH} ${metric}`)

describe('a build that makes one endpoint slower', () => {
  test('is named, for that endpoint and no other', async () => {
    const ids = written(buildsFrom(30, 20, SLOWER))
    const trend = await trendOf()
    expect(trend.series).toHaveLength(11)
    expect(places(trend.changes)).toEqual(EVERY_LATENCY)
    for (const change of trend.changes) {
      expect(change).toMatchObject({
        at: { build: '1.20', runId: ids[20] },
        stands: true,
        triage: null,
        returnedAt: null,
      })
      expect(change.finding).toMatchObject({ kind: 'step', state: 'confirmed', verdict: 'regressed', minor: false })
      expect(change.finding.effect.interval.low).toBeLessThan(1.2)
      expect(change.finding.effect.interval.high).toBeGreaterThan(1.2)
      expect(change.among.map(({ build }) => build)).toContain('1.20')
    }
    expect(trendStanding(trend)).toBe('regressed')
    expect(trendSentence(trend)).toMatch(/^Regressed: GET \/search p\S+ \+\d+ % .* at 1\.20\.$/)
  })

  test('is suspected at first', async () => {
    written(buildsFrom(22, 20, { slower: { [SEARCH]: 1.4 } }))
    const trend = await trendOf()
    expect(trendStanding(trend)).toBe('suspected')
    expect(trendSentence(trend)).toMatch(
      /^Regression suspected: .* at 1\.20; one more build like it will confirm it\.$/,
    )
    expect(trend.changes.some(isOpenRegression)).toBe(true)
  })

  test('stands no longer when another one takes it back', async () => {
    written([...buildsFrom(30, 15, SLOWER), ...buildsFrom(15, 15, {})])
    const trend = await trendOf()
    const regressed = trend.changes.filter(({ finding }) => finding.verdict === 'regressed')
    expect(places(regressed)).toEqual(EVERY_LATENCY)
    expect(regressed.filter(({ stands }) => stands)).toEqual([])
    expect(trendStanding(trend)).toBe('improved')
  })

  test('is found in runs that were measured second by second, too', async () => {
    history = openMemoryHistory()
    const builds = Array.from({ length: 12 }, (_, at) => ({
      build: `2.${at}`,
      runs: 1,
      ...(at >= 7 ? { slower: { [SEARCH]: 1.3 } } : {}),
    }))
    const ids = writeBuilds(history, builds)
    const { planName, scenario } = history.ranScenarios()[0]!
    const trend = await readTrend(history, { plan: planName, scenario }, atOnce)
    expect(places(trend.changes)).toEqual(expect.arrayContaining([`${SEARCH} p50`, `${SEARCH} p95`]))
    expect(new Set(trend.changes.map(({ at }) => at.runId))).toEqual(new Set(ids[7]))
    // 1,600 requests say nothing of p99.9.
    expect(trend.series.filter(({ metric }) => metric === 'p999')).toEqual([])
  })
})

test('failures, throughput and arrivals are series of their own', async () => {
  written(buildsFrom(24, 16, { failing: { 'GET /': 0.03 } }))
  const failing = await trendOf()
  expect(places(failing.changes)).toEqual(['GET / errors'])
  expect(failing.series[0]).toMatchObject({ endpoint: null, metric: 'throughput' })
  history.close()
  rmSync(file)
  const open: BuildOnTrend = { numbers: { peakLoad: { unit: 'perS', level: 50 }, achieved: 0.99 } }
  written(Array.from({ length: 9 }, () => open))
  expect((await trendOf()).series[0]).toMatchObject({ endpoint: null, metric: 'achieved' })
})

test('runs that say nothing of their build are left out, with the reason', async () => {
  const slow: BuildOnTrend = { slower: { [SEARCH]: 5 } }
  const builds = buildsFrom(20, 20, {})
  const ids = written([
    ...builds,
    { ...slow, numbers: { untrustedLoadShare: 0.5 } },
    { ...slow, finish: { status: 'stopped' } },
    slow,
    { ...slow, finish: { status: 'interrupted' } },
  ])
  const raw = new SqliteDatabase(file)
  raw.exec(
    `INSERT INTO steering (run, at_ms, steered_by, action, what) SELECT number, 1, 'terminal', '{}', '' FROM runs ORDER BY started_at_ms DESC LIMIT 1 OFFSET 1`,
  )
  raw.close()
  const trend = await trendOf()
  expect(trend.runs.map(({ runId }) => runId)).toEqual(ids.slice(0, 20))
  expect(trend.leftOut.map(({ runId, reason, status }) => [runId, reason, status])).toEqual([
    [ids[20], 'notTrusted', 'completed'],
    [ids[21], 'notCompleted', 'stopped'],
    [ids[22], 'steered', 'completed'],
    [ids[23], 'notCompleted', 'interrupted'],
  ])
  expect(trend.changes).toEqual([])
  expect(trendStanding(trend)).toBe('unchanged')
})

describe('what people said', () => {
  test('goes with the change, and decides whether it is news', async () => {
    const ids = written(buildsFrom(30, 20, SLOWER))
    const said = (metric: string, runId: string, state: 'acknowledged' | 'fixed'): void =>
      history.setTriage(SHOP, { endpoint: { name: SEARCH, kind: 'http' }, metric, runId }, { state, note: '<b>' })
    said('p50', ids[20]!, 'acknowledged')
    said('p95', ids[20]!, 'fixed')
    said('p99', ids[3]!, 'acknowledged')
    const { changes } = await trendOf()
    const of = (metric: string): TrendChange => changes.find((change) => change.metric === metric)!
    expect(of('p50').triage).toMatchObject({ state: 'acknowledged', note: '<b>' })
    expect(of('p95').triage).toMatchObject({ state: 'fixed' })
    expect(of('p99').triage).toBeNull()
    expect(['p50', 'p95', 'p99'].map((metric) => isOpenRegression(of(metric)))).toEqual([false, true, true])
  })

  test('stays with a change whose likeliest build moves', async () => {
    const ids = written(buildsFrom(24, 12, { slower: { [SEARCH]: 1.09 } }), { noise: 0.04, endpoints: [SEARCH] })
    const before = await trendOf()
    const change = before.changes.find(({ among }) => among.length > 1)!
    const other = change.among.find(({ runId }) => runId !== change.at.runId)!
    expect(ids).toContain(other.runId)
    history.setTriage(SHOP, { ...change, runId: other.runId }, { state: 'expected', note: '' })
    const after = (await trendOf()).changes.find(({ metric }) => metric === change.metric)!
    expect(after.triage).toMatchObject({ state: 'expected' })
  })
})

const HOSTILE_RUN = '<img src=x onerror=alert(1)>\u202e'

describe('where a change began, as somebody knew better', () => {
  test('is told beside where it was found, goes along when that moves, and is taken back', async () => {
    const ids = written(buildsFrom(24, 12, { slower: { [SEARCH]: 1.09 } }), { noise: 0.04, endpoints: [SEARCH] })
    const found = (await trendOf()).changes.find(({ among }) => among.length > 1)!
    const read = async (): Promise<TrendChange> =>
      (await trendOf()).changes.find(({ metric }) => metric === found.metric)!
    const place = ids.indexOf(found.at.runId)
    expect(found).toMatchObject({
      moved: null,
      earlier: { runId: ids[place - 1] },
      later: { runId: ids[place + 1] },
    })
    history.moveChange(SHOP, { ...found, runId: found.at.runId }, found.earlier!.runId)
    const moved = await read()
    expect(moved).toMatchObject({
      at: found.at,
      moved: { to: found.earlier! },
      earlier: { runId: ids[place - 2] },
      later: found.at,
    })
    expect(moved.finding).toEqual(found.finding)
    // Another build of those that hold it was the likeliest then.
    history.moveChange(SHOP, { ...found, runId: found.at.runId }, null)
    const other = found.among.find(({ runId }) => runId !== found.at.runId)!
    history.moveChange(SHOP, { ...found, runId: other.runId }, ids[place + 2]!)
    expect((await read()).moved).toMatchObject({ to: { runId: ids[place + 2] } })
    // A run that is not there any more says nothing.
    history.moveChange(SHOP, { ...found, runId: other.runId }, HOSTILE_RUN)
    expect((await read()).moved).toBeNull()
    history.moveChange(SHOP, { ...found, runId: other.runId }, null)
    expect(history.movedChanges(SHOP)).toEqual([])
    expect(await read()).toEqual(found)
  })
})

test('another plan, profile, host or generator is no change', async () => {
  const base = { processes: 1, runtime: 'node 24', host: 'a', os: 'x', cores: 2, tls: 't' }
  const generator = (more: Partial<typeof base>): BuildOnTrend => ({
    ...SLOWER,
    run: { generator: { ...base, ...more } },
  })
  const ids = written([
    ...Array.from({ length: 10 }, (): BuildOnTrend => ({ run: { generator: base } })),
    ...Array.from({ length: 10 }, () => generator({ processes: 3 })),
    ...Array.from({ length: 10 }, () =>
      generator({ processes: 3, runtime: 'node 24 in Electron 45', tls: 'BoringSSL' }),
    ),
    ...Array.from({ length: 2 }, () => ({ ...generator({ host: 'b' }), numbers: { loadText: '99 users' } })),
  ])
  const trend = await trendOf()
  expect(trend.changes).toEqual([])
  expect(trend.breaks).toEqual([
    { at: expect.objectContaining({ runId: ids[10] }), changed: ['generator'] },
    { at: expect.objectContaining({ runId: ids[20] }), changed: ['generator'] },
    { at: expect.objectContaining({ runId: ids[30] }), changed: ['profile', 'host', 'generator'] },
  ])
  expect(trendStanding(trend)).toBe('tooFewBuilds')
  expect(trendSentence(trend)).toContain('2 builds under the present plan, profile and generator; 6 more make a trend')
})

test('of several targets the newest is meant, unless another one is named', async () => {
  const elsewhere = { run: { target: 'http://other.test' } }
  written([...buildsFrom(9, 9, {}), elsewhere, {}, elsewhere])
  const newest = await trendOf()
  expect(newest.of.target).toBe('http://other.test')
  expect(newest.runs).toHaveLength(2)
  expect(newest.otherTargets).toMatchObject([{ target: SHOP.target, runs: 10 }])
  expect((await trendOf({ target: SHOP.target })).runs).toHaveLength(10)
  await expect(trendOf({ target: 'http://nowhere' })).rejects.toThrow(/never run against "http:\/\/nowhere"/)
})

test('cumulative changes count from the baseline, or from the build that was named', async () => {
  written(buildsFrom(30, 20, SLOWER))
  const since = async (more: Partial<TrendQuestion>): Promise<string | null> => {
    const { series, since: named } = await trendOf({ ...more, endpoint: { name: SEARCH, kind: 'http' }, metric: 'p95' })
    const segment = series[0]!.trend.segments[0]!
    return segment.state === 'analysed' && segment.cumulative !== null ? named : null
  }
  history.setBaseline(SHOP, '1.10')
  expect(await since({})).toBe('1.10')
  expect(await since({ since: '1.25' })).toBeNull()
  await expect(trendOf({ since: '9.9' })).rejects.toThrow(
    /"9\.9" has no run there that counts; the newest that have are "1\.29"/,
  )
})

test('only the newest runs are looked at, and those that are not are counted', async () => {
  written(buildsFrom(30, 30, {}))
  expect(await trendOf({ limit: 12 })).toMatchObject({ olderRuns: 18, runsWithoutNumbers: 0 })
  expect((await trendOf({ limit: 12 })).runs.map(({ build }) => build).at(0)).toBe('1.18')
})

test('runs without numbers are counted: nobody knows what they say', async () => {
  written([...buildsFrom(3, 3, {}), { finish: { status: 'interrupted', summary: undefined } }])
  expect(await trendOf()).toMatchObject({ runsWithoutNumbers: 1, olderRuns: 0, runs: [{}, {}, {}], leftOut: [] })
})

test('names of any kind are names', async () => {
  const builds = buildsFrom(HOSTILE.length * 3, 14, { slower: Object.fromEntries(HOSTILE.map((name) => [name, 1.5])) })
  written(
    builds.map((build, at) => ({
      ...build,
      label: HOSTILE[at % HOSTILE.length]! + String(Math.floor(at / HOSTILE.length)),
    })),
    { endpoints: HOSTILE },
  )
  const trend = await trendOf()
  expect(trend.series).toHaveLength(1 + 5 * HOSTILE.length)
  expect(new Set(trend.changes.map(({ endpoint }) => endpoint!.name))).toEqual(new Set(HOSTILE))
  expect(trend.changes[0]!.at.build).toBe(`${HOSTILE[0]}2`)
})

test('endpoints of one name and two kinds are two', async () => {
  const row = (kind: 'http' | 'group', p50: number) => ({
    endpoint: { name: 'buy', kind },
    ok: 1000,
    failed: 0,
    ratePerS: 1,
    latencyMs: { p50, p95: p50, p99: p50, p999: p50, mean: p50 },
  })
  written(Array.from({ length: 10 }, () => ({ numbers: { endpoints: [row('http', 5), row('group', 9)] } })))
  const { series } = await trendOf({ metric: 'p50' })
  expect(series.map(({ endpoint, trend }) => [endpoint?.kind, trend.builds[0]!.value])).toEqual([
    ['group', expect.closeTo(9)],
    ['http', expect.closeTo(5)],
  ])
})

test('the same runs get the same answer, byte by byte', async () => {
  written(buildsFrom(30, 20, SLOWER))
  expect(JSON.stringify(await trendOf())).toBe(JSON.stringify(await trendOf()))
})

test('lets others have the thread between series, and can be given up', async () => {
  written(buildsFrom(20, 20, {}))
  let turns = 0
  const seen: [number, number][] = []
  const question = { plan: SHOP.planName, scenario: SHOP.scenario }
  await readTrend(history, question, async () => void turns++, (done, of) => seen.push([done, of])) // prettier-ignore
  expect(turns).toBeGreaterThan(11)
  expect(seen.at(-1)).toEqual([11, 11])
  const given = new Error('given up')
  await expect(readTrend(history, question, () => Promise.reject(given))).rejects.toBe(given)
})

test('what is not there is named, with what there is', async () => {
  written(buildsFrom(2, 2, {}))
  await expect(trendOf({ plan: 'Shpo' })).rejects.toThrow('There is no run of a plan "Shpo". Did you mean "Shop"?')
  await expect(trendOf({ scenario: 'peak' })).rejects.toThrow(
    'There is no run of a scenario "peak" of "Shop". There is "normal".',
  )
  await expect(trendOf({ scenario: 'x'.repeat(10_000) })).rejects.toThrow(/^.{1,300}$/)
  expect((await trendOf({ plan: 'shop.plan.yaml' })).runs).toHaveLength(2)
  history.close()
  history = openMemoryHistory()
  await expect(trendOf()).rejects.toThrow('The history has no runs that have ended yet.')
})
