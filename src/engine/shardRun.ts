/**
 * One engine's part of one run: makes everything the run needs, starts it on the agreed moment, ends it in two steps (stop
 * starting, then stop now), and hands each second on. The composition root of the load.
 */
import type { EngineSecond } from '../core/recording/second.ts'
import { totalDurationMs, type LoadShape } from '../core/load/loadShape.ts'
import { RandomStream } from '../core/random.ts'
import type { Exchange, Shard } from '../contract/engineMessages.ts'
import type { CompiledPlan } from '../core/plan/compiledPlan.ts'
import { startClock, type RunClock } from './clock.ts'
import { openDataFeeds, type DataFeeds } from './data/feeds.ts'
import type { EngineContext } from './engineContext.ts'
import { ClosedExecutor } from './executors/closedExecutor.ts'
import type { Executor } from './executors/executor.ts'
import { OpenExecutor } from './executors/openExecutor.ts'
import { linkPlan, type LinkedPlan } from './linkedPlan.ts'
import { Connections } from './protocols/http/connections.ts'
import { createNetwork } from './protocols/network.ts'
import { EndpointNames } from './recording/endpointNames.ts'
import { ExemplarKeeper } from './recording/exemplarKeeper.ts'
import { createHealthMonitor } from './recording/health.ts'
import { createMasker } from './recording/masking.ts'
import { RunRecorder } from './recording/runRecorder.ts'
import { loadScripts } from './script/userModules.ts'
import { Deadlines } from './timers/deadlines.ts'
import { DueQueue } from './timers/dueQueue.ts'
import { VirtualUser, type UserEmployer } from './virtualUser.ts'

export interface ShardEvents {
  second: (second: EngineSecond) => void
  done: () => void
}

/** Everything that can be made ready before the moment of the start is known. */
export interface PreparedShard {
  shard: Shard
  plan: LinkedPlan
  feeds: DataFeeds
  connections: Connections
}

/** Node's timers can wait no longer (24 days). */
const LONGEST_TIMER_MS = 2 ** 31 - 1
const JUST_BEFORE_MS = 1e-3
/** The stream of random choices that belong to no user. */
const KEEPER_STREAM = 0xffff_ffff

/** @throws Error with a plain sentence: a data, body or certificate file cannot be read, or code cannot be loaded. */
export async function prepareShard(shard: Shard): Promise<PreparedShard> {
  const plan = linkPlan(shard.plan, await loadScripts(shard.plan))
  const feeds = await openDataFeeds(shard.plan.data, shard.shard, shard.shards)
  return { shard, plan, feeds, connections: new Connections(shard.plan.settings, createNetwork(shard.plan)) }
}

export class ShardRun {
  readonly #prepared: PreparedShard
  readonly #clock: RunClock
  readonly #context: EngineContext
  readonly #executor: Executor
  readonly #health = createHealthMonitor()
  readonly #events: ShardEvents
  #stopping = false
  #finished = false
  /** All seconds were told. */
  #told = false
  #cutTimer: NodeJS.Timeout | null = null

