/** Seconds of an endpoint whose latencies have a mood that goes on from one second to the next: their true quantiles are known. */
import type { EndpointSeconds } from '../../src/core/comparison/comparisonInput.ts'
import { bucketIndexOf } from '../../src/core/histogram/layout.ts'
import type { RandomStream } from '../../src/core/random.ts'
import { normalNumbers } from './normalNumbers.ts'

export interface SyntheticEndpoint {
  name: string
  seconds: number
  requestsPerS: number
  medianMs: number
  /** Standard deviations of ln latency: of the mood, by second, and of requests within a second. */
  mood: number
  within: number
  /** How much of the mood of a second is left in the next. */
  phi: number
  /** Share of requests that fail. */
  failureShare: number
}

export function syntheticEndpoint(random: RandomStream, of: SyntheticEndpoint): EndpointSeconds {
  const ok = new Float64Array(of.seconds)
  const failed = new Float64Array(of.seconds)
  const firstCells = new Uint32Array(of.seconds + 1)
  const buckets: number[] = []
  const steps = normalNumbers(random, of.seconds)
  let mood = of.mood * steps[0]!
  for (let second = 0; second < of.seconds; second++) {
    if (second > 0) mood = of.phi * mood + of.mood * Math.sqrt(1 - of.phi ** 2) * steps[second]!
    const requests = poisson(random, of.requestsPerS)
    const spread = normalNumbers(random, requests)
    for (let request = 0; request < requests; request++) {
      if (random.nextFloat() < of.failureShare) {
        failed[second]!++
        continue
      }
      ok[second]!++
      buckets.push(bucketIndexOf(Math.round(1000 * of.medianMs * Math.exp(mood + of.within * spread[request]!))))
    }
    firstCells[second + 1] = buckets.length
  }
  return {
    name: of.name,
    kind: 'http',
    ok,
    failed,
    firstCells,
    buckets: Uint16Array.from(buckets),
    counts: new Float64Array(buckets.length).fill(1),
  }
}

/** ln of the true quantile in ms. @param z of the standard normal distribution */
export function trueLogMs({ medianMs, mood, within }: SyntheticEndpoint, z: number): number {
  return Math.log(medianMs) + z * Math.hypot(mood, within)
}

/** How many of independent events fall into a second. */
function poisson(random: RandomStream, mean: number): number {
  let time = random.exponential(1)
  let count = 0
  for (; time < mean; count++) time += random.exponential(1)
  return count
}
