/** Whether a latency distribution has two humps: in a histogram of equal steps on a logarithmic axis. */
import type { Histogram } from '../histogram/histogram.ts'

/** Bins per doubling: narrow enough for humps a factor of 2 apart, wide enough for a few hundred requests. */
const BINS_PER_DOUBLING = 4

/** Each hump holds at least this share, and the valley is at most this high beside the lower hump. */
const MINIMUM_SHARE = 0.1
const MAXIMUM_VALLEY = 0.5
const MINIMUM_RATIO = 2

export interface TwoModes {
  /** Medians of the values on either side of the valley. */
  lowUs: number
  highUs: number
  /** Share of requests on the faster side of the valley. */
  lowShare: number
}

/** Null when one hump (or none that can be told apart) is the better description. Needs at least 200 values. */
export function findTwoModes(histogram: Histogram): TwoModes | null {
  if (histogram.count < 200) return null
  const counts: number[] = []
  histogram.forEachBucket((low, high, count) => {
    const bin = Math.max(0, Math.round(Math.log2(Math.max(1, (low + high) / 2)) * BINS_PER_DOUBLING))
    while (counts.length <= bin + 2) counts.push(0)
    counts[bin]! += count
  })
  // A gap between buckets of the histogram, or chance, must not look like a valley.
  const smooth = counts.map((count, bin) => ((counts[bin - 1] ?? 0) + 2 * count + (counts[bin + 1] ?? 0)) / 4)
  const below = runningSums(counts)
  let best: TwoModes | null = null
  let bestDepth = MAXIMUM_VALLEY
  for (let valley = 1; valley < smooth.length - 1; valley++) {
    const lowShare = below[valley]! / histogram.count
    if (lowShare < MINIMUM_SHARE || lowShare > 1 - MINIMUM_SHARE) continue
    const low = highestBin(smooth, 0, valley)
    const high = highestBin(smooth, valley + 1, smooth.length)
    const ratio = 2 ** ((high - low) / BINS_PER_DOUBLING)
    const depth = smooth[valley]! / Math.min(smooth[low]!, smooth[high]!)
    if (ratio <= MINIMUM_RATIO || depth >= bestDepth) continue
    bestDepth = depth
    best = {
      lowUs: histogram.percentileUs(lowShare * 50),
      highUs: histogram.percentileUs(lowShare * 100 + (1 - lowShare) * 50),
      lowShare,
    }
  }
  return best
}

function runningSums(counts: readonly number[]): number[] {
  let total = 0
  return counts.map((count) => (total += count))
}

function highestBin(counts: readonly number[], from: number, to: number): number {
  let best = from
  for (let bin = from; bin < to; bin++) if (counts[bin]! > counts[best]!) best = bin
  return best
}
