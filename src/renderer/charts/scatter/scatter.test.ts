import { describe, expect, test } from 'vitest'
import { createSvgChart } from '../echartsParts.ts'
import { blackTheme } from '../testing/plainTheme.ts'
import { timelineOf } from '../testing/timeline.ts'
import { METRIC_IDS, metricOf, metricValues } from './metrics.ts'
import { drawnSteps, nearestStep, pointOf, scatterBox, scatterChart, type ScatterChoice } from './scatterChart.ts'
import { paintPoints, scatterPicture, shadeOf } from './scatterOption.ts'
import { scatterReading, scatterSentence, scatterTable } from './scatterReadings.ts'

const NAN = Number.NaN
const size = { widthPx: 800, heightPx: 400 }
const box = scatterBox(size)
const timeline = timelineOf(5, {
  users: Float64Array.of(1, 2, 3, 4, 5),
  okPerS: Float64Array.of(10, 20, NAN, 30, 40),
  failedPerS: Float64Array.of(0, 20, NAN, 0, 0),
  count: Float64Array.of(50, 100, 0, 3, 200),
  maxMs: Float64Array.of(80, 90, NAN, 30, 0),
  percentiles: [
    { p: 95, ms: Float64Array.of(40, 50, NAN, 30, 0) },
    { p: 99.9, ms: Float64Array.of(41, 51, NAN, 31, 1) },
  ],
  trust: Uint8Array.of(0, 2, 3, 0, 0),
})

function chartOf(given: Partial<ScatterChoice> = {}) {
  return scatterChart(timeline, { x: 'throughput', y: 'p95', isLog: false, clockFromUnixMs: null, ...given })
}

describe('measures', () => {
  test('are those of the timeline, step by step, and nothing where nothing was', () => {
    expect([...metricValues(timeline, 'throughput')]).toEqual([10, 40, NAN, 30, 40])
    expect([...metricValues(timeline, 'errors')]).toEqual([0, 50, NAN, 0, 0])
    expect([...metricValues(timeline, 'p99.9')]).toEqual([41, 51, NAN, 31, 1])
  })

  test('a percentile that was not asked for is nowhere, and never 0', () => {
    expect([...metricValues(timeline, 'p50')]).toEqual([NAN, NAN, NAN, NAN, NAN])
    expect(drawnSteps(chartOf({ y: 'p50' }))).toBe(0)
  })

  test.each(METRIC_IDS)('%s has a name and a column', (id) => {
    expect(metricOf(id).name).not.toBe('')
    expect(metricValues(timeline, id)).toHaveLength(5)
  })
})

describe('points', () => {
  test('stand where both values are', () => {
    const chart = chartOf()
    expect(drawnSteps(chart)).toBe(4)
    expect(pointOf(chart, box, 2)).toBeNull()
    expect(pointOf(chart, box, 1)).toEqual([box.leftPx + box.widthPx, box.topPx])
    expect(pointOf(chart, box, 99)).toBeNull()
  })

  test('0 has no place on a log axis: no point, and no other place', () => {
    const chart = chartOf({ isLog: true })
    expect(chart.yScale.kind).toBe('log')
    expect(chart.xScale.kind).toBe('linear')
    expect([...chart.isDrawn]).toEqual([1, 1, 0, 1, 0])
    expect(pointOf(chart, box, 4)).toBeNull()
    expect([...chart.ys]).toEqual([40, 50, NAN, 30, 0])
  })

  test('a log axis ends at 1, 2 or 5 on both sides', () => {
    expect(chartOf({ isLog: true }).yScale).toEqual({ kind: 'log', min: 20, max: 50 })
    expect(chartOf({ isLog: true, y: 'p50' }).yScale).toEqual({ kind: 'log', min: 1, max: 1000 })
    const same = timelineOf(2, { maxMs: Float64Array.of(10, 10) })
    const { yScale } = scatterChart(same, { x: 'users', y: 'max', isLog: true, clockFromUnixMs: null })
    expect(yScale).toEqual({ kind: 'log', min: 10, max: 100 })
  })

  test('little follows from few requests and from a generator that is not trusted', () => {
    expect([...chartOf().isDoubtful]).toEqual([0, 1, 1, 1, 0])
    // How many users there were is known, however few requests they made.
    expect([...chartOf({ y: 'users' }).isDoubtful]).toEqual([0, 1, 0, 0, 0])
  })

  test('the nearest one is meant, within reach', () => {
    const chart = chartOf()
    const [x, y] = pointOf(chart, box, 0) ?? [NAN, NAN]
    expect(nearestStep(chart, box, [x + 10, y - 10])).toBe(0)
    expect(nearestStep(chart, box, [x, y - 200])).toBeNull()
    expect(nearestStep(chartOf({ y: 'p50' }), box, [x, y])).toBeNull()
  })

  test('of two upon each other the later one is meant', () => {
    const twice = timelineOf(2, { users: Float64Array.of(5, 5), inFlight: Float64Array.of(7, 7) })
    const chart = scatterChart(twice, { x: 'users', y: 'inFlight', isLog: true, clockFromUnixMs: null })
    expect(nearestStep(chart, box, pointOf(chart, box, 0) ?? [0, 0])).toBe(1)
  })
})

describe('picture', () => {
  test('shades go with time, from the first to the last', () => {
    expect([shadeOf(0, 900), shadeOf(450, 900), shadeOf(899, 900), shadeOf(0, 0)]).toEqual([0, 12, 23, 0])
  })

  test('points are few paths; doubtful ones are rings', () => {
    const shapes = paintPoints(chartOf(), box, blackTheme)
    const paths = shapes.filter((shape) => shape.kind === 'path')
    expect(paths.filter(({ fill }) => fill !== undefined)).toHaveLength(2)
    expect(paths.filter(({ stroke }) => stroke !== undefined)).toHaveLength(2)
  })

  test('a run without anything is drawn', () => {
    const chart = scatterChart(timelineOf(0), { x: 'p95', y: 'errors', isLog: true, clockFromUnixMs: null })
    const svg = createSvgChart(size)
    svg.setOption(scatterPicture(chart, box, size, blackTheme).option)
    expect(svg.renderToSVGString()).toContain('→ p95 · ms, log')
    svg.dispose()
  })
})

describe('words', () => {
  test('say the step, both values and what speaks against them', () => {
    expect(scatterSentence(scatterReading(chartOf(), 0))).toBe('00:00–00:05. Throughput 10.0 /s, p95 40.0 ms.')
    expect(scatterReading(chartOf(), 1).doubt).toBe('⊘ not trusted')
    expect(scatterReading(chartOf(), 3).doubt).toBe('○ too few: 3 requests')
    expect(scatterSentence(scatterReading(chartOf(), 2))).toContain('p95 –')
  })

  test('the table has all steps, those without a point, too', () => {
    const table = scatterTable(chartOf({ y: 'users' }))
    expect(table.columns.slice(2, 4)).toEqual(['Throughput (per second)', 'Users'])
    expect(table.rows()).toHaveLength(5)
    expect(table.rows()[2]).toEqual(['00:10', 10, NAN, 3, 0, 'no data'])
  })
})
