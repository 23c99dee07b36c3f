/** What a run contributes of one endpoint. */
import type { BlockResamples } from './blockResamples.ts'
import { INDEX_COUNT } from '../histogram/layout.ts'
import type { EndpointId, EndpointSeconds } from './comparisonInput.ts'
import {
  logMsAt,
  mergeSeconds,
  placeOfPercentile,
  rankPlaces,
  type LatencyDistribution,
} from './latencyDistribution.ts'
import { errorLogit, LATENCY_METRICS, PERCENTILES, requestsNeeded, type LatencyMetric, type Metric } from './metrics.ts'
import type { MetricEvidence } from './runEvidence.ts'
import { shapeTally } from './shapeTally.ts'
import { blockLengthOf, resample, sumOf, withinRun } from './withinRun.ts'

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

/** What is the same for all endpoints of a run. */
export interface SecondsOfRun {
  /** By second: 1 where it counts. */
  isKept: Uint8Array
  /** Those seconds. */
  kept: Uint32Array
  resamples: BlockResamples
  /** See `mergeSeconds`. */
  counters: Float64Array
}

export function endpointEvidence(
  endpoint: EndpointSeconds,
  { isKept, kept, resamples, counters }: SecondsOfRun,
): EndpointEvidence {
  const distribution = mergeSeconds(endpoint, isKept, counters)
  const ok = pick(endpoint.ok, kept)
  const failed = pick(endpoint.failed, kept)
  const all = ok.map((count, at) => count + failed[at]!)
  const failures = sumOf(failed)
  const requests = sumOf(all)

  const values: EndpointEvidence['values'] = {}
  const latencies = latencySums(distribution, endpoint, kept)
  // What moves one percentile moves the others, and shows best where most requests are.
  const blockLength = Math.max(0, ...latencies.map(({ above }) => blockLengthOf(above, ok)))
  const [timed, ...slower] = resample(resamples, [ok, ...latencies.map(({ above }) => above)] as const, blockLength)
  const placeOf = rankPlaces(distribution)
  for (const [at, { metric, place }] of latencies.entries()) {
    const value = logMsAt(distribution, place)
    const read = quantileReader(distribution, placeOf, place, PERCENTILES[metric])
    values[metric] = { value, withinRun: withinRun(slower[at]!, timed, { value, read }) }
  }
  if (requests > 0) {
    const value = errorLogit(failures, requests)
    const length = blockLengthOf(failed, all)
    const [of, by] = resample(resamples, [failed, all] as const, length)
    values.errors = { value, withinRun: withinRun(of, by, { value, read: errorLogit }) }
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
): { metric: LatencyMetric; above: Float64Array; place: number }[] {
  const metrics = LATENCY_METRICS.filter((metric) => distribution.count >= requestsNeeded(PERCENTILES[metric]))
  const places = metrics.map((metric) => placeOfPercentile(distribution, PERCENTILES[metric]))
  const borders = places.map((place) => distribution.buckets[place]!)
  const above = countsAbove(endpoint, kept, borders)
  return metrics.map((metric, at) => ({ metric, above: above[at]!, place: places[at]! }))
}

/** Of each kept second, how many requests were in buckets above each border; borders ascend. */
function countsAbove(
  { firstCells, buckets, counts }: EndpointSeconds,
  kept: Uint32Array,
  borders: readonly number[],
): Float64Array[] {
  const above = borders.map(() => new Float64Array(kept.length))
  // How many borders a bucket is above is looked up: comparing with each takes twice as long.
  const steps = new Uint8Array(INDEX_COUNT)
  for (const [at, border] of borders.entries()) steps.fill(at + 1, border + 1)
  const bySteps = new Float64Array(borders.length + 1)
  for (let at = 0; at < kept.length; at++) {
    bySteps.fill(0)
    const end = firstCells[kept[at]! + 1]!
    for (let cell = firstCells[kept[at]!]!; cell < end; cell++) bySteps[steps[buckets[cell]!]!]! += counts[cell]!
    let sum = 0
    for (let border = borders.length - 1; border >= 0; border--) above[border]![at] = sum += bySteps[border + 1]!
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
  placeOf: (rank: number) => number,
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
    return logMsAt(distribution, placeOf(Math.max(1, Math.ceil((1 - at) * count - 1e-6))))
  }
}

function pick(values: Float64Array, kept: Uint32Array): Float64Array {
  const picked = new Float64Array(kept.length)
  for (let at = 0; at < kept.length; at++) picked[at] = values[kept[at]!]!
  return picked
}
