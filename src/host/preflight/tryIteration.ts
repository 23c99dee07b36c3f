/** One iteration of a user, before there are a thousand of them: does it work at all, and how much does it send? */
import { nothingMeasured } from '../../core/criteria/targetReached.ts'
import type { CompiledPlan } from '../../core/plan/compiledPlan.ts'
import type { TriedIteration } from '../../core/preflight/askedRate.ts'
import type { Exchange } from '../../contract/engineMessages.ts'
import { debugRun } from '../runs/debugRun.ts'
import type { SpawnEngine } from '../runs/engineProcess.ts'

export interface Trial {
  tried: TriedIteration
  /** A sentence; null when nothing failed. */
  failure: string | null
  /** Nothing of the target answered. */
  isUnreachable: boolean
}

/**
 * Its heaviest task, for at most `limitMs`: what lasts longer is cut off, which is no failure.
 * @throws RunNotStartedError when an engine or a file of the plan fails
 */
export async function tryIteration(
  plan: CompiledPlan,
  userType: number,
  seed: number,
  limitMs: number,
  spawn: SpawnEngine,
  signal: AbortSignal,
): Promise<Trial> {
  const { tasks } = plan.users[userType]!
  const heaviest = tasks.reduce((best, task, index) => (task.weight > tasks[best]!.weight ? index : best), 0)
  const exchanges: Exchange[] = []
  const limit = AbortSignal.timeout(limitMs)
  const stop = AbortSignal.any([limit, signal])
  for await (const exchange of debugRun({ plan, seed, userType, task: heaviest }, spawn, stop)) exchanges.push(exchange)
  const ends = exchanges.map(({ startMs, durationUs }) => startMs + durationUs / 1000)
  const starts = exchanges.map(({ startMs }) => startMs)
  const durationMs = stop.aborted ? limitMs : Math.max(0, Math.max(0, ...ends) - Math.min(...starts, Infinity))
  const requests = exchanges.filter(({ kind }) => kind === 'http' || kind === 'socketOpen')
  const sent = requests.length + exchanges.filter(({ kind }) => kind === 'sent').length
  const failed = exchanges.filter(({ error }) => error !== null)
  const errors = failed.flatMap(({ error }) => (error!.class === 'setup' ? [] : [{ ...error!, count: 1 }]))
  const failedRequests = requests.filter(({ error }) => error !== null).length
  const unreachable =
    requests.length === 0 ? null : nothingMeasured(plan.target, requests.length, failedRequests, errors)
  return {
    tried: { userType, sent, durationMs, isCut: stop.aborted },
    failure: unreachable ?? firstFailure(failed),
    isUnreachable: unreachable !== null,
  }
}

function firstFailure(failed: readonly Exchange[]): string | null {
  const [first] = failed
  if (first === undefined) return null
  const where = [first.endpoint, first.position === '' ? null : `(${first.position})`].filter((part) => part !== null)
  return `${[...where, first.error!.message].join(' ')}.`
}
