import { describe, expect, test } from 'vitest'
import { parseCriterion } from '../plan/criterionGrammar.ts'
import type { Criterion } from '../plan/compiledPlan.ts'
import { sampleHistogram } from '../report/sampleWindows.ts'
import { judge, samplesNeeded } from './judge.ts'
import type { RunCounts, SubjectCounts } from './measurement.ts'

function criterion(text: string, changes: Partial<Criterion> = {}): Criterion {
  const parsed = parseCriterion(text)
  if (!parsed.ok) throw new Error(parsed.expected)
  const position = { file: 'a.plan.yaml', line: 1, column: 1 }
  return { ...parsed.value, subject: { kind: 'all' }, level: 'maximum', text, position, ...changes }
}

const minute: RunCounts = {
  durationMs: 60_000,
  checksPassed: 0,
  checksFailed: 0,
  iterationsStarted: 0,
  dropped: 0,
  untrusted: { touched: 0, missing: 0, suspect: 0 },
}

/** Latencies in ms, successful. */
function counts(latenciesMs: number[], failedCount = 0): SubjectCounts {
  return { ok: sampleHistogram(latenciesMs.map((ms) => ms * 1000)), okCount: latenciesMs.length, failedCount }
}

/** 1, 2, … n ms: the p-th percentile is ceil(p/100 · n) ms. */
const upTo = (n: number) => Array.from({ length: n }, (_, at) => at + 1)

test.each([
  [50, 2],
  [75, 4],
  [90, 10],
  [95, 20],
  [99, 100],
  [99.5, 200],
  [99.9, 1000],
  [99.99, 10_000],
  [100, 1],
])('p%d needs %d samples', (p, needed) => expect(samplesNeeded(p)).toBe(needed))

describe('state, actual and samples', () => {
  test.each<[string, SubjectCounts, Partial<RunCounts>, string, number | null, number]>([
    ['p95 < 2s', counts(upTo(100)), {}, 'met', 95, 100],
    ['p95 < 95ms', counts(upTo(100)), {}, 'overMaximum', 95, 100],
    ['p95 <= 95.1ms', counts(upTo(100)), {}, 'met', 95, 100],
    // Nearer to the limit than a bucket is wide (0.1 %): the value that is shown, the upper end, decides.
    ['p95 <= 95ms', counts(upTo(100)), {}, 'overMaximum', 95, 100],
    ['p95 < 2s', counts(upTo(20)), {}, 'met', 19, 20],
    ['p95 < 2s', counts(upTo(19)), {}, 'tooFew', 19, 19],
    // All 19 are slower than 0.5 ms: no further sample can bring the p95 of those seen below it.
    ['p95 < 500us', counts(upTo(19)), {}, 'overMaximum', 19, 19],
    ['p95 < 1ms', counts(upTo(19)), {}, 'overMaximum', 19, 19],
    ['p95 < 2ms', counts(upTo(19)), {}, 'tooFew', 19, 19],
    ['p95 > 1s', counts(upTo(19)), {}, 'overMaximum', 19, 19],
    ['p50 == 5s', counts([1]), {}, 'overMaximum', 1, 1],
    ['p99 < 2s', counts([], 12), {}, 'tooFew', null, 0],
    ['p99 < 2s', counts([]), {}, 'tooFew', null, 0],
    ['p99.9 < 2s', counts(upTo(999)), {}, 'tooFew', 999, 999],
    ['p99.9 < 2s', counts(upTo(1000)), {}, 'met', 999, 1000],
    ['avg < 51ms', counts(upTo(100)), {}, 'met', 50.5, 100],
    ['avg < 50ms', counts(upTo(100)), {}, 'overMaximum', 50.5, 100],
    ['min >= 1ms', counts(upTo(3)), {}, 'met', 1, 3],
    ['max < 3ms', counts(upTo(3)), {}, 'overMaximum', 3, 3],
    ['max < 3ms', counts([]), {}, 'tooFew', null, 0],
    ['rate >= 2/s', counts(upTo(90), 30), {}, 'met', 2, 120],
    ['rate > 2/s', counts(upTo(90), 30), {}, 'overMaximum', 2, 120],
    ['rate >= 2/s', counts([]), {}, 'overMaximum', 0, 0],
    ['rate < 2/s', counts([]), {}, 'tooFew', 0, 0],
    ['rate >= 2/s', counts(upTo(5)), { durationMs: 0 }, 'tooFew', null, 0],
    ['count >= 3', counts(upTo(2), 1), {}, 'met', 3, 3],
    ['count >= 4', counts(upTo(2), 1), {}, 'overMaximum', 3, 3],
    ['count >= 1', counts([]), {}, 'overMaximum', 0, 0],
    ['failures < 1%', counts(upTo(199), 1), {}, 'met', 0.005, 200],
    ['failures < 1%', counts(upTo(99), 1), {}, 'overMaximum', 0.01, 100],
    ['failures <= 1%', counts(upTo(99), 1), {}, 'met', 0.01, 100],
    ['failures < 1%', counts(upTo(10)), {}, 'met', 0, 10],
    ['failures < 1%', counts(upTo(9), 1), {}, 'overMaximum', 0.1, 10],
    ['failures < 1%', counts([], 10), {}, 'overMaximum', 1, 10],
    ['failures < 1%', counts([]), {}, 'tooFew', null, 0],
    ['failures == 0%', counts(upTo(3)), {}, 'met', 0, 3],
    ['checks > 99%', counts([]), { checksPassed: 999, checksFailed: 1 }, 'met', 0.999, 1000],
    ['checks > 99%', counts([]), { checksPassed: 9, checksFailed: 1 }, 'overMaximum', 0.9, 10],
    ['checks > 99%', counts(upTo(9)), {}, 'tooFew', null, 0],
    ['dropped == 0', counts([]), { iterationsStarted: 10 }, 'met', 0, 10],
    ['dropped == 0', counts([]), { iterationsStarted: 10, dropped: 2 }, 'overMaximum', 2, 12],
    ['dropped == 0', counts([]), {}, 'tooFew', null, 0],
    // 2 satisfied, 1 tolerating (half), 1 frustrated, 1 failed: 2.5 of 5.
    ['apdex(500ms) >= 0.5', counts([100, 500, 2000, 2100], 1), {}, 'met', 0.5, 5],
    ['apdex(500ms) > 0.5', counts([100, 500, 2000, 2100], 1), {}, 'overMaximum', 0.5, 5],
    ['apdex(500ms) > 0.5', counts([]), {}, 'tooFew', null, 0],
    // 1.001 times 1000 is less than 1001.
    ['apdex(1001us) >= 1', { ok: sampleHistogram([1001]), okCount: 1, failedCount: 0 }, {}, 'met', 1, 1],
  ])('%s', (text, subject, run, status, actual, samples) => {
    const judgement = judge(criterion(text), subject, { ...minute, ...run })
    expect(judgement).toMatchObject({ status, samples })
    // Above 2,048 µs a histogram rounds up by 0.1 % at most.
    if (actual === null) expect(judgement.actual).toBeNull()
    else expect(Math.abs(judgement.actual! - actual)).toBeLessThanOrEqual(actual * 0.001)
  })
})

