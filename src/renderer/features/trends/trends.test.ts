import { describe, expect, test } from 'vitest'
import { noisy, trendViewOf } from '../../charts/testing/trendView.ts'
import type { TrendChange } from '../../../core/trend/scenarioTrend.ts'
import { changeKey, changeTone, filterChanges, qText, sortChanges } from './changeRows.ts'
import { comparisonOf, comparisonOfChange } from './compareBuilds.ts'
import { mergedChanges, metricsText } from './mergedChanges.ts'
import { filterSeries, lineHeights, newestWord, smallSeries } from './seriesRows.ts'
import { printTrendsLink, readTrendsLink } from './trendsLink.ts'

const OF = { planName: 'Shop', scenario: 'steady', target: 'http://shop' }
const view = trendViewOf({ builds: Array.from({ length: 30 }, (_, build) => noisy(build < 20 ? 100 : 120, build)) })
const slower = view.changes[0]!
const faster = {
  ...slower,
  endpoint: { name: '<img src=x>', kind: 'http' },
  finding: { ...slower.finding, verdict: 'improved', state: 'suspected', q: 0.04 },
  triage: { state: 'noise', note: '', atMs: 1 },
} satisfies TrendChange

describe('the link', () => {
  test('says what is looked at, and nothing that is as it is at first', () => {
    const look = readTrendsLink({
      plan: 'Shop',
      scenario: 'steady',
      endpoint: 'GET /cart?a=b&c',
      metric: 'p999',
      state: 'wentAway',
      show: 'endpoints',
      merged: 'yes',
      axis: 'dates',
      runs: '10000',
    })
    expect(readTrendsLink(printTrendsLink(look))).toEqual(look)
    expect(Object.values(printTrendsLink(readTrendsLink({}))).join('')).toBe('')
  })

  test.each([
    { metric: 'p42', endpoint: 'GET /' },
    { plan: 'x'.repeat(10_000) },
    { state: '__proto__', said: 'constructor', axis: 'x', scale: '1', runs: '7', show: 'toString' },
  ])('nonsense is as if it had not been said: %j', (params) => {
    expect(readTrendsLink(params)).toEqual(readTrendsLink({}))
  })

  test('a metric without an endpoint is of the whole run', () => {
    expect(readTrendsLink({ metric: 'throughput' }).series).toEqual({ endpoint: null, metric: 'throughput' })
  })
})

describe('the list of changes', () => {
  const NONE = { find: '', state: null, said: null }

  test('is filtered by words, state and what was said', () => {
    const both = [slower, faster]
    expect(filterChanges(both, NONE)).toEqual(both)
    expect(filterChanges(both, { ...NONE, find: ' GET / p95 ' })).toEqual([slower])
    expect(filterChanges(both, { ...NONE, find: '<IMG' })).toEqual([faster])
    expect(filterChanges(both, { ...NONE, state: 'suspected' })).toEqual([faster])
    expect(filterChanges(both, { ...NONE, said: 'new' })).toEqual([slower])
    expect(filterChanges(both, { ...NONE, find: '(' })).toEqual([])
  })

  test('is sorted by what is asked for, else stays as it came', () => {
    const both = [faster, slower]
    expect(sortChanges(both, [])).toEqual(both)
    expect(sortChanges(both, [{ column: 'verdict', descending: false }])).toEqual([slower, faster])
    expect(sortChanges(both, [{ column: 'q', descending: true }])).toEqual([faster, slower])
    expect(sortChanges(both, [{ column: 'nonsense', descending: true }])).toEqual(both)
  })

  test('says how sure it is', () => {
    expect(qText(faster)).toBe('0.040')
    expect(qText({ ...slower, finding: { ...slower.finding, q: 1e-9 } })).toBe('<0.001')
    expect(changeTone(slower)).toBe('fail')
    expect(changeTone({ ...slower, finding: { ...slower.finding, minor: true } })).toBe('plain')
    expect(changeKey(slower)).not.toBe(changeKey(faster))
  })
})

