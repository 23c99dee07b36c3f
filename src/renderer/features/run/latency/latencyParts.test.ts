/** What the panels of the section draw, from the answers of the host. */
import { expect, test } from 'vitest'
import type { DistributionView } from '../../../../contract/methods/analysis.ts'
import { criterionOf } from '../sampleCriterion.ts'
import { timelineOf } from '../sampleTimeline.ts'
import { distributionMarkers } from './distributionMarkers.ts'
import { endpointRidges, ridgesWords } from './endpointRidges.ts'
import { latencyRange } from './latencyRange.ts'
import { phaseLane, phaseLanes } from './phaseLane.ts'
import { isSameDistribution } from './sameDistribution.ts'
import { isJudged, spectrumLimits } from './spectrumLimits.ts'

const NO_FILTER = { endpoint: null, userType: null, trustedOnly: false }
const distribution: DistributionView = {
  count: 2,
  minMs: 1,
  meanMs: 2,
  maxMs: 3,
  spectrum: [
    { p: 50, ms: 2, above: 10 },
    { p: 100, ms: 3, above: 0 },
  ],
  bars: [],
}

test('limits are of percentiles over the whole window, and of OK requests from their intended start', () => {
  const criteria = [
    criterionOf({ metric: 'p95', limit: 200, level: 'maximum' }),
    criterionOf({ metric: 'p99.9', limit: 900, level: 'target' }),
    criterionOf({ metric: 'p99', limit: 5, windowMs: 10_000 }),
    criterionOf({ metric: 'avg', limit: 5 }),
  ]
  expect(spectrumLimits(criteria, NO_FILTER).map(({ p, ms, level }) => [p, ms, level])).toEqual([
    [95, 200, 'maximum'],
    [99.9, 900, 'target'],
  ])
  expect(spectrumLimits(criteria, { ...NO_FILTER, userType: 'x' })).toEqual([])
  expect([isJudged({ of: 'ok', from: 'intended' }), isJudged({ of: 'ok', from: 'sent' })]).toEqual([true, false])
})

test('marks are where the spectrum knows the percentile, and nowhere else', () => {
  expect(distributionMarkers(distribution, [50, 99, 100])).toEqual([
    { label: 'p50', ms: 2, color: '--p50' },
    { label: 'max', ms: 3, color: '--max' },
  ])
})

test('endpoints are ridges with the marks that were asked for, and told apart by kind where they have one name', () => {
  const endpoint = { name: '__proto__', kind: 'http', count: 3, timeShare: 0.5, bars: [] } as const
  const percentiles = [
    { p: 50, ms: 2 },
    { p: 100, ms: null },
  ]
  const view = {
    endpoints: [
      { ...endpoint, percentiles, bars: [] },
      { ...endpoint, kind: 'reply' as const, percentiles: [], bars: [] },
      { ...endpoint, name: 'GET /', percentiles: [], bars: [] },
    ],
    others: { count: 0, timeShare: 0 },
  }
  const ridges = endpointRidges(view)
  expect(ridges.map(({ name }) => name)).toEqual(['__proto__ (http)', '__proto__ (reply)', 'GET /'])
  expect(ridges[0]?.marks).toEqual([
    { label: 'p50', ms: 2, color: '--p50' },
    { label: 'max', ms: null, color: '--max' },
  ])
  expect(ridgesWords(view)).toBe('Those that took most time are on top.')
  const more = (count: number, timeShare: number | null) => ridgesWords({ ...view, others: { count, timeShare } })
  expect(more(188, 0.31)).toBe('The 3 endpoints that took most time. 188 others took 31.00 % of it.')
  expect(more(1, null)).toBe('The 3 endpoints that took most time. 1 other.')
})

test('phases that took no time are not there; without any there is no lane', () => {
  const timeline = timelineOf(0, 3, 1)
  const [zero, gap] = [new Float64Array(3), new Float64Array(3).fill(Number.NaN)]
  expect(phaseLane(timeline)?.series.map(({ name }) => name)).toContain('TLS')
  expect(phaseLane({ phasesMs: [gap, zero, zero, gap, zero, Float64Array.of(1, 2, 3), zero] })?.series).toHaveLength(1)
  expect(phaseLanes(timeline).map(({ title, series }) => [title, series.length])).toContainEqual(['Mean TLS', 1])
  expect(phaseLanes({ phasesMs: [gap, zero, Float64Array.of(0, 0, 5)] }).map(({ title }) => title)).toEqual([
    'Mean connect',
  ])
  expect(phaseLanes({ phasesMs: [] })).toEqual([])
  expect(phaseLane({ phasesMs: Array.from({ length: 7 }, () => gap) })).toBeNull()
})

test('two distributions are the same only when every point is', () => {
  expect(isSameDistribution(distribution, { ...distribution })).toBe(true)
  expect(isSameDistribution(distribution, { ...distribution, spectrum: [] })).toBe(false)
  const rounded = distribution.spectrum.map((point) => ({ ...point, ms: point.ms * 1.001 }))
  expect(isSameDistribution(distribution, { ...distribution, spectrum: rounded, maxMs: 3.003 })).toBe(true)
  const slower = distribution.spectrum.map((point) => ({ ...point, ms: point.ms + 1 }))
  expect(isSameDistribution(distribution, { ...distribution, spectrum: slower })).toBe(false)
})

test('a typed range is widened to whole rows, and is none where nothing lies between', () => {
  const edges = Float64Array.of(1, 10, 100, 1000)
  expect(latencyRange(edges, '50', '')).toEqual({ fromMs: 10, toMs: 1000 })
  expect(latencyRange(edges, '', '10')).toEqual({ fromMs: 1, toMs: 10 })
  expect(latencyRange(edges, '0.1', '99999')).toEqual({ fromMs: 1, toMs: 1000 })
  for (const [from, to] of [
    ['x', ''],
    ['50', '20'],
    ['5000', ''],
    ['10', '10'],
    ['1e3', ''],
  ] as const)
    expect(latencyRange(edges, from, to)).toBeNull()
  expect(latencyRange(new Float64Array(0), '', '')).toBeNull()
})
