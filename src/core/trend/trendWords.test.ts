import { describe, expect, test } from 'vitest'
import { findChanges } from './findChanges.ts'
import type { LeftOutRun, ScenarioTrend, TrendChange } from './scenarioTrend.ts'
import {
  amongText,
  beganText,
  breakText,
  changeText,
  leftOutText,
  newestText,
  nextRunText,
  segmentText,
  sizeText,
  stateText,
  trendSentence,
  trendStanding,
} from './trendWords.ts'
import type { StepFinding, TrendEffect, TrendSegment } from './trendTypes.ts'

const at = (build: string | null, runId = 'run-1'): TrendChange['at'] => ({ build, runId, startedAtMs: 0 })

const RISE: TrendEffect = {
  of: 'ratio',
  value: 1.18,
  interval: { low: 1.15, high: 1.21, level: 0.95 },
  before: 100,
  after: 118,
}
const STEP: StepFinding = {
  kind: 'step',
  verdict: 'regressed',
  minor: false,
  state: 'confirmed',
  returnedAt: null,
  segment: 0,
  build: 10,
  buildSet: [{ build: 10, probability: 1 }],
  buildsSince: 8,
  buildsBefore: 10,
  effect: RISE,
  statistic: 12,
  p: 0.0001,
  q: 0.001,
}

function change(more: Partial<TrendChange> = {}, finding: Partial<StepFinding> = {}): TrendChange {
  return {
    endpoint: { name: 'GET /search', kind: 'http' },
    metric: 'p95',
    finding: { ...STEP, ...finding },
    at: at('1.32.0'),
    among: [at('1.32.0')],
    returnedAt: null,
    moved: null,
    earlier: null,
    later: null,
    stands: true,
    triage: null,
    ...more,
  }
}

test('a change that began elsewhere is told by both builds', () => {
  const moved = change({ moved: { to: at('1.30.0'), atMs: 1 } })
  expect(beganText(moved)).toBe('1.30.0 (found at 1.32.0)')
  expect(changeText(moved)).toContain(' at 1.30.0 (found at 1.32.0)')
  expect(beganText(change())).toBe('1.32.0')
})

const FINGERPRINT = { plan: 'a', profile: 'b', host: 'c', generator: 'd' }

/** Of a series with so many builds in which nothing changes. */
function trendWith(changes: TrendChange[], builds = 20): ScenarioTrend {
  const points = Array.from({ length: builds }, (_, place) => ({
    runId: `run-${place}`,
    build: `1.${place}`,
    value: 100 + (place % 3),
    fingerprint: FINGERPRINT,
    startedAtMs: place,
  }))
  const trend = findChanges({ endpoint: 'GET /search', metric: 'p95', scale: 'ratio', worse: 'higher', points })
  return {
    of: { planName: 'Shop', scenario: 'normal', target: 'http://shop.test' },
    otherTargets: [],
    baseline: null,
    since: null,
    runs: points.map(({ runId, build, startedAtMs }) => ({ runId, build, startedAtMs })),
    newest: builds === 0 ? null : FINGERPRINT,
    leftOut: [],
    olderRuns: 0,
    runsWithoutNumbers: 0,
    breaks: [],
    series: [{ endpoint: { name: 'GET /search', kind: 'http' }, metric: 'p95', trend }],
    changes,
    withdrawn: [],
  }
}

test('a change is told with its size, interval and build', () => {
  expect(changeText(change())).toBe('GET /search p95 +18 % (+15 … +21 %) at 1.32.0')
  expect(changeText(change({ endpoint: null, metric: 'throughput', at: at(null, 'k3x-9q') }))).toBe(
    'throughput +18 % (+15 … +21 %) at run k3x-9q',
  )
})

test('a change of failures is told in percentage points', () => {
  const effect: TrendEffect = {
    of: 'oddsRatio',
    value: 99,
    interval: { low: 50, high: 200, level: 0.95 },
    before: 0.001,
    after: 0.0901,
  }
  expect(sizeText('errors', effect)).toBe('+8.9 pp')
})

test('builds of which one is it are told from the first to the last', () => {
  expect(amongText(change())).toBe('1.32.0')
  expect(amongText(change({ among: [at('1.31.0'), at('1.32.0'), at(null, 'x')] }))).toBe('1.31.0 … run x (3)')
})

