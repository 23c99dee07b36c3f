/**
 * Before a run: does an iteration of each user work, and are files, ports, memory and engines enough for what the scenario asks?
 * Nothing of it is measured or stored; its requests reach the target all the same.
 */
import type { CompiledPlan } from '../../core/plan/compiledPlan.ts'
import { askedRate } from '../../core/preflight/askedRate.ts'
import { needsOf } from '../../core/preflight/needs.ts'
import {
  preflightFindings,
  type FailedIteration,
  type PreflightFinding,
} from '../../core/preflight/preflightFindings.ts'
import type { SpawnEngine } from '../runs/engineProcess.ts'
import { calibrate } from './calibrate.ts'
import { machineLimits } from './machineLimits.ts'
import { tryIteration, type Trial } from './tryIteration.ts'

export interface Preflight {
  findings: PreflightFinding[]
  /** No user could reach the target. */
  isUnreachable: boolean
}

/** An iteration is tried for so long; one that listens or polls need not come to its end. */
const TRIAL_MS = 5000
/** Any machine makes as much as this per engine, so that it need not be tried out. */
const EASY_RATE_PER_S = 2000

/** Looks at the scenarios of one plan; what was tried for one is not tried again for the next. */
export class Preflights {
  readonly #plan: CompiledPlan
  readonly #seed: number
  readonly #spawn: SpawnEngine
  readonly #trials = new Map<number, Promise<Trial>>()
  #perEngineS: Promise<number> | null = null

  constructor(plan: CompiledPlan, seed: number, spawn: SpawnEngine) {
    this.#plan = plan
    this.#seed = seed
    this.#spawn = spawn
  }

  /**
   * Takes no longer than seven seconds, and as a rule a fraction of one. When `signal` aborts it ends early, without findings.
   * @param scenarioIndex into plan.scenarios
   * @throws RunNotStartedError when an engine or a file of the plan fails
   */
  async look(scenarioIndex: number, processes: number, signal: AbortSignal): Promise<Preflight> {
    const plan = this.#plan
    const scenario = plan.scenarios[scenarioIndex]!
    const trials = await Promise.all(scenario.users.map(({ type }) => this.#trial(type, signal)))
    if (signal.aborted) return { findings: [], isUnreachable: false }
    const tried = trials.map((trial) => trial.tried)
    const askedPerS = askedRate(scenario, plan.users, tried)
    const isMuch = askedPerS / processes > EASY_RATE_PER_S
    const perEngineS = isMuch ? await (this.#perEngineS ??= calibrate(this.#spawn)) : null
    const failed = trials.flatMap((trial) => failureOf(trial, plan))
    const needs = needsOf(plan, scenario, processes)
    const findings = preflightFindings(needs, machineLimits(), processes, failed, { askedPerS, perEngineS })
    return { findings, isUnreachable: trials.length > 0 && trials.every((trial) => trial.isUnreachable) }
  }

  #trial(userType: number, signal: AbortSignal): Promise<Trial> {
    let trial = this.#trials.get(userType)
    if (trial === undefined) {
      trial = tryIteration(this.#plan, userType, this.#seed, TRIAL_MS, this.#spawn, signal)
      this.#trials.set(userType, trial)
    }
    return trial
  }
}

function failureOf({ tried, failure }: Trial, plan: CompiledPlan): FailedIteration[] {
  return failure === null ? [] : [{ user: plan.users[tried.userType]!.name, reason: failure }]
}
