/** The form of a distribution apart from its scale: latencies as multiples of their median. */
import type { LatencyDistribution } from './latencyDistribution.ts'
import { logMsAt, placeOfPercentile } from './latencyDistribution.ts'

/** ln of the multiple, in steps of 10 %, from a twentieth to 400 times the median; what is outside is in the first and last. */
const STEP = 0.1
const LOWEST = -3
const STEPS = 90

/** Fewer have no form. */
const REQUESTS_AT_LEAST = 200

/** How many requests are in each step, as shares of all; null with too few requests. */
export function shapeTally(distribution: LatencyDistribution): Float64Array | null {
  const { buckets, upTo, count } = distribution
  if (count < REQUESTS_AT_LEAST) return null
  const median = logMsAt(distribution, placeOfPercentile(distribution, 50))
  const tally = new Float64Array(STEPS)
  for (let place = 0; place < buckets.length; place++) {
    const step = Math.floor((logMsAt(distribution, place) - median - LOWEST) / STEP)
    tally[Math.max(0, Math.min(STEPS - 1, step))]! += upTo[place]! - (upTo[place - 1] ?? 0)
  }
  return tally
}
