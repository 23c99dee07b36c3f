import { describe, expect, test } from 'vitest'
import type { TrendHeatView } from '../../../../contract/methods/trends.ts'
import { createSvgChart } from '../../echartsParts.ts'
import { heatRamp, packed } from '../../heat/heatColours.ts'
import { rgbOf } from '../../painting/cssColour.ts'
import { blackTheme } from '../../testing/plainTheme.ts'
import { heatOfColumns } from './heatColumns.ts'
import { cellBox, columnOf, layoutTrendHeat, placeAt, scrolledTo } from './heatLayout.ts'
import { lastShade, shadeOf, trendHeatPixels, worseness } from './heatShades.ts'
import { buildOfCell, cellSentence, differenceText, rowText, trendHeatTable } from './heatTexts.ts'
import { trendHeatPicture } from './paintHeat.ts'

const HOSTILE = '<img src=x onerror=alert(1)>\u202e'
const NONE = Number.NaN

/** Rows of differences (ln); null: nothing was measured; NaN: nothing was before it. */
function heatOf(rows: (number | null)[][], more: Partial<TrendHeatView> = {}): TrendHeatView {
  const columns = rows[0]?.length ?? 0
  const cells = rows.flat()
  return {
    rows: rows.map((_, row) => (row === 0 ? { name: HOSTILE, kind: 'http' } : { name: `GET /${row}`, kind: 'http' })),
    columns,
    labels: Array.from({ length: columns }, (_, build) => `1.${build}`),
    runIds: Array.from({ length: columns }, (_, build) => `run-${build}`),
    startedAtMs: Float64Array.from({ length: columns }, (_, build) => build * 86_400_000),
    breaks: Uint32Array.of(),
    edges: Uint32Array.from({ length: columns + 1 }, (_, edge) => edge),
    differences: Float32Array.from(cells, (cell) => cell ?? NONE),
    values: Float32Array.from(cells, (cell) => (cell === null ? NONE : 100 * Math.exp(cell || 0))),
    levels: Float32Array.from(cells, (cell) => (cell === null || Number.isNaN(cell) ? NONE : 100)),
    builds: Int32Array.from(cells, (cell, at) => (cell === null ? -1 : at % columns)),
    metric: 'p95',
    worse: 'higher',
    important: Math.log(1.05),
    ...more,
  }
}

const heat = heatOf([
  [NONE, 0.01, 0.2, 0.2],
  [NONE, -0.2, null, 0],
  [null, NONE, 0.02, -0.01],
])
const size = { widthPx: 700, heightPx: 400 }

describe('places', () => {
  test('every cell is found again where it is drawn', () => {
    const layout = layoutTrendHeat(3, size, 0)
    for (let row = 0; row < 3; row++)
      for (let column = 0; column < 4; column++) {
        const box = cellBox(heat, layout, { row, column })!
        expect(placeAt(heat, layout, box.leftPx + 1, box.topPx + 1)).toEqual({ row, column })
        expect(placeAt(heat, layout, box.leftPx + box.widthPx - 1, box.topPx + box.heightPx - 1)).toEqual({
          row,
          column,
        })
      }
    expect(placeAt(heat, layout, 2, layout.cells.topPx + 2)).toBeNull()
    expect(placeAt(heat, layout, layout.cells.leftPx + 2, 2)).toBeNull()
  })

  test('more rows than fit are scrolled: those that are seen have room for a name each', () => {
    const top = layoutTrendHeat(200, size, 0)
    expect(top.rowPx).toBeGreaterThanOrEqual(16)
    expect(top.to).toBeLessThan(30)
    expect(top.wholePx).toBeGreaterThan(200 * 16)
    const bottom = layoutTrendHeat(200, size, 1000)
    expect(bottom.to).toBe(200)
    expect(cellBox(heatOf(Array.from({ length: 200 }, () => [0])), bottom, { row: 0, column: 0 })).toBeNull()
    expect(scrolledTo(100, top)).toBe(100 - (top.to - top.from) + 1)
    expect(scrolledTo(3, bottom)).toBe(3)
    expect(scrolledTo(2, top)).toBe(top.from)
  })

  test('a build stands in the column that has it, also where a column has several', () => {
    const several = { columns: 3, edges: Uint32Array.of(0, 2, 3, 6) }
    expect([0, 1, 2, 3, 5].map((build) => columnOf(several, build))).toEqual([0, 0, 1, 2, 2])
    expect(columnOf({ columns: 0, edges: Uint32Array.of(0) }, 0)).toBe(0)
  })

  test('nothing at all, and no size, have no places', () => {
    const none = heatOf([])
    expect(placeAt(none, layoutTrendHeat(0, size, 0), 300, 100)).toBeNull()
    expect(layoutTrendHeat(0, { widthPx: 0, heightPx: 0 }, 5)).toMatchObject({ from: 0, to: 0 })
  })
})

