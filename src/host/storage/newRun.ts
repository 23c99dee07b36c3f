/** What is written down about a run when it starts and when it ends, and what a list of runs shows of it. */
import type { EndpointNumbers } from './endpointNumbers.ts'
import type { JsonValue } from '../../core/plan/compiledPlan.ts'
import type { ReportCriterion, ReportVerdict, RunStatus } from '../../core/report/report.ts'

/** The version of the system under test. All null: nobody said, and no repository told. */
export interface Build {
  label: string | null
  commit: string | null
  branch: string | null
}

/** The machine and the program that make the load. */
export interface Generator {
  host: string
  os: string
  cores: number
  /** Engine processes. */
  processes: number
  /** Such as `node 24.21.0`, or `node 24.21.0 in Electron 45.4.1`. */
  runtime: string
  /** TLS library and version. Runs made in Electron before it was told apart say `OpenSSL`, which it was not. */
  tls: string
}

/** Everything known before the first request. Secrets are masked before they come here. */
export interface NewRun {
  planName: string
  /** As the user gave it; null for a plan that is no file. */
  planFile: string | null
  /** The plan as it was, secrets masked. */
  planText: string
  scenario: string
  purpose: string | null
  build: Build
  target: string
  seed: number | null
  /** Null when the run has no end of its own. */
  plannedDurationMs: number | null
  warmUpMs: number
  /** Users, spawn rate and load shape as they really were, after command-line overrides. */
  settings: JsonValue
  generator: Generator
  /** Wall clock, ms since 1970. */
  startedAtMs: number
}

/** How a run ended. `verdict` is null when nothing could be judged. */
export interface RunFinish {
  status: Exclude<RunStatus, 'running'>
  endedAtMs: number
  verdict: ReportVerdict | null
  /** In the order of the plan. */
  criteria: ReportCriterion[]
  /** What else a report needs to know of the end; the writer's own words. */
  outcome?: JsonValue
  /** What lists show of it. Without, they show nothing until it is made of the run's report. */
  summary?: RunNumbers
}

/** The numbers of a run that lists show, equal to those of its report. */
export interface RunNumbers {
  durationMs: number
  /** As planned. */
  peakLoad: { unit: 'users' | 'perS'; level: number }
  requests: number
  ratePerS: number
  /** Null without requests. */
  failureShare: number | null
  /** Null without successful requests. */
  p95Ms: number | null
  /** Share of the load that the generator may have made false; null where nobody watched. */
  untrustedLoadShare: number | null
  /** p95 in ms over the whole run, at most 60 values; null where nothing succeeded. */
  p95Line: (number | null)[]
  /** In words, as it was planned or steered. */
  loadText: string
  /** Iterations begun, of those that were due, 0 … 1; null where none were. */
  achieved: number | null
  /** All requests first. */
  endpoints: EndpointNumbers[]
}

/** A run of the history without what it measured. */
export interface StoredRun extends NewRun {
  /** Null of a run that has not ended by itself. */
  outcome: JsonValue
  /** When its load was stopped, ms since its start: known from then on, while what is under way still ends. Null: not stopped. */
  loadEndMs: number | null
  id: string
  status: RunStatus
  /** Null while it runs. Of an interrupted run: its last sign of life. */
  endedAtMs: number | null
  /** Last second that was written, 0 for the first; null before that. */
  lastSecond: number | null
  verdict: ReportVerdict | null
  starred: boolean
  tags: string[]
  notes: string | null
}

/** As StoredRun, without the plan's text, settings and end: what lists need. */
export type RunSummary = Omit<StoredRun, 'planText' | 'settings' | 'outcome' | 'loadEndMs'>
