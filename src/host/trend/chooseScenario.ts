/** Which plan, scenario and target are meant by what somebody typed. */
import { nearestName } from '../../core/plan/nearest.ts'
import { HistoryError } from '../storage/historyError.ts'
import type { RanScenario } from '../storage/ranScenarios.ts'

export interface ScenarioChoice {
  /** The plan by its name or its file; or what tells whether a run is of it. Left out: any. */
  plan?: string | ((ran: RanScenario) => boolean)
  scenario?: string
  /** Base address. */
  target?: string
}

/** Names that an error lists. */
const NAMED = 5

/**
 * Those that fit, the ones that were run last first; at least one.
 * @throws HistoryError 'notFound' with what there is
 */
export function fittingScenarios(
  ran: readonly RanScenario[],
  { plan, scenario, target }: ScenarioChoice,
): RanScenario[] {
  if (ran.length === 0) throw new HistoryError('notFound', 'The history has no runs that have ended yet.')
  const ofPlan = ran.filter((one) => isOfPlan(one, plan))
  if (ofPlan.length === 0)
    throw notFound(
      typeof plan === 'string' ? `There is no run of a plan ${quoted(plan)}` : 'There is no run of this plan',
      typeof plan === 'string' ? plan : null,
      ran.map(({ planName }) => planName),
    )
  const ofScenario = ofPlan.filter((one) => scenario === undefined || one.scenario === scenario)
  if (ofScenario.length === 0)
    throw notFound(
      `There is no run of a scenario ${quoted(scenario!)}${plan === undefined ? '' : ` of ${quoted(ofPlan[0]!.planName)}`}`,
      scenario!,
      ofPlan.map((one) => one.scenario),
    )
  const found = ofScenario.filter((one) => target === undefined || one.target === target)
  if (found.length === 0)
    throw notFound(
      `It was never run against ${quoted(target!)}`,
      target!,
      ofScenario.map((one) => one.target),
    )
  return found
}

function isOfPlan(one: RanScenario, plan: ScenarioChoice['plan']): boolean {
  if (plan === undefined) return true
  return typeof plan === 'string' ? one.planName === plan || one.planFiles.includes(plan) : plan(one)
}

function notFound(sentence: string, typed: string | null, all: readonly string[]): HistoryError {
  const names = [...new Set(all)]
  const meant = typed === null ? null : nearestName(typed, names)
  const more = names.length > NAMED ? `, and ${names.length - NAMED} more` : ''
  const hint =
    meant === null
      ? `There ${names.length === 1 ? 'is' : 'are'} ${names.slice(0, NAMED).map(quoted).join(', ')}${more}.`
      : `Did you mean ${quoted(meant)}?`
  return new HistoryError('notFound', `${sentence}. ${hint}`)
}

export function quoted(name: string): string {
  return JSON.stringify(name.length > 60 ? `${name.slice(0, 59)}…` : name)
}
