/** Our engine in one process on a declarative plan, with full recording: what `loadwright run` does, without a host. */
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { readPlan } from '../../src/core/plan/readPlan.ts'
import { machineNowMs } from '../../src/engine/clock.ts'
import { prepareShard, ShardRun } from '../../src/engine/shardRun.ts'
import { reportResult } from './report.ts'

const [file, target] = [process.argv[2]!, process.argv[3]!]
const environment = { TARGET: target, USERS: process.argv[4], SECONDS: process.argv[5] }
const { plan, problems } = readPlan(
  { file, text: readFileSync(file, 'utf8') },
  {
    environment,
    folder: dirname(file),
    files: {
      resolve: () => {
        throw new Error('no files in benchmarks')
      },
      csvColumns: () => {
        throw new Error('no files in benchmarks')
      },
    } as never,
  },
)
if (!plan) throw new Error(JSON.stringify(problems))
const prepared = await prepareShard({ plan, scenario: 0, shard: 0, shards: 1, seed: 1, maxEndpointNames: 500 })
let requests = 0
let failures = 0
const outcomes = new Map<number, string>()
const cpu = process.cpuUsage()
const startedAt = performance.now()
const run = new ShardRun(prepared, machineNowMs() + 10, {
  second: (second) => {
    for (const { id, outcome, kind } of second.series) outcomes.set(id, kind === 'events' ? 'message' : outcome)
    for (const { series, window } of second.windows) {
      const outcome = outcomes.get(series)
      if (outcome === 'ok') requests += window.count
      else if (outcome === 'failed') failures += window.count
    }
  },
  done: () => {
    reportResult({ requests, failures, wallSeconds: (performance.now() - startedAt) / 1000 }, process.cpuUsage(cpu))
    process.exit(0)
  },
})
run.start()
