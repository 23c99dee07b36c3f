/** What theory says of a queue before one server that takes the same time for each: the oracle for schedules and for what is measured under them. */

/** Lindley's recursion: how long each of the arrivals waits, when serving one takes `serviceMs`. */
export function waitsMs(arrivalsMs: readonly number[], serviceMs: number): number[] {
  let freeMs = -Infinity
  return arrivalsMs.map((arrivalMs) => {
    const startMs = Math.max(arrivalMs, freeMs)
    freeMs = startMs + serviceMs
    return startMs - arrivalMs
  })
}

/** M/D/1, mean time in the queue by Pollaczek and Khinchine: ρ·D / (2·(1 − ρ)). */
export function meanWaitMs(utilisation: number, serviceMs: number): number {
  return (utilisation * serviceMs) / (2 * (1 - utilisation))
}

/**
 * M/D/1, P(wait ≤ t), Erlang 1909: (1 − ρ) · Σ (λ(jD − t))^j / j! · e^(−λ(jD − t)) for j = 0 … ⌊t / D⌋. The terms alternate; in
 * doubles it is good to 1e−9 up to t of about 15 D.
 */
export function waitDistribution(utilisation: number, serviceMs: number, tMs: number): number {
  const perMs = utilisation / serviceMs
  let sum = 0
  let factorial = 1
  for (let j = 0; j * serviceMs <= tMs; j++) {
    if (j > 0) factorial *= j
    const x = perMs * (j * serviceMs - tMs)
    sum += (x ** j / factorial) * Math.exp(-x)
  }
  return (1 - utilisation) * sum
}
