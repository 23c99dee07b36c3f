/** How the load of a shard is made: which users run when. One implementation a load model. */
import type { LoadShape } from '../../core/load/loadShape.ts'

export interface Executor {
  /** Begins at zero of the run's clock. */
  start(): void
  /** From now on this load holds; it is of the same model, and up to now (`nowMs` of the run's clock) as the one before. */
  steer(load: LoadShape, nowMs: number): void
  /** Starts nothing that is due later than `atMs`; what runs may come to its end. What was due before has been handed out. */
  stop(atMs: number): void
  /** Cuts off everything that still runs. */
  cut(atMs: number): void
  /** Users running now, by user type. */
  readonly running: readonly number[]
}

export interface ExecutorEvents {
  /** Nothing runs and nothing will start any more. */
  finished: () => void
}
