import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { HeatmapView } from '../../../contract/methods/analysis.ts'
import { rgbOf } from '../painting/cssColour.ts'
import { plainTheme } from '../testing/plainTheme.ts'
import { timelineOf } from '../testing/timeline.ts'
import { cellAt, cellText, rangeText, selectionOf } from './heatCell.ts'
import { layoutHeat, shownWindow, type HeatChart } from './heatChart.ts'
import { HEAT_TOKENS, heatRamp, packed, STEPS } from './heatColours.ts'
import { heatPixels } from './heatImage.ts'
import { heatParts } from './heatParts.ts'
import { heatTable } from './heatTable.ts'
import { heatFraction, heatValueAt, heatValues } from './heatValues.ts'
import { oklabOf, rgbOfOklab } from './oklab.ts'
import { paintHeatAbove, paintHeatBelow } from './paintHeat.ts'

/** Two columns of three rows: 10–100–1000–10,000 ms. */
const heatmap: HeatmapView = {
  window: { fromS: 100, toS: 109 },
  stepS: 5,
  columns: 2,
  rows: 3,
  edgesMs: Float64Array.of(10, 100, 1000, 10_000),
  counts: Uint32Array.of(90, 10, 0, 0, 1, 3),
  failed: Uint32Array.of(0, 7),
}

function themeStops(theme: string): string[] {
  const css = readFileSync(new URL('../../ui/tokens.css', import.meta.url), 'utf8')
  const block = theme === 'light' ? css : css.slice(css.indexOf(`[data-theme='${theme}']`))
  return HEAT_TOKENS.map((token) => new RegExp(`${token}:\\s*(#[\\da-f]{6})`).exec(block)?.[1] ?? '')
}

