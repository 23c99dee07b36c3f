// What a template, condition or check sees of the user that runs it. One object per user, kept for the user's life, so
// that evaluating a value allocates nothing but the value.
import type { RandomStream } from '../../core/random.ts'

export interface Scope {
  /** The user's variables; `undefined` is "not set yet", `null` is the JSON value. Index = slot of the compiled plan. */
  readonly slots: unknown[]
  readonly random: RandomStream
  /** Index of the user in the run, from 0. */
  readonly user: number
  /** Index of the user's iteration, from 0. */
  readonly iteration: number
}
