import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Criterion } from '../plan/compiledPlan.ts'
import { parseCriterion } from '../plan/criterionGrammar.ts'
import { sampleHistogram, sampleWindow } from '../report/sampleWindows.ts'
import { judge } from './judge.ts'
import { createSlidingEvaluator, type MeasuredSecond } from './slidingWindow.ts'
import { NONE_UNTRUSTED } from './untrusted.ts'
import { WindowedCounts } from './windowedCounts.ts'

function criterion(text: string, pattern: string | null = null): Criterion {
  const parsed = parseCriterion(text)
  if (!parsed.ok) throw new Error(parsed.expected)
  const subject = pattern === null ? ({ kind: 'all' } as const) : ({ kind: 'endpoint', pattern } as const)
  return { ...parsed.value, subject, level: 'maximum', text, position: { file: 'a', line: 1, column: 1 } }
}

const endpointA = { name: 'GET /a', kind: 'http', method: 'GET', path: '/a' } as const
const endpointB = { name: 'GET /b', kind: 'http', method: 'GET', path: '/b' } as const
const group = { name: 'shop', kind: 'group', method: null, path: null } as const

interface Told {
  a?: number[]
  b?: number[]
  failed?: number
  changes?: Partial<MeasuredSecond>
}

/** One second with latencies in µs. */
function second(t: number, { a = [], b = [], failed = 0, changes = {} }: Told): MeasuredSecond {
  return {
    t,
    endpoints: [
      // Two user types, and the same times as a group, which must not count twice.
      { endpoint: endpointA, ok: [sampleWindow(a.slice(0, 1)), sampleWindow(a.slice(1))], failedCount: failed },
      ...(b.length > 0 ? [{ endpoint: endpointB, ok: [sampleWindow(b)], failedCount: 0 }] : []),
      { endpoint: group, ok: [sampleWindow([...a, ...b])], failedCount: 0 },
    ],
    checksPassed: 0,
    checksFailed: 0,
    iterationsStarted: 0,
    dropped: 0,
    untrusted: NONE_UNTRUSTED,
    ...changes,
  }
}

const latencies = fc.array(fc.integer({ min: 0, max: 20_000_000 }), { maxLength: 12 })
const seconds = fc.array(fc.record({ a: latencies, b: latencies, failed: fc.nat(5) }), { minLength: 1, maxLength: 60 })

test('the counts of a sliding window are those of a merge from scratch', () => {
  fc.assert(
    fc.property(seconds, fc.integer({ min: 1, max: 30 }), (told, lengthS) => {
      const window = new WindowedCounts(lengthS)
      for (const [t, { a, b, failed }] of told.entries()) {
        window.push({
          ok: [sampleWindow(a), sampleWindow(b)],
          okCount: a.length + b.length,
          failedCount: failed,
          isSuspect: t % 2 === 0,
        })
        const last = told.slice(Math.max(0, t + 1 - lengthS), t + 1)
        const scratch = sampleHistogram(last.flatMap((one) => [...one.a, ...one.b]))
        const { ok, okCount, failedCount, suspect } = window.read()
        const suspects = last.filter((_, at) => (Math.max(0, t + 1 - lengthS) + at) % 2 === 0)
        expect(suspect).toEqual({
          ok: suspects.reduce((sum, one) => sum + one.a.length + one.b.length, 0),
          failed: suspects.reduce((sum, one) => sum + one.failed, 0),
        })
        expect(okCount).toBe(scratch.count)
        expect(failedCount).toBe(last.reduce((sum, one) => sum + one.failed, 0))
        expect([...ok.encode()]).toEqual([...scratch.encode()])
        expect([ok.count, ok.sumUs, ok.minUs, ok.maxUs]).toEqual([
          scratch.count,
          scratch.sumUs,
          scratch.minUs,
          scratch.maxUs,
        ])
      }
    }),
    { numRuns: 60 },
  )
})

test('what is broken, too few and worst is what judging every window from scratch finds', () => {
  fc.assert(
    fc.property(seconds, fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 5 }), (told, lengthS, warmUpS) => {
      const watched = [criterion(`p50 < 5s for ${lengthS}s`), criterion(`max < 15s for ${lengthS}s, stop`, '/a')]
      const evaluator = createSlidingEvaluator(watched, warmUpS * 1000)
      for (const [t, one] of told.entries()) evaluator.feed(second(t, one))
      const judged = told.slice(warmUpS)
      for (const [index, one] of watched.entries()) {
        let [broken, tooFew, windows] = [0, 0, 0]
        let worst = -Infinity
        for (let end = lengthS; end <= judged.length; end++) {
          const part = judged.slice(end - lengthS, end)
          const ok = sampleHistogram(part.flatMap(({ a, b }) => (index === 0 ? [...a, ...b] : a)))
          const failedCount = part.reduce((sum, { failed }) => sum + failed, 0)
          const run = { durationMs: lengthS * 1000, checksPassed: 0, checksFailed: 0, iterationsStarted: 0, dropped: 0 }
          const counts = { ok, okCount: ok.count, failedCount }
          const judgement = judge(one, counts, { ...run, untrusted: { touched: 0, missing: 0, suspect: 0 } })
          windows++
          if (judgement.status === 'tooFew') tooFew++
          else worst = Math.max(worst, judgement.actual!)
          if (judgement.status === 'overMaximum') broken++
        }
        const outcome = evaluator.outcomes()[index]!
        expect(outcome).toMatchObject({ windows, broken, tooFew, untrusted: 0 })
        expect(outcome.worst?.actual ?? -Infinity).toBe(worst)
      }
    }),
    { numRuns: 60 },
  )
})

