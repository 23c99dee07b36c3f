/** What is read of runs so that two builds can be compared. Plain values and typed arrays: all of it can cross a thread's border. */
import type { EndpointKind } from '../plan/compiledPlan.ts'
import type { LoadShape } from '../load/loadShape.ts'
import type { ErrorClass } from '../recording/second.ts'
import type { Metric } from './metrics.ts'

/** What tells one endpoint from another, in any run. */
export interface EndpointId {
  name: string
  kind: EndpointKind
}

/**
 * An endpoint of one run, second by second, made by `createSecondsCollector`. Cells of second s are those from `firstCells[s]` to
 * `firstCells[s + 1]`, in any order; a bucket may come more than once.
 */
export interface EndpointSeconds extends EndpointId {
  /** Successful and failed requests that ended in each second. */
  ok: Float64Array
  failed: Float64Array
  /** One longer than `ok`. */
  firstCells: Uint32Array
  /** Counters of successful requests that are not zero (core/histogram/layout.ts), response time. */
  buckets: Uint16Array
  counts: Float64Array
}

/** A run second by second, from the start of its judged window (after the plan's warm-up) to the end of its load. */
export interface RunSeconds {
  runId: string
  endpoints: EndpointSeconds[]
  /** 1: the generator was not trusted in this second, or nothing is known of it. Its length is that of all other arrays. */
  untrusted: Uint8Array
  /** Iterations that began, and that were due, in each second of an open load; null for a closed one. */
  arrivals: { started: Float64Array; due: Float64Array } | null
  /** Of the whole run. */
  errors: { class: ErrorClass; endpoint: string; message: string; count: number }[]
}

/** A run of one of the two builds. */
export interface ComparedRun {
  facts: RunFacts
  seconds: RunSeconds
}

/** What makes runs comparable or not. */
export interface RunFacts {
  runId: string
  build: string | null
  plan: string
  /** Any digest of the plan's text. */
  planDigest: string
  scenario: string
  /** As it was planned, or steered to be. */
  load: LoadShape
  /** The load was changed by hand while the run went on. */
  wasSteered: boolean
  /** The load in words. */
  loadText: string
  /** Base address. */
  target: string
  /** What the run was told of where it runs (`--tag`, say); null when nothing. */
  environment: string | null
  generator: {
    host: string
    /** Its runtime and its TLS library. */
    version: string
    engines: number
  }
  /** Share of the judged load that the generator may have made false. */
  untrustedShare: number
  /** How long the load lasted, warm-up included. */
  loadMs: number
  /** It ended as planned. */
  isComplete: boolean
}

/** A run of the history of the same plan, scenario and environment, oldest first; none of the two builds. */
export interface HistoryRun {
  runId: string
  build: string | null
  values: EndpointValues[]
}

/** What a run measured of one endpoint; null in `endpoint`: of the whole run. */
export interface EndpointValues {
  endpoint: EndpointId | null
  /** On the scale of the metric (metrics.ts); what could not be measured is left out. */
  values: Partial<Record<Metric, number>>
}

/** A change point of the history: from this run on the metric was another one. */
export interface HistoryChange {
  endpoint: EndpointId | null
  metric: Metric
  runId: string
}

export interface ComparisonInput {
  baseline: ComparedRun[]
  candidate: ComparedRun[]
  history: { runs: HistoryRun[]; changes: HistoryChange[] }
  settings: ComparisonSettings
}

/** A change from which on it matters. Relative: a share, 0.05 is 5 %. */
export interface Thresholds {
  p50: number
  p95: number
  p99: number
  p999: number
  throughput: number
  /** Both must be passed: difference of the shares of failures (0.001 is 0.1 percentage point), and ratio (1.5). */
  errors: { difference: number; ratio: number }
}

export interface ComparisonSettings {
  thresholds: Thresholds
  /** Of single endpoints, in place of those above. */
  endpointThresholds: { endpoint: EndpointId; thresholds: Partial<Thresholds> }[]
  /** False discoveries that are put up with, as a share of all that is found: 0.05. */
  falseDiscoveryRate: number
  /**
   * `independent`: runs of one build say nothing of those of the other. `paired`: run k of one build went beside run k of the other
   * (`run --ab`), and what both had in common cancels.
   */
  design: 'independent' | 'paired'
  /** `detect`: what is left of a warm-up in the judged window is found, and cut off. A number: so many seconds are. */
  warmUp: 'detect' | { cutS: number }
  /** Compare also what should not be compared. */
  isForced: boolean
}

export const DEFAULT_THRESHOLDS: Thresholds = {
  p50: 0.05,
  p95: 0.05,
  p99: 0.1,
  p999: 0.1,
  throughput: 0.05,
  errors: { difference: 0.001, ratio: 1.5 },
}

export const DEFAULT_SETTINGS: ComparisonSettings = {
  thresholds: DEFAULT_THRESHOLDS,
  endpointThresholds: [],
  falseDiscoveryRate: 0.05,
  design: 'independent',
  warmUp: 'detect',
  isForced: false,
}
