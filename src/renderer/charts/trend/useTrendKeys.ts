/** The keys of a focused trend: they read builds, choose what is seen, and change the axes. */
import type { Ref } from 'vue'
import { movedStep } from '../brushWindow.ts'
import { useChartKeys } from '../useChartKeys.ts'
import type { ChartAction } from '../chartKeys.ts'
import type { BuildWindow } from './trendChart.ts'

export interface TrendKeys {
  place: Ref<number | null>
  window: Ref<BuildWindow | null>
  count(): number
  /** Esc: gives up what is being dragged. @returns whether there was something */
  cancel(): boolean
  moved(place: number): void
  pick(): void
  scale(): void
  axis(): void
  copy(): void
}

/** @returns the listener for `keydown` of the focused chart */
export function useTrendKeys(keys: TrendKeys): (event: KeyboardEvent) => void {
  const { listener } = useChartKeys()

  function moveTo(place: number): void {
    if (keys.count() === 0) return
    keys.place.value = place
    const { value: window } = keys.window
    // What is read is seen.
    if (window !== null && (place < window.from || place > window.to)) {
      const span = window.to - window.from
      const from = place < window.from ? place : place - span
      keys.window.value = { from, to: from + span }
    }
    keys.moved(place)
  }

  function act(action: ChartAction): boolean {
    const last = keys.count() - 1
    const window = keys.window.value ?? { from: 0, to: last }
    const { value: place } = keys.place
    switch (action.do) {
      case 'move': {
        const moved = movedStep(place, action.by, keys.count())
        if (moved !== null) moveTo(moved)
        return true
      }
      case 'moveToEnd':
        moveTo(action.end === 'first' ? 0 : last)
        return true
      case 'windowStart':
        if (place !== null && place < window.to) keys.window.value = { from: place, to: window.to }
        return true
      case 'windowEnd':
        if (place !== null && place > window.from) keys.window.value = { from: window.from, to: place }
        return true
      case 'zoom':
        keys.window.value = zoomed(window, place ?? (window.from + window.to) / 2, action.factor, last)
        return true
      case 'reset':
        keys.window.value = null
        return true
      case 'cancel':
        if (!keys.cancel()) keys.window.value = null
        return true
      case 'pick':
        keys.pick()
        return true
      case 'scale':
        keys.scale()
        return true
      case 'clock':
        keys.axis()
        return true
      case 'copy':
        keys.copy()
        return true
      default:
        return false
    }
  }

  return listener(act)
}

/** Everything is no window. */
export function zoomed({ from, to }: BuildWindow, around: number, factor: number, last: number): BuildWindow | null {
  const span = Math.max(2, (to - from) * factor)
  if (span >= last) return null
  const start = Math.min(Math.max(0, around - span / 2), last - span)
  return { from: Math.round(start), to: Math.round(start + span) }
}
