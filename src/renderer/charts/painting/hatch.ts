/** Diagonal strokes over what may not be believed: readable without colour, and the same on screen, in pictures and in SVG. */
import type { Box } from './shapes.ts'

const SPACING_PX = 6

/** The strokes as the data of an SVG path, cut to the box. They are on one grid, so that neighbouring boxes join. */
export function hatchPath({ leftPx, topPx, widthPx, heightPx }: Box, spacingPx = SPACING_PX): string {
  if (!(widthPx > 0) || !(heightPx > 0)) return ''
  const [right, bottom] = [leftPx + widthPx, topPx + heightPx]
  const strokes: string[] = []
  // Each stroke is a line x + y = sum.
  const first = Math.ceil((leftPx + topPx) / spacingPx) * spacingPx
  for (let sum = first; sum < right + bottom; sum += spacingPx) {
    const fromX = Math.max(leftPx, sum - bottom)
    const toX = Math.min(right, sum - topPx)
    if (toX > fromX) strokes.push(`M${fixed(fromX)} ${fixed(sum - fromX)}L${fixed(toX)} ${fixed(sum - toX)}`)
  }
  return strokes.join('')
}

/** Neighbouring steps of the same kind as one span of indices, [from, to). */
export function spansWhere(length: number, isIn: (index: number) => boolean): { from: number; to: number }[] {
  const spans: { from: number; to: number }[] = []
  let from = -1
  for (let index = 0; index <= length; index++) {
    const inside = index < length && isIn(index)
    if (inside && from < 0) from = index
    if (!inside && from >= 0) {
      spans.push({ from, to: index })
      from = -1
    }
  }
  return spans
}

function fixed(value: number): string {
  return String(Math.round(value * 100) / 100)
}
