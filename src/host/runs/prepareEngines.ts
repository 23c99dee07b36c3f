/** The engines of a run, each with its share of the plan, before the first request. */
import type { FromEngine, ToEngine } from '../../contract/engineMessages.ts'
import type { CompiledPlan } from '../../core/plan/compiledPlan.ts'
import type { EngineProcess, SpawnEngine } from './engineProcess.ts'

export interface Engine {
  process: EngineProcess
  state: 'preparing' | 'ready' | 'running' | 'done' | 'lost'
}

/** The engines could not be made ready: a file of the plan is missing, say. Nothing was run. */
export class RunNotStartedError extends Error {
  readonly bug: boolean

  constructor(message: string, bug: boolean) {
    super(message)
    this.bug = bug
  }
}

/** Names of endpoints a run may have (plan-format.md). */
const ENDPOINT_NAMES = 500

interface Shares {
  plan: CompiledPlan
  /** Index into plan.scenarios. */
  scenario: number
  processes: number
  seed: number
}

/**
 * Starts them, and waits until all have compiled their share. When one cannot, none is left.
 * @throws RunNotStartedError
 */
export async function prepareEngines(shares: Shares, spawn: SpawnEngine): Promise<Engine[]> {
  const engines = Array.from({ length: shares.processes }, (): Engine => ({ process: spawn(), state: 'preparing' }))
  try {
    await Promise.all(engines.map((engine, shard) => prepare(engine, shares, shard)))
  } catch (error) {
    for (const engine of engines) engine.process.kill()
    throw error
  }
  return engines
}

function prepare(engine: Engine, shares: Shares, shard: number): Promise<void> {
  const { plan, scenario, seed, processes } = shares
  return new Promise((resolve, reject) => {
    engine.process.channel.onMessage((raw) => {
      const message = raw as FromEngine
      if (engine.state !== 'preparing') return
      if (message.type === 'ready') {
        engine.state = 'ready'
        resolve()
      } else if (message.type === 'failed') reject(new RunNotStartedError(message.message, message.bug))
    })
    engine.process.onExit((how) => {
      if (engine.state === 'preparing') reject(new RunNotStartedError(`An engine could not be started (${how}).`, true))
    })
    const message: ToEngine = {
      type: 'prepare',
      shard: { plan, scenario, shard, shards: processes, seed, maxEndpointNames: ENDPOINT_NAMES },
    }
    engine.process.channel.post(message)
  })
}
