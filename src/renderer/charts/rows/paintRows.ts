/** What a chart of rows draws: names, bands that do not matter, intervals with their value, and lines through them. */
import type { ChartTheme } from '../chartTheme.ts'
import type { ChartOption } from '../echartsParts.ts'
import { hatchPath } from '../painting/hatch.ts'
import { paintedSeries, type Point, type Shape } from '../painting/shapes.ts'
import { rowsOfGroup, xOf, yOf, type IntervalRow, type RowMark, type RowsChart, type RowsPlace } from './rowsChart.ts'

const MARK_PX = 4
const CAP_PX = 3.5
/** Of an interval that goes on beyond the axis. */
const ARROW_PX = 5

/** In the order in which they lie over each other. */
export function rowsShapes(chart: RowsChart, place: RowsPlace, theme: ChartTheme): Shape[] {
  return [
    ...paintBands(chart, place, theme),
    ...paintAxis(chart, place, theme),
    ...paintLines(chart, place, theme),
    ...chart.rows.flatMap((row, index) => paintRow(chart, place, row, index, theme)),
  ]
}

/** For files. */
export function rowsOption(chart: RowsChart, place: RowsPlace, theme: ChartTheme): ChartOption {
  return {
    animation: false,
    textStyle: { fontFamily: theme.font },
    series: [paintedSeries('rows', 1, rowsShapes(chart, place, theme), theme.font)],
  }
}

function paintAxis(chart: RowsChart, place: RowsPlace, theme: ChartTheme): Shape[] {
  const { axis } = chart
  const { box } = place
  const bottom = box.topPx + box.heightPx
  const ticks = axis.ticks.flatMap((tick): Shape[] => {
    const x = xOf(chart, place, tick)
    return [
      {
        kind: 'line',
        points: [
          [x, box.topPx],
          [x, bottom],
        ],
        stroke: theme.colour('--line'),
        lineWidth: 1,
      },
      {
        kind: 'text',
        at: [x, bottom + 10],
        text: axis.tickText(tick),
        color: theme.colour('--text-3'),
        align: 'center',
      },
    ]
  })
  const name: Shape = {
    kind: 'text',
    at: [box.leftPx, box.topPx - 11],
    text: axis.name,
    color: theme.colour('--text-2'),
    align: 'left',
    weight: 500,
  }
  return [...ticks, name]
}

function paintBands(chart: RowsChart, place: RowsPlace, theme: ChartTheme): Shape[] {
  const { box, rowPx } = place
  const boxes = chart.rows.flatMap(({ band }, index) => {
    if (band === undefined || band === null) return []
    const clamp = (x: number): number => Math.max(box.leftPx, Math.min(box.leftPx + box.widthPx, x))
    const left = band.low === null ? box.leftPx : clamp(xOf(chart, place, band.low))
    const right = band.high === null ? box.leftPx + box.widthPx : clamp(xOf(chart, place, band.high))
    return [{ leftPx: left, topPx: box.topPx + index * rowPx, widthPx: right - left, heightPx: rowPx }]
  })
  return [
    ...boxes.map((own): Shape => ({ kind: 'rect', box: own, fill: theme.colour('--surface-2') })),
    {
      kind: 'path',
      data: boxes.map((own) => hatchPath(own)).join(''),
      stroke: theme.colour('--line-strong'),
      lineWidth: 1,
      opacity: 0.5,
    },
  ]
}

function paintLines(chart: RowsChart, place: RowsPlace, theme: ChartTheme): Shape[] {
  const { box, rowPx } = place
  return chart.lines.flatMap(({ value, color, group }): Shape[] => {
    const range = group === undefined ? { first: 0, last: chart.rows.length - 1 } : rowsOfGroup(chart, group)
    const x = xOf(chart, place, value)
    if (range === null || !Number.isFinite(x) || x < box.leftPx || x > box.leftPx + box.widthPx) return []
    const points: Point[] = [
      [x, box.topPx + range.first * rowPx],
      [x, box.topPx + (range.last + 1) * rowPx],
    ]
    return [{ kind: 'line', points, stroke: theme.colour(color), lineWidth: 1.25, dash: 'dashed' }]
  })
}