describe('fewer pixels than columns', () => {
  test('of those that fall on one the cell that differs most is seen, with its build', () => {
    const row = Array.from({ length: 1000 }, (_, at) => (at === 333 ? -0.4 : at === 999 ? 0.3 : 0.01 * (at % 2)))
    const wide = heatOf([row, row.map(() => null), row.map((_, at) => (at === 10 ? NONE : null))])
    const narrow = heatOfColumns(wide, 70.9)
    expect(narrow.columns).toBe(70)
    expect([narrow.edges[0], narrow.edges.at(-1)]).toEqual([0, 1000])
    for (const build of [333, 999]) {
      const column = columnOf(narrow, build)
      expect(buildOfCell(narrow, { row: 0, column })).toBe(build)
      expect(narrow.differences[column]).toBeCloseTo(row[build]!)
    }
    expect(narrow.values.subarray(70, 140).every((value) => Number.isNaN(value))).toBe(true)
    expect(buildOfCell(narrow, { row: 2, column: columnOf(narrow, 10) })).toBe(10)
  })

  test('where there is room it stays as it is', () => {
    expect(heatOfColumns(heat, 500)).toBe(heat)
    expect(heatOfColumns(heatOf([]), 500).columns).toBe(0)
    expect(heatOfColumns(heat, 0).columns).toBe(1)
  })
})

describe('colours', () => {
  const ramp = heatRamp(['#0000ff', '#808080', '#ff8000'])
  const looks = { ramp, unknown: rgbOf('#111111'), edge: null }
  const layout = layoutTrendHeat(3, size, 0)

  test('worse is orange and better blue, whichever way the number went', () => {
    expect(shadeOf(worseness(0.3, 'higher', 0.3), ramp)).toEqual(ramp.at(-1))
    expect(shadeOf(worseness(0.3, 'lower', 0.3), ramp)).toEqual(ramp[0])
    expect(shadeOf(worseness(-9, 'lower', 0.3), ramp)).toEqual(ramp.at(-1))
    const middle = shadeOf(0, ramp)
    expect(Math.max(...middle) - Math.min(...middle)).toBeLessThan(8)
  })

  test('chance is pale: the last colour is no closer than three differences of importance; a wild one does not move it', () => {
    const quiet = heatOf([Array.from({ length: 1000 }, (_, at) => 0.001 * (at % 7))])
    expect(lastShade(quiet)).toBeCloseTo(3 * Math.log(1.05))
    const wild = heatOf([Array.from({ length: 1000 }, (_, at) => (at === 500 ? 9 : 0.3))])
    expect(lastShade(wild)).toBeCloseTo(0.3)
    expect(lastShade(heatOf([[null, NONE]]))).toBeCloseTo(3 * Math.log(1.05))
  })

  test('what was not measured is transparent, what has nothing before it is neither better nor worse', () => {
    const { pixels, columns, rows } = trendHeatPixels(heat, layout, 0.2, looks)
    const tall = rows / 3
    const at = (row: number, column: number): number => pixels[row * tall * columns + column]!
    expect(at(1, 2)).toBe(0)
    expect(at(0, 0)).toBe(packed(rgbOf('#111111')) >>> 0)
    expect(at(0, 2)).toBe(packed(ramp.at(-1)!) >>> 0)
    expect(at(1, 1)).toBe(packed(ramp[0]!) >>> 0)
  })

  test('narrow cells say by the edge which way the number went', () => {
    const edge = rgbOf('#000000')
    const { pixels, columns, rows } = trendHeatPixels(heat, layout, 0.2, { ...looks, edge })
    const tall = rows / 3
    const marks = (row: number, column: number): boolean[] =>
      Array.from({ length: tall }, (_, part) => pixels[(row * tall + part) * columns + column] === packed(edge) >>> 0)
    expect(marks(0, 2)).toEqual([true, ...Array.from({ length: tall - 1 }, () => false)])
    expect(marks(1, 1)).toEqual([...Array.from({ length: tall - 1 }, () => false), true])
    // Too small to matter.
    expect(marks(0, 1)).not.toContain(true)
  })
})

