/**
 * What a host and an engine say to each other. One message per engine and second, never one per sample. The messages are
 * made by our own code on both sides of a process border (structured clone), so they are typed here and not parsed again.
 */
import type { LoadShape } from '../core/load/loadShape.ts'
import type { CodeModule } from '../core/plan/codeTree.ts'
import type { CompiledPlan } from '../core/plan/compiledPlan.ts'
import type { EngineSecond, ErrorClass } from '../core/recording/second.ts'

export type ToEngine =
  | { type: 'prepare'; shard: Shard }
  /** One iteration of one task of one user, every exchange reported in full; for `loadwright debug`. */
  | { type: 'debug'; plan: CompiledPlan; seed: number; userType: number; task: number }
  /** What modules of a plan in code hold; nothing of it is run. `environment` is laid over the process's own. */
  | { type: 'readCode'; files: string[]; folder: string; environment: Record<string, string> }
  /** `startAtMs` is on the machine's monotonic clock (process.hrtime), which all processes of one machine share. */
  | { type: 'start'; startAtMs: number }
  /**
   * The load was steered (core/load/steering.ts): from `fromMs` of the run on it is this one, and before as it was. Each shard takes
   * its part of it as of any load, by arithmetic alone; sent some time before `fromMs`, all change at one moment.
   */
  | { type: 'load'; load: LoadShape; fromMs: number }
  /** graceful: nothing new starts, what runs may end within the scenario's gracefulStop. Else: stop now. */
  | { type: 'stop'; graceful: boolean }

/** One engine's part of a run. User i and arrival k belong to the shard i % shards, k % shards. */
export interface Shard {
  plan: CompiledPlan
  scenario: number
  shard: number
  shards: number
  seed: number
  /** Data rows, already read by nobody: each engine streams its own part of the files. */
  maxEndpointNames: number
}

export type FromEngine =
  | { type: 'ready' }
  | { type: 'second'; second: EngineSecond }
  /** All users have ended and every second was sent. */
  | { type: 'done' }
  /** One for each file that was asked for. */
  | { type: 'code'; modules: CodeModule[] }
  | { type: 'exchange'; exchange: Exchange }
  /** The engine cannot go on: a plain sentence, and whether the plan or our code is to blame. */
  | { type: 'failed'; message: string; bug: boolean }

/** One request and its response, or one WebSocket event, of a debugged iteration. Secrets are masked. */
export interface Exchange {
  step: number
  /** Where the step stands in the plan: file:line:column. */
  position: string
  kind: 'http' | 'socketOpen' | 'sent' | 'received' | 'socketClose' | 'note'
  endpoint: string | null
  startedAtMs: number
  startMs: number
  durationUs: number
  phasesUs: number[]
  request: { method: string; url: string; httpVersion: string; headers: [string, string][]; body: string | null } | null
  response: {
    status: number
    statusText: string
    headers: [string, string][]
    body: string | null
    bodyBytes: number
  } | null
  /** A message's text, or what happened, in words. */
  text: string | null
  checks: { text: string; passed: boolean; actual: string | null }[]
  extracted: { name: string; value: string }[]
  error: { class: ErrorClass; message: string } | null
}
