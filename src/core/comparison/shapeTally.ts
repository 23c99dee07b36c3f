/** The form of a distribution apart from its scale: latencies as multiples of their median. */
import { bucketIndexOf, clampUs, INDEX_COUNT } from '../histogram/layout.ts'
import type { LatencyDistribution } from './latencyDistribution.ts'
import { logMsAt, placeOfPercentile } from './latencyDistribution.ts'

/** ln of the multiple, in steps of 10 %, from a twentieth to 400 times the median; what is outside is in the first and last. */
const STEP = 0.1
const LOWEST = -3
const STEPS = 90

/** Fewer have no form. */
const REQUESTS_AT_LEAST = 200

/** How many requests are in each step; null with too few requests. */
export function shapeTally(distribution: LatencyDistribution): Float64Array | null {
  const { buckets, upTo, count } = distribution
  if (count < REQUESTS_AT_LEAST) return null
  const median = logMsAt(distribution, placeOfPercentile(distribution, 50))
  const tally = new Float64Array(STEPS)
  let place = 0
  let below = 0
  for (let step = 0; step < STEPS; step++) {
    const border = step === STEPS - 1 ? INDEX_COUNT : bucketOfLogMs(median + LOWEST + (step + 1) * STEP)
    while (place < buckets.length && buckets[place]! < border) place++
    const upToHere = place === 0 ? 0 : upTo[place - 1]!
    tally[step] = upToHere - below
    below = upToHere
  }
  return tally
}

function bucketOfLogMs(logMs: number): number {
  return bucketIndexOf(clampUs(Math.floor(1000 * Math.exp(logMs))))
}
