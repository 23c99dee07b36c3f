/** Level runs as a test wants them. */
import type { LevelRun, MaximumReading } from '../level.ts'

/** p95 below 200 ms. */
export function p95Maximum(actualMs: number, given: Partial<MaximumReading> = {}): MaximumReading {
  return {
    id: 'all: maximum p95 < 200ms',
    text: 'p95 < 200ms',
    subject: 'all',
    metric: 'p95',
    operator: '<',
    limit: 200,
    unit: 'ms',
    status: actualMs < 200 ? 'met' : 'overMaximum',
    actual: actualMs,
    bound: actualMs * 1.02,
    ...given,
  }
}

/** At so many users; everything that is not given follows from throughput and p95. */
export function levelRun(
  level: number,
  throughputPerS: number,
  p95Ms: number,
  given: Partial<LevelRun> = {},
): LevelRun {
  return {
    runId: `run-${level}`,
    load: { unit: 'users', level },
    steadyS: 30,
    requests: Math.round(throughputPerS * 30),
    failures: 0,
    throughputPerS,
    throughputErrorPerS: throughputPerS * 0.01,
    concurrency: level,
    p50Ms: p95Ms / 2,
    p95Ms,
    p99Ms: p95Ms * 1.5,
    achievedShare: null,
    maximums: [p95Maximum(p95Ms)],
    generatorDoubt: null,
    ...given,
  }
}
