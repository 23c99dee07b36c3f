/** The plans of the workspace. Files are named by their path relative to it, with slashes; nothing outside of it has a name. */
import { z } from 'zod'
import type { LoadShape } from '../../core/load/loadShape.ts'
import type { Problem } from '../../core/plan/problem.ts'
import { method, subscription } from '../method.ts'

export const planFile = z.string().min(1).max(1000)

export interface PlanScenario {
  name: string
  purpose: string | null
  load: LoadShape
  /** `100 users for 10m`. */
  loadText: string
  warmUpMs: number
  criteria: number
}

export interface PlanEntry {
  file: string
  modifiedAtMs: number
  /** Null where it cannot be read: see `problems`. */
  name: string | null
  target: string | null
  scenarios: PlanScenario[]
  /** With its first errors; warnings do not keep a plan from running. */
  problems: Problem[]
}

export const plansMethods = {
  /** By name of file. Plans in code are listed by their name; what they say is known when they are checked. */
  'plans.list': method<PlanEntry[]>()(z.strictObject({})),
  /** Reads one plan with everything in it; runs the code of plans in code. */
  'plans.check': method<PlanEntry>()(z.strictObject({ file: planFile })),
}

export const plansSubscriptions = {
  /** A plan of the workspace was changed, made or removed: ask again. */
  'plans.changed': subscription<null>()(z.strictObject({})),
}
