/** One user, one iteration of one task, every exchange told in full: what `loadwright debug` shows. */
import type { Exchange } from '../contract/engineMessages.ts'
import type { CompiledPlan } from '../core/plan/compiledPlan.ts'
import type { EngineHealth } from '../core/recording/second.ts'
import { machineNowMs, startClock } from './clock.ts'
import { openDataFeeds } from './data/feeds.ts'
import { linkPlan } from './linkedPlan.ts'
import { Connections } from './protocols/http/connections.ts'
import { createNetwork } from './protocols/network.ts'
import { tellNote } from './noteExchange.ts'
import { loadScripts } from './script/userModules.ts'
import { createContext } from './shardRun.ts'
import { VirtualUser } from './virtualUser.ts'

export interface DebugOptions {
  plan: CompiledPlan
  seed: number
  userType: number
  task: number
}

/**
 * Resolves when the user has ended (onStart, one iteration, onStop).
 * @param watch called before the user begins, with a way to tell what code of the plan did beside its steps
 * @throws Error when a file of the plan cannot be read, or code cannot be loaded
 */
export async function debugRun(
  options: DebugOptions,
  report: (exchange: Exchange) => void,
  watch: (note: (message: string) => void) => void = () => {},
): Promise<void> {
  const { plan: source, seed, userType, task } = options
  const plan = linkPlan(source, await loadScripts(source))
  const feeds = await openDataFeeds(source.data, 0, 1)
  const connections = new Connections(source.settings, createNetwork(source))
  let step = 0
  const context = createContext({
    plan,
    connections,
    clock: startClock(machineNowMs()),
    seed,
    shard: 0,
    maxEndpointNames: Number.MAX_SAFE_INTEGER,
    health: () => NO_HEALTH,
    lag: () => {},
    ownFailure: () => {},
    users: () => [],
    second: () => {},
    sink: (exchange) => report({ step: ++step, ...exchange }),
  })
  watch((message) => tellNote(context, { position: '', text: context.masker.text(message), error: 'script' }))
  await new Promise<void>((resolve) => {
    let iterated = false
    const user = new VirtualUser({
      context,
      index: 0,
      type: userType,
      life: 0,
      seed,
      feed: feeds.feed,
      onlyTask: task,
      employer: {
        ready: () => {
          if (iterated) user.retire()
          else {
            iterated = true
            user.iterate(Number.NaN)
          }
        },
        ended: () => resolve(),
      },
    })
    user.begin()
  })
  context.queue.close()
  context.deadlines.close()
  connections.close()
}

/** A debugged iteration makes no load, so its generator is not watched. */
const NO_HEALTH: EngineHealth = {
  eventLoopDelayMs: { p50: 0, p99: 0, max: 0 },
  scheduleLagMs: null,
  cpuPercent: 0,
  gcPauseMs: { max: 0, total: 0 },
  heapBytes: 0,
  rssBytes: 0,
  sockets: 0,
  descriptors: null,
}
