/**
 * When messages came that a step which waits for one looked at and did not want. That the step will be kept is known only at its
 * end, so each is noted: one number, of the first hundred. The message that was waited for costs nothing, it ends the step.
 */
import type { Exemplar } from '../../../core/recording/second.ts'

export const MOST_TIMES = 100

export class OtherMessages {
  #arrivedMs: number[] = []
  #count = 0

  /** @param arrivedMs since the start of the run */
  add(arrivedMs: number): void {
    if (this.#count++ < MOST_TIMES) this.#arrivedMs.push(arrivedMs)
  }

  /** For the next step. */
  clear(): void {
    if (this.#count === 0) return
    this.#arrivedMs = []
    this.#count = 0
  }

  /** As it is kept: from the start of the step on. One of the chunk that ended the step before it came with its start. */
  after(startMs: number): NonNullable<Exemplar['otherMessages']> {
    return {
      count: this.#count,
      afterUs: this.#arrivedMs.map((ms) => Math.round(Math.max(0, ms - startMs) * 1000)),
    }
  }
}
