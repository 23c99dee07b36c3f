/** Axes on a canvas of ours, as ECharts draws them in files. */
import type { ChartTheme } from '../chartTheme.ts'
import type { BaseAxis, ValueAxis } from './plotParts.ts'
import { TEXT_SIZE_PX, type Box } from './shapes.ts'

/** Names below the horizontal axis are so much higher than their margin says, as in files. */
const LABEL_LIFT_PX = 2

/** Grid lines with their values at the left. */
export function drawValueAxis(context: CanvasRenderingContext2D, box: Box, axis: ValueAxis, theme: ChartTheme): void {
  const { min, max, axisLabel, splitLine } = axis
  const { leftPx, topPx, widthPx, heightPx } = box
  begin(context, theme)
  context.textBaseline = 'middle'
  context.strokeStyle = splitLine.lineStyle.color
  context.fillStyle = axisLabel.color
  context.textAlign = 'right'
  for (const position of axisLabel.customValues) {
    const y = topPx + heightPx * (1 - (position - min) / (max - min))
    rule(context, [leftPx, crisp(y)], [leftPx + widthPx, crisp(y)])
    context.fillText(axisLabel.formatter(position), leftPx - axisLabel.margin, y)
  }
  context.restore()
}

/** The line below, with ticks and names where they are shown. */
export function drawBaseAxis(context: CanvasRenderingContext2D, box: Box, axis: BaseAxis, theme: ChartTheme): void {
  const { min, max, axisLine, axisTick, axisLabel } = axis
  const { leftPx, widthPx } = box
  const bottomPx = box.topPx + box.heightPx
  begin(context, theme)
  context.strokeStyle = axisLine.lineStyle.color
  rule(context, [leftPx, crisp(bottomPx) + 1], [leftPx + widthPx, crisp(bottomPx) + 1])
  if (axisTick.show) {
    context.fillStyle = axisLabel.color
    context.textBaseline = 'top'
    for (const tick of axisTick.customValues) {
      const x = leftPx + (max > min ? (tick - min) / (max - min) : 0) * widthPx
      rule(context, [crisp(x), bottomPx], [crisp(x), bottomPx + axisTick.length])
      const isLast = tick === axisLabel.customValues.at(-1)
      context.textAlign = (isLast ? axisLabel.alignMaxLabel : undefined) ?? 'center'
      context.fillText(axisLabel.formatter(tick), x, bottomPx + axisLabel.margin - LABEL_LIFT_PX)
    }
  }
  context.restore()
}

function begin(context: CanvasRenderingContext2D, theme: ChartTheme): void {
  context.save()
  context.lineWidth = 1
  context.font = `${TEXT_SIZE_PX}px ${theme.font}`
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
