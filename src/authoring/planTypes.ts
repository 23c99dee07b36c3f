/** A plan as an object: the keys of docs/plan.md, where steps may be functions. */
import type { StatusExpectation, TaskContext } from './taskContext.ts'

export type TaskFunction = (context: TaskContext) => Promise<void> | void

export interface Plan {
  /** What this plan is called in history and reports. */
  name: string
  /** Where the system under test is. */
  target: string
  settings?: Settings
  /** Values for templates and `vars`; each user has its own. */
  variables?: Record<string, unknown>
  /** Usable like variables; never in history, logs, reports or error texts. */
  secrets?: Record<string, string | undefined>
  data?: Record<string, string | DataSource>
  flows?: Record<string, Steps>
  users: Record<string, User>
  scenarios: Record<string, Scenario>
  /** What must hold in every scenario. */
  criteria?: Criteria
}

export interface DataSource {
  /** A CSV file beside the plan. */
  file: string
  pick?: 'unique' | 'sequential' | 'random'
  atEnd?: 'recycle' | 'stop'
}

export interface User {
  weight?: number
  /** Between tasks. */
  wait?: Wait | { pacing: string }
  headers?: Record<string, string>
  auth?: Auth
  onStart?: Steps
  onStop?: Steps
  tasks: Task[]
}

export interface Task {
  name: string
  weight?: number
  steps: Steps
}

/** Code, or steps as a plan in YAML has them, where any step may be code. */
export type Steps = TaskFunction | (Step | TaskFunction)[]

/** A step as docs/plan.md describes it. */
export type Step = HttpStep | Record<string, unknown>

export interface HttpStep {
  get?: string
  post?: string
  put?: string
  patch?: string
  delete?: string
  head?: string
  options?: string
  as?: string
  headers?: Record<string, string>
  query?: Record<string, unknown>
  json?: unknown
  form?: Record<string, unknown>
  body?: string | { file: string; contentType?: string }
  expect?: { status?: StatusExpectation | StatusExpectation[] } & Record<string, unknown>
  extract?: Record<string, unknown>
  timeout?: string
  redirects?: number
}

/** `2s`, `1s..3s`, or exponentially distributed around a mean. */
export type Wait = string | { mean: string }

export type Auth =
  | 'none'
  | { basic: { user: string; password: string } }
  | { bearer: string }
  | { digest: { user: string; password: string } }

export interface Settings {
  timeout?: string
  connectTimeout?: string
  redirects?: number
  headers?: Record<string, string>
  tls?: { verify?: boolean; ca?: string; cert?: string; key?: string; passphrase?: string }
  http?: 1.1 | 2 | '1.1' | '2'
  proxy?: string | Record<string, unknown>
  dns?: Record<string, unknown>
  auth?: Auth
  connections?: 'perUser' | number
}

export interface Scenario {
  /** What it is for, in a few words. */
  purpose?: string
  load: Load
  warmUp?: string
  gracefulStop?: string
  /** Only these, with these weights. */
  users?: Record<string, number>
  criteria?: Criteria
}

export type Load = ClosedLoad | OpenLoad | StagedLoad

export interface ClosedLoad {
  users: number
  /** Users a second. */
  spawnRate?: number | string
  for: string
}

export interface OpenLoad {
  /** `50/s`, `3000/m` */
  arrivals: string
  for: string
  maxUsers?: number
  spacing?: 'even' | 'random'
}

export interface StagedLoad {
  stages: ({ to: number | string } & ({ over: string } | { for: string } | { over: string; for: string }))[]
  maxUsers?: number
  spacing?: 'even' | 'random'
}

export type Criteria = Record<string, unknown>