function paintRow(chart: RowsChart, place: RowsPlace, row: IntervalRow, index: number, theme: ChartTheme): Shape[] {
  const { box, leftPx, widthPx } = place
  const y = yOf(place, index)
  const colour = theme.colour(row.color)
  const namesPx = box.leftPx - leftPx - 8
  const hintPx = row.hint === undefined ? 0 : Math.min(namesPx / 2, row.hint.length * 6.4 + 8)
  const endPx = leftPx + widthPx
  const words: Shape[] = [
    {
      kind: 'text',
      at: [leftPx, y],
      text: row.name,
      color: theme.colour('--text'),
      align: 'left',
      maxWidthPx: Math.max(10, namesPx - hintPx),
    },
    ...(row.hint === undefined
      ? []
      : [
          {
            kind: 'text',
            at: [box.leftPx - 8, y],
            text: row.hint,
            color: theme.colour('--text-3'),
            align: 'right',
            maxWidthPx: hintPx,
          } satisfies Shape,
        ]),
    {
      kind: 'text',
      at: [endPx, y],
      text: row.text,
      color: theme.colour('--text-2'),
      align: 'right',
      maxWidthPx: Math.max(10, endPx - box.leftPx - box.widthPx - 8),
    },
  ]
  return [...words, ...paintInterval(chart, place, row, y, colour), ...paintMark(chart, place, row, y, colour, theme)]
}

/** Its ends have caps; where it goes on beyond the axis, arrows. */
function paintInterval(
  chart: RowsChart,
  place: RowsPlace,
  { interval }: IntervalRow,
  y: number,
  colour: string,
): Shape[] {
  if (interval === null) return []
  const { leftPx, widthPx } = place.box
  const [left, right] = [leftPx, leftPx + widthPx]
  const [from, to] = [xOf(chart, place, interval.low), xOf(chart, place, interval.high)]
  if (!Number.isFinite(from) || !Number.isFinite(to) || from > right || to < left) return []
  const end = (x: number, isBeyond: boolean, by: 1 | -1): string =>
    isBeyond
      ? `M${x - by * ARROW_PX} ${y - CAP_PX}L${x} ${y}L${x - by * ARROW_PX} ${y + CAP_PX}`
      : `M${x} ${y - CAP_PX}L${x} ${y + CAP_PX}`
  const [x1, x2] = [Math.max(left, from), Math.min(right, to)]
  const data = `M${x1} ${y}L${x2} ${y}${end(x1, from < left, -1)}${end(x2, to > right, 1)}`
  return [{ kind: 'path', data, stroke: colour, lineWidth: 1.5 }]
}

function paintMark(
  chart: RowsChart,
  place: RowsPlace,
  { value, mark }: IntervalRow,
  y: number,
  colour: string,
  theme: ChartTheme,
): Shape[] {
  if (value === null) return []
  const { leftPx, widthPx } = place.box
  const x = xOf(chart, place, value)
  if (!(x >= leftPx - 1 && x <= leftPx + widthPx + 1)) return []
  const isHollow = mark === 'ring'
  return [
    {
      kind: 'path',
      data: MARKS[mark](x, y, MARK_PX),
      fill: isHollow ? theme.colour('--surface') : colour,
      stroke: isHollow ? colour : theme.colour('--surface'),
      lineWidth: isHollow ? 1.75 : 1,
    },
  ]
}

const circle = (x: number, y: number, r: number): string =>
  `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`
/** By shape, too, not by colour alone. */
const MARKS: Readonly<Record<RowMark, (x: number, y: number, r: number) => string>> = {
  circle,
  ring: circle,
  diamond: (x, y, r) => `M${x} ${y - r - 1}L${x + r + 1} ${y}L${x} ${y + r + 1}L${x - r - 1} ${y}Z`,
  up: (x, y, r) => `M${x} ${y - r}L${x + r} ${y + r}L${x - r} ${y + r}Z`,
  down: (x, y, r) => `M${x} ${y + r}L${x + r} ${y - r}L${x - r} ${y - r}Z`,
}
