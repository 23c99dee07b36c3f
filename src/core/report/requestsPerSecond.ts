/** Requests of one second, from the steps of a timeline; where a step is longer than a second, its mean. */
export function requestsPerSecond(stepMs: number, requests: ArrayLike<number>): (t: number) => number {
  return (t) => ((requests[Math.floor((t * 1000) / stepMs)] ?? 0) * 1000) / stepMs
}
