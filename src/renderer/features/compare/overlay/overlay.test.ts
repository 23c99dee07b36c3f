/** Runs over each other as they are drawn and said. */
import { expect, test } from 'vitest'
import type { OverlaidRuns, OverlayRun } from '../../../../contract/methods/builds.ts'
import type { OverlayAxis } from '../../../../core/comparison/overlay/overlayAxis.ts'
import { lanesBetween, overlayLanes, rangeText } from './overlayLanes.ts'
import { overlayAxis, overlayBands, overlayScope } from './overlayAxes.ts'

const AXIS: OverlayAxis = { from: 0, step: 5, count: 3, stages: [] }
const run = (runId: string, ...p95: number[]): OverlayRun => {
  const values = Float64Array.from(p95)
  return { runId, requestsPerS: values, p50Ms: values, p95Ms: values, p99Ms: values, failurePercent: values }
}
const view = (baseline: OverlayRun[], candidate: OverlayRun[]): OverlaidRuns => ({
  kind: 'overlaid',
  axis: AXIS,
  warmUpS: 0,
  baseline,
  candidate,
})

test('several runs are their median and a band, one is a line; what verdicts rest on is on top', () => {
  const lanes = overlayLanes(
    view([run('a', 1, 2, NaN), run('b', 3, NaN, NaN), run('c', 9, 4, NaN)], [run('d', 5, 6, 7)]),
  )
  expect(lanes.map(({ title }) => title)).toEqual(['p95', 'Failures', 'Throughput', 'p50', 'p99'])
  const [baseline, candidate] = lanes[0]!.series
  expect(baseline).toMatchObject({ name: 'Baseline', dash: 'dashed', color: '--baseline' })
  expect([baseline!.values, baseline!.range]).toEqual([
    Float64Array.of(3, 3, NaN),
    { low: Float64Array.of(1, 2, NaN), high: Float64Array.of(9, 4, NaN) },
  ])
  expect([candidate!.dash, candidate!.range]).toEqual(['solid', undefined])
  expect(lanes[0]!.notes!.map(({ name, textAt }) => [name, textAt(0), textAt(2)])).toEqual([
    ['Baseline runs', '1.00–9.00', null],
  ])
  const ids = lanes.flatMap(({ series }) => series.map(({ id }) => id))
  expect(new Set(ids).size).toBe(ids.length)
})

test('of a part the notes are of its steps', () => {
  const [lane] = lanesBetween(overlayLanes(view([run('a', 1, 2, 3), run('b', 5, 6, 7)], [run('c', 1, 1, 1)])), 1, 3)
  expect(lane!.series[0]!.values).toEqual(Float64Array.of(4, 5))
  expect(lane!.series[0]!.range!.high).toEqual(Float64Array.of(6, 7))
  expect(lane!.notes![0]!.textAt(0)).toBe('2.00–6.00')
})

test('units are said once, and not where the title of the lane says them', () => {
  const pairs = [
    ['136 ms', '153 ms'],
    ['1.20 s', '1.35 s'],
    ['950 ms', '1.20 s'],
    ['122 /s', '122 /s'],
    ['0 %', '0 %'],
    ['3', '4'],
  ] as const
  expect(pairs.map(([low, high]) => rangeText(low, high))).toEqual([
    '136–153',
    '1.20–1.35 s',
    '950 ms–1.20 s',
    '122',
    '0 %',
    '3–4',
  ])
})

test('steps are named by their stage, or by their load', () => {
  const stages = [
    { name: '1: 1 → 50 users', from: 0, to: 10 },
    { name: '2: 50 users', from: 10, to: 30 },
  ]
  const byStage = overlayAxis('stage', { ...AXIS, stages })!
  expect([
    byStage.rangeText(0, 5),
    byStage.rangeText(25, 30),
    byStage.rangeText(0, 30),
    byStage.rangeText(90, 95),
  ]).toEqual(['1: 1 → 50 users, 0–50 %', '2: 50 users, 75–100 %', '1: 1 → 50 users – 2: 50 users', ''])
  expect(overlayAxis('rate', AXIS)!.rangeText(1500, 1600)).toBe('1.5 k–1.6 k /s')
  expect(overlayAxis('inFlight', AXIS)!.rangeText(5, 10)).toBe('5–10 in flight')
  expect(overlayAxis('elapsed', AXIS)).toBeUndefined()
  expect(overlayBands('stage', { ...AXIS, stages }, 7).map(({ fromS, toS }) => [fromS, toS])).toEqual([
    [0, 10],
    [10, 30],
  ])
  expect(overlayBands('elapsed', AXIS, 7)).toEqual([{ fromS: 0, toS: 7, label: 'Not compared', kind: 'warmUp' }])
  expect(overlayBands('rate', AXIS, 7)).toEqual([])
  expect(overlayScope('rate', AXIS, { baseline: 1, candidate: 1 })).toBe(
    'one run each · 1 point = 5 /s · untrusted seconds left out',
  )
  expect(overlayScope('elapsed', AXIS, { baseline: 3, candidate: 1 })).toContain('1 point = 5 s')
})
