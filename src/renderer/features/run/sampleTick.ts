/** A tick of a calm run, to be changed where a test wants another one; for tests only. */
import type { RunTick, TickStatistics } from '../../../contract/runTick.ts'

export const TICK_STATISTICS: TickStatistics = {
  requests: 10,
  failures: 1,
  ratePerS: 10,
  p50Ms: 5,
  p95Ms: 9,
  p99Ms: 10,
}

export function tickOf(t: number, changes: Partial<RunTick> = {}): RunTick {
  return {
    t,
    elapsedMs: (t + 1) * 1000,
    plannedMs: 60_000,
    phase: 'steady',
    users: 3,
    planned: { unit: 'users', level: 5 },
    inFlight: 2,
    dropped: 0,
    happened: [],
    second: TICK_STATISTICS,
    now: TICK_STATISTICS,
    run: TICK_STATISTICS,
    endpoints: [],
    criteria: [],
    errors: [],
    trust: { state: 'trusted', reasons: [] },
    health: { eventLoopP99Ms: 1, cpuPercentMax: 2 },
    engines: { of: 1, lost: [] },
    ...changes,
  }
}
