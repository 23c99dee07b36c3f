import { expect, test } from 'vitest'
import { findChanges } from './findChanges.ts'
import { packTrend, unpackTrend, type RunOnTrend, type TrendWithRuns } from './trendColumns.ts'
import type { TrendPoint } from './trendTypes.ts'

function withRuns(points: TrendPoint[], more: RunOnTrend[] = []): TrendWithRuns {
  const trend = findChanges({ endpoint: 'GET /', metric: 'p95', scale: 'ratio', worse: 'higher', points })
  const placeOf = new Map(trend.builds.flatMap(({ index, runIds }) => runIds.map((id) => [id, index] as const)))
  const runs = points.map(({ runId, build, value, startedAtMs }): RunOnTrend => ({
    runId,
    build,
    startedAtMs,
    value,
    at: placeOf.get(runId) ?? null,
    leftOut: null,
  }))
  return { trend, runs: [...runs, ...more].toSorted((one, other) => one.startedAtMs - other.startedAtMs) }
}

const point = (run: number, build: string | null, value: number | null, plan = 'plan'): TrendPoint => ({
  runId: `run-${run}`,
  build,
  value,
  fingerprint: { plan, profile: '10 users', host: 'host', generator: 'node' },
  startedAtMs: 1_700_000_000_000 + run * 1000,
})

test('what was packed is unpacked as it was', () => {
  const points = Array.from({ length: 60 }, (_, run) =>
    point(
      run,
      // Builds of one, two and three runs, some without a name, under two plans in turn; two runs measured nothing.
      run % 11 === 0 ? null : `1.${Math.floor(run / 3) + (run % 2)}`,
      run === 17 || run === 33 ? null : (run < 40 ? 100 : 130) * (run === 25 ? 2 : 1 + 0.01 * Math.sin(run * 7)),
      Math.floor(run / 12) % 2 === 0 ? 'plan' : 'other',
    ),
  )
  const leftOut: RunOnTrend[] = [
    { runId: '__proto__', build: '\u202egnp', startedAtMs: 1, value: 3, at: null, leftOut: 'notTrusted' },
    { runId: 'x'.repeat(10_000), build: null, startedAtMs: 1.8e12, value: null, at: null, leftOut: 'steered' },
  ]
  const whole = withRuns(points, leftOut)
  expect(whole.trend.segments.length).toBe(2)
  expect(whole.trend.outliers.length + whole.trend.findings.length).toBeGreaterThan(0)
  expect(unpackTrend(packTrend(whole))).toEqual(whole)
  // As it comes over the border.
  expect(unpackTrend(structuredClone(packTrend(whole)))).toEqual(whole)
})

test('nothing is nothing, before and after', () => {
  expect(unpackTrend(packTrend(withRuns([])))).toEqual(withRuns([]))
  const alone = withRuns([point(1, 'a', 5)])
  expect(unpackTrend(packTrend(alone))).toEqual(alone)
})
