/**
 * Timeouts of everything that waits for the target. One sweep over what is on its way, instead of a Node timer armed and
 * cleared for each of fifty thousand requests a second. A deadline is met at most `SWEEP_MS` late.
 */
import type { RunClock } from '../clock.ts'

export interface HasDeadline {
  /** Position in the list of waiting things; −1 when not in it. Owned by Deadlines. */
  deadlineIndex: number
  deadlineMs: number
  timedOut(): void
}

const SWEEP_MS = 10

export class Deadlines {
  readonly #clock: RunClock
  readonly #waiting: HasDeadline[] = []
  #timer: NodeJS.Timeout | null = null

  constructor(clock: RunClock) {
    this.#clock = clock
  }

  add(item: HasDeadline, deadlineMs: number): void {
    item.deadlineMs = deadlineMs
    item.deadlineIndex = this.#waiting.push(item) - 1
    this.#timer ??= setInterval(this.#sweep, SWEEP_MS)
  }

  remove(item: HasDeadline): void {
    const index = item.deadlineIndex
    if (index < 0) return
    const last = this.#waiting.pop()!
    if (last !== item) {
      this.#waiting[index] = last
      last.deadlineIndex = index
    }
    item.deadlineIndex = -1
  }

  close(): void {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
    this.#waiting.length = 0
  }

  readonly #sweep = (): void => {
    const now = this.#clock.now()
    // Backwards: what times out takes itself off the list, and the last of it moves into its place.
    for (let i = this.#waiting.length - 1; i >= 0; i--) {
      const item = this.#waiting[i]
      if (item && item.deadlineMs <= now) {
        this.remove(item)
        item.timedOut()
      }
    }
  }
}
