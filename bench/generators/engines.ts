/**
 * What `loadwright run --processes N` does: a host, and engines in processes of their own. Prints what each engine did for
 * how much CPU time, by its own account of its health.
 *
 *   node engines.ts PLAN URL USERS SECONDS PROCESSES [CORE …]        each engine on a core of its own, in this order
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FromEngine } from '../../src/contract/engineMessages.ts'
import { loadPlan } from '../../src/host/plans/loadPlan.ts'
import { childProcessEngines, type EngineProcess } from '../../src/host/runs/engineProcess.ts'
import { RunKeeper } from '../../src/host/runs/runKeeper.ts'
import { startRun } from '../../src/host/runs/startRun.ts'
import { openHistory } from '../../src/host/storage/history.ts'
import { find } from '../cores.ts'
import { WARM_UP_S } from './report.ts'
import { SecondCounter } from './shard.ts'

export interface EnginesResult {
  engines: { requests: number; failures: number; cpuSeconds: number; seconds: number }[]
  hostCpuSeconds: number
}

const [file = '', url = '', users = '', seconds = '', processes, ...cores] = process.argv.slice(2)
const { plan, problems, maskedText } = await loadPlan(file, {
  environment: { TARGET: url, USERS: users, SECONDS: seconds },
})
if (!plan) throw new Error(`${file}: ${JSON.stringify(problems[0])}`)

const counters: { counter: SecondCounter; warmUpRequests: number; cpuSeconds: number; seconds: number }[] = []
const spawnEngine = childProcessEngines(join(import.meta.dirname, '../../out/main/engine.js'))
function spawn(): EngineProcess {
  const engine = spawnEngine()
  const core = cores[counters.length]
  if (core !== undefined && find('taskset')) execFileSync('taskset', ['-a', '-c', '-p', core, String(engine.pid)])
  const own = { counter: new SecondCounter(), warmUpRequests: 0, cpuSeconds: 0, seconds: 0 }
  counters.push(own)
  engine.channel.onMessage((raw) => {
    const message = raw as FromEngine
    if (message.type !== 'second') return
    own.counter.add(message.second)
    // The last one is a moment that the load did not fill.
    if (message.second.t >= Number(seconds)) return
    if (message.second.t < WARM_UP_S) own.warmUpRequests = own.counter.requests
    else {
      own.cpuSeconds += message.second.health.cpuPercent / 100
      own.seconds++
    }
  })
  return engine
}

const folder = mkdtempSync(join(tmpdir(), 'loadwright-bench-'))
const history = openHistory(join(folder, 'history.db'))
const cpu = process.cpuUsage()
const run = await startRun(
  {
    plan,
    planFile: file,
    planText: maskedText,
    scenario: 0,
    build: { label: null, commit: null, branch: null },
    processes: Number(processes),
    seed: 1,
    failOn: [],
    notices: [],
  },
  new RunKeeper(history, null),
  spawn,
)
await run.finished
const { user, system } = process.cpuUsage(cpu)
history.close()
rmSync(folder, { recursive: true, force: true })
const result: EnginesResult = {
  engines: counters.map(({ counter, warmUpRequests, cpuSeconds, seconds: counted }) => ({
    requests: counter.requests - warmUpRequests,
    failures: counter.failures,
    cpuSeconds,
    seconds: counted,
  })),
  hostCpuSeconds: (user + system) / 1e6,
}
process.stdout.write(`${JSON.stringify(result)}\n`)
process.exit(0)
