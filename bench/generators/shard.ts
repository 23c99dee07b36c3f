/** Our engine in this process on a plan of the benchmark, with full recording: what `loadwright run` does, without a host. */
import { join } from 'node:path'
import type { EngineSecond } from '../../src/core/recording/second.ts'
import { machineNowMs } from '../../src/engine/clock.ts'
import { prepareShard, ShardRun } from '../../src/engine/shardRun.ts'
import { codeReader } from '../../src/host/plans/codeReader.ts'
import { loadPlan } from '../../src/host/plans/loadPlan.ts'
import { childProcessEngines } from '../../src/host/runs/engineProcess.ts'
import type { Counted } from './report.ts'

export interface ShardOptions {
  /** A plan without data files, with one scenario. */
  file: string
  /** What `${NAME}` in it stands for. */
  environment: Record<string, string | undefined>
  second: (second: EngineSecond) => void
  done: () => void
}

/** @throws Error with the first problem of the plan */
export async function startShard({ file, environment, second, done }: ShardOptions): Promise<void> {
  const { plan, problems } = await loadPlan(file, { environment, readCode })
  if (!plan) throw new Error(`${file}: ${JSON.stringify(problems[0])}`)
  const prepared = await prepareShard({ plan, scenario: 0, shard: 0, shards: 1, seed: 1, maxEndpointNames: 500 })
  new ShardRun(prepared, machineNowMs() + 10, { second, done }).start()
}

/** Code is read as always, in another process, and run in this one. */
const readCode = codeReader(childProcessEngines(join(import.meta.dirname, '../../out/main/engine.js')))

/** Adds up what an engine says, second by second. Messages that arrive on their own count as requests of kind `events`. */
export class SecondCounter {
  readonly #outcomes = new Map<number, 'ok' | 'failed' | 'message'>()
  requests = 0
  failures = 0
  messages = 0

  add(second: EngineSecond): void {
    for (const { id, outcome, kind } of second.series) this.#outcomes.set(id, kind === 'events' ? 'message' : outcome)
    for (const { series, window } of second.windows) {
      const outcome = this.#outcomes.get(series)
      if (outcome === 'ok') this.requests += window.count
      else if (outcome === 'failed') this.failures += window.count
      else this.messages += window.count
    }
  }

  readonly counted = (): Counted => ({ requests: this.requests, failures: this.failures })
}