describe('merging', () => {
  const at = (runId: string): TrendChange['at'] => ({ build: runId, runId, startedAtMs: 0 })
  const change = (metric: TrendChange['metric'], runs: string[], more: Partial<TrendChange> = {}): TrendChange => ({
    ...slower,
    metric,
    at: at(runs[0]!),
    among: runs.map(at),
    ...more,
  })

  test('what one endpoint shows the same way at builds that overlap is one thing', () => {
    const [p99, p95, p50] = [change('p99', ['a', 'b']), change('p95', ['b', 'c']), change('p50', ['c', 'd'])]
    const merged = mergedChanges([p99, p95, p50])
    // The third has no build in common with the first.
    expect(merged).toEqual([
      { first: p99, all: [p99, p95] },
      { first: p50, all: [p50] },
    ])
    expect(metricsText(merged[0]!.all)).toBe('p99, p95')
  })

  test('another endpoint, another kind of it and the other way are something else', () => {
    const one = change('p95', ['a'])
    const others = [
      change('p50', ['a'], { endpoint: null }),
      change('p50', ['a'], { endpoint: { name: 'GET /', kind: 'group' } }),
      change('p50', ['a'], { finding: { ...slower.finding, verdict: 'improved' } }),
    ]
    expect(mergedChanges([one, ...others])).toHaveLength(4)
    expect(mergedChanges([])).toEqual([])
  })
})

describe('the comparison of a change', () => {
  test('is of the build before it and the first one after it', () => {
    expect(comparisonOfChange(view, slower, OF)).toMatchObject({ baseline: '1.19', candidate: '1.20', plan: 'Shop' })
  })

  test('runs without a build are named themselves', () => {
    const runs = trendViewOf({
      builds: Array.from({ length: 30 }, (_, build) => noisy(build < 20 ? 100 : 120, build)),
      label: () => null,
    })
    expect(comparisonOfChange(runs, runs.changes[0]!, OF)).toMatchObject({
      baseline: 'run-19-0',
      candidate: 'run-20-0',
    })
  })

  test('of any two builds it has their names, and what the series is of', () => {
    const [baseline, candidate] = [view.trend.builds[3]!, view.trend.builds[9]!]
    const group = { endpoint: { name: 'Pay & go', kind: 'group' as const }, metric: 'p99' as const }
    expect(comparisonOf({ baseline, candidate }, group, OF)).toEqual({
      baseline: '1.3',
      candidate: '1.9',
      plan: 'Shop',
      scenario: 'steady',
      target: 'http://shop',
      endpoint: 'Pay & go',
      kind: 'group',
      metric: 'p99',
    })
    expect(comparisonOf({ baseline, candidate }, { endpoint: null, metric: 'throughput' }, OF)).toMatchObject({
      endpoint: '',
      kind: '',
    })
  })

  test('there is none where the builds are gone', () => {
    const few = trendViewOf({ builds: [100, 101] })
    expect(comparisonOfChange(few, slower, OF)).toBeNull()
  })
})

describe('the list of series', () => {
  const line = {
    endpoint: null,
    metric: 'throughput',
    scale: 'ratio',
    builds: 3,
    line: [10, 12, 11],
    newest: null,
    buildsNeeded: 5,
  } as const

  test('says how the newest build lies', () => {
    expect(newestWord({ ...line, line: [], newest: 'above', buildsNeeded: 0 })).toBe('newest above')
    expect(newestWord({ ...line, line: [] })).toBe('5 builds needed')
    expect(newestWord({ ...line, line: [], newest: 'within', buildsNeeded: 0 })).toBe('as expected')
  })

  test('small lines show what changes', () => {
    const heights = lineHeights({ ...line, line: [100, 102, 101] })
    expect(Math.max(...heights) / Math.min(...heights)).toBeGreaterThan(2)
    expect(lineHeights({ ...line, line: [5, 5] })).toEqual([1, 1])
    expect(lineHeights({ ...line, line: [] })).toEqual([])
  })

  test('small ones are those of the endpoint and of the whole run, percentiles first', () => {
    const of = (name: string, metric: 'p50' | 'p95' | 'p99' | 'p999' | 'errors') => ({
      ...line,
      line: [1],
      endpoint: { name, kind: 'http' as const },
      metric,
    })
    const all = [
      { ...line, line: [1] },
      of('GET /', 'errors'),
      of('GET /', 'p999'),
      of('GET /', 'p95'),
      of('GET /other', 'p50'),
      of('GET /', 'p50'),
    ]
    const metrics = smallSeries(all, { name: 'GET /', kind: 'http' }).map(({ metric }) => metric)
    expect(metrics).toEqual(['p50', 'p95', 'errors', 'throughput'])
    expect(smallSeries(all, null).map(({ metric }) => metric)).toEqual(['throughput'])
    expect(smallSeries(all, { name: 'GET /', kind: 'group' })).toHaveLength(1)
  })

  test('is filtered by words', () => {
    const own = { ...line, line: [1] }
    expect(filterSeries([own], 'whole run')).toEqual([own])
    expect(filterSeries([own], 'p95')).toEqual([])
  })
})