test.each([
  [{}, {}, 'confirmed'],
  [{}, { state: 'suspected', buildsSince: 1 }, 'suspected (1 build)'],
  [{}, { minor: true }, 'confirmed (minor)'],
  [{ stands: false }, {}, 'confirmed (past)'],
  [{ stands: false, returnedAt: at('1.35.0') }, { state: 'wentAway' }, 'went away at 1.35.0'],
] as const)('a state with what makes it less: %#', (more, finding, text) => {
  expect(stateText(change(more, finding))).toBe(text)
})

test('a break is told with what changed', () => {
  expect(breakText({ changed: ['plan'] })).toBe('plan changed')
  expect(breakText({ changed: ['plan', 'profile', 'host'] })).toBe('plan, profile and generator host changed')
})

test('a next run is told in the unit of the metric, and nothing is achieved beyond all', () => {
  expect(nextRunText('p95', { centre: 1, low: 98.23, high: 107.1, level: 0.99 })).toBe('98.2 ms … 107 ms')
  expect(nextRunText('achieved', { centre: 1, low: 0.98, high: 1.03, level: 0.99 })).toBe('98.00 % … 100.00 %')
})

test('runs that are left out are told with the reason', () => {
  const run = (reason: LeftOutRun['reason'], runId: string): LeftOutRun => ({
    ...at('1'),
    runId,
    reason,
    status: 'completed',
  })
  expect(leftOutText({ leftOut: [] })).toBeNull()
  expect(leftOutText({ leftOut: [run('steered', 'a')] })).toBe('1 run is left out: 1 steered (a)')
  const many = ['a', 'b', 'c', 'd'].map((id) => run('notTrusted', id))
  expect(leftOutText({ leftOut: [...many, run('notCompleted', 'e')] })).toBe(
    '5 runs are left out: 4 not trusted (d, c, b, …), 1 not completed (e)',
  )
})

test('a stretch says how far it tells anything', () => {
  const segment = (builds: number): TrendSegment => trendWith([], builds).series[0]!.trend.segments[0]!
  expect(segmentText(segment(3))).toBe('3 builds; 5 more make a trend')
  expect(segmentText(segment(20))).toBe('one level over 20 builds')
  expect(newestText(segment(20))).toBeNull()
  expect(newestText({ ...segment(20), newest: 'above' })).toBe(
    'the newest build lies above what those before it let expect',
  )
})

describe('the sentence for the whole', () => {
  const sentence = (changes: TrendChange[], builds?: number): string => trendSentence(trendWith(changes, builds))

  test('names regressions that are open, an endpoint and build at a time', () => {
    expect(sentence([change(), change({ metric: 'p50' })])).toBe(
      'Regressed: GET /search p95 +18 % (+15 … +21 %), p50 +18 % at 1.32.0.',
    )
    const many = ['a', 'b', 'c', 'd', 'e'].map((name) => change({ endpoint: { name, kind: 'http' } }))
    expect(sentence(many)).toMatch(/^Regressed: a p95 .*; b p95 .*; c p95 .*; and 2 more\.$/)
  })

  test('does so when one of them is only suspected', () => {
    const suspected = change({ metric: 'p99' }, { state: 'suspected', buildsSince: 1 })
    expect(trendStanding(trendWith([change(), suspected]))).toBe('regressed')
    expect(sentence([suspected])).toBe(
      'Regression suspected: GET /search p99 +18 % (+15 … +21 %) at 1.32.0; 2 more builds like it will confirm it.',
    )
  })

  test('says what is known, improved, small, past', () => {
    const triage = { state: 'expected', note: '', atMs: 0 } as const
    expect(sentence([change({ triage })])).toMatch(/^No new regression; known: GET \/search p95 /)
    expect(sentence([change({}, { verdict: 'improved' })])).toMatch(/^Improved: GET \/search p95 /)
    expect(sentence([change({}, { minor: true })])).toBe(
      'Unchanged: no change of importance; a small one stands, in 1 series over 20 builds.',
    )
    expect(sentence([change({ stands: false })])).toBe('Unchanged: no change stands, in 1 series over 20 builds.')
    expect(trendStanding(trendWith([change({ triage: { ...triage, state: 'fixed' } })]))).toBe('regressed')
  })

  test('says what is missing', () => {
    expect(sentence([], 1)).toBe(
      'Too little history: 1 build under the present plan, profile and generator; 7 more make a trend. Until then compare two builds.',
    )
    expect(sentence([], 0)).toBe('No run counts yet: there is nothing to see a trend in.')
  })
})