  /** `startAtMs`: the run's zero on the machine's monotonic clock. */
  constructor(prepared: PreparedShard, startAtMs: number, events: ShardEvents) {
    this.#prepared = prepared
    this.#events = events
    this.#clock = startClock(startAtMs)
    const { plan, shard, connections } = prepared
    this.#context = createContext({
      plan,
      connections,
      clock: this.#clock,
      seed: shard.seed,
      shard: shard.shard,
      maxEndpointNames: shard.maxEndpointNames,
      health: () => this.#health.sample(connections.sockets),
      lag: (lagMs) => this.#health.lag(lagMs),
      ownFailure: () => this.#health.ownFailure(),
      users: () => [...this.#executor.running],
      second: events.second,
      sink: null,
    })
    this.#executor = this.#createExecutor()
  }

  start(): void {
    const scenario = this.#scenario
    this.#context.queue.add(0, {
      due: () => {
        this.#context.recorder.start()
        this.#executor.start()
      },
    })
    this.#context.queue.add(totalDurationMs(scenario.load), { due: (dueMs) => this.#stop(dueMs) })
  }

  /**
   * From `fromMs` of the run on, `load` holds. Told in time, every shard changes at that very moment; told too late, as soon as it can,
   * and what it has begun meanwhile counts as done.
   */
  steer(load: LoadShape, fromMs: number): void {
    const due = (): void => this.#executor.steer(load, Math.max(fromMs, this.#clock.now()))
    // What is due at that moment is due under the new load already.
    this.#context.queue.add(fromMs - JUST_BEFORE_MS, { due })
  }

  /** graceful: what runs may end within the scenario's gracefulStop. Else, and when called again: now. */
  stop(graceful: boolean): void {
    if (this.#finished) return
    if (!graceful) {
      this.#cut()
      return
    }
    // In its turn: what was due before is handed out before, however late.
    this.#context.queue.add(this.#clock.now(), { due: (dueMs) => this.#stop(dueMs) })
  }

  /** Code of the plan did something outside of what a user was doing. */
  codeError(message: string): void {
    if (this.#told) return
    const { recorder, masker } = this.#context
    recorder.error('script', 'code', recorder.groupMessage(masker.text(message)))
  }

  #stop(atMs: number): void {
    if (this.#stopping || this.#finished) return
    this.#stopping = true
    this.#context.recorder.closeEnded()
    this.#cutTimer = setTimeout(() => this.#cut(), Math.min(this.#scenario.gracefulStopMs, LONGEST_TIMER_MS))
    this.#executor.stop(atMs)
  }

  get #scenario(): CompiledPlan['scenarios'][number] {
    const { shard } = this.#prepared
    return shard.plan.scenarios[shard.scenario]!
  }

  #cut(): void {
    this.#context.recorder.closeEnded()
    this.#executor.cut(this.#clock.now())
    this.#finish()
  }

  #finish(): void {
    if (this.#finished) return
    this.#finished = true
    if (this.#cutTimer) clearTimeout(this.#cutTimer)
    // In its own turn: what ends the last user may still be recording.
    setImmediate(() => {
      const { queue, deadlines, recorder, connections } = this.#context
      this.#told = true
      queue.close()
      deadlines.close()
      recorder.finish()
      connections.close()
      this.#health.close()
      this.#events.done()
    })
  }

  #createExecutor(): Executor {
    const { shard, plan, feeds } = this.#prepared
    const scenario = this.#scenario
    const context = this.#context
    const common = {
      scenario,
      seed: shard.seed,
      shard: shard.shard,
      shards: shard.shards,
      queue: context.queue,
      userTypes: plan.source.users.length,
      createUser: (employer: UserEmployer, index: number, type: number, life: number) =>
        new VirtualUser({ context, employer, index, type, life, seed: shard.seed, feed: feeds.feed }),
      dropped: () => context.recorder.counts.dropped++,
      events: { finished: () => this.#finish() },
    }
    return scenario.load.model === 'closed'
      ? new ClosedExecutor({ ...common, load: scenario.load })
      : new OpenExecutor({ ...common, load: scenario.load })
  }
}

export interface ContextOptions {
  plan: LinkedPlan
  connections: Connections
  clock: RunClock
  seed: number
  shard: number
  maxEndpointNames: number
  health: () => EngineSecond['health']
  lag: (lagMs: number) => void
  ownFailure: () => void
  /** Running users by type. */
  users: () => number[]
  second: (second: EngineSecond) => void
  sink: ((exchange: Omit<Exchange, 'step'>) => void) | null
}

export function createContext(options: ContextOptions): EngineContext {
  const { plan, clock, connections } = options
  const masker = createMasker(plan.source.secrets.map((secret) => secret.value))
  const names = new EndpointNames(plan.source.endpoints, options.maxEndpointNames, (name) => masker.text(name))
  const context: EngineContext = {
    clock,
    queue: new DueQueue(clock, options.lag),
    deadlines: new Deadlines(clock),
    recorder: new RunRecorder({
      clock,
      names,
      userTypes: plan.source.users.map((type) => type.name),
      keeper: new ExemplarKeeper(new RandomStream(options.seed, KEEPER_STREAM, options.shard)),
      health: options.health,
      gauges: () => ({ users: options.users(), inFlight: context.inFlight }),
      send: options.second,
    }),
    names,
    plan,
    masker,
    connections,
    inFlight: 0,
    ownFailure: options.ownFailure,
    sink: options.sink,
  }
  return context
}
