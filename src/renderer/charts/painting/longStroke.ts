/**
 * Strokes of long lines, a piece at a time. Without a GPU a path takes the time of all its edges that lie side by side: one of six hundred
 * points takes as long as fifty of twenty. Pieces share their last segment, so that each corner is drawn by the piece it is within.
 */
import type { Point } from './shapes.ts'

const POINTS = 32

/**
 * With the width, colour, joins and dashes of the context, which is opaque: what two pieces share would be seen.
 *
 * @param points of which one that is not finite is a gap
 */
export function strokeLong(context: CanvasRenderingContext2D, points: Iterable<Point>): void {
  const dashes = context.getLineDash()
  let before: Point | null = null
  let count = 0
  /** Of the line up to `before`: where its dashes are, px. */
  let lengthPx = 0
  const end = (): void => {
    if (count > 1) context.stroke()
    count = 0
  }
  for (const point of points) {
    const [x, y] = point
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      end()
      before = null
      continue
    }
    if (before === null) {
      lengthPx = 0
      begin(point)
    } else {
      context.lineTo(x, y)
      count++
      if (count === POINTS) {
        end()
        begin(before)
        context.lineTo(x, y)
        count++
      }
      if (dashes.length > 0) lengthPx += Math.hypot(x - before[0], y - before[1])
    }
    before = point
  }
  end()

  function begin([x, y]: Point): void {
    context.beginPath()
    context.lineDashOffset = lengthPx
    context.moveTo(x, y)
    count = 1
  }
}