describe('words', () => {
  test('say the build, the value, and how it lies beside those before it', () => {
    expect(cellSentence(heat, { row: 1, column: 1 })).toBe(
      'GET /1, 1.1. p95 81.9 ms, −18 % beside the builds before it (100 ms).',
    )
    expect(cellSentence(heat, { row: 1, column: 2 })).toBe('GET /1, 1.2. Nothing was measured.')
    expect(cellSentence(heat, { row: 2, column: 1 })).toContain('no build before it')
    expect(rowText(heat, 0)).toBe(HOSTILE)
    expect(rowText(heatOf([[0]], { rows: [null] }), 0)).toBe('Whole run')
    expect(buildOfCell(heat, { row: 1, column: 2 })).toBeNull()
  })

  test('of several builds in a column, which one', () => {
    const several = heatOf([[0.2]], {
      labels: ['1.0', '1.1', '1.2'],
      edges: Uint32Array.of(0, 3),
      builds: Int32Array.of(1),
    })
    expect(cellSentence(several, { row: 0, column: 0 })).toContain('1.1, the one of 3 builds that differs most')
  })

  test('shares are in percentage points', () => {
    expect(differenceText('errors', 0.0042, 0.001)).toBe('+0.42 pp')
    expect(differenceText('errors', -0.0042, 0.01)).toBe('−0.42 pp')
    expect(differenceText('errors', 0, 0)).toBe('0 pp')
  })

  test('the table has every cell that was measured, the newest build of a row first', () => {
    const rows = trendHeatTable(heat).rows()
    expect(rows).toHaveLength(10)
    expect(rows[0]).toEqual([HOSTILE, '1.3', '1970-01-04T00:00:00.000Z', expect.closeTo(122.14, 1), 100, '+22 %'])
    expect(rows[3]).toEqual([HOSTILE, '1.0', '1970-01-01T00:00:00.000Z', 100, null, ''])
  })
})

describe('picture', () => {
  const svgOf = (view: TrendHeatView): string => {
    const layout = layoutTrendHeat(view.rows.length, size, 0)
    const chart = createSvgChart(size)
    chart.setOption(trendHeatPicture({ heat: view, layout, last: 0.2, image: null }, blackTheme).option)
    const svg = chart.renderToSVGString()
    chart.dispose()
    return svg
  }

  test('names rows and builds, and what colours and arrows stand for; hostile names are text', () => {
    const svg = svgOf(heat)
    for (const text of ['GET /1', '1.3', 'better', 'worse', '▲ ▼ higher, lower by 5 % or more'])
      expect(svg).toContain(text)
    expect(svg).not.toContain('<img')
    expect(svg).toContain('&lt;img')
    expect(svg).not.toContain('\u202e')
  })

  test('nothing is drawn of nothing', () => {
    expect(svgOf(heatOf([]))).toContain('builds in their order')
  })

  test('where the plan changed there is a line', () => {
    const lines = (svg: string): number => svg.match(/stroke-dasharray/g)?.length ?? 0
    expect(lines(svgOf({ ...heat, breaks: Uint32Array.of(2) }))).toBe(lines(svgOf(heat)) + 1)
  })
})
