/** A value of a chart that is kept while others are read, to hold them against it. It is this chart's, and in no link. */
import { shallowRef, type ShallowRef } from 'vue'
import type { ChartPlace } from '../frame/chartPlace.ts'

export interface ChartPin<T> {
  /** Null: there is none. */
  pin: ShallowRef<T | null>
  /** Keeps what the crosshair is at; what is kept already, is let go. */
  toggle: () => void
  letGo: () => void
  /** For the chart's menu, about where the crosshair is when it opens. */
  place: () => NonNullable<ChartPlace['pin']>
}

/** @param now what the crosshair is at; null: at nothing */
export function usePin<T>(now: () => T | null, isSame: (one: T, other: T) => boolean = Object.is): ChartPin<T> {
  const pin = shallowRef<T | null>(null)

  function isPinned(at: T | null): boolean {
    return at !== null && pin.value !== null && isSame(at, pin.value)
  }
  function toggleAt(at: T | null): void {
    if (at !== null) pin.value = isPinned(at) ? null : at
  }
  return {
    pin,
    toggle: () => toggleAt(now()),
    letGo: () => (pin.value = null),
    place() {
      // On its way to the menu the pointer leaves the chart, and the crosshair goes.
      const at = now()
      return { isPinned: isPinned(at), toggle: () => toggleAt(at) }
    },
  }
}
