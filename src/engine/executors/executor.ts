/** How the load of a shard is made: which users run when. One implementation a load model. */
export interface Executor {
  /** Begins at zero of the run's clock. */
  start(): void
  /** Starts nothing more; what runs may come to its end. */
  stop(): void
  /** Cuts off everything that still runs. */
  cut(): void
  /** Users running now, by user type. */
  readonly running: readonly number[]
}

export interface ExecutorEvents {
  /** Nothing runs and nothing will start any more. */
  finished: () => void
}
