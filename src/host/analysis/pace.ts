/** Long answers let others have the thread now and then, and end when nobody waits for them any more. */
import { setImmediate } from 'node:timers/promises'
import type { InTurn } from '../../core/inTurn.ts'

/** To be awaited between two pieces of work. Rejects with an AbortError when the call was cancelled. */
export type Pace = () => Promise<void>

/** Work at a stretch: a cancelled call, and one that is quickly answered, wait no longer for the thread. */
const TURN_MS = 12

export function createPace(signal: AbortSignal): Pace {
  // The first piece waits for its turn, too: a call that was cancelled right away is then never begun.
  let turnEndsAtMs = 0
  return async () => {
    if (performance.now() >= turnEndsAtMs) {
      await setImmediate()
      turnEndsAtMs = performance.now() + TURN_MS
    }
    signal.throwIfAborted()
  }
}

/** Work that pauses by itself, at this pace. */
export async function paced<Answer>(work: InTurn<Answer>, pace: Pace): Promise<Answer> {
  for (;;) {
    const step = work.next()
    if (step.done === true) return step.value
    await pace()
  }
}
