/**
 * The knob `--stall 1s/10s`: the last second of every ten, counted from the start, in which nothing is answered. What is
 * due in a stall is held and let go at its end, in order; the event loop itself goes on, so the ends are exact.
 */
import { holdUntil } from '../hold.ts'
import type { StallKnob } from '../knobs.ts'

export interface Stall {
  /** Calls back now, or at the end of the stall when there is one. Callbacks of one stall keep their order. */
  pass(callback: () => void): void
}

/** `startedAtMs` is of `performance.now()`. Without a knob nothing stalls. */
export function createStall(knob: StallKnob | undefined, startedAtMs: number): Stall {
  if (knob === undefined) return { pass: (callback) => callback() }
  const held: (() => void)[] = []

  function release(): void {
    // In one go: what is called may ask to pass again, and passes, as the stall is over.
    for (const callback of held.splice(0)) callback()
  }

  return {
    pass(callback) {
      const endMs = stallEnd(knob, performance.now() - startedAtMs)
      if (endMs === undefined && held.length === 0) {
        callback()
        return
      }
      held.push(callback)
      if (held.length === 1) holdUntil(startedAtMs + (endMs ?? 0), release)
    },
  }
}

/** When the stall ends that `sinceStartMs` lies in, in the same terms; undefined when it lies in none. */
export function stallEnd(knob: StallKnob, sinceStartMs: number): number | undefined {
  const phaseMs = sinceStartMs % knob.everyMs
  return phaseMs < knob.everyMs - knob.forMs ? undefined : sinceStartMs - phaseMs + knob.everyMs
}
