import type { LineSeriesOption } from 'echarts/charts'
import { describe, expect, test } from 'vitest'
import { createSvgChart, type ChartOption } from '../echartsParts.ts'
import type { Scale } from '../axis/scale.ts'
import type { Shape } from '../painting/shapes.ts'
import { blackTheme, plainTheme } from '../testing/plainTheme.ts'
import { chartOf, laneOf, timeline } from '../testing/laneChart.ts'
import { timelineOf } from '../testing/timeline.ts'
import { placeLanes, yOf, type LaneChart } from './laneChart.ts'
import { layoutLanes } from './laneLayout.ts'
import { lanePicture, linePoints } from './laneOption.ts'
import { laneScale } from './laneScale.ts'
import { paintAbove, paintBelow } from './paintLanes.ts'
import { paintEndLabels, paintLimits, singlePoints } from './paintLines.ts'
import { seriesPath } from './seriesPath.ts'
import { stackedTops } from './stack.ts'
import { LANE_IDS, timelineLanes } from './timelineLanes.ts'
import { toggledSeries } from './toggleSeries.ts'

const HOSTILE = '<img src=x onerror="alert(1)">'
const size = { widthPx: 1000, heightPx: 600 }

const NAN = Number.NaN

function linesOf(option: ChartOption): LineSeriesOption[] {
  const series = Array.isArray(option.series) ? option.series : []
  return series.filter((one): one is LineSeriesOption => one.type === 'line')
}

function place(chart: LaneChart) {
  const layout = layoutLanes(chart.lanes, size, { topPx: 28, rightPx: 40 })
  return { layout, placed: placeLanes(chart, layout) }
}

describe('option', () => {
  test('where nothing was, the line has a gap and never 0', () => {
    const { layout } = place(chartOf())
    const p50 = linesOf(lanePicture(chartOf(), layout, plainTheme).option).find(({ id }) => id === 'p50')
    expect(Array.from((p50?.data ?? []) as number[])).toEqual([
      2.5,
      Math.log10(40),
      7.5,
      Math.log10(50),
      12.5,
      NAN,
      17.5,
      Math.log10(30),
    ])
  })

  test('a step line has its value from the begin of its step to the end of the last', () => {
    const users = { id: 'u', name: 'u', values: Float64Array.of(1, 2), color: '--accent', shape: 'step' as const }
    const points = linePoints({ t: Float64Array.of(0, 5), stepS: 5 }, users, { kind: 'linear', min: 0, max: 2 })
    expect([...points]).toEqual([0, 1, 5, 2, 10, 2])
  })

  test('a log axis drops what it has no place for', () => {
    const zero = { id: 'z', name: 'z', values: Float64Array.of(0, 10), color: '--p50', shape: 'line' as const }
    const points = linePoints({ t: Float64Array.of(0, 5), stepS: 5 }, zero, { kind: 'log', min: 1, max: 10 })
    expect([...points]).toEqual([2.5, NAN, 7.5, 1])
  })

  test('only values are new: the structure is the same. A hidden line is another structure', () => {
    const { layout } = place(chartOf())
    const before = lanePicture(chartOf(), layout, plainTheme)
    const after = lanePicture(chartOf({ t: Float64Array.of(5, 10, 15, 20) }), layout, plainTheme)
    const hidden = lanePicture(chartOf({ hidden: new Set(['p50']) }), layout, plainTheme)
    expect(after.structure).toBe(before.structure)
    expect(hidden.structure).not.toBe(before.structure)
    expect(linesOf(hidden.option).map(({ id }) => id)).not.toContain('p50')
  })

  test('nothing moves and nothing answers the pointer but we', () => {
    const { layout } = place(chartOf())
    const { option } = lanePicture(chartOf(), layout, plainTheme)
    expect(option.animation).toBe(false)
    expect(option).not.toHaveProperty('tooltip')
    expect(
      linesOf(option).every(({ silent, showSymbol, connectNulls }) => silent && !showSymbol && !connectNulls),
    ).toBe(true)
  })

  test('a run without anything yet is drawn', () => {
    const empty = timelineOf(0)
    const lanes = timelineLanes(empty, { lanes: LANE_IDS, limits: [], logLatency: true })
    const chart = chartOf({ t: empty.t, lanes, trust: empty.trust, window: { fromS: 0, toS: 1 } })
    const { layout } = place(chart)
    const svg = createSvgChart(size)
    svg.setOption(lanePicture(chart, layout, blackTheme).option)
    expect(svg.renderToSVGString()).toContain('<svg')
    svg.dispose()
  })
})

