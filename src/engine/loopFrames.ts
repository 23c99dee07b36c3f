/** The loops a user is in: `repeat` with times, until, or over a list. Frames are a stack, the innermost last. */
import { InvalidValueError } from './values/invalidValue.ts'
import type { LinkedLoop } from './linkedPlan.ts'
import type { Scope } from './values/scope.ts'

interface Frame {
  loop: LinkedLoop
  position: string
  /** Rounds begun. */
  rounds: number
  total: number
  list: unknown[]
}

export type LoopNext = { kind: 'again'; waitMs: number } | { kind: 'done' } | { kind: 'gaveUp'; message: string }

const DONE: LoopNext = { kind: 'done' }
const AGAIN: LoopNext = { kind: 'again', waitMs: 0 }

export class LoopFrames {
  readonly #scope: Scope
  readonly #frames: Frame[] = []

  constructor(scope: Scope) {
    this.#scope = scope
  }

  /** False when there is nothing to repeat. @throws InvalidValueError when the count or list is neither. */
  open(loop: LinkedLoop, position: string): boolean {
    const frame: Frame = { loop, position, rounds: 1, total: 0, list: [] }
    if (loop.kind === 'times') {
      frame.total = countOf(loop.times(this.#scope))
      if (!Number.isInteger(frame.total) || frame.total < 0)
        throw new InvalidValueError(`repeat: times is not a whole number (${position})`)
      if (frame.total === 0) return false
    } else if (loop.kind === 'over') {
      const list = loop.list(this.#scope)
      if (!Array.isArray(list)) throw new InvalidValueError(`repeat: over is not a list (${position})`)
      if (list.length === 0) return false
      frame.list = list
      frame.total = list.length
      this.#scope.slots[loop.slot] = list[0]
    }
    this.#frames.push(frame)
    return true
  }

  /** At the end of a round: whether there is another one. Closes the innermost frame when there is not. */
  next(): LoopNext {
    const frame = this.#frames.at(-1)!
    const { loop } = frame
    if (loop.kind === 'until') {
      if (loop.holds(this.#scope)) return this.#close(DONE)
      if (frame.rounds >= loop.atMost) {
        return this.#close({
          kind: 'gaveUp',
          message: `repeat until ${loop.text}: not so after ${loop.atMost} rounds (${frame.position})`,
        })
      }
      frame.rounds++
      return loop.everyMs === 0 ? AGAIN : { kind: 'again', waitMs: loop.everyMs }
    }
    if (frame.rounds >= frame.total) return this.#close(DONE)
    if (loop.kind === 'over') this.#scope.slots[loop.slot] = frame.list[frame.rounds]
    frame.rounds++
    return AGAIN
  }

  clear(): void {
    this.#frames.length = 0
  }

  #close(result: LoopNext): LoopNext {
    this.#frames.pop()
    return result
  }
}

/** A whole number, also as text (from a header, a CSV file); NaN for anything else: `Number` would make counts of lists and ''. */
function countOf(value: unknown): number {
  if (typeof value === 'number') return value
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN
}
