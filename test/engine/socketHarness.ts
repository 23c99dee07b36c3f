/** One user's WebSocket in a real engine context, for tests: the real clock, queue, deadlines, names and recorder. */
import { randomUUID } from 'node:crypto'
import type { CompiledPlan, HeaderTemplate, Op, Reply, Settings, Template } from '../../src/core/plan/compiledPlan.ts'
import { RandomStream } from '../../src/core/random.ts'
import type { EngineSecond, ErrorCount, Exemplar, Outcome } from '../../src/core/recording/second.ts'
import type { Exchange } from '../../src/contract/engineMessages.ts'
import { machineNowMs, startClock } from '../../src/engine/clock.ts'
import type { EngineContext } from '../../src/engine/engineContext.ts'
import { linkPlan } from '../../src/engine/linkedPlan.ts'
import { Connections } from '../../src/engine/protocols/http/connections.ts'
import { createNetwork } from '../../src/engine/protocols/network.ts'
import type { UserCookies } from '../../src/engine/protocols/http/cookies.ts'
import type { ExchangeResult } from '../../src/engine/protocols/http/exchange.ts'
import { UserSocket, type SocketOwner } from '../../src/engine/protocols/websocket/userSocket.ts'
import { EndpointNames } from '../../src/engine/recording/endpointNames.ts'
import { ExemplarKeeper } from '../../src/engine/recording/exemplarKeeper.ts'
import { createMasker } from '../../src/engine/recording/masking.ts'
import { RunRecorder } from '../../src/engine/recording/runRecorder.ts'
import { Deadlines } from '../../src/engine/timers/deadlines.ts'
import { DueQueue } from '../../src/engine/timers/dueQueue.ts'

export const SLOTS = { secret: 0, unset: 1, taken: 2 }
export const SECRET = `secret-${randomUUID()}`
/** Endpoint names of the plan. */
export const OPEN = 'WS /live'
export const MESSAGES = 'WS /live messages'
export const REPLY = 'WS ask'
/** Where a user goes on when the socket cannot be opened. */
export const BLOCK_END = 77

const POSITION = { file: 'plan.yaml', line: 7, column: 3 }

export interface RunOptions {
  target: string
  ops?: Op[]
  url?: Template
  headers?: HeaderTemplate[]
  timeoutMs?: number
  background?: boolean
  settings?: Partial<Settings>
  debug?: boolean
}

/** All of a series in all seconds. */
export interface Totals {
  count: number
  bytesIn: number
  bytesOut: number
  sumUs: number
  phasesUs: number[]
}

export class SocketRun implements SocketOwner {
  readonly slots: unknown[] = [SECRET, undefined, undefined]
  readonly random = new RandomStream(1, 0)
  readonly user = 0
  readonly iteration = 0
  readonly type = 0
  cookies: UserCookies | null = null
  readonly context: EngineContext
  readonly seconds: EngineSecond[] = []
  readonly exchanges: Omit<Exchange, 'step'>[] = []
  readonly socket: UserSocket
  /** What the steps ended with, in order; those nobody has asked for. */
  readonly results: ExchangeResult[] = []
  skippedTo: number | null = null
  /** Called when a step ends, in the same turn. */
  onStepDone: (() => void) | null = null
  #waiting: ((result: ExchangeResult) => void) | null = null

  constructor(options: RunOptions) {
    const plan = linkPlan(planOf(options))
    const clock = startClock(machineNowMs())
    const names = new EndpointNames(plan.source.endpoints, 50, (name) => name)
    const connections = new Connections(plan.source.settings, createNetwork(plan.source))
    this.context = {
      clock,
      queue: new DueQueue(clock, () => {}),
      deadlines: new Deadlines(clock),
      recorder: new RunRecorder({
        clock,
        names,
        userTypes: ['User'],
        keeper: new ExemplarKeeper(new RandomStream(1, 1)),
        health: () => ({
          eventLoopDelayMs: { p50: 0, p99: 0, max: 0 },
          scheduleLagMs: null,
          cpuPercent: 0,
          gcPauseMs: { max: 0, total: 0 },
          heapBytes: 0,
          rssBytes: 0,
          sockets: connections.sockets,
          descriptors: null,
        }),
        gauges: () => ({ users: [1], inFlight: this.context.inFlight }),
        send: (second) => this.seconds.push(second),
      }),
      names,
      plan,
      masker: createMasker([SECRET]),
      connections,
      inFlight: 0,
      ownFailure: () => {},
      sink: options.debug ? (exchange) => this.exchanges.push(exchange) : null,
    }
    const open = plan.program[0]!
    if (open.op !== 'socketOpen') throw new Error('the first op opens the socket')
    this.socket = new UserSocket(this.context, this, open.socket, open.end)
  }