describe('axis of a lane', () => {
  const limits = [{ ms: 2000, level: 'maximum' as const, label: 'p95' }]

  test('a limit near the data moves it, a far one does not', () => {
    const lane = laneOf(chartOf(), 'latency')
    expect(laneScale(lane, new Set(), 200)).toEqual({ kind: 'log', min: 10, max: 1000 })
    expect(laneScale({ ...lane, limits }, new Set(), 200).max).toBe(2000)
    expect(laneScale({ ...lane, limits: [{ ...limits[0]!, ms: 60_000 }] }, new Set(), 200).max).toBe(1000)
  })

  test('what is hidden takes no room', () => {
    expect(laneScale(laneOf(chartOf(), 'latency'), new Set(['max']), 200).max).toBe(50)
  })

  test('a stack is as high as its sum', () => {
    expect(laneScale(laneOf(chartOf(), 'throughput'), new Set(), 200).max).toBe(25)
  })
})

describe('an axis that shows a part', () => {
  const zoom = { kind: 'log' as const, min: 20, max: 100 }
  const zoomed = (id: string, scale: Scale) => place(chartOf({ zooms: new Map([[id, scale]]) })).placed

  test('is that of its lane alone, whatever the values are', () => {
    const placed = zoomed('latency', zoom)
    expect(placed.find(({ lane }) => lane.id === 'latency')).toMatchObject({ scale: zoom, isZoomed: true })
    expect(placed.filter(({ isZoomed }) => isZoomed)).toHaveLength(1)
  })

  test('one of another kind is none: the lane was switched to log, or back', () => {
    expect(zoomed('latency', { ...zoom, kind: 'linear' }).every(({ isZoomed }) => !isZoomed)).toBe(true)
    expect(zoomed('health', zoom).every(({ isZoomed }) => !isZoomed)).toBe(true)
  })

  test('what is beyond it is not drawn over other lanes, and the title says so', () => {
    const chart = chartOf({ zooms: new Map([['throughput', { kind: 'linear', min: 5, max: 15 }]]) })
    const { layout, placed } = place(chart)
    const below = paintBelow(chart, layout, placed, plainTheme)
    const lane = placed.find(({ lane: { id } }) => id === 'throughput')
    const clipped = below.filter((shape) => shape.kind === 'clipped')
    expect(clipped.map(({ box }) => box)).toEqual([lane?.box])
    expect(below.some((shape) => shape.kind === 'polygon' && shape.fill === '--met')).toBe(false)
    const texts = paintAbove(chart, layout, placed, plainTheme).flatMap((shape) =>
      shape.kind === 'text' ? [shape.text] : [],
    )
    expect(texts).toContain('Throughput · per second, zoomed')
  })

  test('files are cut off, too', () => {
    const chart = chartOf({ zooms: new Map([['throughput', { kind: 'linear', min: 5, max: 15 }]]) })
    const svg = createSvgChart(size)
    svg.setOption(lanePicture(chart, place(chart).layout, blackTheme).option)
    expect(svg.renderToSVGString()).toMatch(/clip-path="url/)
    svg.dispose()
  })
})

describe('a series over the others', () => {
  const pathOf = (id: string, given: Partial<LaneChart> = {}) => {
    const chart = chartOf(given)
    const { layout, placed } = place(chart)
    return seriesPath(chart, layout, placed, id)
  }

  test('goes where its line goes, with the gap in it', () => {
    const path = pathOf('p50')
    expect(path?.data.match(/M/g)).toHaveLength(2)
    expect(path?.data).toMatch(/h0$/)
  })

  test('a layer is as high as it stands in the stack, a step lasts', () => {
    const [ok, failed] = [pathOf('ok'), pathOf('failed')]
    // Nothing failed in the first step: both are as high.
    expect(failed?.data.split('L')[0]).toBe(ok?.data.split('L')[0])
    expect(failed?.data).not.toBe(ok?.data)
    expect(pathOf('users')?.data.match(/[ML]/g)).toHaveLength(8)
  })

  test('what is hidden, or not there, is not shown', () => {
    expect(pathOf('p50', { hidden: new Set(['p50']) })).toBeNull()
    expect(pathOf('__proto__')).toBeNull()
  })
})

describe('stacks', () => {
  test('each layer begins where the one below ends; a gap carries nothing', () => {
    const series = laneOf(chartOf(), 'throughput').series
    const [ok, failed] = stackedTops(series)
    expect([...(ok?.tops ?? [])]).toEqual([10, 20, NAN, 0])
    expect([...(failed?.bottoms ?? [])]).toEqual([10, 20, NAN, 0])
    expect([...(failed?.tops ?? [])]).toEqual([10, 25, NAN, 0])
  })

  test('a single point between gaps is seen', () => {
    expect(singlePoints([1, NAN, 2, NAN, 3, 4])).toEqual([0, 2])
    expect(singlePoints([])).toEqual([])
  })
})

describe('painting', () => {
  const texts = (shapes: Shape[]) => shapes.flatMap((shape) => (shape.kind === 'text' ? [shape.text] : []))

  test('limits have their level, their label and, beyond the axis, their direction', () => {
    const near = { ms: 300, level: 'target' as const, label: 'p95 target' }
    const far = { ms: 60_000, level: 'maximum' as const, label: 'p95 maximum' }
    const chart = chartOf({
      lanes: timelineLanes(timeline, { lanes: ['latency'], limits: [near, far], logLatency: true }),
    })
    const [lane] = place(chart).placed
    if (lane === undefined) throw new Error('There is no lane')
    const shapes = paintLimits(lane, plainTheme)
    expect(texts(shapes)).toEqual(['p95 target 300 ms', 'p95 maximum 60.0 s ↑'])
    expect(shapes.filter(({ kind }) => kind === 'line')).toEqual([
      expect.objectContaining({ dash: 'dashed', stroke: '--warn' }),
    ])
  })

  test('names at the ends of lines are in the chart and apart', () => {
    const chart = chartOf()
    const lane = place(chart).placed.find((one) => one.lane.id === 'latency')
    if (lane === undefined) throw new Error('There is no lane')
    const labels = paintEndLabels(chart, lane, plainTheme)
    expect(texts(labels)).toEqual(['p50', 'max'])
    const [a, b] = labels.map((label) => (label.kind === 'text' ? label.at[1] : NAN))
    expect(Math.abs((a ?? NAN) - (b ?? NAN))).toBeGreaterThanOrEqual(12)
    expect(yOf(lane, 30)).toBeLessThanOrEqual(lane.box.topPx + lane.box.heightPx)
  })

  test('what is not trusted is hatched over every lane, and only that', () => {
    const chart = chartOf()
    const { layout, placed } = place(chart)
    const grounds = paintAbove(chart, layout, placed, plainTheme).filter(
      (shape) => shape.kind === 'rect' && shape.fill === '--unknown',
    )
    expect(grounds).toHaveLength(chart.lanes.length)
    const none = chartOf({ trust: Uint8Array.of(0, 1, 3, 0) })
    expect(paintAbove(none, layout, placed, plainTheme).some(({ kind }) => kind === 'path')).toBe(false)
  })

  test('bands and marks outside of the window are not drawn', () => {
    const chart = chartOf({
      bands: [
        { fromS: -50, toS: 5, label: 'Warm-up', kind: 'warmUp' },
        { fromS: 100, toS: 200, label: 'Later', kind: 'level' },
      ],
      marks: [
        { atMs: 10_000, text: 'here' },
        { atMs: 90_000, text: 'not here' },
      ],
    })
    const { layout, placed } = place(chart)
    expect(texts(paintBelow(chart, layout, placed, plainTheme))).toEqual(['Warm-up'])
    expect(texts(paintAbove(chart, layout, placed, plainTheme))).toContain('here')
    expect(texts(paintAbove(chart, layout, placed, plainTheme))).not.toContain('not here')
  })

  test('hostile names are text in an SVG file, and short', () => {
    const chart = chartOf({
      bands: [{ fromS: 0, toS: 20, label: HOSTILE, kind: 'warmUp' }],
      marks: [{ atMs: 5000, text: `\u202E${HOSTILE}\u0000${'x'.repeat(10_000)}` }],
      lanes: [{ ...laneOf(chartOf(), 'latency'), title: '__proto__ </text><script>alert(1)</script>' }],
    })
    const { layout } = place(chart)
    const svg = createSvgChart(size)
    svg.setOption(lanePicture(chart, layout, blackTheme).option)
    const text = svg.renderToSVGString()
    svg.dispose()
    for (const bad of ['<img', '<script', '\u202E', '\u0000']) expect(text).not.toContain(bad)
    expect(text).toContain('&lt;img src=x')
    expect(text).not.toContain('x'.repeat(300))
  })
})

test('click hides and shows, Alt-click shows alone in its lane, and all again', () => {
  const { lanes } = chartOf()
  expect(toggledSeries(lanes, [], 'p50', false)).toEqual(['p50'])
  expect(toggledSeries(lanes, ['p50', 'ok'], 'p50', false)).toEqual(['ok'])
  expect(toggledSeries(lanes, ['ok', 'p50'], 'p50', true)).toEqual(['ok', 'max'])
  expect(toggledSeries(lanes, ['ok', 'max'], 'p50', true)).toEqual(['ok'])
  expect(toggledSeries(lanes, [], '__proto__', false)).toEqual(['__proto__'])
})

test('lanes have the same plot edges and share the height by weight; a strip is thin', () => {
  const { boxes, plotTopPx, plotHeightPx } = layoutLanes(chartOf().lanes, size, { topPx: 28, rightPx: 40 })
  expect(new Set(boxes.map(({ leftPx, widthPx }) => `${leftPx} ${widthPx}`)).size).toBe(1)
  expect(boxes.at(-1)?.heightPx).toBe(10)
  expect(boxes[2]?.heightPx ?? 0).toBeGreaterThan(2 * (boxes[0]?.heightPx ?? 0))
  expect(plotTopPx + plotHeightPx).toBeLessThanOrEqual(size.heightPx - 20)
  expect(layoutLanes(chartOf().lanes, { widthPx: 0, heightPx: 0 }, { topPx: 0, rightPx: 0 }).plotWidthPx).toBe(20)
})
