/**
 * Strokes of long lines, a piece at a time. Without a GPU a path takes the time of all its edges that lie side by side: one of six hundred
 * points takes as long as fifty of twenty. Pieces share a segment, so that each corner is drawn by the piece it is within; what is drawn twice
 * would be seen where the line is translucent: there they meet in the middle of the segment.
 */
import type { Point } from './shapes.ts'

const POINTS = 32

/**
 * With the width, colour, opacity, joins and dashes of the context.
 *
 * @param points of which one that is not finite is a gap
 */
export function strokeLong(context: CanvasRenderingContext2D, points: Iterable<Point>): void {
  const dashes = context.getLineDash()
  const isTranslucent = context.globalAlpha < 1
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
      const isFull = count === POINTS - 1
      const middle: Point | null = isFull && isTranslucent ? [(before[0] + x) / 2, (before[1] + y) / 2] : null
      add(middle ?? point)
      if (isFull) {
        end()
        begin(middle ?? before, middle === null ? 0 : distance(before, middle))
        add(point)
      }
      if (dashes.length > 0) lengthPx += distance(before, point)
    }
    before = point
  }
  end()

  /** @param beyondPx how far behind `before` */
  function begin([x, y]: Point, beyondPx = 0): void {
    context.beginPath()
    context.lineDashOffset = lengthPx + beyondPx
    context.moveTo(x, y)
    count = 1
  }

  function add([x, y]: Point): void {
    context.lineTo(x, y)
    count++
  }
}

function distance([fromX, fromY]: Point, [toX, toY]: Point): number {
  return Math.hypot(toX - fromX, toY - fromY)
}
