/** Response times of an endpoint over the seconds of a run that count, in the buckets of the product's histograms. */
import { percentileRank } from '../histogram/histogram.ts'
import { highestEquivalentUs, INDEX_COUNT, medianEquivalentUs } from '../histogram/layout.ts'
import type { EndpointSeconds } from './comparisonInput.ts'

export interface LatencyDistribution {
  /** Those that hold something, ascending. */
  buckets: Uint16Array
  /** Requests up to and including each. */
  upTo: Float64Array
  count: number
  sumUs: number
}

/**
 * @param isKept by second: 1 where it counts
 * @param counters INDEX_COUNT zeros to add up in, zeros again afterwards: making them anew takes longer than adding up
 */
export function mergeSeconds(
  { firstCells, buckets, counts }: EndpointSeconds,
  isKept: Uint8Array,
  counters: Float64Array,
): LatencyDistribution {
  let first = INDEX_COUNT
  let last = -1
  for (let second = 0; second < isKept.length; second++) {
    if (isKept[second] === 0) continue
    const end = firstCells[second + 1]!
    for (let cell = firstCells[second]!; cell < end; cell++) {
      const bucket = buckets[cell]!
      counters[bucket]! += counts[cell]!
      if (bucket < first) first = bucket
      if (bucket > last) last = bucket
    }
  }
  let held = 0
  for (let bucket = first; bucket <= last; bucket++) if (counters[bucket] !== 0) held++
  const distribution = { buckets: new Uint16Array(held), upTo: new Float64Array(held), count: 0, sumUs: 0 }
  for (let bucket = first, at = 0; bucket <= last; bucket++) {
    const count = counters[bucket]!
    if (count === 0) continue
    counters[bucket] = 0
    distribution.count += count
    distribution.sumUs += count * medianEquivalentUs(bucket)
    distribution.buckets[at] = bucket
    distribution.upTo[at++] = distribution.count
  }
  return distribution
}

/** The place in `buckets` of a percentile, by the rank that Histogram.percentileUs takes. −1 of nothing. */
export function placeOfPercentile(distribution: LatencyDistribution, percentile: number): number {
  return placeOfRank(distribution, percentileRank(percentile, distribution.count))
}

/** The place in `buckets` of the value of a rank: 1 is the smallest. −1 of nothing. */
function placeOfRank({ upTo }: LatencyDistribution, rank: number): number {
  let low = 0
  let high = upTo.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (upTo[middle]! < rank) low = middle + 1
    else high = middle
  }
  return high
}

/** Ranks are looked up so many times that it is worth knowing where to begin, for each of so many parts of them. */
const PARTS = 1024

/** @returns the place of a rank, as `placeOfRank`, of thousands: a few steps from where its part begins. Of a distribution that holds something. */
export function rankPlaces({ upTo, count }: LatencyDistribution): (rank: number) => number {
  const last = upTo.length - 1
  const width = Math.ceil(count / PARTS)
  const begins = new Uint16Array(PARTS + 1)
  for (let part = 0, place = 0; part <= PARTS; part++) {
    while (place < last && upTo[place]! < part * width) place++
    begins[part] = place
  }
  return (rank) => {
    let place = begins[Math.floor(rank / width)]!
    while (place < last && upTo[place]! < rank) place++
    return place
  }
}

/** By bucket: ln of the latency in ms, the bucket's highest, as Histogram.percentileUs answers (which knows the exact maximum besides). */
const LOG_MS = new Float64Array(INDEX_COUNT)
for (let bucket = 0; bucket < INDEX_COUNT; bucket++) {
  // 0 µs has no logarithm; what is shorter than the clock's step is half of it.
  LOG_MS[bucket] = Math.log(Math.max(0.5, highestEquivalentUs(bucket)) / 1000)
}

export function logMsAt({ buckets }: LatencyDistribution, place: number): number {
  return LOG_MS[buckets[place]!]!
}
