/** Seconds of runs as watchers get them, for tests of what is shown. */
import type { RunTick, TickStatistics } from '../../../contract/runTick.ts'
import type { ReportCriterion } from '../../../core/report/report.ts'
import type { ProgressHead } from '../progress.ts'

export const HEAD: ProgressHead = {
  plan: 'shop',
  scenario: 'load',
  build: '1.42.0-rc3',
  runId: '812',
  target: 'http://staging.test:8080',
  plannedMs: 3_600_000,
}

const NOW: TickStatistics = { requests: 5990, failures: 54, ratePerS: 1198, p50Ms: 84, p95Ms: 340, p99Ms: 1310 }
const RUN: TickStatistics = { requests: 904_204, failures: 3798, ratePerS: 1204, p50Ms: 81, p95Ms: 312, p99Ms: 1240 }

export function tickWith(changes: Partial<RunTick> = {}): RunTick {
  return {
    t: 750,
    elapsedMs: 751_000,
    plannedMs: 3_600_000,
    phase: 'steady',
    users: 96,
    planned: { unit: 'users', level: 96 },
    inFlight: 41,
    dropped: 0,
    happened: [],
    second: { ...NOW, requests: 1198, failures: 11 },
    now: NOW,
    run: RUN,
    endpoints: [
      { name: 'POST /checkout', now: NOW, run: { ...RUN, p95Ms: 1900 } },
      { name: 'GET /search', now: NOW, run: RUN },
    ],
    criteria: [],
    errors: [],
    trust: { state: 'trusted', reasons: [] },
    health: { eventLoopP99Ms: 3.04, cpuPercentMax: 41.4 },
    engines: { of: 2, lost: [] },
    ...changes,
  }
}

export function criterionWith(changes: Partial<ReportCriterion> = {}): ReportCriterion {
  const { subject = 'all', metric = 'p95', level = 'target', limit = 300 } = changes
  return {
    id: `${subject} ${level} ${metric}`,
    text: `${metric} < ${limit}ms`,
    subject,
    metric,
    level,
    operator: '<',
    limit,
    actual: 312,
    unit: 'ms',
    status: 'met',
    samples: 9000,
    windowMs: null,
    stop: false,
    endpoints: [],
    firstBreakMs: null,
    notes: [],
    ...changes,
  }
}
