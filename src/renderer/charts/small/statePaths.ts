/**
 * A strip of states as SVG, one path a state. A table has dozens of strips: each canvas would be a layer of its own to the browser, with
 * everything around it in others, and be put together anew for every frame.
 */
import type { Size } from '../echartsParts.ts'
import { hatchPath } from '../painting/hatch.ts'
import { STATE_LOOKS, stateSpans, type StateLook } from './stateCells.ts'

export interface StatePath {
  state: number
  /** As of an SVG path, px. */
  data: string
  /** A token. */
  color: string
  isStroked: boolean
}

const GAP_FROM_PX = 4
const HATCH_PX = 4
/** Parts of the height. */
const BARS: Partial<Record<StateLook, number>> = { low: 0.4, middle: 0.7, full: 1 }
const HOLLOW_FROM = 0.6

export function statePaths(states: Uint8Array, size: Size): StatePath[] {
  if (size.widthPx === 0 || size.heightPx === 0) return []
  const cellPx = size.widthPx / Math.max(1, states.length)
  const found = new Map<number, string[]>()
  for (const { state, from, to } of stateSpans(states)) {
    const parts = found.get(state) ?? []
    found.set(state, parts)
    const look = STATE_LOOKS[state]?.look ?? 'none'
    // Cells that touch are one figure.
    const isWhole = cellPx < GAP_FROM_PX || look === 'hatched'
    const pieces = isWhole ? [[from, to] as const] : Array.from({ length: to - from }, (_, at) => cellAt(from + at))
    const gapPx = cellPx < GAP_FROM_PX ? 0 : 1
    for (const [first, end] of pieces)
      parts.push(figure(look, first * cellPx, (end - first) * cellPx - gapPx, size.heightPx, isWhole))
  }
  return [...found].map(([state, parts]) => {
    const { look, color } = STATE_LOOKS[state] ?? { look: 'none', color: '--line' }
    return {
      state,
      data: parts.join(''),
      color,
      isStroked: look === 'hatched' || (look === 'hollow' && cellPx >= GAP_FROM_PX),
    }
  })
}

function cellAt(index: number): readonly [number, number] {
  return [index, index + 1]
}

/** @param isFlat there is no room for sides: they would fill it */
function figure(look: StateLook, x: number, width: number, height: number, isFlat: boolean): string {
  switch (look) {
    case 'line':
      return rect(x, height - 2, width, 2)
    case 'none':
      return rect(x, height - 1, width, 1)
    case 'hatched':
      return hatchPath({ leftPx: x, topPx: 0, widthPx: width, heightPx: height }, HATCH_PX)
    case 'hollow': {
      const top = height * HOLLOW_FROM
      if (isFlat) return rect(x, top, width, 1) + rect(x, height - 1, width, 1)
      return rect(x + 0.5, top + 0.5, Math.max(1, width - 1), height - top - 1)
    }
    default: {
      const barPx = height * (BARS[look] ?? 1)
      return rect(x, height - barPx, width, barPx)
    }
  }
}

function rect(x: number, y: number, width: number, height: number): string {
  return `M${px(x)} ${px(y)}h${px(width)}v${px(height)}h${px(-width)}Z`
}

function px(value: number): number {
  return Math.round(value * 100) / 100
}
