/**
 * A chart of lanes on a canvas of ours. A run that goes on brings a new second every second: ECharts would build its axes and lines anew
 * for each, which takes longer than a frame has. It draws files only (laneOption.ts), and from the same parts.
 */
import { tickText } from '../axis/axisText.ts'
import { onAxis } from '../axis/scale.ts'
import { valueTicks } from '../axis/ticks.ts'
import type { ChartTheme } from '../chartTheme.ts'
import { drawBaseAxis, drawValueAxis } from '../painting/drawAxes.ts'
import { drawLine } from '../painting/drawPlot.ts'
import { drawShapes } from '../painting/drawShapes.ts'
import type { Point } from '../painting/shapes.ts'
import type { LaneSeries } from './lane.ts'
import { laneAxisOption } from './laneAxis.ts'
import { placeLanes, xOf, type LaneChart, type PlacedLane } from './laneChart.ts'
import type { LaneLayout } from './laneLayout.ts'
import { linePoints, valueAxisOption } from './laneOption.ts'
import { mostTicks } from './laneScale.ts'
import { paintAbove, paintBelow } from './paintLanes.ts'

interface Drawing {
  context: CanvasRenderingContext2D
  chart: LaneChart
  layout: LaneLayout
  theme: ChartTheme
}

/** In the order of depth: axes, what is below the lines, the lines, what is above them. */
export function drawLanes(
  context: CanvasRenderingContext2D,
  chart: LaneChart,
  layout: LaneLayout,
  theme: ChartTheme,
): void {
  const drawing = { context, chart, layout, theme }
  const placed = placeLanes(chart, layout)
  for (const lane of placed) drawAxes(drawing, lane, lane.index === placed.length - 1)
  drawShapes(context, paintBelow(chart, layout, placed, theme), theme.font)
  for (const { lane, ...place } of placed) {
    if (lane.kind === 'strip') continue
    const lines = lane.series.filter(({ id, shape }) => !chart.hidden.has(id) && (shape === 'line' || shape === 'step'))
    for (const series of lines) drawSeries(drawing, { lane, ...place }, series)
  }
  drawShapes(context, paintAbove(chart, layout, placed, theme), theme.font)
}

/** @param isNamed the ticks of the horizontal axis are */
function drawAxes({ context, chart, layout, theme }: Drawing, placed: PlacedLane, isNamed: boolean): void {
  const { lane, box, scale } = placed
  if (lane.kind === 'values') {
    const ticks = valueTicks(scale, mostTicks(box.heightPx))
    drawValueAxis(
      context,
      box,
      valueAxisOption(scale, ticks, (value) => tickText(lane.unit, value), theme),
      theme,
    )
  }
  drawBaseAxis(context, box, laneAxisOption(chart, layout.plotWidthPx, isNamed, theme), theme)
}

function drawSeries({ context, chart, layout, theme }: Drawing, placed: PlacedLane, series: LaneSeries): void {
  const { box, scale } = placed
  const points = linePoints(chart, series, scale)
  const [low, high] = [onAxis(scale, scale.min), onAxis(scale, scale.max)]
  const y = (position: number): number => box.topPx + box.heightPx * (1 - (position - low) / (high - low))
  const x = (index: number): number => xOf(chart, layout, points[index] ?? 0)
  drawLine(context, box, linesOf(points, x, y, series.shape === 'step'), series, theme)
}

/** A step holds until the next one begins, whatever that has. */
function* linesOf(
  points: Float64Array,
  x: (index: number) => number,
  y: (position: number) => number,
  isStep: boolean,
): Generator<Point> {
  let beforeY = Number.NaN
  for (let index = 0; index < points.length; index += 2) {
    const [atX, atY] = [x(index), y(points[index + 1] ?? Number.NaN)]
    if (isStep && Number.isFinite(beforeY)) yield [atX, beforeY]
    yield [atX, atY]
    beforeY = atY
  }
}
