/** How many requests a second a scenario will ask for at its peak, estimated from one tried iteration of each of its users. */
import { apportion } from '../load/apportion.ts'
import { peakLevel } from '../load/loadShape.ts'
import type { Scenario, UserType, Wait } from '../plan/compiledPlan.ts'

/** What one iteration of a user type took. */
export interface TriedIteration {
  /** Index into the plan's users. */
  userType: number
  /** Requests and messages that were sent. */
  sent: number
  durationMs: number
  /** The time for trying was over before its end. */
  isCut: boolean
}

/**
 * Requests per second, all engines together. An iteration that was cut short counts with the rate it had. Only an estimate: other
 * tasks may do more or less, and a target under load is slower than one that is tried.
 */
export function askedRate(
  scenario: Scenario,
  users: readonly UserType[],
  tried: readonly Omit<TriedIteration, 'isCut'>[],
): number {
  const peak = peakLevel(scenario.load)
  const total = scenario.users.reduce((sum, { weight }) => sum + weight, 0)
  if (scenario.load.model === 'open') {
    return scenario.users.reduce((rate, { type, weight }) => {
      const iteration = tried.find(({ userType }) => userType === type)
      return rate + ((iteration?.sent ?? 0) * peak * weight) / total
    }, 0)
  }
  const counts = apportion(
    scenario.users.map(({ weight }) => weight),
    Math.ceil(peak),
  )
  return scenario.users.reduce((rate, { type }, index) => {
    const iteration = tried.find(({ userType }) => userType === type)
    if (iteration === undefined || iteration.sent === 0) return rate
    const periodMs = periodOf(users[type]!.wait, iteration.durationMs)
    return rate + (counts[index]! * iteration.sent * 1000) / Math.max(periodMs, 0.01)
  }, 0)
}

/** From the start of one iteration to the start of the next, on average. */
function periodOf(wait: Wait | null, durationMs: number): number {
  switch (wait?.kind) {
    case undefined:
      return durationMs
    case 'fixed':
      return durationMs + wait.ms
    case 'uniform':
      return durationMs + (wait.minMs + wait.maxMs) / 2
    case 'exponential':
      return durationMs + wait.meanMs
    case 'pacing':
      return Math.max(durationMs, wait.periodMs)
  }
}