const ms = (value: number, times: number) => Array.from({ length: times }, () => value * 1000)

describe('breaks', () => {
  test('the first judgement is the first full window after the warm-up', () => {
    const evaluator = createSlidingEvaluator([criterion('max < 1s for 3s')], 2000)
    const breaks = [0, 1, 2, 3, 4, 5].map((t) => evaluator.feed(second(t, { a: ms(1500, 2) })))
    expect(breaks).toEqual([[], [], [], [], [{ criterion: 0, atMs: 5000, actual: 1500, samples: 6 }], []])
    expect(evaluator.outcomes()).toMatchObject([{ windows: 2, broken: 2, firstBreakMs: 5000 }])
  })

  test('what broke and recovered breaks anew', () => {
    const evaluator = createSlidingEvaluator([criterion('max < 1s for 1s')], 0)
    const broke = [2000, 1, 2000, 2000, 1].map((value, t) => evaluator.feed(second(t, { a: ms(value, 1) })).length)
    expect(broke).toEqual([1, 0, 1, 0, 0])
  })

  test('a rate falls to zero when nothing answers, also when seconds are missing', () => {
    const evaluator = createSlidingEvaluator([criterion('rate >= 2/s for 2s, stop')], 0)
    evaluator.feed(second(0, { a: ms(1, 2) }))
    expect(evaluator.feed(second(1, { a: ms(1, 2) }))).toEqual([])
    const breaks = evaluator.feed(second(4, {}))
    expect(breaks).toEqual([{ criterion: 0, atMs: 3000, actual: 1, samples: 2 }])
    expect(evaluator.outcomes()[0]!.worst).toEqual({ actual: 0, samples: 0, atMs: 4000 })
  })

  test('windows in which the generator was not trusted are not held against the target', () => {
    const evaluator = createSlidingEvaluator([criterion('max < 1s for 2s'), criterion('failures < 1% for 2s')], 0)
    for (let t = 0; t < 4; t++) {
      const untrusted = t === 1 ? { touched: 0.1, missing: 0.1, suspect: 1 } : NONE_UNTRUSTED
      evaluator.feed(second(t, { a: [...ms(1, 20), ...ms(2000, t === 1 ? 9 : 0)], failed: 1, changes: { untrusted } }))
    }
    // The one window without that second is as fast as could be; of each of the others the slow part is suspect.
    expect(evaluator.outcomes()).toMatchObject([
      { windows: 3, untrusted: 2, broken: 0, worst: { actual: 1 } },
      // The one of that second may have failed for our own sake: the one in the other is too many.
      { windows: 3, untrusted: 0, broken: 3 },
    ])
  })

  test('without a window, everything since the warm-up is judged once it is enough', () => {
    const watched = ['p95 < 1s, stop', 'failures < 1%, stop', 'count >= 1000, stop', 'rate >= 100/s, stop']
    const evaluator = createSlidingEvaluator(
      watched.map((text) => criterion(text)),
      1000,
    )
    const breaks: unknown[] = []
    for (let t = 0; t < 12; t++) {
      const found = evaluator.feed(second(t, { a: [...ms(10, 8), ...ms(2000, 1)], failed: 1 }))
      breaks.push(...found.map(({ criterion: index, atMs }) => [watched[index], atMs]))
    }
    // p95 needs 20 successes (9 a second), the share 100 requests (10 a second), the rate 10 s, from second 1 on.
    expect(breaks).toEqual([
      ['p95 < 1s, stop', 4000],
      ['failures < 1%, stop', 11_000],
      ['rate >= 100/s, stop', 11_000],
    ])
  })

  test('criteria without window and stop are left to the end', () => {
    const evaluator = createSlidingEvaluator([criterion('max < 1us')], 0)
    expect(evaluator.feed(second(0, { a: ms(1, 1) }))).toEqual([])
    expect(evaluator.outcomes()).toEqual([null])
  })

  test('a second that comes twice is refused', () => {
    const evaluator = createSlidingEvaluator([criterion('max < 1s for 1s')], 0)
    evaluator.feed(second(3, {}))
    expect(() => evaluator.feed(second(3, {}))).toThrow(RangeError)
  })
})
