/**
 * Bars on a canvas of ours. Without a GPU a path of hundreds of boxes takes a tenth of a second: those that touch are one outline, in which
 * no edge is seen between two of them, and each of the others is a box of its own.
 */
import type { Box } from './shapes.ts'

/** Places are rounded to hundredths. */
const TOUCHING_PX = 0.02

/** In the fill of the context. @param bars from the left to the right */
export function drawBars(context: CanvasRenderingContext2D, bars: readonly Box[]): void {
  for (let from = 0; from < bars.length;) {
    let to = from + 1
    while (to < bars.length && touches(bars[to - 1], bars[to])) to++
    if (to - from === 1) fillBox(context, bars[from])
    else fillOutline(context, bars.slice(from, to))
    from = to
  }
}

function touches(one: Box | undefined, next: Box | undefined): boolean {
  return one !== undefined && next !== undefined && Math.abs(one.leftPx + one.widthPx - next.leftPx) < TOUCHING_PX
}

function fillBox(context: CanvasRenderingContext2D, box: Box | undefined): void {
  if (box !== undefined) context.fillRect(box.leftPx, box.topPx, box.widthPx, box.heightPx)
}

function fillOutline(context: CanvasRenderingContext2D, run: readonly Box[]): void {
  context.beginPath()
  for (const { leftPx, topPx, widthPx } of run) {
    context.lineTo(leftPx, topPx)
    context.lineTo(leftPx + widthPx, topPx)
  }
  for (const { leftPx, topPx, widthPx, heightPx } of run.toReversed()) {
    context.lineTo(leftPx + widthPx, topPx + heightPx)
    context.lineTo(leftPx, topPx + heightPx)
  }
  context.fill()
}
