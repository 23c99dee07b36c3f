/** The plan of the demonstration: the bundled one, its smoke test made short. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { CompiledPlan } from '../../core/plan/compiledPlan.ts'
import { loadPlan } from '../plans/loadPlan.ts'
import { chooseScenarios } from '../runs/chooseScenarios.ts'

export const DEMO_PLAN = join('resources', 'plans', 'ai-automation', 'ai-automation.plan.yaml')
export const DEMO_SCENARIO = 'smoke'

/** What is under way at the end of so short a run has no longer than this. */
const GRACEFUL_STOP_MS = 3000

export interface DemoPlan {
  plan: CompiledPlan
  maskedText: string
  /** Index into plan.scenarios. */
  scenario: number
  /** What differs from the plan as it is written. */
  notices: string[]
}

/**
 * The bundled plan's file, found from any file of the package: in a clone, and in a package that was installed.
 * @throws Error when the package is not complete
 */
export function findDemoPlan(insideFile: string): string {
  for (let folder = dirname(insideFile); ; folder = dirname(folder)) {
    const file = join(folder, DEMO_PLAN)
    if (existsSync(file)) return file
    if (folder === dirname(folder)) throw new Error(`The plan of the demonstration is missing: ${DEMO_PLAN}.`)
  }
}

/** @throws Error when the plan cannot be used, which is a mistake of the package */
export async function loadDemoPlan(file: string, target: string, runTimeMs: number): Promise<DemoPlan> {
  // Nothing of the user's environment changes what is shown.
  const { plan, problems, maskedText } = await loadPlan(file, { environment: {} })
  if (plan === null) throw new Error(problems.map(({ line, message }) => `${DEMO_PLAN}:${line} ${message}`).join('\n'))
  const { plan: changed, chosen } = chooseScenarios(plan, [DEMO_SCENARIO], {
    target: { value: target, source: 'the demonstration' },
    users: null,
    spawnRatePerS: null,
    runTimeMs: { value: runTimeMs, source: 'the demonstration' },
  })
  const { index, notices } = chosen[0]!
  const scenarios = changed.scenarios.map((scenario) => ({ ...scenario, gracefulStopMs: GRACEFUL_STOP_MS }))
  return { plan: { ...changed, scenarios }, maskedText, scenario: index, notices }
}
