import { describe, expect, test } from 'vitest'
import { xOfLatency } from '../distribution/latencyAxis.ts'
import { createSvgChart } from '../echartsParts.ts'
import { blackTheme, plainTheme } from '../testing/plainTheme.ts'
import {
  groundPx,
  heightOf,
  placeRidgeline,
  rangesOf,
  ridgeAt,
  type Ridge,
  type RidgelineChart,
} from './ridgelineChart.ts'
import { paintRidges, ridgelinePicture } from './ridgelineOption.ts'
import { markReadings, ridgelineTable, ridgeReading } from './ridgelineReadings.ts'

const size = { widthPx: 800, heightPx: 400 }
const slow: Ridge = {
  name: 'POST /slow',
  count: 101,
  timeShare: 0.75,
  bars: [
    { fromMs: 100, toMs: 200, count: 1 },
    { fromMs: 200, toMs: 400, count: 100 },
  ],
  marks: [
    { label: 'p50', ms: 300, color: '--p50' },
    { label: 'p99', ms: null, color: '--p99' },
  ],
}
const fast: Ridge = {
  name: 'GET /fast',
  count: 1_000_001,
  timeShare: 0.25,
  bars: [
    { fromMs: 10, toMs: 20, count: 1_000_000 },
    { fromMs: 20, toMs: 40, count: 0 },
    { fromMs: 40, toMs: 100, count: 0 },
    { fromMs: 100, toMs: 200, count: 1 },
  ],
  marks: [
    { label: 'p50', ms: 15, color: '--p50' },
    { label: 'p99', ms: 19, color: '--p99' },
  ],
}
const chartOf = (given: Partial<RidgelineChart> = {}): RidgelineChart => ({
  ridges: [slow, fast],
  isLog: false,
  ...given,
})

describe('places', () => {
  test('all ridges share one axis of latency, and stand one below the other inside of the plot', () => {
    const chart = chartOf()
    const place = placeRidgeline(chart, size, 0)
    expect(place.latency.min).toBeLessThanOrEqual(10)
    expect(place.latency.max).toBeGreaterThanOrEqual(400)
    expect(groundPx(place, 1)).toBeCloseTo(place.box.topPx + place.box.heightPx)
    expect(groundPx(place, 0) - place.ridgePx).toBeCloseTo(place.box.topPx)
    const twelve = chartOf({ ridges: Array.from({ length: 12 }, () => slow) })
    expect(groundPx(placeRidgeline(twelve, size, 0), 11)).toBeCloseTo(place.box.topPx + place.box.heightPx)
  })

  test('a height is in the room above a ground line', () => {
    const chart = chartOf()
    const place = placeRidgeline(chart, size, 0)
    const [first, second] = [groundPx(place, 0), groundPx(place, 1)]
    expect([0, first - 1, first + 1, second, 9999].map((y) => ridgeAt(chart, place, y))).toEqual([0, 0, 1, 1, 1])
    expect(ridgeAt(chartOf({ ridges: [] }), place, 50)).toBeNull()
  })

  test('the highest bar of each is 1 high, one request more than nothing, none nothing', () => {
    for (const isLog of [false, true]) {
      const height = heightOf(fast, isLog)
      expect(height(1_000_000)).toBe(1)
      expect(height(1)).toBeGreaterThan(0)
      expect(height(0)).toBe(0)
    }
    expect(heightOf(fast, true)(1)).toBeGreaterThan(0.04)
    expect(heightOf({ bars: [{ fromMs: 1, toMs: 2, count: 1 }] }, true)(1)).toBe(1)
    expect(heightOf({ bars: [] }, false)(0)).toBe(0)
  })
})

test('an outline has the heights of its bars, in their ranges; a mark that is not known is not there', () => {
  const place = placeRidgeline(chartOf(), size, 0)
  const shapes = paintRidges(chartOf(), place, plainTheme)
  // The ground behind each, then its colour.
  const [outline, , few] = shapes.filter((shape) => shape.kind === 'polygon')
  if (outline?.kind !== 'polygon') throw new Error('There is no outline')
  const ground = groundPx(place, 0)
  expect(outline.points).toEqual([
    [xOfLatency(place, 100), ground],
    [xOfLatency(place, 100), ground - place.ridgePx / 100],
    [xOfLatency(place, 200), ground - place.ridgePx / 100],
    [xOfLatency(place, 200), ground - place.ridgePx],
    [xOfLatency(place, 400), ground - place.ridgePx],
    [xOfLatency(place, 400), ground],
  ])
  const marks = shapes.filter((shape) => shape.kind === 'line' && shape.stroke.startsWith('--p'))
  expect(marks).toHaveLength(3)
  expect(shapes.slice(-6).every(({ kind }) => kind === 'line')).toBe(true)
  const last = few?.kind === 'polygon' ? few.points.at(-2) : undefined
  expect(last?.[1]).toBe(groundPx(place, 1) - 1)
})

test('ranges are those in which any of them has a request', () => {
  expect(rangesOf(chartOf()).map(({ fromMs }) => fromMs)).toEqual([10, 100, 200])
  expect(rangesOf(chartOf({ ridges: [] }))).toEqual([])
})

test('a range is read with its part of the endpoint, without one the endpoint is', () => {
  expect(ridgeReading(slow, { fromMs: 200, toMs: 400 })).toBe('200–400 ms: 100 of its 101 requests (99.01 %)')
  expect(ridgeReading(slow, { fromMs: 10, toMs: 20 })).toBe('10.0–20.0 ms: 0 of its 101 requests (0.00 %)')
  expect(ridgeReading(slow, null)).toBe('101 requests, 75.00 % of the time')
  expect(ridgeReading({ ...slow, count: 1, timeShare: null }, null)).toBe('1 request')
  expect(markReadings(slow)).toEqual(['300 ms', '○ too few'])
})

test('the table has a column for each endpoint', () => {
  const table = ridgelineTable(chartOf())
  expect(table.columns).toEqual(['From (ms)', 'To (ms)', 'POST /slow (requests)', 'GET /fast (requests)'])
  expect(table.rows()).toEqual([
    [10, 20, 0, 1_000_000],
    [100, 200, 1, 1],
    [200, 400, 100, 0],
  ])
})

test('nothing is drawn of nothing, and hostile names are text', () => {
  const hostile = { ...slow, name: `<script>alert(1)</script>\u202e${'x'.repeat(10_000)}` }
  for (const chart of [
    chartOf({ ridges: [] }),
    chartOf({ ridges: [{ ...slow, bars: [], marks: [], timeShare: null }] }),
    chartOf({ ridges: Array.from({ length: 12 }, () => hostile), isLog: true }),
  ]) {
    const svg = createSvgChart(size)
    svg.setOption(ridgelinePicture(chart, placeRidgeline(chart, size, 56), blackTheme).option)
    const text = svg.renderToSVGString()
    expect(text).toContain('<svg')
    expect(text).not.toContain('<script')
    svg.dispose()
  }
})