describe('colours', () => {
  test.each(['light', 'dark'])('in the %s theme they go one way in lightness, at every step', (theme) => {
    const stops = themeStops(theme)
    expect(stops.every((stop) => /^#[\da-f]{6}$/.test(stop))).toBe(true)
    const lightness = heatRamp(stops).map((colour) => oklabOf(colour)[0])
    expect(lightness).toHaveLength(STEPS)
    const direction = Math.sign((lightness.at(-1) ?? 0) - (lightness[0] ?? 0))
    for (let step = 1; step < STEPS; step++) {
      expect(((lightness[step] ?? 0) - (lightness[step - 1] ?? 0)) * direction).toBeGreaterThan(0)
    }
    expect(Math.abs((lightness.at(-1) ?? 0) - (lightness[0] ?? 0))).toBeGreaterThan(0.5)
  })

  test('OKLab and back is the same colour', () => {
    for (const colour of ['#12a3b9', '#000000', '#ffffff', '#ba3f10']) {
      expect(rgbOfOklab(oklabOf(rgbOf(colour))).map(Math.round)).toEqual(rgbOf(colour))
    }
  })

  test('packed colours lie in memory as ImageData has them', () => {
    expect([...new Uint8Array(Uint32Array.of(packed([1, 2, 3])).buffer)]).toEqual([1, 2, 3, 255])
  })
})

describe('values', () => {
  test('count, share of the column, time taken', () => {
    expect([...heatValues(heatmap, 'count').values]).toEqual([90, 10, 0, 0, 1, 3])
    expect([...heatValues(heatmap, 'share').values]).toEqual([0.9, 0.1, 0, 0, 0.25, 0.75])
    const [first = Number.NaN] = heatValues(heatmap, 'time').values
    expect(first).toBeCloseTo(90 * Math.sqrt(10 * 100), 9)
  })

  test('a few very full cells do not take the colours from the others', () => {
    const counts = new Uint32Array(1000).fill(100)
    counts[0] = 4_000_000_000
    const values = heatValues({ ...heatmap, columns: 1000, rows: 1, counts }, 'count')
    expect(values).toMatchObject({ clampAt: 100, max: 4_000_000_000, min: 100 })
    expect(heatFraction(4_000_000_000, values, 'count')).toBe(1)
  })

  test('log(1 + n): one is seen beside a thousand, and the legend inverts it', () => {
    const values = { values: new Float64Array(0), clampAt: 1000, max: 1000, min: 1 }
    expect(heatFraction(0, values, 'count')).toBe(0)
    expect(heatFraction(1, values, 'count')).toBeCloseTo(0.1, 2)
    for (const fraction of [0.1, 0.5, 1]) {
      expect(heatFraction(heatValueAt(fraction, values, 'count'), values, 'count')).toBeCloseTo(fraction, 9)
    }
  })

  test('nothing at all has no colours', () => {
    expect(heatValues({ ...heatmap, columns: 0, counts: new Uint32Array(0) }, 'share')).toMatchObject({
      clampAt: 0,
      max: 0,
    })
  })
})

test('in the image high latencies are at the top, and empty cells are transparent', () => {
  const ramp = heatRamp(['#000000', '#ffffff'])
  const pixels = heatPixels(heatmap, heatValues(heatmap, 'count'), 'count', ramp)
  expect(pixels).toHaveLength(6)
  // Rows from the top, columns from the left.
  expect(Array.from(pixels, (pixel) => pixel !== 0)).toEqual([false, true, true, true, true, false])
  expect(pixels[4]).toBe(0xffffffff)
})

describe('cells', () => {
  test('a place is a cell, edges included', () => {
    expect(cellAt(heatmap, 0, 0)).toEqual({ column: 0, row: 2 })
    expect(cellAt(heatmap, 1, 1)).toEqual({ column: 1, row: 0 })
    expect(cellAt(heatmap, -5, 9)).toEqual({ column: 0, row: 0 })
    expect(cellAt({ ...heatmap, columns: 0 }, 0.5, 0.5)).toBeNull()
  })

  test('a rectangle is whole cells, and ends with the window', () => {
    expect(selectionOf(heatmap, { column: 1, row: 2 }, { column: 0, row: 1 })).toEqual({
      window: { fromS: 100, toS: 109 },
      fromMs: 100,
      toMs: 10_000,
    })
  })

  test('a cell is said with its ranges and its share', () => {
    expect(cellText(heatmap, { column: 0, row: 0 }, null)).toBe(
      '01:40–01:45, 10.0–100 ms: 90 requests (90.00 % of the column)',
    )
    expect(cellText(heatmap, { column: 1, row: 1 }, null)).toContain('100 ms–1.00 s: 1 request (25.00 %')
    expect(cellText(heatmap, { column: 1, row: 0 }, null)).toContain('0 requests (0.00 %')
    expect(rangeText(118, 132)).toBe('118–132 ms')
  })

  test('the table leaves out rows that are empty everywhere', () => {
    const low = { ...heatmap, counts: Uint32Array.of(90, 10, 0, 0, 1, 0) }
    expect(heatTable(low, null).columns).toEqual(['Time', 'Second', 'Failed', '10.0–100 ms', '100 ms–1.00 s'])
    expect(heatTable(low, null).rows()).toEqual([
      ['01:40', 100, 0, 90, 10],
      ['01:45', 105, 7, 0, 1],
    ])
  })
})

describe('picture', () => {
  const chart = (given: Partial<HeatChart> = {}): HeatChart => ({
    heatmap,
    by: 'count',
    values: heatValues(heatmap, 'count'),
    limits: [{ ms: 300, level: 'target', label: '<b>p95</b>' }],
    percentiles: null,
    trust: null,
    bars: [{ fromMs: 10, toMs: 100, count: 5 }],
    clockFromUnixMs: null,
    ...given,
  })
  const layout = layoutHeat({ widthPx: 900, heightPx: 400 }, { bars: true, percentiles: false })

  test('columns are whole, whatever the window', () => {
    expect(shownWindow(heatmap)).toEqual({ fromS: 100, toS: 110 })
    expect(heatParts(chart(), layout, null, plainTheme).base).toMatchObject({ min: 100, max: 110 })
  })

  test('parts stand beside each other', () => {
    expect(layout.bars.leftPx).toBeGreaterThanOrEqual(layout.cells.leftPx + layout.cells.widthPx)
    expect(layout.bars.leftPx + layout.bars.widthPx).toBeLessThanOrEqual(900)
    expect(layout.failed.topPx + layout.failed.heightPx).toBeLessThan(layout.cells.topPx)
  })

  test('the legend has real counts, failures their own scale', () => {
    const texts = [
      ...paintHeatBelow(chart(), layout, null, plainTheme),
      ...paintHeatAbove(chart(), layout, plainTheme),
    ].flatMap((shape) => (shape.kind === 'text' ? [shape.text] : []))
    expect(texts).toEqual(
      expect.arrayContaining(['7', '0', '1', '90 requests per cell (log: half way is 9)', '<b>p95</b> 300 ms']),
    )
  })

  test('cells of one value have a legend of one colour', () => {
    const lone = { ...heatmap, counts: Uint32Array.of(0, 0, 0, 1, 0, 0) }
    const texts = paintHeatAbove(chart({ heatmap: lone, values: heatValues(lone, 'count') }), layout, plainTheme)
    expect(texts).toContainEqual(expect.objectContaining({ kind: 'text', text: '1 request per cell' }))
    expect(texts).not.toContainEqual(expect.objectContaining({ text: expect.stringContaining('half way') as string }))
  })

  test('columns that are not trusted are hatched, failures and cells, and nothing beyond them', () => {
    const hatched = (trust: HeatChart['trust']) =>
      paintHeatBelow(chart({ trust }), layout, null, plainTheme).flatMap((shape) =>
        shape.kind === 'rect' && shape.fill === '--unknown' ? [shape.box] : [],
      )
    const t = Float64Array.of(95, 100, 105, 110)
    const half = { leftPx: layout.cells.leftPx + layout.cells.widthPx / 2, widthPx: layout.cells.widthPx / 2 }
    expect(hatched({ t, stepS: 5, trust: Uint8Array.of(2, 1, 2, 2) })).toEqual([
      { ...layout.failed, ...half },
      { ...layout.cells, ...half },
    ])
    expect(hatched({ t, stepS: 5, trust: Uint8Array.of(2, 1, 3, 2) })).toEqual([])
  })

  test('a percentile between two gaps is a dot with an edge', () => {
    const percentiles = timelineOf(
      4,
      {
        t: Float64Array.of(100, 102, 104, 106),
        percentiles: [{ p: 95, ms: Float64Array.of(NaN, 30, NaN, 20) }],
      },
      2,
    )
    const above = paintHeatAbove(chart({ percentiles }), layout, plainTheme)
    const dots = above.flatMap((shape) => (shape.kind === 'clipped' ? shape.shapes : []))
    expect(dots.map((dot) => dot.kind === 'dot' && dot.at[0])).toEqual(
      [0.3, 0.3, 0.7, 0.7].map((part) => layout.cells.leftPx + part * layout.cells.widthPx),
    )
  })

  test('without requests it says so', () => {
    const empty = { ...heatmap, counts: new Uint32Array(6), failed: new Uint32Array(2) }
    const shapes = paintHeatAbove(chart({ heatmap: empty, values: heatValues(empty, 'count') }), layout, plainTheme)
    expect(shapes).toContainEqual(expect.objectContaining({ text: 'No requests' }))
  })
})
