/** The clock that hosts and engines of one machine share, see `startAtMs` in engineMessages.ts: CLOCK_MONOTONIC or its like, ms. */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime()
  return seconds * 1000 + nanoseconds / 1e6
}
