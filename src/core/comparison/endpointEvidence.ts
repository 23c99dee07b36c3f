/** What a run contributes of one endpoint. */
import type { BlockResamples } from './blockResamples.ts'
import type { EndpointId, EndpointSeconds } from './comparisonInput.ts'
import {
  logMsAt,
  mergeSeconds,
  placeOfPercentile,
  placeOfRank,
  type LatencyDistribution,
} from './latencyDistribution.ts'
import { errorLogit, LATENCY_METRICS, PERCENTILES, requestsNeeded, type LatencyMetric, type Metric } from './metrics.ts'
import type { MetricEvidence } from './runEvidence.ts'
import { shapeTally } from './shapeTally.ts'
import { blockLengthOf, withinRun, type SumsOfSeconds } from './withinRun.ts'

/** Where two distributions are laid beside each other. */
export const SHIFT_PERCENTILES = [1, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 98, 99, 99.9] as const

export interface EndpointEvidence {
  endpoint: EndpointId
  requests: number
  failures: number
  /** Σ response time of successful requests, within 0.05 %. */
  timeMs: number
  values: Partial<Record<Metric, MetricEvidence>>
  /** ln ms at SHIFT_PERCENTILES; NaN with too few requests. */
  quantiles: Float64Array
  /** See shapeTally.ts; null with too few requests. */
  shape: Float64Array | null
}

/**
 * @param isKept by second: 1 where it counts
 * @param kept those seconds
 */
export function endpointEvidence(
  endpoint: EndpointSeconds,
  isKept: Uint8Array,
  kept: Uint32Array,
  resamples: BlockResamples,
): EndpointEvidence {
  const distribution = mergeSeconds(endpoint, isKept)
  const ok = Float64Array.from(kept, (second) => endpoint.ok[second]!)
  const failed = Float64Array.from(kept, (second) => endpoint.failed[second]!)
  const all = ok.map((count, at) => count + failed[at]!)
  const failures = sumOf(failed)
  const requests = sumOf(all)

  const values: EndpointEvidence['values'] = {}
  const latencies = latencySums(distribution, endpoint, kept, ok)
  // What moves one percentile moves the others, and shows best where most requests are.
  const blockLength = Math.max(0, ...latencies.map(({ sums }) => blockLengthOf(sums)))
  for (const { metric, sums } of latencies)
    values[metric] = { value: sums.value, withinRun: withinRun(resamples, sums, blockLength) }
  if (requests > 0) {
    const value = errorLogit(failures, requests)
    const sums = { above: failed, below: all, read: errorLogit, value }
    values.errors = { value, withinRun: withinRun(resamples, sums, blockLengthOf(sums)) }
  }
  return {
    endpoint: { name: endpoint.name, kind: endpoint.kind },
    requests,
    failures,
    timeMs: distribution.sumUs / 1000,
    values,
    quantiles: Float64Array.from(SHIFT_PERCENTILES, (percentile) =>
      distribution.count >= Math.max(requestsNeeded(percentile), requestsNeeded(100 - percentile))
        ? logMsAt(distribution, placeOfPercentile(distribution, percentile))
        : NaN,
    ),
    shape: shapeTally(distribution),
  }
}

/** For each percentile that there are enough requests for: how many were slower, second by second. */
function latencySums(
  distribution: LatencyDistribution,
  endpoint: EndpointSeconds,
  kept: Uint32Array,
  ok: Float64Array,
): { metric: LatencyMetric; sums: SumsOfSeconds }[] {
  const metrics = LATENCY_METRICS.filter((metric) => distribution.count >= requestsNeeded(PERCENTILES[metric]))
  const places = metrics.map((metric) => placeOfPercentile(distribution, PERCENTILES[metric]))
  const above = countsAbove(
    endpoint,
    kept,
    places.map((place) => distribution.buckets[place]!),
  )
  return metrics.map((metric, at) => ({
    metric,
    sums: {
      above: above[at]!,
      below: ok,
      value: logMsAt(distribution, places[at]!),
      read: quantileReader(distribution, places[at]!, PERCENTILES[metric]),
    },
  }))
}

/** Of each kept second, how many requests were in buckets above each border; borders ascend. */
function countsAbove(
  { firstCells, buckets, counts }: EndpointSeconds,
  kept: Uint32Array,
  borders: readonly number[],
): Float64Array[] {
  const above = borders.map(() => new Float64Array(kept.length))
  const lowest = borders[0] ?? Infinity
  for (let at = 0; at < kept.length; at++) {
    const end = firstCells[kept[at]! + 1]!
    for (let cell = firstCells[kept[at]!]!; cell < end; cell++) {
      const bucket = buckets[cell]!
      if (bucket <= lowest) continue
      for (let border = 0; border < borders.length && bucket > borders[border]!; border++) {
        above[border]![at]! += counts[cell]!
      }
    }
  }
  return above
}

/**
 * The quantile of a resample, from how much of it is above the run's own quantile q. Around q the resample's distribution is the run's,
 * scaled on either side of q to have that much above it: so only one sum is needed of each second, and not its histogram. (Where the
 * tail is T and the resample's T*, its quantile at a tail τ is the run's at τT/T* if T* > τ, else at 1 − (1 − τ)(1 − T)/(1 − T*).)
 */
function quantileReader(
  distribution: LatencyDistribution,
  place: number,
  percentile: number,
): (above: number, all: number) => number {
  const { count, upTo } = distribution
  const wanted = 1 - percentile / 100
  const tail = 1 - upTo[place]! / count
  const own = logMsAt(distribution, place)
  return (above, all) => {
    const resampled = above / all
    if (!(all > 0)) return NaN
    if (tail === 0) return own
    const at = resampled > wanted ? (wanted * tail) / resampled : 1 - ((1 - wanted) * (1 - tail)) / (1 - resampled)
    return logMsAt(distribution, placeOfRank(distribution, Math.max(1, Math.ceil((1 - at) * count - 1e-6))))
  }
}

function sumOf(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum
}
