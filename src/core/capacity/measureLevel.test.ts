import { describe, expect, test } from 'vitest'
import { evaluate } from '../criteria/evaluate.ts'
import type { Measurement } from '../criteria/measurement.ts'
import { NONE_UNTRUSTED } from '../criteria/untrusted.ts'
import { Histogram } from '../histogram/histogram.ts'
import type { Criterion } from '../plan/compiledPlan.ts'
import { parseCriterion } from '../plan/criterionGrammar.ts'
import { seededStream } from '../statistics/seededStream.ts'
import type { LevelRun } from './level.ts'
import { measureLevel } from './measureLevel.ts'

interface Part {
  latenciesMs: number[]
  failures: number
}

function criterion(text: string): Criterion {
  const parsed = parseCriterion(text)
  if (!parsed.ok) throw new Error(parsed.expected)
  const position = { file: 'a.plan.yaml', line: 1, column: 1 }
  return { ...parsed.value, subject: { kind: 'all' }, level: 'maximum', text, position }
}

function measurement({ latenciesMs, failures }: Part, seconds: number): Measurement {
  const ok = new Histogram()
  for (const ms of latenciesMs) ok.record(ms * 1000)
  const endpoint = { name: 'GET /', kind: 'http' as const, method: 'GET', path: '/' }
  return {
    endpoints: [{ endpoint, ok, okCount: latenciesMs.length, failedCount: failures }],
    durationMs: seconds * 1000,
    checksPassed: 0,
    checksFailed: 0,
    iterationsStarted: 0,
    dropped: 0,
    untrusted: NONE_UNTRUSTED,
  }
}

/** Blocks of 3 s each. */
function levelOf(parts: readonly Part[], texts: readonly string[], meanServiceMs = 20): LevelRun {
  const criteria = texts.map(criterion)
  const whole = measurement(
    {
      latenciesMs: parts.flatMap(({ latenciesMs }) => latenciesMs),
      failures: parts.reduce((sum, { failures }) => sum + failures, 0),
    },
    3 * parts.length,
  )
  return measureLevel({
    runId: 'run',
    load: { unit: 'users', level: 5 },
    whole,
    blocks: parts.map((part) => measurement(part, 3)),
    meanServiceMs,
    criteria,
    judged: evaluate(criteria, whole, []),
    achievedShare: null,
    generatorDoubt: null,
  })
}

const same = (latencyMs: number, count = 100, failures = 0): Part => ({
  latenciesMs: Array.from({ length: count }, () => latencyMs),
  failures,
})

function boundsOf(parts: readonly Part[], ...texts: string[]): (number | null)[] {
  return levelOf(parts, texts).maximums.map(({ bound }) => bound)
}

test("concurrency is Little's law: throughput times the time at the target, failures included", () => {
  const level = levelOf(
    Array.from({ length: 10 }, () => same(30, 90, 10)),
    [],
    20,
  )
  expect(level).toMatchObject({ requests: 1000, failures: 100, steadyS: 30 })
  expect(level.throughputErrorPerS).toBeCloseTo(0, 9)
  expect(level.throughputPerS).toBeCloseTo(1000 / 30, 9)
  expect(level.concurrency).toBeCloseTo((1000 / 30) * 0.02, 9)
})

test('without a request there is no concurrency and no percentile, not 0', () => {
  const level = levelOf(
    Array.from({ length: 10 }, () => same(1, 0)),
    ['p95 < 1s'],
    NaN,
  )
  expect(level).toMatchObject({ throughputPerS: 0, concurrency: null, p50Ms: null, p95Ms: null, p99Ms: null })
  expect(level.maximums).toMatchObject([{ status: 'tooFew', actual: null, bound: null }])
})

describe('bounds', () => {
  const parts = [100, 110, 90, 105, 95, 100, 108, 92, 103, 97].map((ms) => same(ms))

  test('lie beyond what was measured, on the side of the limit; where blocks are alike, at it', () => {
    const [below] = boundsOf(parts, 'p95 < 1s')
    const { actual } = levelOf(parts, ['p95 < 1s']).maximums[0]!
    expect(below).toBeGreaterThan(actual!)
    expect(below).toBeLessThan(actual! * 1.1)
    const [above] = boundsOf(parts, 'apdex(100ms) > 0.5')
    expect(above).toBeLessThan(levelOf(parts, ['apdex(100ms) > 0.5']).maximums[0]!.actual!)
    const alike = levelOf(
      Array.from({ length: 10 }, () => same(100)),
      ['p95 < 1s'],
    ).maximums[0]!
    expect(alike.bound).toBeCloseTo(alike.actual!, 9)
  })

  test('of counts are of the whole, and shares stay within 0 and 1', () => {
    const [count] = boundsOf(
      [100, 104, 101, 103, 102, 100, 104, 101, 103, 102].map((requests) => same(10, requests)),
      'count < 5000',
    )
    // 1,020 in all, and ten times t of 9 degrees times √(20/9/10).
    expect(count).toBeCloseTo(1020 + 10 * 1.8331 * Math.sqrt(20 / 9 / 10), 2)
    const [whole] = boundsOf(
      [0, 100, 100, 100].map((failures) => same(10, 100 - failures, failures)),
      'failures < 50%',
    )
    expect(whole).toBe(1)
  })

  test('are none for the largest of all, for windows that were judged one by one, and for too few blocks', () => {
    expect(boundsOf(parts, 'max < 1s', 'p95 < 1s for 3s')).toEqual([null, null])
    expect(boundsOf(parts.slice(0, 3), 'p95 < 1s')).toEqual([null])
  })

  test('hold the truth in at least 90 of 100 runs, whose seconds resemble each other', () => {
    let held = 0
    for (let run = 0; run < 200; run++) {
      const random = seededStream('bounds', String(run))
      let drift = 0
      const blocks = Array.from({ length: 10 }, (): Part => {
        const latenciesMs = Array.from({ length: 3 }, () => {
          drift = 0.5 * drift + 0.1 * (random.nextFloat() - 0.5)
          return Array.from({ length: 60 }, () => 100 * Math.exp(drift) * (0.5 + random.nextFloat()))
        }).flat()
        return { latenciesMs, failures: 0 }
      })
      // Without the drift p95 is 145 ms; with it a hair more.
      if (boundsOf(blocks, 'p95 < 10s')[0]! >= 145) held++
    }
    expect(held).toBeGreaterThanOrEqual(180)
  })
})

test('maximums that ask for much load are left out, those that limit it are not', () => {
  const texts = ['rate > 100/s', 'rate < 1000/s', 'count > 5', 'failures < 1%']
  expect(levelOf([same(10)], texts).maximums.map(({ text }) => text)).toEqual(['rate < 1000/s', 'failures < 1%'])
})
