/**
 * What is shown of a latency: the numbers of one window or of many, always from one merged histogram, never from
 * other summaries.
 */
import type { ExactTotals } from './exactTotals.ts'
import { Histogram } from './histogram.ts'

/** One series in one window of time, as engines send it and the history keeps it. */
export interface WindowStats extends ExactTotals {
  /** Its counters, see encoding.ts. */
  payload: Uint8Array
}

/**
 * Latencies in milliseconds. Percentiles carry the histogram's three significant digits; min, mean and max are exact.
 */
export interface LatencySummaryMs {
  min: number
  mean: number
  p50: number
  p75: number
  p90: number
  p95: number
  p99: number
  p99_9: number
  p99_99: number
  max: number
}

/**
 * Adds windows up, whatever their order, lengths and series.
 * @throws HistogramFormatError if a window's payload is malformed or contradicts its totals.
 */
export function mergeStats(list: Iterable<WindowStats>): Histogram {
  const merged = new Histogram()
  for (const stats of list) merged.add(stats.payload, stats)
  return merged
}

/** The standard summary of a histogram; null when it is empty, because nothing measured is not zero milliseconds. */
export function latencySummary(histogram: Histogram): LatencySummaryMs | null {
  if (histogram.isEmpty) return null
  const percentileMs = (percentile: number) => histogram.percentileUs(percentile) / 1000
  return {
    min: histogram.minUs / 1000,
    mean: histogram.meanUs / 1000,
    p50: percentileMs(50),
    p75: percentileMs(75),
    p90: percentileMs(90),
    p95: percentileMs(95),
    p99: percentileMs(99),
    p99_9: percentileMs(99.9),
    p99_99: percentileMs(99.99),
    max: histogram.maxUs / 1000,
  }
}
