/** What is left of a warm-up in the judged windows: the same cut for all runs, so that none has an advantage of it. */
import { INDEX_COUNT, lowestEquivalentUs } from '../histogram/layout.ts'
import { mean } from '../statistics/moments.ts'
import { mser5 } from '../statistics/mser.ts'
import type { RunSeconds } from './comparisonInput.ts'
import { requestsPerSecond } from './runEvidence.ts'

/** More than half of a run is no warm-up. */
const SHARE_AT_MOST = 0.5

/** On a logarithmic scale. A steady series has a best cut, too: where the beginning is less than 2 % off, it is chance and stays. */
const OFF_AT_LEAST = 0.02

/** What is looked at of a run, second by second; NaN where nothing is known. */
export interface Beginning {
  /** ln of requests per second. */
  throughput: Float64Array
  /** ln of the median response time. */
  median: Float64Array
}

export function beginningOf(run: RunSeconds): Beginning {
  return {
    throughput: trusted(
      run,
      // Half a request more, so that a second without any has a logarithm.
      requestsPerSecond(run.endpoints, run.untrusted.length).map((requests) => Math.log(requests + 0.5)),
    ),
    median: trusted(run, medianLogs(run)),
  }
}

/**
 * MSER-5 on throughput and on the median response time, each as the mean over all runs second by second (P. Welch, "The statistical
 * analysis of simulation results", 1983): what they have in common at their beginning stays, and their noise does not. The later cut counts.
 *
 * @returns seconds to leave out at the beginning of each judged window
 */
export function warmUpSeconds(runs: readonly Beginning[]): number {
  return Math.max(cutOf(runs.map(({ throughput }) => throughput)), cutOf(runs.map(({ median }) => median)))
}

function cutOf(series: readonly Float64Array[]): number {
  const length = Math.min(...series.map((values) => values.length))
  if (!Number.isFinite(length)) return 0
  const centred = series.map((values) => {
    const known = values.filter((value) => !Number.isNaN(value))
    const centre = mean(Array.from(known))
    return values.map((value) => value - centre)
  })
  const common: number[] = []
  for (let second = 0; second < length; second++) {
    const known = centred.map((values) => values[second]!).filter((value) => !Number.isNaN(value))
    // Where nothing is known, nothing has changed.
    common.push(known.length > 0 ? mean(known) : (common.at(-1) ?? 0))
  }
  const cut = mser5(common, SHARE_AT_MOST)
  const isOff = Math.abs(mean(common.slice(0, cut)) - mean(common.slice(cut))) >= OFF_AT_LEAST
  return isOff ? cut : 0
}

function trusted({ untrusted }: RunSeconds, values: Float64Array): Float64Array {
  return values.map((value, second) => (untrusted[second] === 1 ? NaN : value))
}

/** Buckets of a histogram that are put together: to see when a median settles, a percent is exact enough. */
const COARSE = 3

/** ln of the median response time of all endpoints, second by second; NaN where there was none. */
function medianLogs({ endpoints, untrusted }: RunSeconds): Float64Array {
  const counts = new Float64Array(INDEX_COUNT >>> COARSE)
  return Float64Array.from(untrusted, (_, second) => {
    counts.fill(0)
    let total = 0
    for (const { firstCells, buckets, counts: own } of endpoints) {
      const end = firstCells[second + 1]!
      for (let cell = firstCells[second]!; cell < end; cell++) {
        counts[buckets[cell]! >>> COARSE]! += own[cell]!
        total += own[cell]!
      }
    }
    if (total === 0) return NaN
    let place = 0
    for (let below = counts[0]!; below < total / 2; below += counts[place]!) place++
    return Math.log(Math.max(1, lowestEquivalentUs(place << COARSE)))
  })
}
