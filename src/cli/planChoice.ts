/** PLAN of commands that look into the history: the name of a plan, or its file; and which history that is about. */
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { RanScenario } from '../host/storage/ranScenarios.ts'
import type { ScenarioChoice } from '../host/trend/chooseScenario.ts'
import { askedHistory } from './askedHistory.ts'
import type { CliContext } from './cliContext.ts'
import { isRunOfPlan } from './planInHistory.ts'

export interface PlanInHistory {
  /** The history's. */
  file: string
  plan: NonNullable<ScenarioChoice['plan']> | undefined
}

/**
 * @param plan left out: all plans
 * @param history as --history named it
 * @throws CommandError (wrong usage) when there is no history
 */
export function planAndHistory(
  plan: string | undefined,
  history: string | undefined,
  context: CliContext,
): PlanInHistory {
  const path = plan === undefined ? null : resolve(context.cwd, plan)
  const planFile = path !== null && isFile(path) ? path : null
  const file = askedHistory(history, context, planFile)
  const isOfFile =
    planFile === null
      ? null
      : ({ planFiles }: RanScenario): boolean => planFiles.some((known) => isRunOfPlan(file, known, planFile))
  return { file, plan: isOfFile ?? plan }
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile()
  } catch {
    return false
  }
}
