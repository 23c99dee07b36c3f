/**
 * Runs a scenario of the bundled plans in this process, as it is but shorter: its load is replaced, waits become moments, and
 * every task is as likely as the others, so that a few seconds come past everything the plan has.
 */
import { fileURLToPath } from 'node:url'
import type { LoadShape } from '../src/core/load/loadShape.ts'
import type { CompiledPlan, Op, Scenario } from '../src/core/plan/compiledPlan.ts'
import type { Problem } from '../src/core/plan/problem.ts'
import type { EngineSecond } from '../src/core/recording/second.ts'
import { machineNowMs } from '../src/engine/clock.ts'
import { prepareShard, ShardRun } from '../src/engine/shardRun.ts'
import { addUp, type PlanRun } from '../src/engine/testing/runPlan.ts'
import { loadPlan } from '../src/host/plans/loadPlan.ts'

const FOLDER = new URL('../resources/plans/ai-automation/', import.meta.url)

export type PlanName = 'ai-automation' | 'capacity'

const MOMENT = { kind: 'uniform', minMs: 20, maxMs: 60 } as const
const LONGEST_LISTEN_MS = 400

export async function loadAiAutomation(
  name: PlanName = 'ai-automation',
  environment: Record<string, string> = {},
): Promise<{ plan: CompiledPlan; problems: Problem[] }> {
  const { plan, problems } = await loadPlan(fileURLToPath(new URL(`${name}.plan.yaml`, FOLDER)), { environment })
  if (plan === null) throw new Error(problems.map(({ line, message }) => `${line} ${message}`).join('\n'))
  return { plan, problems }
}

export function scenarioNamed(plan: CompiledPlan, name: string): Scenario {
  const scenario = plan.scenarios.find((each) => each.name === name)
  if (scenario === undefined) throw new Error(`there is no scenario ${name}`)
  return scenario
}

export interface SuiteRun {
  /** As it ran. */
  plan: CompiledPlan
  scenario: Scenario
  run: PlanRun
  seconds: EngineSecond[]
}

export interface SuiteOptions {
  url: string
  plan?: PlanName
  scenario?: string
  load: LoadShape
  seed?: number
  /** Only these user types, with these weights. */
  users?: Record<string, number>
}

export async function runAiAutomation(options: SuiteOptions): Promise<SuiteRun> {
  const { url, load, seed = 1 } = options
  const loaded = await loadAiAutomation(options.plan, { TARGET: url })
  const original = scenarioNamed(loaded.plan, options.scenario ?? 'smoke')
  const mix = Object.entries(options.users ?? {}).map(([name, weight]) => ({
    type: loaded.plan.users.findIndex((user) => user.name === name),
    weight,
  }))
  const scenario: Scenario = { ...original, load, users: mix.length > 0 ? mix : original.users }
  const plan: CompiledPlan = {
    ...loaded.plan,
    scenarios: [scenario],
    users: loaded.plan.users.map((user) => ({
      ...user,
      wait: user.wait === null ? null : MOMENT,
      tasks: user.tasks.map((task) => ({ ...task, weight: 1 })),
    })),
    program: loaded.plan.program.map(shortened),
  }
  const prepared = await prepareShard({ plan, scenario: 0, shard: 0, shards: 1, seed, maxEndpointNames: 500 })
  const seconds: EngineSecond[] = []
  await new Promise<void>((done) => {
    new ShardRun(prepared, machineNowMs() + 5, { second: (second) => seconds.push(second), done }).start()
  })
  return { plan, scenario, run: addUp(seconds), seconds }
}

function shortened(op: Op): Op {
  if (op.op === 'wait') return { ...op, wait: MOMENT }
  return op.op === 'listen' ? { ...op, durationMs: Math.min(op.durationMs, LONGEST_LISTEN_MS) } : op
}

export interface EndpointCounts {
  ok: number
  failed: number
}

/** By endpoint name, over all user types. */
export function countsByEndpoint({ run }: SuiteRun): Map<string, EndpointCounts> {
  const counts = new Map<string, EndpointCounts>()
  for (const { endpoint, outcome, count } of run.series) {
    if (count === 0) continue
    const sum = counts.get(endpoint) ?? { ok: 0, failed: 0 }
    sum[outcome] += count
    counts.set(endpoint, sum)
  }
  return counts
}

/** Over all user types; 0 for what never happened. */
export function requestsOf(suite: SuiteRun, ...endpoints: string[]): number {
  const counts = countsByEndpoint(suite)
  return endpoints.reduce((sum, endpoint) => {
    const { ok, failed } = counts.get(endpoint) ?? { ok: 0, failed: 0 }
    return sum + ok + failed
  }, 0)
}

/**
 * HTTP requests by route. Names of the plan are routes with a remark: `GET /api/auth/me (expired token)`; the platform calls
 * its parameters otherwise than the plan, so they all become `:x`.
 */
export function countsByRoute({ run }: SuiteRun): Record<string, number> {
  const requests = run.series.filter(({ kind, count }) => kind === 'http' && count > 0)
  return addedUp(requests.map(({ endpoint, count }) => [routeOf(endpoint.replace(/ \(.*\)$/, '')), count]))
}

export function routeOf(route: string): string {
  return route.replaceAll(/:\w+/g, ':x')
}

export function addedUp(entries: [string, number][]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const [name, count] of entries) sums[name] = (sums[name] ?? 0) + count
  return sums
}
