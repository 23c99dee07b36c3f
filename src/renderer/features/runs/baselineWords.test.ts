import { expect, test } from 'vitest'
import { deltaOf, meantBaselines } from './baselineWords.ts'
import { runRow } from './runRowFixture.ts'

const baseline = { build: '1.41.0', isOwn: false, runs: 3, p95Ms: 100 }

test.each([
  [118, '▲ +18 %', 'warn'],
  [80, '▼ −20 %', 'met'],
  [103, '~ +3.0 %', 'plain'],
  [100, '~ 0 %', 'plain'],
  [null, '–', 'plain'],
  [0, '–', 'plain'],
])('a p95 of %s beside 100 ms: %s', (p95Ms, text, tone) => {
  expect(deltaOf({ baseline, p95Ms })).toMatchObject({ text, tone })
})

test('it says what it is the difference of', () => {
  const words = (more: Partial<typeof baseline>) => deltaOf({ baseline: { ...baseline, ...more }, p95Ms: 118 })
  expect(words({}).sentence).toContain('1.41.0 (100 ms, the median of 3 runs)')
  expect(words({ runs: 1 }).sentence).toContain('1.41.0 (100 ms, its run)')
  expect(words({ isOwn: true })).toMatchObject({ text: 'baseline', tone: 'info' })
  expect(deltaOf({ baseline: { ...baseline, runs: 0, p95Ms: null }, p95Ms: 118 })).toMatchObject({ text: '–' })
  expect(deltaOf({ baseline: null, p95Ms: 118 })).toMatchObject({ text: '–' })
})

const { planName, scenario, target } = runRow()
const of = { planName, scenario, target }

test('runs of one build mean that build, in each scenario they are of', () => {
  const rows = [runRow(), runRow({ id: '2', baseline }), runRow({ id: '3', scenario: 'spike', baseline })]
  expect(meantBaselines(rows)).toEqual({
    kind: 'set',
    baselines: [
      { of, build: '1.42.0', before: null },
      { of: { ...of, scenario: 'spike' }, build: '1.42.0', before: '1.41.0' },
    ],
  })
})

test('what all of them are the baseline of already, they are no longer', () => {
  const own = runRow({ baseline: { ...baseline, build: '1.42.0', isOwn: true } })
  expect(meantBaselines([own])).toEqual({ kind: 'set', baselines: [{ of, build: null, before: '1.42.0' }] })
  // One that is not yet: then all are.
  expect(meantBaselines([own, runRow({ scenario: 'spike' })])).toMatchObject({
    baselines: [{ build: '1.42.0' }, { build: '1.42.0' }],
  })
})

test.each([
  [[runRow(), runRow({ buildName: '1.43.0' })], 'A baseline is one build'],
  [[runRow({ build: null, buildName: null })], 'names none'],
  [[runRow({ status: 'running' })], 'of which a run has ended'],
  [[], 'No run is selected'],
])('what is none is said', (rows, why) => {
  expect(meantBaselines(rows)).toMatchObject({ kind: 'none', why: expect.stringContaining(why) as string })
})
