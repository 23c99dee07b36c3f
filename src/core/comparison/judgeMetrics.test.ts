/** Verdicts on numbers of runs that are given. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { atOnce } from '../inTurn.ts'
import { effectOf } from './effect.ts'
import { judgeMetrics, type MetricOfEndpoint } from './judgeMetrics.ts'
import { noisyRunsInTurn } from './noisyRuns.ts'
import { runsForChange, runsForUnchanged } from './runsNeeded.ts'
import { runSpreads } from './runSpread.ts'
import { createTQuantiles } from './tQuantiles.ts'
import { isBeyond, isWithin, thresholdsOf, timesThreshold } from './thresholds.ts'
import { DEFAULT_SETTINGS } from './comparisonInput.ts'
import { errorLogit, requestsNeeded } from './metrics.ts'

const FILE = join(import.meta.dirname, '../../../test/regression/stats-reference/two_sample.json')

const noisyIn = (...of: Parameters<typeof noisyRunsInTurn>) => atOnce(noisyRunsInTurn(...of))

test('the robust estimate is that of Hodges and Lehmann', () => {
  const { two_sample: samples } = JSON.parse(readFileSync(FILE, 'utf8')) as {
    two_sample: { x: number[]; y: number[]; hodges_lehmann_shift_y_minus_x: number }[]
  }
  for (const { x, y, hodges_lehmann_shift_y_minus_x: shift } of samples)
    expect(effectOf(x, y, 'independent')!.robust).toBeCloseTo(shift, 9)
  // Of pairs: the median of all means of two differences, 1, 1.5, 2, 5, 5.5 and 9.
  expect(effectOf([0, 0, 0], [1, 2, 9], 'paired')!.robust).toBe(3.5)
})

const OPTIONS = {
  design: 'independent',
  falseDiscoveryRate: 0.05,
  thresholdOf: thresholdsOf(DEFAULT_SETTINGS),
} as const

function thing(baseline: number[], candidate: number[], metric: MetricOfEndpoint['metric'] = 'p50'): MetricOfEndpoint {
  return {
    endpoint: { name: 'GET /', kind: 'http' },
    metric,
    values: { baseline, candidate, history: [], withinVariance: 0 },
  }
}

function verdictOf(baseline: number[], candidate: number[], metric?: MetricOfEndpoint['metric']): string {
  const [judgement] = judgeMetrics([thing(baseline, candidate, metric)], OPTIONS)
  return judgement == null ? 'none' : `${judgement.verdict} ${judgement.reason}`
}

test('which way is worse', () => {
  const [low, high] = [
    [1, 1.01, 0.99],
    [1.3, 1.31, 1.29],
  ]
  expect(verdictOf(low, high)).toBe('regressed clearChange')
  expect(verdictOf(high, low)).toBe('improved clearChange')
  expect(verdictOf(low, high, 'throughput')).toBe('improved clearChange')
  expect(verdictOf(high, low, 'achieved')).toBe('regressed clearChange')
})

test('the same, real but small, not clear, not measured', () => {
  expect(verdictOf([1, 1.01, 0.99], [1, 0.99, 1.01])).toBe('unchanged equivalent')
  expect(verdictOf([1, 1.0001, 0.9999], [1.02, 1.0201, 1.0199])).toBe('unchanged realButSmall')
  expect(verdictOf([1, 1.2, 0.8], [1.1, 1.3, 0.9])).toBe('notEnoughData tooUncertain')
  expect(verdictOf([1], [2])).toBe('notEnoughData spreadUnknown')
  expect(verdictOf([NaN, NaN], [1, 2])).toBe('none')
  expect(verdictOf([], [])).toBe('none')
})

test('one run decides nothing, and is found', () => {
  const [baseline, candidate] = [
    [1, 1.01, 0.99, 1, 1],
    [1, 1.01, 0.99, 1, 1.4],
  ]
  expect(verdictOf(baseline, candidate)).toBe('notEnoughData oneRunDecides')
  const found = noisyIn([thing(baseline, candidate)], {
    baseline: ['1', '2', '3', '4', '5'],
    candidate: ['6', '7', '8', '9', '10'],
  })
  expect(found.map(({ runId, build }) => [runId, build])).toEqual([['10', 'candidate']])
  expect(found[0]!.places[0]!.deviations).toBeGreaterThan(20)
  expect(noisyIn([thing([1, 1, 1], [1, 1, 9])], { baseline: ['1', '2', '3'], candidate: ['4', '5', '6'] })).toEqual([])
})

test('runs that do not differ at all', () => {
  expect(verdictOf([1, 1, 1], [1, 1, 1])).toBe('unchanged equivalent')
  expect(verdictOf([1, 1, 1], [2, 2, 2])).toBe('regressed clearChange')
})

test('intervals of what was found among many are wider', () => {
  const found = thing([1, 1.01, 0.99], [1.3, 1.31, 1.29])
  const nothing = Array.from({ length: 19 }, () => thing([1, 1.01, 0.99], [1.01, 0.99, 1]))
  const width = (things: MetricOfEndpoint[]): number => {
    const { interval, spread, effect } = judgeMetrics(things, OPTIONS)[0]!
    return (interval!.high - interval!.low) / Math.sqrt(spread!.variance) / effect.errorScale
  }
  expect(width([found, ...nothing])).toBeGreaterThan(1.2 * width([...nothing, found]))
})

test('the spread is not less than what seconds leave open, and knows the history', () => {
  const values = { baseline: [1, 1.01], candidate: [1, 1.01], history: [], withinVariance: 0.04 }
  expect(runSpreads([values], 'independent')[0]).toEqual({ variance: 0.04, df: 2 })
  expect(runSpreads([values], 'paired')[0]!.variance).toBe(0.08)
  const past = {
    ...values,
    withinVariance: 0,
    history: [
      [1, 1.2, NaN],
      [5, 5.2],
    ],
  }
  const [spread] = runSpreads([past], 'independent')
  expect(spread!.df).toBe(4)
  expect(spread!.variance).toBeCloseTo((0.0001 + 0.04) / 4, 12)
})

test('runs that would do', () => {
  const quantiles = createTQuantiles()
  const question = { spread: { variance: 0.0009, df: 38 }, dfOfRuns: 8, design: 'independent', quantiles } as const
  const runs = runsForUnchanged(question, Math.log(1.05))!
  const half = (count: number): number => quantiles(0.95, 30 + 2 * count - 2) * 0.03 * Math.sqrt(2 / count)
  expect(half(runs)).toBeLessThan(Math.log(1.05))
  expect(half(runs - 1)).toBeGreaterThanOrEqual(Math.log(1.05))
  expect(runsForChange(question, Math.log(1.1), 0.05)!).toBeLessThan(runsForChange(question, Math.log(1.05), 0.05)!)
  expect(runsForUnchanged(question, 1e-6)).toBeNull()
})

test('thresholds', () => {
  const errors = thresholdsOf(DEFAULT_SETTINGS)(null, 'errors', errorLogit(10, 100_000))
  // 0.01 %: half as much again is nothing, 0.1 percentage point more is.
  expect(isBeyond(errorLogit(20, 100_000) - errorLogit(10, 100_000), errors)).toBe(false)
  expect(isBeyond(errorLogit(120, 100_000) - errorLogit(10, 100_000), errors)).toBe(true)
  expect(errors.low).toBeNull()
  expect(isWithin({ low: -99, high: 0.1 }, errors)).toBe(true)
  expect(timesThreshold(-1, errors)).toBe(0)
  const own = thresholdsOf({
    ...DEFAULT_SETTINGS,
    endpointThresholds: [{ endpoint: { name: '__proto__', kind: 'http' }, thresholds: { p95: 0.2 } }],
  })
  expect(own({ name: '__proto__', kind: 'http' }, 'p95', 3).high).toBeCloseTo(Math.log(1.2), 12)
  expect(own({ name: 'x', kind: 'http' }, 'p95', 3).high).toBeCloseTo(Math.log(1.05), 12)
  expect([50, 95, 99, 99.9].map(requestsNeeded)).toEqual([20, 200, 1_000, 10_000])
})
