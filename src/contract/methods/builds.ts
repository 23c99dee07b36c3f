/** Builds compared: which there are, whether one is worse, what is remembered about it. */
import { z } from 'zod'
import type { BuildComparison } from '../../core/comparison/comparison.ts'
import { method, subscription } from '../method.ts'

const name = z.string().max(1000)
/** Runs of these are compared with each other. */
const scenarioSchema = z.strictObject({ planName: name, scenario: name, target: name })
export type ScenarioOfBuilds = z.infer<typeof scenarioSchema>

/** A label or commit, the id of a run, `last`, several with commas between; as a baseline also `starred`. */
const builds = z.string().min(1).max(10_000)

export interface BuildOfScenario {
  /** As people name it. */
  build: string
  /** That have ended, with numbers. */
  runs: number
  newestMs: number
}

export interface ScenarioBuilds extends ScenarioOfBuilds {
  /** Newest first. Runs of no build are not in it. */
  builds: BuildOfScenario[]
  /** The build that others are compared with; null: none was chosen. */
  baseline: string | null
}

/** How a comparison comes along; its last value is the comparison. */
export type ComparisonNews =
  | { kind: 'reading'; done: number; of: number }
  | { kind: 'compared'; comparison: BuildComparison }

export const compareSchema = z.strictObject({
  baseline: builds,
  candidate: builds,
  /** Where the builds ran several: name or file of the plan. */
  plan: name.optional(),
  scenario: name.optional(),
  /** Base address; runs of a build against others are left out. */
  target: name.optional(),
  /** Compare also what should not be compared. */
  isForced: z.boolean().default(false),
})
export type CompareQuestion = z.output<typeof compareSchema>

export const buildsMethods = {
  /** Those that were run last, first. */
  'builds.scenarios': method<ScenarioBuilds[]>()(z.strictObject({})),
  /** @param build null: none from now on */
  'builds.setBaseline': method<void>()(z.strictObject({ of: scenarioSchema, build: name.min(1).nullable() })),
}

export const buildsSubscriptions = {
  /** Ends with the comparison; unsubscribing gives it up. */
  'builds.compare': subscription<ComparisonNews>()(compareSchema),
}
