/**
 * What will most likely be asked next of a run that has ended, read while nobody asks anything: ten minutes that are brushed out of an hour
 * are there then. A question interrupts it, and it goes on when that is answered.
 */
import { setImmediate, setTimeout } from 'node:timers/promises'
import type { Pace } from '../analysis/pace.ts'

export interface ReadAhead {
  /** A question that others are not to be in the way of. */
  question<T>(action: () => Promise<T>): Promise<T>
  /**
   * Does this when nothing is asked; what of the same name is under way or waits is given up.
   * @param work begins with its pace; it may fail
   */
  plan(name: string, work: (pace: Pace) => Promise<void>): void
  /** Gives everything up. */
  forget(): void
}

/** At a stretch: so long a question waits at most. */
const TURN_MS = 4

/** How soon it is noticed that other readers have answered. */
const LOOK_EVERY_MS = 5

class GivenUp extends Error {}

/** @param isAskedElsewhere whether another reader has a question to answer: it needs the processors more */
export function createReadAhead(isAskedElsewhere: () => boolean = () => false): ReadAhead {
  let asked = 0
  let idle = Promise.resolve()
  let becomeIdle = (): void => {}
  const planned = new Map<string, (pace: Pace) => Promise<void>>()
  let isWorking = false

  /** Of one piece of work, until another of its name was planned. */
  function paceOf(name: string, work: unknown): Pace {
    let turnEndsAtMs = 0
    return async () => {
      if (performance.now() < turnEndsAtMs) return
      do {
        await setImmediate()
        await idle
        while (isAskedElsewhere()) await setTimeout(LOOK_EVERY_MS)
      } while (asked > 0)
      if (planned.get(name) !== work) throw new GivenUp()
      turnEndsAtMs = performance.now() + TURN_MS
    }
  }

  async function workOff(): Promise<void> {
    if (isWorking) return
    isWorking = true
    while (planned.size > 0) {
      const [name, work] = planned.entries().next().value!
      try {
        await work(paceOf(name, work))
      } catch {
        // Given up, or it cannot be read: whoever asks for it will be told.
      }
      if (planned.get(name) === work) planned.delete(name)
    }
    isWorking = false
  }

  return {
    async question(action) {
      if (asked++ === 0) idle = new Promise((resolve) => (becomeIdle = resolve))
      try {
        return await action()
      } finally {
        if (--asked === 0) becomeIdle()
      }
    },
    plan(name, work) {
      planned.set(name, work)
      void workOff()
    },
    forget: () => planned.clear(),
  }
}
