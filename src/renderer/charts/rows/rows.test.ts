import { expect, test } from 'vitest'
import { createSvgChart } from '../echartsParts.ts'
import { blackTheme } from '../testing/plainTheme.ts'
import { rowsOption } from './paintRows.ts'
import { placeRows, rowAt, rowsHeightPx, rowsOfGroup, xOf, yOf, type IntervalRow, type RowsChart } from './rowsChart.ts'

const HOSTILE = '<script>alert(1)</script>\u202e'

function row(id: string, value: number | null, more: Partial<IntervalRow> = {}): IntervalRow {
  const interval = value === null ? null : { low: value - 5, high: value + 5 }
  return { id, name: id, value, interval, mark: 'circle', color: '--fail', text: `${value} ms`, ...more }
}

function chartOf(rows: readonly IntervalRow[]): RowsChart {
  const axis = {
    scale: { kind: 'linear', min: 0, max: 100 },
    name: 'ms',
    ticks: [0, 50, 100],
    tickText: String,
  } as const
  return { rows, axis, lines: [{ value: 50, label: 'mean', color: '--baseline', group: 'a' }] }
}

const chart = chartOf([
  row('one', 20, { group: 'a' }),
  row('two', 60, { group: 'a' }),
  row('three', 90, { group: 'b' }),
])
const size = { widthPx: 800, heightPx: rowsHeightPx(3) }

test('a row is where the pointer finds it', () => {
  const place = placeRows(chart, size, 0)
  for (const index of [0, 1, 2]) expect(rowAt(chart, place, yOf(place, index))).toBe(index)
  expect(rowAt(chart, place, place.box.topPx - 1)).toBeNull()
  expect(rowAt(chart, place, place.box.topPx + place.box.heightPx + 1)).toBeNull()
  expect(xOf(chart, place, 50)).toBeCloseTo(place.box.leftPx + place.box.widthPx / 2)
})

test('rows of a group stand together', () => {
  expect(rowsOfGroup(chart, 'a')).toEqual({ first: 0, last: 1 })
  expect(rowsOfGroup(chart, '__proto__')).toBeNull()
})

test('names are text, whatever they say; what is beyond the axis has an arrow; nothing at all is drawn as such', () => {
  for (const rows of [
    [row(HOSTILE, 50, { hint: HOSTILE, text: HOSTILE })],
    [row('far', 500, { interval: { low: -500, high: 900 } })],
    [row('unknown', null), row('whole', 50, { band: { low: null, high: null } })],
    [],
  ]) {
    const own = chartOf(rows)
    const svg = createSvgChart(size)
    svg.setOption(rowsOption(own, placeRows(own, size, 0), blackTheme))
    const drawn = svg.renderToSVGString()
    expect(drawn).not.toContain('<script')
    expect(drawn).not.toContain('NaN')
    svg.dispose()
  }
})
