/** A sparkline as SVG: see statePaths.ts for why it is no canvas. */
import type { Size } from '../echartsParts.ts'
import { sparklinePoints } from './sparklinePoints.ts'

const DOT_PX = 1.25

/** As of SVG paths, px; empty where there is nothing. */
export interface SparklinePaths {
  line: string
  /** Values between two gaps. */
  dots: string
}

/** @param max as of sparklinePoints */
export function sparklinePaths(values: ArrayLike<number>, size: Size, max?: number): SparklinePaths {
  const paths: SparklinePaths = { line: '', dots: '' }
  if (size.widthPx === 0 || size.heightPx === 0) return paths
  for (const [first, ...rest] of sparklinePoints(values, size, max)) {
    if (first === undefined) continue
    const [x, y] = first
    if (rest.length === 0) paths.dots += `M${px(x - DOT_PX)} ${px(y)}${HALF_RIGHT}${HALF_LEFT}`
    else paths.line += `M${px(x)} ${px(y)}${rest.map(([toX, toY]) => `L${px(toX)} ${px(toY)}`).join('')}`
  }
  return paths
}

const HALF_RIGHT = `a${DOT_PX} ${DOT_PX} 0 1 0 ${2 * DOT_PX} 0`
const HALF_LEFT = `a${DOT_PX} ${DOT_PX} 0 1 0 ${-2 * DOT_PX} 0`

function px(value: number): number {
  return Math.round(value * 100) / 100
}
