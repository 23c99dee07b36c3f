/** From pixels to windows of a run: whole seconds, never empty, never outside of what is there. */
import type { RunWindow } from '../../contract/methods/analysis.ts'

/** A drag that is shorter is a click. */
export const LEAST_DRAG_PX = 4

/** The plot of a chart on the x axis. */
export interface PlotSpan {
  leftPx: number
  widthPx: number
}

export function secondAt(xPx: number, plot: PlotSpan, shown: RunWindow): number {
  const fraction = plot.widthPx > 0 ? (xPx - plot.leftPx) / plot.widthPx : 0
  return shown.fromS + Math.min(1, Math.max(0, fraction)) * (shown.toS - shown.fromS)
}

export function xOfSecond(second: number, plot: PlotSpan, shown: RunWindow): number {
  const span = shown.toS - shown.fromS
  return plot.leftPx + (span > 0 ? ((second - shown.fromS) / span) * plot.widthPx : 0)
}

/**
 * The window between two pixels in either direction, grown to whole steps of the chart: what is selected is what was drawn.
 *
 * @returns null when the drag was none, or there is nothing to choose from
 */
export function brushedWindow(
  aPx: number,
  bPx: number,
  plot: PlotSpan,
  shown: RunWindow,
  stepS: number,
): RunWindow | null {
  if (Math.abs(aPx - bPx) < LEAST_DRAG_PX) return null
  const [left, right] = [Math.min(aPx, bPx), Math.max(aPx, bPx)].map((px) => secondAt(px, plot, shown))
  if (left === undefined || right === undefined) return null
  const fromS = shown.fromS + Math.floor((left - shown.fromS) / stepS) * stepS
  const toS = shown.fromS + Math.ceil((right - shown.fromS) / stepS) * stepS
  return within({ fromS, toS }, { fromS: shown.fromS, toS: shown.toS })
}

/** `shown` made longer or shorter around a second that keeps its place. A factor above 1 shows more. */
export function zoomedWindow(shown: RunWindow, aroundS: number, factor: number, bounds: RunWindow): RunWindow {
  const fromS = Math.round(aroundS - (aroundS - shown.fromS) * factor)
  const toS = Math.round(aroundS + (shown.toS - aroundS) * factor)
  const wanted = toS > fromS ? { fromS, toS } : { fromS: Math.floor(aroundS), toS: Math.floor(aroundS) + 1 }
  return within(wanted, bounds) ?? shown
}

/** `shown` moved by seconds, as far as there is something; its length stays. */
export function movedWindow(shown: RunWindow, byS: number, bounds: RunWindow): RunWindow {
  const length = Math.min(shown.toS - shown.fromS, bounds.toS - bounds.fromS)
  const fromS = Math.min(bounds.toS - length, Math.max(bounds.fromS, Math.round(shown.fromS + byS)))
  return { fromS, toS: fromS + length }
}

/** A window with one end at a second, as `[` and `]` set it. */
export function windowFrom(shown: RunWindow, fromS: number): RunWindow {
  return { fromS: Math.min(Math.floor(fromS), shown.toS - 1), toS: shown.toS }
}

export function windowTo(shown: RunWindow, toS: number): RunWindow {
  return { fromS: shown.fromS, toS: Math.max(Math.ceil(toS), shown.fromS + 1) }
}

/** Cut to the bounds, in whole seconds; null when nothing is left. */
export function within(window: RunWindow, bounds: RunWindow): RunWindow | null {
  const fromS = Math.max(bounds.fromS, Math.floor(window.fromS))
  const toS = Math.min(bounds.toS, Math.ceil(window.toS))
  return toS > fromS ? { fromS, toS } : null
}

/** Which step a second is in: null outside. */
export function stepAt(second: number | null, t: ArrayLike<number>, stepS: number): number | null {
  const first = t[0]
  if (second === null || first === undefined) return null
  const index = Math.floor((second - first) / stepS)
  return index >= 0 && index < t.length ? index : null
}

/** The step that is `by` steps on, from the one with the crosshair; without one it begins at the nearer end. */
export function movedStep(index: number | null, by: number, length: number): number | null {
  if (length === 0) return null
  const from = index ?? (by > 0 ? -1 : length)
  return Math.min(length - 1, Math.max(0, from + by))
}
