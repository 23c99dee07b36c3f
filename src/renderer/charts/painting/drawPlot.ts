/**
 * A plot on a canvas of ours. ECharts would build its axes, its lines and all that is painted anew for each answer, which takes longer than
 * drawing them; it draws files only (plotOption.ts), and from the same parts.
 */
import type { ChartTheme } from '../chartTheme.ts'
import { drawBaseAxis, drawValueAxis } from './drawAxes.ts'
import { clipTo, dashes, drawShapes } from './drawShapes.ts'
import { strokeLong } from './longStroke.ts'
import type { PlotLine, PlotParts } from './plotParts.ts'
import type { Box, Point } from './shapes.ts'

const LINE_PX = 1.5

/** In the order of depth: axes, what is below the lines, the lines, what is above them. */
export function drawPlot(context: CanvasRenderingContext2D, parts: PlotParts, theme: ChartTheme): void {
  const { box, base, values, below, lines, above } = parts
  drawValueAxis(context, box, values, theme)
  drawBaseAxis(context, box, base, theme)
  drawShapes(context, below, theme.font)
  for (const line of lines) drawLine(context, box, pointsOf(parts, line.points), line, theme)
  drawShapes(context, above, theme.font)
}

/** Cut off where its plot ends, as wide as it is. */
export function drawLine(
  context: CanvasRenderingContext2D,
  box: Box,
  points: Iterable<Point>,
  { color, widthPx = LINE_PX, dash, opacity = 1 }: Partial<PlotLine> & Pick<PlotLine, 'color'>,
  theme: ChartTheme,
): void {
  context.save()
  context.lineWidth = widthPx
  clipTo(context, box, widthPx / 2)
  context.globalAlpha = opacity
  context.strokeStyle = theme.colour(color)
  context.lineJoin = 'round'
  context.setLineDash(dashes(dash))
  strokeLong(context, points)
  context.restore()
}

/** In pixels of the chart. */
function* pointsOf({ box, base, values }: PlotParts, points: Float64Array): Generator<Point> {
  const share = (axis: { min: number; max: number }, position = Number.NaN): number =>
    (position - axis.min) / (axis.max - axis.min)
  for (let index = 0; index < points.length; index += 2)
    yield [
      box.leftPx + share(base, points[index]) * box.widthPx,
      box.topPx + (1 - share(values, points[index + 1])) * box.heightPx,
    ]
}
