/** Dragging in the overview of a run: a new window, the window along, or one of its edges. */
import type { RunWindow } from '../../../contract/methods/analysis.ts'
import {
  brushedWindow,
  movedWindow,
  secondAt,
  windowFrom,
  windowTo,
  within,
  xOfSecond,
  type PlotSpan,
} from '../brushWindow.ts'

export type Grip = 'start' | 'end' | 'inside' | 'outside'

const HANDLE_PX = 6
/** A window of so much of the run, such as all but its warm-up, has no inside: hardly anywhere to move it, and no room to draw another. */
const NEARLY_WHOLE = 0.9

/** What is taken hold of at a place. */
export function gripAt(xPx: number, plot: PlotSpan, run: RunWindow, window: RunWindow): Grip {
  const [left, right] = [xOfSecond(window.fromS, plot, run), xOfSecond(window.toS, plot, run)]
  const isNearlyWhole = window.toS - window.fromS >= NEARLY_WHOLE * (run.toS - run.fromS)
  const [toLeft, toRight] = [Math.abs(xPx - left), Math.abs(xPx - right)]
  if (Math.min(toLeft, toRight) <= HANDLE_PX) return toLeft < toRight ? 'start' : 'end'
  return !isNearlyWhole && xPx > left && xPx < right ? 'inside' : 'outside'
}

/** The window that a drag from one place to another makes; null when it makes none. */
export function draggedWindow(
  grip: Grip,
  fromPx: number,
  toPx: number,
  plot: PlotSpan,
  run: RunWindow,
  window: RunWindow,
  stepS: number,
): RunWindow | null {
  const second = secondAt(toPx, plot, run)
  switch (grip) {
    case 'outside':
      return brushedWindow(fromPx, toPx, plot, run, stepS)
    case 'inside':
      return movedWindow(window, second - secondAt(fromPx, plot, run), run)
    case 'start':
      return within(windowFrom(window, second), run)
    case 'end':
      return within(windowTo(window, second), run)
    default: {
      const unknown: never = grip
      throw new TypeError(`Unknown grip ${String(unknown)}`)
    }
  }
}
