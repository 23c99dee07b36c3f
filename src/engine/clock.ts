/**
 * The run's clock: milliseconds, with fraction, since the start of the run. It is monotonic, so that a change of the
 * machine's time cannot bend a latency, and the same in every process of the machine, so that engines agree on seconds.
 */
export interface RunClock {
  /** ms since the start of the run; negative before it. */
  now(): number
}

/** The machine's monotonic clock in ms: `process.hrtime`, which libuv reads from CLOCK_MONOTONIC (or its like), shared by all processes. */
export function machineNowMs(): number {
  const [seconds, nanoseconds] = process.hrtime()
  return seconds * 1000 + nanoseconds / 1e6
}

/** A clock whose zero is `startAtMs` on the machine's monotonic clock. */
export function startClock(startAtMs: number): RunClock {
  // performance.now() is the cheapest precise clock, but counts from the start of this process.
  const zeroMs = startAtMs - (machineNowMs() - performance.now())
  return { now: () => performance.now() - zeroMs }
}
