/** The plans of the demonstration: the bundled ones, their scenarios made short. */
import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { CompiledPlan } from '../../core/plan/compiledPlan.ts'
import { loadPlan } from '../plans/loadPlan.ts'
import { chooseScenarios } from '../runs/chooseScenarios.ts'

export const DEMO_PLAN = join('resources', 'plans', 'ai-automation', 'ai-automation.plan.yaml')
export const DEMO_SCENARIO = 'smoke'

/** A scenario that the demonstration runs. */
export interface DemoPart {
  /** Beside the bundled plan. */
  file: string
  scenario: string
  /** What is under way at the end of so short a run has no longer than this. */
  gracefulStopMs: number
}

export const SMOKE: DemoPart = { file: basename(DEMO_PLAN), scenario: DEMO_SCENARIO, gracefulStopMs: 3000 }
export const STEADY: DemoPart = { file: 'builds.plan.yaml', scenario: 'steady', gracefulStopMs: 10_000 }

export interface DemoPlan {
  plan: CompiledPlan
  /** Its path in the package, with slashes. */
  planFile: string
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

/**
 * @param demoPlan the bundled plan's file
 * @throws Error when the plan cannot be used, which is a mistake of the package
 */
export async function loadDemoPlan(
  demoPlan: string,
  { file: name, scenario: asked, gracefulStopMs }: DemoPart,
  target: string,
  runTimeMs: number,
): Promise<DemoPlan> {
  const planFile = join(dirname(DEMO_PLAN), name)
  const file = join(dirname(demoPlan), name)
  // Nothing of the user's environment changes what is shown.
  const { plan, problems, maskedText } = await loadPlan(file, { environment: {} })
  if (plan === null) throw new Error(problems.map(({ line, message }) => `${planFile}:${line} ${message}`).join('\n'))
  const { plan: changed, chosen } = chooseScenarios(plan, [asked], {
    target: { value: target, source: 'the demonstration' },
    users: null,
    spawnRatePerS: null,
    runTimeMs: { value: runTimeMs, source: 'the demonstration' },
  })
  const { index, notices } = chosen[0]!
  const scenarios = changed.scenarios.map((scenario) => ({ ...scenario, gracefulStopMs }))
  // Where the package lies on this machine is nobody's business who reads the report.
  return {
    plan: { ...changed, scenarios },
    planFile: planFile.replaceAll('\\', '/'),
    maskedText,
    scenario: index,
    notices,
  }
}
