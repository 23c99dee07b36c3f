/** Several runs as one line, on an axis that is no time. */
import { describe, expect, test } from 'vitest'
import { chartOf } from '../testing/laneChart.ts'
import { plainTheme } from '../testing/plainTheme.ts'
import { placeLanes, yOf, type LaneChart } from './laneChart.ts'
import { layoutLanes } from './laneLayout.ts'
import { lanePicture } from './laneOption.ts'
import { laneTable } from './laneTable.ts'
import { paintRanges } from './paintRanges.ts'
import { announcement } from './readings.ts'

const HOSTILE = '<img src=x onerror="alert(1)">'
const NAN = Number.NaN

function place(chart: LaneChart) {
  const layout = layoutLanes(chart.lanes, { widthPx: 1000, heightPx: 600 }, { topPx: 28, rightPx: 40 })
  return { layout, placed: placeLanes(chart, layout) }
}

describe('several runs as one line', () => {
  const range = { low: Float64Array.of(5, 0, NAN, 3), high: Float64Array.of(20, 10, NAN, 4) }
  const middle = {
    id: 'm',
    name: HOSTILE,
    values: Float64Array.of(8, 5, NAN, 3.5),
    color: '--p50',
    shape: 'line' as const,
  }
  const chart = chartOf({
    lanes: [
      {
        kind: 'values',
        id: 'l',
        title: 'p95',
        unit: 'ms',
        scale: 'linear',
        weight: 1,
        limits: [],
        series: [{ ...middle, range }],
      },
    ],
    axis: {
      name: 'Requests per second',
      ticks: (from, to) => [from, to],
      tickText: (value) => `${value} rps`,
      rangeText: (from, to) => `${from}–${to}/s`,
    },
  })

  test('a band from the least to the most stands behind it, with a gap where nothing is, in the axis and in the table', () => {
    const { layout, placed } = place(chart)
    const [lane] = placed
    expect(lane!.scale).toEqual({ kind: 'linear', min: 0, max: 20 })
    const shapes = paintRanges(chart, layout, lane!, plainTheme)
    expect(shapes.map(({ kind }) => kind)).toEqual(['polygon', 'rect'])
    const [band, alone] = shapes
    if (band?.kind !== 'polygon' || alone?.kind !== 'rect') throw new Error('other shapes')
    const ys = [20, 10, 0, 5].map((value) => yOf(lane!, value))
    expect(band.points.map(([, y]) => y)).toEqual(ys)
    expect([alone.box.topPx, alone.box.topPx + alone.box.heightPx]).toEqual([4, 3].map((value) => yOf(lane!, value)))
    expect(paintRanges({ ...chart, hidden: new Set(['m']) }, layout, lane!, plainTheme)).toEqual([])
    const table = laneTable(chart)
    expect(table.columns).toEqual([
      'Requests per second',
      'From',
      `p95: ${HOSTILE} (ms)`,
      `p95: ${HOSTILE}, least (ms)`,
      `p95: ${HOSTILE}, most (ms)`,
    ])
    expect(table.rows()[1]).toEqual(['5–10/s', 5, 5, 0, 10])
  })

  test('steps that are no seconds are called what they are, and so are the ticks below', () => {
    expect(announcement(chart, 0)).toBe(`0–5/s. p95: ${HOSTILE} 8.00 ms.`)
    const { option } = lanePicture(chart, place(chart).layout, plainTheme)
    const [axis] = option.xAxis as { axisLabel: { customValues: number[]; formatter: (value: number) => string } }[]
    expect(axis!.axisLabel.customValues.map((value) => axis!.axisLabel.formatter(value))).toEqual(['0 rps', '20 rps'])
  })
})