test('a target that is broken is over target', () => {
  expect(judge(criterion('p95 < 95ms', { level: 'target' }), counts(upTo(100)), minute).status).toBe('overTarget')
})

test('too few comes before not trusted: there is nothing to trust', () => {
  const starved = { ...minute, untrusted: { touched: 1, missing: 1, suspect: 1 } }
  expect(judge(criterion('p95 < 2s'), { ...counts(upTo(5)), suspect: { ok: 5, failed: 0 } }, starved).status).toBe(
    'tooFew',
  )
  expect(judge(criterion('p95 < 2s'), { ...counts(upTo(100)), suspect: { ok: 100, failed: 0 } }, starved).status).toBe(
    'notTrusted',
  )
})

describe('notes', () => {
  test.each<[string, SubjectCounts, string[]]>([
    ['p95 < 2s', counts(upTo(200)), []],
    ['p95 < 2s', counts(upTo(40)), ['p95 rests on the slowest 2 requests; from 200 requests on it is steady']],
    ['p95 < 2s', counts(upTo(5)), ['only 5 successful requests; p95 needs at least 20']],
    [
      'p95 < 1ms',
      counts([3, 4, 5]),
      ['only 3 successful requests; p95 needs at least 20', 'even the fastest took 3.00 ms'],
    ],
    ['p95 < 2s', counts([], 7), ['no successful requests to judge: all 7 failed']],
    ['p95 < 2s', counts([]), ['no requests to judge']],
    ['failures < 1%', counts(upTo(10)), ['10 requests cannot show a share as small as 1 %']],
    ['failures < 1%', counts(upTo(100)), []],
    ['apdex(1s) > 0.1', counts(upTo(99)), ['a small group: Apdex wants 100 requests, here are 99']],
    ['apdex(1s) > 0.1', counts(upTo(100)), []],
  ])('%s', (text, subject, notes) => expect(judge(criterion(text), subject, minute).notes).toEqual(notes))

  test('checks belong to the run, not to an endpoint', () => {
    const ofEndpoint = criterion('checks > 99%', { subject: { kind: 'endpoint', pattern: '/a' } })
    expect(judge(ofEndpoint, counts(upTo(3)), { ...minute, checksPassed: 3 })).toMatchObject({
      status: 'tooFew',
      notes: ['checks are counted for the whole run, not for one endpoint'],
    })
  })
})
