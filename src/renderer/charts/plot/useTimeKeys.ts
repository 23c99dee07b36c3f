/** The keys of a chart over time: they move the crosshair, choose windows, and ask for what the pointer asks for. */
import type { Ref } from 'vue'
import type { RunWindow } from '../../../contract/methods/analysis.ts'
import { movedStep, windowFrom, windowTo, zoomedWindow, stepAt } from '../brushWindow.ts'
import type { ChartAction } from '../chartKeys.ts'
import { useChartKeys } from '../useChartKeys.ts'

export interface TimeKeys {
  view(): { window: RunWindow; bounds: RunWindow; t: ArrayLike<number>; stepS: number }
  crosshair: Ref<number | null>
  brush(window: RunWindow): void
  reset(): void
  /** Esc: gives up what is being dragged. @returns whether there was something */
  cancel(): boolean
  pick(second: number): void
  /** The crosshair was moved to this step by a key. */
  moved(index: number): void
  /** What is left: scale, clock, mark, copy, percentiles. @returns whether it does something here */
  other(action: ChartAction): boolean
}

/** @returns the listener for `keydown` of the focused chart */
export function useTimeKeys(keys: TimeKeys): (event: KeyboardEvent) => void {
  const { listener } = useChartKeys()

  function moveTo(index: number | null): void {
    const second = index === null ? undefined : keys.view().t[index]
    if (index === null || second === undefined) return
    keys.crosshair.value = second
    keys.moved(index)
  }

  function act(action: ChartAction): boolean {
    const { window, bounds, t, stepS } = keys.view()
    const at = keys.crosshair.value
    switch (action.do) {
      case 'move':
        moveTo(movedStep(stepAt(at, t, stepS), action.by, t.length))
        return true
      case 'moveToEnd':
        moveTo(action.end === 'first' ? 0 : t.length - 1)
        return true
      case 'windowStart':
        if (at !== null) keys.brush(windowFrom(window, at))
        return true
      case 'windowEnd':
        if (at !== null) keys.brush(windowTo(window, at + stepS))
        return true
      case 'zoom':
        keys.brush(zoomedWindow(window, at ?? (window.fromS + window.toS) / 2, action.factor, bounds))
        return true
      case 'reset':
        keys.reset()
        return true
      case 'cancel':
        if (!keys.cancel()) keys.reset()
        return true
      case 'pick':
        if (at !== null) keys.pick(at)
        return true
      default:
        return keys.other(action)
    }
  }

  return listener(act)
}
