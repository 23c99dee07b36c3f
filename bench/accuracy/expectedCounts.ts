/**
 * How often each endpoint of a plan is asked in a time, and how much chance moves that: worked out from the plan alone and
 * from how long requests take, without running anything.
 *
 * A user does one task after the other; each is drawn by its weight, takes a time X (its waits and requests, and the wait
 * after it) and asks an endpoint R times. Within a time τ it begins N tasks, and N is a stopping time, so by Wald
 * E[C] = E[N]·E[R] with E[N] ≈ τ/μ + (σ² + μ²)/2μ²; and by the central limit theorem of renewal–reward processes
 * Var[C] ≈ τ/μ · Var(R − X·E[R]/μ), where μ and σ² are mean and variance of X (Asmussen, Applied Probability and Queues, V.6, VI.3).
 * Every task that begins is finished, as both tools do. Tasks without loops that depend on answers only.
 */
import type { CompiledPlan, Op, Pc, UserType, Wait } from '../../src/core/plan/compiledPlan.ts'

export interface ExpectedCount {
  mean: number
  variance: number
}

export interface CountQuestion {
  plan: CompiledPlan
  /** Users of each type, in the plan's order. */
  users: number[]
  /** How long the load is on; all users start with it. */
  seconds: number
  /** Mean time of a request to an endpoint, by its name. */
  requestMs: (endpoint: string) => number
}

/** By endpoint name. @throws Error for a step of whose count nothing is known beforehand */
export function expectedCounts({ plan, users, seconds, requestMs }: CountQuestion): Map<string, ExpectedCount> {
  const counts = new Map<string, ExpectedCount>()
  const add = (endpoint: string, mean: number, variance: number): void => {
    const known = counts.get(endpoint) ?? { mean: 0, variance: 0 }
    counts.set(endpoint, { mean: known.mean + mean, variance: known.variance + variance })
  }
  plan.users.forEach((type, index) => {
    const count = users[index]!
    const start = walk(plan, type.onStart)
    const stop = walk(plan, type.onStop)
    for (const [endpoint, times] of [...start.requests, ...stop.requests]) add(endpoint, count * times, 0)
    const forTasksMs = seconds * 1000 - durationOf(start, requestMs).mean
    for (const [endpoint, one] of countsOfUser(plan, type, forTasksMs, requestMs))
      add(endpoint, count * one.mean, count * one.variance)
  })
  return counts
}

function countsOfUser(
  plan: CompiledPlan,
  type: UserType,
  forMs: number,
  requestMs: CountQuestion['requestMs'],
): Map<string, ExpectedCount> {
  const weights = type.tasks.reduce((sum, { weight }) => sum + weight, 0)
  const between = waitMoments(type.wait)
  const tasks = type.tasks.map(({ entry, weight }) => {
    const path = walk(plan, entry)
    const { mean, variance } = durationOf(path, requestMs)
    return {
      share: weight / weights,
      requests: path.requests,
      mean: mean + between.mean,
      variance: variance + between.variance,
    }
  })
  const over = (pick: (task: (typeof tasks)[number]) => number): number =>
    tasks.reduce((sum, task) => sum + task.share * pick(task), 0)
  const mean = over((task) => task.mean)
  const variance = over((task) => task.variance + task.mean ** 2) - mean ** 2
  const begun = forMs / mean + (variance + mean ** 2) / (2 * mean ** 2)

  const endpoints = new Set(tasks.flatMap(({ requests }) => [...requests.keys()]))
  return new Map(
    [...endpoints].map((endpoint) => {
      const times = (task: (typeof tasks)[number]): number => task.requests.get(endpoint) ?? 0
      const rate = over(times) / mean
      // Its mean is 0. Within a task R is fixed, so that chance is in which task it is, and in how long its waits are.
      const spread = over((task) => (times(task) - task.mean * rate) ** 2 + rate ** 2 * task.variance)
      return [endpoint, { mean: begun * over(times), variance: (forMs / mean) * spread }]
    }),
  )
}

interface Path {
  /** How often each endpoint is asked. */
  requests: Map<string, number>
  waits: Wait[]
}

/** The one way through a piece of the program. */
function walk(plan: CompiledPlan, entry: Pc | null): Path {
  const path: Path = { requests: new Map(), waits: [] }
  if (entry === null) return path
  const returns: Pc[] = []
  const loops: number[] = []
  for (let pc = entry; ;) {
    const op: Op = plan.program[pc]!
    pc++
    if (op.op === 'end') return path
    if (op.op === 'http' && 'index' in op.request.endpoint) {
      const { name } = plan.endpoints[op.request.endpoint.index]!
      path.requests.set(name, (path.requests.get(name) ?? 0) + 1)
    } else if (op.op === 'wait') path.waits.push(op.wait)
    else if (op.op === 'call') {
      returns.push(pc)
      pc = op.to
    } else if (op.op === 'return') pc = returns.pop()!
    else if (op.op === 'loopStart' && op.loop.kind === 'times' && op.loop.times.kind === 'constant')
      loops.push(Number(op.loop.times.value))
    else if (op.op === 'loopNext') {
      loops[loops.length - 1]!--
      if (loops.at(-1)! > 0) pc = op.start
      else loops.pop()
    } else if (op.op !== 'set') throw new Error(`how often a step of kind ${op.op} is taken cannot be told beforehand`)
  }
}

interface Moments {
  mean: number
  variance: number
}

function durationOf({ requests, waits }: Path, requestMs: CountQuestion['requestMs']): Moments {
  const moments = waits.map(waitMoments)
  let mean = moments.reduce((sum, wait) => sum + wait.mean, 0)
  for (const [endpoint, times] of requests) mean += times * requestMs(endpoint)
  return { mean, variance: moments.reduce((sum, wait) => sum + wait.variance, 0) }
}

function waitMoments(wait: Wait | null): Moments {
  if (wait === null) return { mean: 0, variance: 0 }
  if (wait.kind === 'fixed') return { mean: wait.ms, variance: 0 }
  if (wait.kind === 'uniform')
    return { mean: (wait.minMs + wait.maxMs) / 2, variance: (wait.maxMs - wait.minMs) ** 2 / 12 }
  if (wait.kind === 'exponential') return { mean: wait.meanMs, variance: wait.meanMs ** 2 }
  throw new Error('pacing is not a wait of a length')
}
