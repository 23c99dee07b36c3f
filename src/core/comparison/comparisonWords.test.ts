import { expect, test } from 'vitest'
import type { Interval, MetricComparison } from './comparison.ts'
import { chanceText, changeIn, effectText, intervalText, pairText } from './comparisonWords.ts'
import { errorLogit, type Metric } from './metrics.ts'

function changed(
  metric: Metric,
  baseline: number | null,
  effect: number | null,
  interval: Interval | null = null,
): Pick<MetricComparison, 'metric' | 'effect' | 'interval' | 'typical'> {
  return { metric, effect, interval, typical: { baseline, candidate: null } }
}

const slower = changed('p95', 400, Math.log(1.18), { low: Math.log(1.12), high: Math.log(1.24) })

test('a change is said in %, or in the unit of the metric', () => {
  expect([effectText(slower), intervalText(slower)]).toEqual(['+18 %', '+12 … +24 %'])
  expect([effectText(slower, 'absolute'), intervalText(slower, 'absolute')]).toEqual(['+72.0 ms', '+48.0 … +96.0 ms'])
  const rate = changed('throughput', 1000, Math.log(0.9))
  expect([effectText(rate), effectText(rate, 'absolute')]).toEqual(['−10 %', '−100 req/s'])
  const achieved = changed('achieved', 1, Math.log(0.9))
  expect([effectText(achieved), effectText(achieved, 'absolute')]).toEqual(['−10 %', '−10 pp'])
})

test('a change of failures that no request of a million makes is none', () => {
  const texts = [0.024, 0.0012, -0.0012].map((effect) => effectText(changed('errors', 5e-5, effect)))
  expect(texts).toEqual(['+0.00012 pp', '0 pp', '0 pp'])
})

test('builds without failures differ by nothing, however many requests each had', () => {
  const [few, many] = [errorLogit(0, 482), errorLogit(0, 746)]
  const none = { ...changed('errors', 0.5 / 483, many - few), failureShare: { baseline: 0, candidate: 0 } }
  expect([effectText(none), effectText(none, 'absolute')]).toEqual(['0 pp', '0 pp'])
  expect(effectText({ ...none, failureShare: { baseline: 0, candidate: 0.001 } })).toBe('−0.037 pp')
})

test('ends of an interval in different units keep both', () => {
  const wide = changed('p99', 500, 0, { low: Math.log(0.5), high: Math.log(5) })
  expect(intervalText(wide, 'absolute')).toBe('−250 ms … +2.00 s')
  expect(intervalText(changed('p50', 10, 0, { low: 0, high: 0.1 }))).toBe('0 … +11 %')
})

test('from what to what: a unit that both have is said once', () => {
  const pair = (metric: Metric, baseline: number | null, candidate: number | null): string =>
    pairText({ metric, typical: { baseline, candidate }, failureShare: null })
  expect([pair('p95', 412, 486), pair('p95', 980, 1240), pair('p95', null, 486)]).toEqual([
    '412 → 486 ms',
    '980 ms → 1.24 s',
    '– → 486 ms',
  ])
  expect(pair('p999', null, null)).toBe('–')
  // As they were counted: on the scale of logits there is no 0.
  const counted = { metric: 'errors', typical: { baseline: 0.0003, candidate: 0.1003 } } as const
  expect(pairText({ ...counted, failureShare: { baseline: 0, candidate: 0.1 } })).toBe('0.00 → 10.00 %')
  expect([pair('errors', 0, 0.1), pair('throughput', 1200, 999)]).toEqual(['0.00 → 10.00 %', '1,200 → 999 req/s'])
})

test('shares of failures are in percentage points either way', () => {
  const failing = changed('errors', 0.01, errorLogit(100, 1000) - errorLogit(10, 1000))
  expect(effectText(failing)).toBe('+8.6 pp')
  expect(effectText(failing, 'absolute')).toBe('+8.6 pp')
})

test('what is not known is no number', () => {
  for (const unit of ['relative', 'absolute'] as const) {
    expect(effectText(changed('p50', 10, null), unit)).toBe('–')
    expect(intervalText(changed('p50', 10, 0.1), unit)).toBe('')
    expect(effectText(changed('errors', null, 0.1), unit)).toBe('–')
  }
  expect(changeIn('p50', 0.1, null, 'absolute')).toBeNull()
  expect(changeIn('p50', Math.log(2), null, 'relative')).toBeCloseTo(100)
  expect([null, 0.0001, 0.0234, 1].map(chanceText)).toEqual(['', '<0.001', '0.023', '1.0'])
})
