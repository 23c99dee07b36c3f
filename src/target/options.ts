/**
 * What can be chosen about a target, with the defaults, checked once at the door: the rest of the code trusts `Settings`.
 */
import type { FailKnob, LeakKnob, LockKnob, SlowKnob, StallKnob } from './knobs.ts'
import {
  KnobError,
  parseDuration,
  parseFail,
  parseLeak,
  parseLock,
  parseRate,
  parseShare,
  parseSlow,
  parseStall,
} from './knobs.ts'

export const RUNNERS = ['browser', 'desktop', 'llm'] as const
export type Runner = (typeof RUNNERS)[number]

/** How a target is started. Knobs are the same texts that the command line takes; see docs/target.md. */
export interface TargetOptions {
  /** Default 127.0.0.1. */
  readonly host?: string
  /** Default 8900; 0 takes a free one. */
  readonly port?: number
  /** Shown by `/health` and `/metrics`. */
  readonly build?: string
  /** Decides every random choice. */
  readonly seed?: number
  /** Seeded accounts `user1` … `userN`. */
  readonly users?: number
  /** Password of every seeded account. */
  readonly password?: string
  /** Past executions in the database at the start. */
  readonly history?: number
  readonly tokenTtlMs?: number
  /** How often a WebSocket is pinged; one that has not answered by the next time is ended. Default 30 s. */
  readonly heartbeatMs?: number
  /** Reading database connections; one more writes. */
  readonly pool?: number
  /** How many queries may wait for a connection before more are refused with 503. */
  readonly poolQueue?: number
  /** How long a query waits for a connection before it is refused with 503. */
  readonly poolTimeoutMs?: number
  /** Client connections at once; undefined is unlimited. */
  readonly connections?: number
  /** Executions running at once. */
  readonly executions?: number
  /** Executions waiting to run before more are refused with 503. */
  readonly queue?: number
  /** `300ms`, `200ms..400ms`, or for one runner `llm=1s..2s`. */
  readonly executionTime?: readonly string[]
  /** Share of executions that end as `failed`, such as `2%`. */
  readonly failExecutions?: string
  readonly slow?: readonly string[]
  readonly fail?: readonly string[]
  readonly lock?: readonly string[]
  readonly stall?: string
  readonly leak?: string
  readonly rateLimit?: string
}

export interface DurationRange {
  readonly fromMs: number
  readonly toMs: number
}

/** `TargetOptions` with every default filled in and every text read. */
export interface Settings {
  readonly host: string
  readonly port: number
  readonly build: string
  readonly seed: number
  readonly users: number
  readonly password: string
  readonly history: number
  readonly tokenTtlMs: number
  readonly heartbeatMs: number
  readonly pool: number
  readonly poolQueue: number
  readonly poolTimeoutMs: number
  readonly connections: number | undefined
  readonly executions: number
  readonly queue: number
  readonly executionTime: Readonly<Record<Runner, DurationRange>>
  readonly failExecutionsShare: number
  readonly slow: readonly SlowKnob[]
  readonly fail: readonly FailKnob[]
  readonly lock: readonly LockKnob[]
  readonly stall: StallKnob | undefined
  readonly leak: LeakKnob | undefined
  readonly rateLimitPerSecond: number | undefined
}

/** @throws {KnobError} naming the option that is wrong. */
export function readOptions(options: TargetOptions): Settings {
  return {
    host: options.host ?? '127.0.0.1',
    port: whole('port', options.port, 8900, 0, 65_535),
    build: options.build ?? 'dev',
    seed: whole('seed', options.seed, 1, 0, Number.MAX_SAFE_INTEGER),
    users: whole('users', options.users, 2000, 1, 100_000),
    password: options.password ?? 'demo',
    history: whole('history', options.history, 5000, 0, 1_000_000),
    tokenTtlMs: whole('token-ttl', options.tokenTtlMs, 3_600_000, 0, 2 ** 31 - 1),
    heartbeatMs: whole('heartbeat', options.heartbeatMs, 30_000, 1, 2 ** 31 - 1),
    pool: whole('pool', options.pool, 4, 1, 64),
    poolQueue: whole('pool-queue', options.poolQueue, 5000, 0, 1_000_000),
    poolTimeoutMs: whole('pool-timeout', options.poolTimeoutMs, 10_000, 1, 2 ** 31 - 1),
    connections:
      options.connections === undefined ? undefined : whole('connections', options.connections, 1, 1, 1_000_000),
    executions: whole('executions', options.executions, 1000, 1, 1_000_000),
    queue: whole('queue', options.queue, 10_000, 0, 10_000_000),
    executionTime: readExecutionTimes(options.executionTime ?? []),
    failExecutionsShare:
      options.failExecutions === undefined ? 0 : parseShare('fail-executions', options.failExecutions),
    slow: (options.slow ?? []).map(parseSlow),
    fail: (options.fail ?? []).map(parseFail),
    lock: (options.lock ?? []).map(parseLock),
    stall: options.stall === undefined ? undefined : parseStall(options.stall),
    leak: options.leak === undefined ? undefined : parseLeak(options.leak),
    rateLimitPerSecond: options.rateLimit === undefined ? undefined : parseRate('rate-limit', options.rateLimit),
  }
}

function whole(name: string, value: number | undefined, fallback: number, least: number, most: number): number {
  if (value === undefined) return fallback
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new KnobError(`--${name} ${value}: it is not a whole number from ${least} to ${most}`)
  }
  return value
}

/** Hundreds of milliseconds, a browser being quicker than a desktop, and a desktop quicker than a model. */
const EXECUTION_TIME: Readonly<Record<Runner, DurationRange>> = {
  browser: { fromMs: 150, toMs: 450 },
  desktop: { fromMs: 250, toMs: 650 },
  llm: { fromMs: 400, toMs: 1000 },
}

function readExecutionTimes(texts: readonly string[]): Record<Runner, DurationRange> {
  const times: Record<Runner, DurationRange> = { ...EXECUTION_TIME }
  for (const text of texts) {
    const at = text.indexOf('=')
    const range = readRange(text, text.slice(at + 1))
    if (at < 0) {
      for (const runner of RUNNERS) times[runner] = range
      continue
    }
    const runner = RUNNERS.find((known) => known === text.slice(0, at).trim())
    if (runner === undefined) {
      throw new KnobError(`--execution-time ${JSON.stringify(text)}: the runner is none of ${RUNNERS.join(', ')}`)
    }
    times[runner] = range
  }
  return times
}

function readRange(text: string, part: string): DurationRange {
  const [from = '', to = from] = part.split('..')
  const range = {
    fromMs: parseDuration('execution-time', text, from),
    toMs: parseDuration('execution-time', text, to),
  }
  if (range.toMs < range.fromMs) {
    throw new KnobError(`--execution-time ${JSON.stringify(text)}: the range ends before it begins`)
  }
  return range
}
