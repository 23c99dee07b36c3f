/**
 * A chart of lanes on a canvas of ours. A run that goes on brings a new second every second: ECharts would build its axes and lines anew
 * for each, which takes longer than a frame has. It draws files only (laneOption.ts), and from the same parts.
 */
import { tickText } from '../axis/axisText.ts'
import { onAxis } from '../axis/scale.ts'
import { valueTicks } from '../axis/ticks.ts'
import type { ChartTheme } from '../chartTheme.ts'
import { clipTo, dashes, drawShapes } from '../painting/drawShapes.ts'
import { strokeLong } from '../painting/longStroke.ts'
import { TEXT_SIZE_PX, type Point } from '../painting/shapes.ts'
import type { LaneSeries } from './lane.ts'
import { laneAxisOption } from './laneAxis.ts'
import { placeLanes, xOf, type LaneChart, type PlacedLane } from './laneChart.ts'
import type { LaneLayout } from './laneLayout.ts'
import { linePoints, valueAxisOption } from './laneOption.ts'
import { mostTicks } from './laneScale.ts'
import { paintAbove, paintBelow } from './paintLanes.ts'

/** Names of the time are so much higher than their margin says, as in files. */
const LABEL_LIFT_PX = 2

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
    for (const series of lines) drawLine(drawing, { lane, ...place }, series)
  }
  drawShapes(context, paintAbove(chart, layout, placed, theme), theme.font)
}

/** @param isNamed the ticks of the horizontal axis are */
function drawAxes({ context, chart, layout, theme }: Drawing, placed: PlacedLane, isNamed: boolean): void {
  const { lane, box, scale } = placed
  const { leftPx, topPx, widthPx, heightPx } = box
  const bottomPx = topPx + heightPx
  context.save()
  context.lineWidth = 1
  context.font = `${TEXT_SIZE_PX}px ${theme.font}`
  context.textBaseline = 'middle'

  if (lane.kind === 'values') {
    const ticks = valueTicks(scale, mostTicks(heightPx))
    const { min, max, axisLabel, splitLine } = valueAxisOption(
      scale,
      ticks,
      (value) => tickText(lane.unit, value),
      theme,
    )
    context.strokeStyle = splitLine.lineStyle.color
    context.fillStyle = axisLabel.color
    context.textAlign = 'right'
    for (const position of axisLabel.customValues) {
      const y = topPx + heightPx * (1 - (position - min) / (max - min))
      rule(context, [leftPx, crisp(y)], [leftPx + widthPx, crisp(y)])
      context.fillText(axisLabel.formatter(position), leftPx - axisLabel.margin, y)
    }
  }

  const { axisLine, axisTick, axisLabel } = laneAxisOption(chart, layout.plotWidthPx, isNamed, theme)
  context.strokeStyle = axisLine.lineStyle.color
  rule(context, [leftPx, crisp(bottomPx) + 1], [leftPx + widthPx, crisp(bottomPx) + 1])
  if (isNamed) {
    context.fillStyle = axisLabel.color
    context.textBaseline = 'top'
    for (const tick of axisTick.customValues) {
      const x = xOf(chart, layout, tick)
      rule(context, [crisp(x), bottomPx], [crisp(x), bottomPx + axisTick.length])
      const isLast = tick === axisLabel.customValues.at(-1)
      context.textAlign = (isLast ? axisLabel.alignMaxLabel : undefined) ?? 'center'
      context.fillText(axisLabel.formatter(tick), x, bottomPx + axisLabel.margin - LABEL_LIFT_PX)
    }
  }
  context.restore()
}

/** Cut off where its plot ends, as wide as it is. */
function drawLine({ context, chart, layout, theme }: Drawing, placed: PlacedLane, series: LaneSeries): void {
  const { box, scale } = placed
  const points = linePoints(chart, series, scale)
  const [low, high] = [onAxis(scale, scale.min), onAxis(scale, scale.max)]
  const y = (position: number): number => box.topPx + box.heightPx * (1 - (position - low) / (high - low))
  context.save()
  context.lineWidth = series.widthPx ?? 1.5
  clipTo(context, box, context.lineWidth / 2)
  context.strokeStyle = theme.colour(series.color)
  context.lineJoin = 'round'
  context.setLineDash(dashes(series.dash))
  const xAt = (index: number): number => xOf(chart, layout, points[index] ?? 0)
  strokeLong(context, linesOf(points, xAt, y, series.shape === 'step'))
  context.restore()
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

function rule(context: CanvasRenderingContext2D, from: [number, number], to: [number, number]): void {
  context.beginPath()
  context.moveTo(...from)
  context.lineTo(...to)
  context.stroke()
}

/** In the middle of a pixel: a line of one pixel is sharp there. */
function crisp(px: number): number {
  return Math.round(px) - 0.5
}
