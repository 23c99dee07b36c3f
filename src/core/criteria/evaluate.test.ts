import { describe, expect, test } from 'vitest'
import type { Criterion } from '../plan/compiledPlan.ts'
import { parseCriterion } from '../plan/criterionGrammar.ts'
import { sampleSeries, sampleWindow } from '../report/sampleWindows.ts'
import { evaluate } from './evaluate.ts'
import { measureEndpoints, type Measurement } from './measurement.ts'
import type { SlidingOutcome } from './slidingWindow.ts'

function criterion(pattern: string | null, text: string, changes: Partial<Criterion> = {}): Criterion {
  const parsed = parseCriterion(text)
  if (!parsed.ok) throw new Error(parsed.expected)
  const subject = pattern === null ? ({ kind: 'all' } as const) : ({ kind: 'endpoint', pattern } as const)
  const position = { file: 'a.plan.yaml', line: 1, column: 1 }
  return { ...parsed.value, subject, level: 'maximum', text, position, ...changes }
}

const times = (n: number, us: number) => Array.from({ length: n }, () => us)

const measurement: Measurement = {
  endpoints: measureEndpoints(
    [
      sampleSeries('GET /a', 'ok', sampleWindow(times(60, 100)), { userType: 'A' }),
      sampleSeries('GET /a', 'ok', sampleWindow(times(20, 300)), { userType: 'B' }),
      sampleSeries('GET /a', 'failed', sampleWindow(times(20, 9000))),
      sampleSeries('POST /a', 'ok', sampleWindow(times(20, 500))),
      sampleSeries('shop', 'ok', sampleWindow(times(7, 1000)), { kind: 'group' }),
      sampleSeries('shop *', 'ok', sampleWindow(times(3, 2000)), { kind: 'http' }),
      sampleSeries('WS feed', 'ok', { ...sampleWindow([]), count: 40 }, { kind: 'events' }),
    ],
    [
      { name: 'GET /a', method: 'GET', path: '/a' },
      { name: 'POST /a', method: 'POST', path: '/a' },
    ],
  ),
  durationMs: 10_000,
  checksPassed: 0,
  checksFailed: 0,
  iterationsStarted: 1,
  dropped: 0,
  untrusted: { touched: 0, missing: 0, suspect: 0 },
}

test.each<[string | null, string, string, number | null, number, string[]]>([
  [null, 'count >= 0', 'met', 123, 123, []],
  [null, 'failures < 50%', 'met', 20 / 123, 123, []],
  [null, 'max < 2ms', 'overMaximum', 2, 103, []],
  ['GET /a', 'count >= 0', 'met', 100, 100, ['GET /a']],
  ['GET /a', 'failures < 20%', 'overMaximum', 0.2, 100, ['GET /a']],
  ['GET /a', 'avg < 1s', 'met', 0.15, 80, ['GET /a']],
  ['/a', 'count >= 0', 'met', 120, 120, ['GET /a', 'POST /a']],
  ['/a', 'avg < 1s', 'met', 0.22, 100, ['GET /a', 'POST /a']],
  ['/a', 'p95 < 1s', 'met', 0.5, 100, ['GET /a', 'POST /a']],
  ['/a', 'rate >= 12/s', 'met', 12, 120, ['GET /a', 'POST /a']],
  ['shop', 'max < 1s', 'met', 1, 7, ['shop']],
  // Requests before groups: the group of the same pattern would count the same work twice.
  ['shop*', 'count >= 0', 'met', 10, 10, ['shop', 'shop *']],
  ['WS feed', 'count >= 40', 'met', 40, 40, ['WS feed']],
  ['WS feed', 'rate >= 4/s', 'met', 4, 40, ['WS feed']],
  ['WS feed', 'p95 < 1s', 'tooFew', null, 0, ['WS feed']],
  ['/nowhere', 'rate >= 1/s', 'tooFew', null, 0, []],
])('%s: %s', (pattern, text, status, actual, samples, endpoints) => {
  const expected =
    pattern === 'shop*' ? { actual: 3, samples: 3, endpoints: ['shop *'] } : { actual, samples, endpoints }
  expect(evaluate([criterion(pattern, text)], measurement, [])).toMatchObject([{ status, ...expected }])
})

test('a row says what the plan said', () => {
  const [row] = evaluate([criterion('/a', 'p99.9 <= 2s', { level: 'target', stop: true })], measurement, [null])
  expect(row).toEqual({
    id: '/a: target p99.9 <= 2s',
    text: 'p99.9 <= 2s',
    subject: '/a',
    metric: 'p99.9',
    level: 'target',
    operator: '<=',
    limit: 2000,
    actual: 0.5,
    unit: 'ms',
    status: 'tooFew',
    samples: 100,
    windowMs: null,
    stop: true,
    endpoints: ['GET /a', 'POST /a'],
    firstBreakMs: null,
    notes: ['only 100 successful requests; p99.9 needs at least 1,000'],
  })
})

describe('sliding windows at the end of the run', () => {
  const seen = (actual: number) => ({ actual, samples: 50, atMs: 31_000 })
  const outcome = (changes: Partial<SlidingOutcome>): SlidingOutcome => ({
    windows: 100,
    broken: 0,
    tooFew: 0,
    untrusted: 0,
    worst: seen(400),
    firstBreak: null,
    firstBreakMs: null,
    ...changes,
  })
  test.each<[string, SlidingOutcome | null, string, number | null]>([
    ['no window was full', outcome({ windows: 0, worst: null }), 'tooFew', null],
    ['nobody watched', null, 'tooFew', null],
    ['all met', outcome({}), 'met', 400],
    [
      'one broke',
      outcome({ broken: 1, worst: seen(2000), firstBreak: seen(2000), firstBreakMs: 31_000 }),
      'overMaximum',
      2000,
    ],
    ['one broke, half untrusted', outcome({ broken: 1, untrusted: 50, worst: seen(2000) }), 'overMaximum', 2000],
    ['5 % untrusted', outcome({ untrusted: 5 }), 'met', 400],
    ['6 % untrusted', outcome({ untrusted: 6 }), 'notTrusted', 400],
    ['half too few', outcome({ tooFew: 50 }), 'met', 400],
    ['more than half too few', outcome({ tooFew: 51 }), 'tooFew', 400],
    ['all too few', outcome({ tooFew: 100, worst: null }), 'tooFew', null],
  ])('%s', (_, sliding, status, actual) => {
    const [row] = evaluate([criterion('/a', 'p95 < 1s for 10s')], measurement, [sliding])
    expect(row).toMatchObject({ status, actual })
  })

  test('why there is nothing to judge is said as it is', () => {
    const note = (sliding: SlidingOutcome | null) =>
      evaluate([criterion('/a', 'p95 < 1s for 10s')], measurement, [sliding])[0]!.notes
    expect([note(null), note(outcome({ windows: 0, worst: null }))]).toEqual([
      ['its windows of 10 s were not judged while the run went on'],
      ['the judged part of the run is shorter than one window of 10 s'],
    ])
  })

  test('a criterion that stopped the run stays broken, whatever the shutdown adds', () => {
    const sliding = outcome({ broken: 1, firstBreak: seen(1500), firstBreakMs: 31_000 })
    expect(evaluate([criterion('/a', 'p95 < 1s, stop')], measurement, [sliding])).toMatchObject([
      { status: 'overMaximum', actual: 1500, samples: 50, notes: ['it broke after 31 s and stopped the run'] },
    ])
  })
})
