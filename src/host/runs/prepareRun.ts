/**
 * From a plan file and what is asked of it to runs that can be started: one way for the command line and the workbench, so that the same
 * words start the same run.
 */
import type { FailOn } from '../../core/criteria/verdict.ts'
import { maxUserCount } from '../../core/load/userSchedule.ts'
import type { CompiledPlan } from '../../core/plan/compiledPlan.ts'
import { codeReader } from '../plans/codeReader.ts'
import { loadPlan, type LoadedPlan } from '../plans/loadPlan.ts'
import type { Build } from '../storage/newRun.ts'
import { chooseScenarios } from './chooseScenarios.ts'
import type { SpawnEngine } from './engineProcess.ts'
import { findBuild } from './findBuild.ts'
import type { Overrides } from './overrides.ts'
import { RunRefusal } from './runRefusal.ts'
import type { RunRequest } from './startRun.ts'

type Environment = Record<string, string | undefined>

/** What is asked. */
export interface RunWish {
  /** As the user wrote it; problems and the report show it so. */
  planFile: string
  /** Where a relative `planFile` begins; absent: the working folder of the process. */
  from?: string
  /** Names; none: all of the plan, in its order. */
  scenarios: readonly string[]
  overrides: Overrides
  /** For ${NAME} in the plan. */
  planEnvironment: Environment
  /** Null: CI's variables in `buildEnvironment` are asked, then git. */
  buildLabel: string | null
  buildEnvironment: Environment
  /** At most; a run never has more engines than users. */
  processes: number
  seed: number
  failOn: FailOn[]
}

export type PreparedRuns =
  /** In the order they are to run. */
  | { kind: 'prepared'; loaded: LoadedPlan; plan: CompiledPlan; build: Build; requests: RunRequest[] }
  /** The plan has errors: `loaded.problems`. */
  | { kind: 'problems'; loaded: LoadedPlan }
  /** The plan is right, but what is asked of it is not: a sentence. */
  | { kind: 'refused'; loaded: LoadedPlan; sentence: string }

/** Reads the plan and makes the requests for its runs; runs the code of a plan in code, in a process of its own. Never throws for what a user can do wrong. */
export async function prepareRuns(wish: RunWish, spawn: SpawnEngine): Promise<PreparedRuns> {
  const loaded = await loadPlan(wish.planFile, {
    environment: wish.planEnvironment,
    readCode: codeReader(spawn),
    ...(wish.from === undefined ? {} : { from: wish.from }),
  })
  if (loaded.plan === null) return { kind: 'problems', loaded }
  try {
    const { plan, chosen } = chooseScenarios(loaded.plan, wish.scenarios, wish.overrides)
    const build = await findBuild(wish.buildLabel, wish.buildEnvironment, plan.folder)
    const requests = chosen.map(({ index, notices }): RunRequest => ({
      plan,
      planFile: wish.planFile,
      planText: loaded.maskedText,
      scenario: index,
      build,
      processes: Math.max(1, Math.min(wish.processes, maxUserCount(plan.scenarios[index]!.load))),
      seed: wish.seed,
      failOn: wish.failOn,
      notices,
    }))
    return { kind: 'prepared', loaded, plan, build, requests }
  } catch (error) {
    if (error instanceof RunRefusal) return { kind: 'refused', loaded, sentence: error.message }
    throw error
  }
}
