import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { unpackTrend, type TrendWithRuns } from '../../core/trend/trendColumns.ts'
import { createPace, type Pace } from '../analysis/pace.ts'
import { openHistory, type History } from '../storage/history.ts'
import { writeRuns, type ListedRun } from '../storage/testing/manyRuns.ts'
import { readTrend } from '../trend/readTrend.ts'
import { createTrendAnswers, type TrendAnswers } from './trendAnswers.ts'

const TARGET = 'http://shop.example'
const HOSTILE = '__proto__'
const QUESTION = { planName: 'Shop', scenario: 'steady', limit: 400 }
const P95 = { ...QUESTION, endpoint: { name: HOSTILE, kind: 'http' as const }, metric: 'p95' as const }
const DAY_MS = 86_400_000
const pace: Pace = async () => {}

async function unpacked(answer: ReturnType<TrendAnswers['series']>): Promise<TrendWithRuns> {
  return unpackTrend((await answer)!.columns)
}

/** Slower by a quarter from build 20 on. */
function runOf(build: number, untrustedLoadShare = 0): ListedRun {
  const p95 = (build < 20 ? 100 : 125) * (1 + 0.01 * Math.sin(build * 12.9898))
  const latencyMs = { p50: p95 / 2, p95, p99: p95 * 2, p999: p95 * 3, mean: p95 / 1.8 }
  return {
    run: {
      planName: 'Shop',
      scenario: 'steady',
      target: TARGET,
      build: { label: `1.${build}`, commit: null, branch: null },
      startedAtMs: Date.UTC(2026, 0, 1) + build * DAY_MS,
    },
    numbers: {
      untrustedLoadShare,
      endpoints: [
        { endpoint: null, ok: 9000, failed: 0, ratePerS: 50, latencyMs: null },
        { endpoint: { name: HOSTILE, kind: 'http' }, ok: 9000, failed: 3, ratePerS: 50, latencyMs },
      ],
    },
  }
}

let folder: string
let file: string
let history: History

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadwright-trends-'))
  file = join(folder, 'history.db')
  writeRuns(file, [...Array.from({ length: 30 }, (_, build) => runOf(build)), runOf(30, 0.9)])
  history = openHistory(file)
})

afterAll(() => {
  history.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('an overview', () => {
  test('says what the trends themselves say', async () => {
    const whole = await readTrend(history, { plan: 'Shop', scenario: 'steady' }, pace)
    const overview = await createTrendAnswers().overview(history, QUESTION, pace)
    expect(overview.changes).toEqual(whole.changes)
    expect(overview.changes.map(({ at }) => at.build)).toContain('1.20')
    expect(overview).toMatchObject({ runs: 30, standing: 'regressed', of: { target: TARGET } })
    expect(overview.leftOut).toHaveLength(1)
    const line = overview.series.find(({ metric }) => metric === 'p95')!
    const { trend } = whole.series.find(({ metric }) => metric === 'p95')!
    expect(line).toMatchObject({ builds: 30, newest: 'within', buildsNeeded: 0 })
    expect(line.line).toEqual(trend.builds.map(({ value }) => value))
  })

  test('of what was never run is refused in words', async () => {
    await expect(createTrendAnswers().overview(history, { ...QUESTION, scenario: 'stedy' }, pace)).rejects.toThrow(
      'Did you mean "steady"?',
    )
  })
})

describe('a series', () => {
  test('has its runs, those that were left out, too, with what they measured', async () => {
    const packed = await createTrendAnswers().series(history, P95, pace)
    const { trend, runs } = unpackTrend(packed!.columns)
    expect(trend.builds).toHaveLength(30)
    expect(runs).toHaveLength(31)
    expect(runs[3]).toMatchObject({ at: 3, build: '1.3', leftOut: null })
    expect(runs.at(-1)).toMatchObject({ at: null, build: '1.30', leftOut: 'notTrusted' })
    expect(runs.at(-1)!.value).toBeGreaterThan(100)
    expect(packed!.changes.every(({ metric }) => metric === 'p95')).toBe(true)
  })

  test('that is not there is none', async () => {
    const gone = { ...P95, endpoint: { name: 'GET /gone', kind: 'http' as const } }
    expect(await createTrendAnswers().series(history, gone, pace)).toBeNull()
  })
})

test('an overview of all endpoints has what the series have, those with changes on top', async () => {
  const answers = createTrendAnswers()
  const heat = await answers.heat(history, { ...QUESTION, metric: 'p95' }, pace)
  const { trend } = await unpacked(answers.series(history, P95, pace))
  expect(heat.rows[0]).toEqual(P95.endpoint)
  expect([...heat.values.subarray(0, 30)]).toEqual(trend.builds.map(({ value }) => Math.fround(value)))
  expect(heat.labels).toEqual(trend.builds.map(({ build }) => build))
  expect(heat.differences[20]).toBeCloseTo(Math.log(1.25), 1)
  expect(heat).toMatchObject({ metric: 'p95', worse: 'higher' })
  const none = await answers.heat(history, { ...QUESTION, metric: 'achieved' }, pace)
  expect(none).toMatchObject({ rows: [], columns: 0, worse: 'lower' })
})

test('what is said of a change is seen at once, and taken back', async () => {
  const answers = createTrendAnswers()
  const { of, changes } = await answers.overview(history, QUESTION, pace)
  const { endpoint, metric, at } = changes[0]!
  history.setTriage(of, { endpoint, metric, runId: at.runId }, { state: 'noise', note: 'a test' })
  const said = await answers.overview(history, QUESTION, pace)
  expect(said.changes.find((one) => one.metric === metric)!.triage).toMatchObject({ state: 'noise', note: 'a test' })
  history.setTriage(of, { endpoint, metric, runId: at.runId }, null)
  expect((await answers.overview(history, QUESTION, pace)).changes.every(({ triage }) => triage === null)).toBe(true)
})

test('who gives up does not take the answer from others', async () => {
  const answers = createTrendAnswers()
  const given = new AbortController()
  const first = answers.overview(history, QUESTION, createPace(given.signal)).catch((error: unknown) => error)
  const second = answers.overview(history, QUESTION, createPace(new AbortController().signal))
  given.abort()
  expect(await first).toMatchObject({ name: 'AbortError' })
  expect((await second).runs).toBe(30)
})

test('a run that was deleted is on no trend any more', async () => {
  const answers = createTrendAnswers()
  const { runs } = await unpacked(answers.series(history, P95, pace))
  const { deleted } = history.hideRuns([runs[5]!.runId])
  expect((await unpacked(answers.series(history, P95, pace))).trend.builds).toHaveLength(29)
  history.unhideRuns(deleted)
  expect((await unpacked(answers.series(history, P95, pace))).trend.builds).toHaveLength(30)
})
