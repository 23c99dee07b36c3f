/**
 * From where on the generator is degraded or not trusted (ux.md §2.10), in one table so that calibration has one place; how
 * often it accuses a healthy run, and finds a starved one, is measured by `npm run bench:trust` (docs/trust.md).
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
  /** p99 of the second: a delay that one of a hundred responses meets is in the p99 that is measured. */
  eventLoopDelay: {
    absoluteMs: { degraded: 10, notTrusted: 50 },
    ofP50: { degraded: { share: 0.05, floorMs: 5 }, notTrusted: { share: 0.25, floorMs: 30 } },
  } satisfies DelayLimits,
  /** p99 of the second; stricter beside the p50, as lag is in every response time from the intended start. */
  scheduleLag: {
    absoluteMs: { degraded: 5, notTrusted: 50 },
    ofP50: { degraded: { share: 0.05, floorMs: 5 }, notTrusted: { share: 0.1, floorMs: 30 } },
  } satisfies DelayLimits,
  /** Longest pause of the second. The delay it causes is seen above; this is for a heap that is about to be too small. */
  gcPause: { absoluteMs: { degraded: 20, notTrusted: 200 }, ofP50: null } satisfies DelayLimits,
  /**
   * Percent of one core that an engine used, or would have used had one been free, in every one of so many seconds in a row.
   * A single second is a burst; an engine that never rests is the bottleneck, however short its delays.
   */
  cpuPercent: { degraded: 80, notTrusted: 95, secondsInARow: 5 },
  /** Of the iterations that were due in the second. */
  droppedShare: { degraded: 0.001, notTrusted: 0.01 } satisfies Limits,
  /** Of the limit of open file descriptors. What fails for want of them is known, see below, but not what failed in a library. */
  descriptorShare: { degraded: 0.8, notTrusted: 0.95 } satisfies Limits,
  /** Of the local ports. A warning only: they are counted generously (another target has ports of its own). */
  portShare: { degraded: 0.8, notTrusted: Infinity } satisfies Limits,
  /** Requests that failed for a limit of this machine (EMFILE, EADDRNOTAVAIL …): each one is a failure of ours. */
  ownFailures: { degraded: 0, notTrusted: 0 } satisfies Limits,
  /** The machine slept: connections were lost, and the time of the load is not the time that passed. */
  suspendedMs: { degraded: 0, notTrusted: 0 } satisfies Limits,
  /** Someone set the time of day. Durations do not see it; only the times in logs no longer match those of the target. */
  clockSetMs: { degraded: 0, notTrusted: Infinity } satisfies Limits,
  /**
   * Of the load: above this the run says nothing certain. Below, each criterion is asked whether the part in question could
   * turn its judgement (doubt.ts).
   */
  untrustedLoadShare: 0.05,
} as const
