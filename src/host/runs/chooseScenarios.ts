/** The scenarios that were asked for, with what is changed in the plan for this time. */
import type { CompiledPlan } from '../../core/plan/compiledPlan.ts'
import { nearestName } from '../../core/plan/nearest.ts'
import { quoted } from '../../core/plan/problem.ts'
import { overrideLoad } from './overrideLoad.ts'
import { givenBy, type Overrides } from './overrides.ts'
import { RunRefusal } from './runRefusal.ts'

export interface ChosenScenarios {
  /** With the overrides in it. */
  plan: CompiledPlan
  /** In the order they are to run. */
  chosen: { index: number; notices: string[] }[]
}

/**
 * @param names as typed; none: all of the plan, in its order
 * @throws RunRefusal for an unknown name, or an override that has no meaning for one of the chosen scenarios
 */
export function chooseScenarios(plan: CompiledPlan, names: readonly string[], overrides: Overrides): ChosenScenarios {
  const indexes =
    names.length === 0 ? plan.scenarios.map((_, index) => index) : names.map((name) => indexOf(plan, name))
  const changed = new Map(
    [...new Set(indexes)].map((index) => [index, overrideLoad(plan.scenarios[index]!, overrides)]),
  )
  const { target } = overrides
  const isElsewhere = target !== null && target.value !== plan.target
  const targetNotices = isElsewhere ? [`Target ${target.value} instead of ${plan.target} (${givenBy(target)}).`] : []
  return {
    plan: {
      ...plan,
      target: target?.value ?? plan.target,
      scenarios: plan.scenarios.map((scenario, index) => changed.get(index)?.scenario ?? scenario),
    },
    chosen: indexes.map((index) => ({ index, notices: [...targetNotices, ...(changed.get(index)?.notices ?? [])] })),
  }
}

function indexOf(plan: CompiledPlan, name: string): number {
  const index = plan.scenarios.findIndex((scenario) => scenario.name === name)
  if (index >= 0) return index
  const all = plan.scenarios.map((scenario) => scenario.name)
  const meant = nearestName(name, all)
  const hint =
    meant === null ? `The plan has ${all.slice(0, 20).map(quoted).join(', ')}.` : `Did you mean ${quoted(meant)}?`
  throw new RunRefusal(`The plan has no scenario ${quoted(name)}. ${hint}`)
}