  /** Runs one step of the plan to its end; ops are numbered from 1, 0 opens the socket. */
  async step(index: number): Promise<ExchangeResult> {
    const started = this.start(index)
    return started ? 'ok' : this.next()
  }

  /** Begins a step; true when it has nothing to wait for. */
  start(index: number): boolean {
    const op = this.context.plan.program[index]!
    switch (op.op) {
      case 'socketOpen':
        this.socket.open()
        return false
      case 'send':
        return this.socket.send(op.send)
      case 'listen':
        this.socket.listen(op.durationMs)
        return false
      case 'waitFor':
        this.socket.waitFor(op.reply, op.endpoint)
        return false
      default:
        throw new Error(`${op.op} is not a step of a socket`)
    }
  }

  socketStepDone(result: ExchangeResult): void {
    this.onStepDone?.()
    const waiting = this.#waiting
    this.#waiting = null
    if (waiting) waiting(result)
    else this.results.push(result)
  }

  skipSocketBlock(socket: UserSocket, to: number): void {
    if (socket !== this.socket) throw new Error('not my socket')
    this.skippedTo = to
  }

  next(): Promise<ExchangeResult> {
    const result = this.results.shift()
    return result ? Promise.resolve(result) : new Promise((resolve) => (this.#waiting = resolve))
  }

  /** Ends the recording; nothing is counted after it. */
  finish(): void {
    this.context.queue.close()
    this.context.deadlines.close()
    this.context.recorder.finish()
  }

  totals(endpoint: string, outcome: Outcome): Totals {
    const ids = this.seconds
      .flatMap((second) => second.series)
      .filter((series) => series.endpoint === endpoint && series.outcome === outcome)
      .map((series) => series.id)
    const totals: Totals = { count: 0, bytesIn: 0, bytesOut: 0, sumUs: 0, phasesUs: [0, 0, 0, 0, 0, 0, 0] }
    for (const { series, window } of this.seconds.flatMap((second) => second.windows)) {
      if (!ids.includes(series)) continue
      totals.count += window.count
      totals.bytesIn += window.bytesIn
      totals.bytesOut += window.bytesOut
      totals.sumUs += window.sumUs
      totals.phasesUs = totals.phasesUs.map((sum, i) => sum + window.phasesUs[i]!)
    }
    return totals
  }

  count(counter: 'messagesIn' | 'messagesOut'): number {
    return this.seconds.reduce((sum, second) => sum + second.load[counter], 0)
  }

  get errors(): ErrorCount[] {
    return this.seconds.flatMap((second) => second.errors)
  }

  get exemplars(): Exemplar[] {
    return this.seconds.flatMap((second) => second.exemplars)
  }
}

export function send(payload: Template, reply: Reply | null = null): Op {
  return { op: 'send', send: { payload, reply, endpoint: reply === null ? null : { index: 2 }, position: POSITION } }
}

export function waitFor(reply: Reply): Op {
  return { op: 'waitFor', reply, endpoint: { index: 2 }, position: POSITION }
}

export function containing(text: Template, more: Partial<Reply> = {}): Reply {
  return { json: [], text, matches: null, withinMs: 30_000, extract: [], ...more }
}

function planOf(options: RunOptions): CompiledPlan {
  return {
    name: 'sockets',
    target: options.target,
    folder: '/',
    settings: {
      timeoutMs: 10_000,
      connectTimeoutMs: 10_000,
      redirects: 0,
      headers: [],
      tls: { verify: true, caFile: null, certFile: null, keyFile: null, passphrase: null },
      http: '1.1',
      proxy: null,
      dns: { keepMs: 0, addresses: 'first', family: 0, hosts: [] },
      auth: null,
      connections: 'perUser',
      ...options.settings,
    },
    slots: ['secret', 'unset', 'taken'],
    variables: [],
    secrets: [{ slot: SLOTS.secret, name: 'secret', value: SECRET }],
    data: [],
    code: null,
    endpoints: [
      { name: OPEN, kind: 'websocket', method: null, path: '/live' },
      { name: MESSAGES, kind: 'events', method: null, path: '/live' },
      { name: REPLY, kind: 'reply', method: null, path: null },
    ],
    program: [
      {
        op: 'socketOpen',
        socket: {
          endpoint: { index: 0 },
          messages: { index: 1 },
          url: options.url ?? ['/live'],
          headers: options.headers ?? [],
          auth: null,
          timeoutMs: options.timeoutMs ?? 10_000,
          background: options.background ?? false,
          position: POSITION,
        },
        end: BLOCK_END,
      },
      ...(options.ops ?? []),
    ],
    users: [{ name: 'User', weight: 1, wait: null, headers: [], auth: null, onStart: null, onStop: null, tasks: [] }],
    scenarios: [],
  }
}
