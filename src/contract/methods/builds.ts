/** Builds compared: which there are, whether one is worse, what is remembered about it. */
import { z } from 'zod'
import type { BuildComparison, EndpointComparison } from '../../core/comparison/comparison.ts'
import type { Metric } from '../../core/comparison/metrics.ts'
import { ALIGNMENTS, type OverlayAxis } from '../../core/comparison/overlay/overlayAxis.ts'
import { method, subscription } from '../method.ts'
import { runReference } from './runs.ts'

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
  /** Runs that are read, and the share of all the work, 0 to 1, of which every hundredth is told. */
  | { kind: 'reading'; done: number; of: number; share: number }
  | { kind: 'endpoints'; endpoints: EndpointComparison[] }
  | ComparedNews

export interface ComparedNews {
  kind: 'compared'
  /** Its endpoints came before, in parts and in their order: all at once they would hold up whoever shows them. */
  comparison: BuildComparison
  /** What is to be read first, by the criteria of the newest candidate's plan; the most important first. */
  primary: Metric[]
}

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

/** Runs of one build that are laid over those of another. */
export const MOST_OVERLAID_RUNS = 50

/** One run on the axis that all have in common, one value a step. NaN: nothing there, or too few requests to say. */
export interface OverlayRun {
  runId: string
  requestsPerS: Float64Array
  /** Of successful requests, from the histograms of the step's seconds. */
  p50Ms: Float64Array
  p95Ms: Float64Array
  p99Ms: Float64Array
  failurePercent: Float64Array
}

export interface OverlaidRuns {
  kind: 'overlaid'
  axis: OverlayAxis
  /** The longest of the runs: what is before it was not judged. */
  warmUpS: number
  baseline: OverlayRun[]
  candidate: OverlayRun[]
}

export type OverlayView = OverlaidRuns | { kind: 'tooManyStages'; stages: number }

const overlaidRuns = z.array(runReference).min(1).max(MOST_OVERLAID_RUNS)

export const overlaySchema = z.strictObject({
  baseline: overlaidRuns,
  candidate: overlaidRuns,
  /** Null: everything that was requested. */
  endpoint: z.strictObject({ name: z.string(), kind: z.string() }).nullable().default(null),
  align: z.enum(ALIGNMENTS).default('elapsed'),
})
export type OverlayQuestion = z.output<typeof overlaySchema>

/** Served by the readers of the history. */
export const overlayMethods = {
  /** Runs of two builds over each other. Seconds in which the generator was not trusted are in none of it. */
  'builds.overlay': method<OverlayView>()(overlaySchema),
}
