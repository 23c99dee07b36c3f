/** What builds are compared by, and on which scale: on a logarithmic one equal factors are equal steps, and noise is about normal. */

export const LATENCY_METRICS = ['p50', 'p95', 'p99', 'p999'] as const
export type LatencyMetric = (typeof LATENCY_METRICS)[number]

/**
 * `p50` … `p999`: ln of the percentile in ms · `errors`: logit of the share of failures, ln((e + ½) / (n − e + ½)) ·
 * `throughput`: ln of requests per second, of all endpoints of a closed load · `achieved`: ln of iterations begun ÷ due, of an open one.
 */
export const METRICS = [...LATENCY_METRICS, 'errors', 'throughput', 'achieved'] as const
export type Metric = (typeof METRICS)[number]

export const PERCENTILES: Readonly<Record<LatencyMetric, number>> = { p50: 50, p95: 95, p99: 99, p999: 99.9 }

/** Fewer requests above a percentile, and one of them more or less moves it too far: 10 / (1 − p) requests at least. */
const REQUESTS_ABOVE = 10

export function requestsNeeded(percentile: number): number {
  // 100 − 99.9 is a hair less than 0.1.
  return Math.round((REQUESTS_ABOVE * 100) / (100 - percentile))
}

export function isLatency(metric: Metric): metric is LatencyMetric {
  return (LATENCY_METRICS as readonly Metric[]).includes(metric)
}

/** Whether more of it is worse. */
export function isWorseWhenHigher(metric: Metric): boolean {
  return metric !== 'throughput' && metric !== 'achieved'
}

/** The logit of a share of failures; half a request is added on both sides, so that none is no infinity. */
export function errorLogit(errors: number, requests: number): number {
  return Math.log((errors + 0.5) / (requests - errors + 0.5))
}

/** The share of a logit. */
export function shareOfLogit(logit: number): number {
  return 1 / (1 + Math.exp(-logit))
}
