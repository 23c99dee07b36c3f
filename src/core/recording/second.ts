/**
 * What one engine tells the host about one second of a run: the unit in which numbers travel. Adding seconds of several
 * engines, or several seconds of one, is exact. All times are µs unless a name says otherwise.
 */
import type { EndpointKind } from '../plan/compiledPlan.ts'

export type Outcome = 'ok' | 'failed'

/** Name of what is beyond the most endpoint names of a run. */
export const OTHER_NAME = '(other)'

/** What tells one series of a run from another: endpoint × user type × outcome. */
export interface SeriesKey {
  endpoint: string
  kind: EndpointKind
  userType: string
  outcome: Outcome
}

/** `id` is local to the engine that made it. */
export interface SeriesDefinition extends SeriesKey {
  id: number
}

/** Order of `phasesUs` everywhere. */
export const PHASES = ['blocked', 'dns', 'connect', 'tls', 'send', 'wait', 'receive'] as const
export type Phase = (typeof PHASES)[number]

/** One series in one window of time. A histogram blob is the payload of HdrHistogram's V2 encoding, values in µs. */
export interface SeriesWindow {
  /** Requests (or messages, or group passes) that ended in this window. */
  count: number
  /** Response time, from the intended start. min is 0 when count is 0. For kind 'events' all are 0 and the blob is empty. */
  sumUs: number
  minUs: number
  maxUs: number
  latency: Uint8Array
  /** Service time, from the actual send; null when it equals the response time bucket for bucket. */
  service: Uint8Array | null
  serviceSumUs: number
  bytesIn: number
  bytesOut: number
  /** Sum of each phase over all requests, in the order of PHASES. */
  phasesUs: number[]
}

/**
 * Why a request failed. Fixed words: they are stored, filtered by and documented.
 * `connection` refused or unreachable · `dns` · `tls` · `timeout` · `reset` connection lost in mid-request · `protocol` broken HTTP ·
 * `status` unexpected status · `check` a failed expectation · `extract` value not found · `socket` WebSocket closed or failed ·
 * `reply` no matching message in time · `gaveUp` repeat … until without success · `setup` onStart failed · `interrupted` cut off by the end of the run ·
 * `script` code of the plan threw · `invalid` the request could not be built · `tooLarge` a body over the limit · `redirect` too many or broken redirects
 */
export const ERROR_CLASSES = [
  'connection',
  'dns',
  'tls',
  'timeout',
  'reset',
  'protocol',
  'status',
  'check',
  'extract',
  'socket',
  'reply',
  'gaveUp',
  'setup',
  'script',
  'interrupted',
  'invalid',
  'tooLarge',
  'redirect',
] as const
export type ErrorClass = (typeof ERROR_CLASSES)[number]

/** Errors with one class, endpoint and normalised message, counted. */
export interface ErrorCount {
  class: ErrorClass
  endpoint: string
  /** A plain sentence; ids and numbers replaced, secrets masked. */
  message: string
  count: number
}

/** A request kept whole, for the slowest and the first failures of each endpoint. Secrets are masked before it is made. */
export interface Exemplar {
  endpoint: string
  userType: string
  outcome: Outcome
  /** Why it was kept. */
  reason: 'slowest' | 'failure' | 'random'
  /** Intended start, ms since the start of the run. */
  startMs: number
  latencyUs: number
  serviceUs: number
  phasesUs: number[]
  user: number
  iteration: number
  error: { class: ErrorClass; message: string } | null
  newConnection: boolean
  request: { method: string; url: string; headers: [string, string][]; body: string | null }
  response: { status: number; headers: [string, string][]; body: string | null; bodyBytes: number } | null
  /**
   * Of a step that waited for a message: the others that came meanwhile and were not it. `count` of all, `afterUs` the start when
   * the first hundred of them came, ascending. Came later than the first stored runs.
   */
  otherMessages?: { count: number; afterUs: number[] }
}

/** Something that starts or goes on so much later than it could have is late; `lateShare` counts from here on. */
export const LATE_FROM_MS = 10

/**
 * The generator watching itself, one engine, one second (after a stall of several seconds: all of them). Percent is of one
 * core unless it says otherwise. What is optional came later than the first stored runs; null: the system does not tell.
 */
export interface EngineHealth {
  /** How long something due, an arriving response say, would have waited for the event loop. `lateShare`: of the time. */
  eventLoopDelayMs: { p50: number; p99: number; max: number; lateShare?: number }
  /** Actual minus intended start of what was due in this second. `lateShare`: of what was due. Null when nothing was due. */
  scheduleLagMs: { p99: number; max: number; lateShare?: number } | null
  /** What the engine's thread did during the longest delay of its event loop: it ran, or had work and no processor to run on. */
  longestDelay?: { ranMs: number; waitedMs: number } | null
  /** All threads. */
  cpuPercent: number
  /** Time in which the engine's thread had work and no processor to run on, because of other processes or a CPU limit. */
  cpuWaitPercent?: number | null
  /** Time for which a CPU limit (cgroup) held the engine's group back. */
  throttledPercent?: number | null
  /** Of the time of all cores: given to other virtual machines by the machine below this one. */
  stolenPercent?: number | null
  gcPauseMs: { max: number; total: number }
  heapBytes: number
  rssBytes: number
  sockets: number
  /** Open file descriptors and their limit; null where the platform does not tell. */
  descriptors: { open: number; limit: number } | null
  /** Local ports of this machine that are taken by this engine's sockets and by closed connections (TIME_WAIT), at most. */
  ports?: { used: number; limit: number } | null
  /** Requests that failed for a limit of this machine: descriptors, ports, memory. */
  ownFailures?: number
  /** For so long the machine slept. Its monotonic clock, and so every duration, stood still meanwhile. */
  suspendedMs?: number
  /** The time of day was set: so far forward, or back where it is negative. */
  clockSetMs?: number
}

export interface LoadCounts {
  /** Users running at the end of the second, by user type name. */
  users: Record<string, number>
  inFlight: number
  iterationsStarted: number
  iterationsCompleted: number
  /** Iterations that ended early because a value was missing, or by an error of the plan. */
  iterationsFailed: number
  /** Cut off by the end of the run or of the user. */
  iterationsInterrupted: number
  /** Starts that were planned and did not happen. */
  dropped: number
  /** Users that ended because their onStart failed or their data ran out. */
  usersFailed: number
  messagesIn: number
  messagesOut: number
  checksPassed: number
  checksFailed: number
}

export interface EngineSecond {
  /** Whole seconds since the start of the run; the second is [t, t+1). */
  t: number
  /** Series used for the first time. */
  series: SeriesDefinition[]
  windows: { series: number; window: SeriesWindow }[]
  errors: ErrorCount[]
  exemplars: Exemplar[]
  load: LoadCounts
  health: EngineHealth
  /** `as` names that were not counted under their own name because the run has too many; with the step that made them. */
  foldedNames: { position: string; count: number }[]
}
