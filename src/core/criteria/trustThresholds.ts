/**
 * From where on the generator is degraded or not trusted (ux.md §2.10), in one table so that calibration has one place.
 * Latency-like signals also have a limit relative to the median response time of the second: a delay of 30 ms is nothing
 * beside a second and everything beside 5 ms. The relative limit only counts above a floor: a scheduler on a busy machine hiccups
 * by some ms now and then, and that alone must not accuse a healthy run.
 */

export interface Limits {
  degraded: number
  notTrusted: number
}

export interface DelayLimits {
  absoluteMs: Limits
  /** Share of the second's p50, and the delay below which the share says nothing. */
  ofP50: { degraded: { share: number; floorMs: number }; notTrusted: { share: number; floorMs: number } } | null
}

export const TRUST_THRESHOLDS = {
  /** p99 of the second. */
  eventLoopDelay: {
    absoluteMs: { degraded: 10, notTrusted: 50 },
    ofP50: { degraded: { share: 0.05, floorMs: 5 }, notTrusted: { share: 0.25, floorMs: 30 } },
  } satisfies DelayLimits,
  /** p99 of the second. */
  scheduleLag: {
    absoluteMs: { degraded: 5, notTrusted: 50 },
    ofP50: { degraded: { share: 0.05, floorMs: 5 }, notTrusted: { share: 0.1, floorMs: 30 } },
  } satisfies DelayLimits,
  /** Longest pause of the second. */
  gcPause: { absoluteMs: { degraded: 20, notTrusted: 200 }, ofP50: null } satisfies DelayLimits,
  /** Percent of one core, in every one of so many seconds in a row. */
  cpuPercent: { degraded: 80, notTrusted: 95, secondsInARow: 5 },
  /** Of the iterations that were due in the second. */
  droppedShare: { degraded: 0.001, notTrusted: 0.01 } satisfies Limits,
  /** Of the limit of open file descriptors. */
  descriptorShare: { degraded: 0.8, notTrusted: 0.95 } satisfies Limits,
  /** Seconds at either end of a run in which starting and stopping are not held against the generator (locust#2516). */
  mutedS: 3,
} as const
