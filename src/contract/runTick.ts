/** What a run tells those who watch it, once a second. Every percentile in it comes from merged histograms. */
import type { TrustState } from '../core/criteria/trust.ts'
import type { ErrorClass } from '../core/recording/second.ts'
import type { ReportCriterion, SteeredBy } from '../core/report/report.ts'

/** Percentiles are of successful requests, ms; null where there were none. */
export interface TickStatistics {
  requests: number
  failures: number
  ratePerS: number
  p50Ms: number | null
  p95Ms: number | null
  p99Ms: number | null
}

export interface TickEndpoint {
  name: string
  /** The last five seconds. */
  now: TickStatistics
  /** Since the end of the warm-up. */
  run: TickStatistics
}

export type LoadPhase = 'warm-up' | 'ramp-up' | 'steady' | 'ramp-down' | 'paused' | 'stopping'

/** What somebody did to the run: changed its load, or set a mark. */
export interface RunEvent {
  kind: 'steering' | 'mark'
  /** Since the start of the run; a change of the load holds from then on, which may be a moment ahead. */
  atMs: number
  by: SteeredBy
  /** What was done, or the text of the mark. */
  text: string
}

export interface RunTick {
  /** Whole seconds since the start of the run. */
  t: number
  elapsedMs: number
  plannedMs: number
  phase: LoadPhase
  users: number
  /** Planned at this moment: users, or iterations per second. */
  planned: { unit: 'users' | 'perS'; level: number }
  inFlight: number
  /** In this second. */
  dropped: number
  /** Since the last tick. */
  happened: RunEvent[]
  /** Only this second, for sparklines and machine readers. */
  second: TickStatistics
  now: TickStatistics
  run: TickStatistics
  /** None for those who asked for ticks without them. */
  endpoints: TickEndpoint[]
  /** Judged so far, in the plan's order. */
  criteria: ReportCriterion[]
  /** Failed requests by class, since the start. */
  errors: { class: ErrorClass; count: number }[]
  trust: { state: TrustState; reasons: string[] }
  health: { eventLoopP99Ms: number; cpuPercentMax: number }
  /** Engine processes it began with, and of each that was lost since then a notice, as the report will have it. */
  engines: { of: number; lost: string[] }
}
