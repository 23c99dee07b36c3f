/** The overview beside one that is reckoned the long way round. */
import { describe, expect, test } from 'vitest'
import { atOnce } from '../inTurn.ts'
import { seededStream } from '../statistics/seededStream.ts'
import { findChanges } from './findChanges.ts'
import { HEAT_COLUMNS_AT_MOST, LEVEL_BUILDS, trendHeatInTurn, type HeatSeries, type TrendHeat } from './trendHeat.ts'
import type { TrendPoint, TrendScale } from './trendTypes.ts'

interface Run {
  run: string
  build: string | null
  value: number | null
  plan?: string
  atMs: number
}

function seriesOf(name: string, runs: readonly Run[], scale: TrendScale = 'ratio'): HeatSeries {
  const points = runs.map(({ run, build, value, plan = 'plan', atMs }): TrendPoint => ({
    runId: run,
    build,
    value,
    ...(scale === 'share' ? { requests: 1000 } : {}),
    fingerprint: { plan, profile: '10 users', host: 'host', generator: 'node' },
    startedAtMs: atMs,
  }))
  const trend = findChanges({ endpoint: name, metric: 'p95', scale, worse: 'higher', points })
  return { endpoint: { name, kind: 'http' }, trend }
}

const heatOf = (series: readonly HeatSeries[]): TrendHeat => atOnce(trendHeatInTurn(series))

/** With `null` for nothing. */
function rowOf(array: Float32Array | Int32Array, { columns }: TrendHeat, row: number): (number | null)[] {
  return Array.from(array.subarray(row * columns, (row + 1) * columns), (value) => (Number.isNaN(value) ? null : value))
}

function plainMedian(values: readonly number[]): number | null {
  const sorted = values.toSorted((one, other) => one - other)
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]]
  return low === undefined || high === undefined ? null : (low + high) / 2
}

test('each build lies beside the median of those before it under the same plan', () => {
  const random = seededStream('heat')
  const runs = Array.from({ length: 40 }, (_, build): Run => ({
    run: `run-${build}`,
    build: `1.${build}`,
    value: 100 * (build < 25 ? 1 : 1.3) * Math.exp(0.02 * (random.nextFloat() - 0.5)),
    // It changes, and comes back.
    plan: build >= 10 && build < 16 ? 'other' : 'plan',
    atMs: build * 1000,
  }))
  const heat = heatOf([seriesOf('GET /', runs)])
  expect(heat).toMatchObject({ columns: 40, rows: [{ name: 'GET /', kind: 'http' }] })
  expect(heat.labels).toEqual(runs.map(({ build }) => build))
  expect([...heat.breaks]).toEqual([10, 16])
  for (const [at, { plan, value }] of runs.entries()) {
    const before = runs.slice(0, at).filter((run) => run.plan === plan).slice(-LEVEL_BUILDS) // prettier-ignore
    const middle = plainMedian(before.map((run) => run.value!))
    expect(heat.values[at]).toBeCloseTo(value!, 3)
    if (middle === null) expect(heat.differences[at]).toBeNaN()
    else {
      expect(heat.levels[at]).toBeCloseTo(middle, 3)
      expect(heat.differences[at]).toBeCloseTo(Math.log(value! / middle), 5)
    }
  }
  // A step stands out until the builds before it are of the new level, too.
  expect(heat.differences[25]).toBeGreaterThan(0.2)
  expect(Math.abs(heat.differences[39]!)).toBeLessThan(0.05)
})

test('shares are compared by their difference: half of nothing is nothing', () => {
  const values = [0, 0, 0.1, 0.1, 0]
  const runs = values.map((value, at): Run => ({ run: `${at}`, build: `${at}`, value, atMs: at }))
  const heat = heatOf([seriesOf('GET /', runs, 'share')])
  expect(rowOf(heat.differences, heat, 0)).toEqual([
    null,
    0,
    expect.closeTo(0.1),
    expect.closeTo(0.1),
    expect.closeTo(-0.05),
  ])
})

describe('builds of several rows', () => {
  test('stand in one column, whichever of their runs a row lacks', () => {
    const all = ['a', 'b', 'c'].flatMap((build, at): Run[] => [
      { run: `${build}1`, build, value: 100, atMs: at * 10 },
      { run: `${build}2`, build, value: 100, atMs: at * 10 + 1 },
    ])
    const rows = [
      seriesOf(
        'late',
        all.filter(({ run }) => run.endsWith('2')),
      ),
      seriesOf(
        'early',
        all.filter(({ run }) => run.endsWith('1')),
      ),
      seriesOf('both', all),
      seriesOf(
        'once',
        all.filter(({ build }) => build === 'b'),
      ),
    ]
    for (const order of [rows, rows.toReversed()]) {
      const heat = heatOf(order)
      expect(heat.labels).toEqual(['a', 'b', 'c'])
      expect(heat.runIds).toEqual(['a1', 'b1', 'c1'])
      const once = order.findIndex(({ endpoint }) => endpoint?.name === 'once')
      expect(rowOf(heat.values, heat, once)).toEqual([null, 100, null])
      expect(rowOf(heat.builds, heat, once)).toEqual([-1, 1, -1])
    }
  })

  test('one name under two plans is two builds, as is a run without a name; hostile names are names', () => {
    const runs: Run[] = [
      { run: '1', build: '__proto__', value: 1, plan: 'one', atMs: 1 },
      { run: '2', build: '__proto__', value: 1, plan: 'two', atMs: 2 },
      { run: '3', build: null, value: 1, plan: 'two', atMs: 3 },
      { run: '4', build: null, value: 1, plan: 'two', atMs: 4 },
      { run: '5', build: '0 __proto__', value: 1, plan: 'one', atMs: 5 },
    ]
    const heat = heatOf([seriesOf('constructor', runs)])
    expect(heat.labels).toEqual(['__proto__', '__proto__', null, null, '0 __proto__'])
    expect([...heat.breaks]).toEqual([1, 4])
  })

  test('none at all are no columns', () => {
    expect(heatOf([])).toMatchObject({ rows: [], columns: 0, labels: [] })
    expect(heatOf([seriesOf('nothing', [{ run: '1', build: 'a', value: null, atMs: 1 }])])).toMatchObject({
      columns: 0,
    })
  })
})

test('of more builds than columns each column shows the one that differs most', () => {
  const count = HEAT_COLUMNS_AT_MOST * 2 + 500
  const wild = new Set([7, 1234, count - 1])
  const runs = Array.from({ length: count }, (_, at): Run => ({
    run: `${at}`,
    build: `${at}`,
    value: wild.has(at) ? 50 : 100 + (at % 3),
    atMs: at,
  }))
  const heat = heatOf([seriesOf('GET /', runs)])
  expect(heat.columns).toBe(HEAT_COLUMNS_AT_MOST)
  expect(heat.edges[0]).toBe(0)
  expect(heat.edges.at(-1)).toBe(count)
  const sizes = Array.from({ length: heat.columns }, (_, column) => heat.edges[column + 1]! - heat.edges[column]!)
  expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
  for (const at of wild) {
    const column = heat.edges.findLastIndex((edge) => edge <= at)
    expect(heat.builds[Math.min(column, heat.columns - 1)]).toBe(at)
    expect(heat.values[Math.min(column, heat.columns - 1)]).toBe(50)
  }
})
