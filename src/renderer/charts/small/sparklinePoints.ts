/** The line of a sparkline: one stretch of points for each stretch of values. */
import type { Size } from '../echartsParts.ts'
import { extentOf } from '../axis/scale.ts'
import { spansWhere } from '../painting/hatch.ts'
import type { Point } from '../painting/shapes.ts'

/** Room for the width of the line. */
const PADDING_PX = 1.5

/**
 * From 0 at the bottom to `max`, or the largest value, at the top.
 *
 * @returns stretches of points in pixels; one with a single point is a dot
 */
export function sparklinePoints(values: ArrayLike<number>, { widthPx, heightPx }: Size, max?: number): Point[][] {
  const top = max ?? extentOf([values])?.max ?? 0
  const stepPx = values.length > 1 ? (widthPx - 2 * PADDING_PX) / (values.length - 1) : 0
  const y = (value: number) => {
    const share = top > 0 ? Math.min(1, Math.max(0, value / top)) : 0
    return heightPx - PADDING_PX - share * (heightPx - 2 * PADDING_PX)
  }
  const spans = spansWhere(values.length, (index) => Number.isFinite(values[index] ?? Number.NaN))
  return spans.map(({ from, to }) =>
    Array.from({ length: to - from }, (_, offset): Point => {
      const index = from + offset
      return [PADDING_PX + index * stepPx, y(values[index] ?? 0)]
    }),
  )
}
