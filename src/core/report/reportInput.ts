/** What the host knows of a run when it ends (or reads it from the history), and the report is built from. */
import type { BuildComparison } from '../comparison/comparison.ts'
import type { MatchableEndpoint } from '../criteria/matchEndpoint.ts'
import type { SlidingOutcome } from '../criteria/slidingWindow.ts'
import type { HealthSecond, SecondTrust } from '../criteria/trust.ts'
import type { VerdictFacts } from '../criteria/verdict.ts'
import type { Criterion } from '../plan/compiledPlan.ts'
import type { ErrorCount, Exemplar } from '../recording/second.ts'
import type { WindowOfSeries } from './accumulate.ts'
import type { PreviousRun, ReportAnnotation, ReportRun } from './report.ts'

/** Sums over the judged window. */
export interface LoadTotals {
  iterationsStarted: number
  iterationsCompleted: number
  iterationsFailed: number
  iterationsInterrupted: number
  dropped: number
  messagesIn: number
  messagesOut: number
  checksPassed: number
  checksFailed: number
}

export interface TimelineStep {
  /** All series of the step, merged or not. */
  windows: WindowOfSeries[]
  /** Users running at the end of the step, by user type. */
  users: Record<string, number>
  /** At the end of the step. */
  inFlight: number
  iterationsStarted: number
  iterationsCompleted: number
  dropped: number
}

/** What was planned, as far as findings compare it with what happened. */
export interface PlannedLoad {
  /** `users`: a number of users; `arrivals`: iterations per second. */
  kind: 'users' | 'arrivals'
  /** One per timeline step: planned mean over the step, in users or iterations per second; null where nothing is planned. */
  perStep: (number | null)[]
  /** Arrivals at random: chance alone makes more or fewer of them. */
  isRandom?: boolean
  /** Weights of the user types of the scenario, in any unit. */
  userTypes: { name: string; weight: number }[]
}

export interface ReportInput {
  /** `run.window` is the judged window: from the end of the warm-up to the end of the load. */
  run: ReportRun
  /** The plan's endpoints, for method and path. */
  endpoints: readonly MatchableEndpoint[]
  /** Windows from the end of the warm-up to the end of the run: of any length, any number per series; they must not overlap. */
  windows: readonly WindowOfSeries[]
  /** The whole run in steps of equal length from its start, at most about 900. */
  timeline: { stepMs: number; steps: readonly TimelineStep[] }
  load: LoadTotals
  /** Of the whole run. */
  usersFailed: number
  /** Of the whole run; the same group may come several times. */
  errors: readonly (ErrorCount & { firstMs: number; lastMs: number })[]
  /** Requests of the whole run by endpoint, for shares of errors. */
  requestsByEndpoint: Readonly<Record<string, number>>
  exemplars: readonly Exemplar[]
  /** Every second of the whole run, and what `createTrustJudge` made of it. */
  health: readonly HealthSecond[]
  trust: readonly SecondTrust[]
  criteria: readonly Criterion[]
  /** From the live evaluator, in the order of `criteria`. */
  sliding: readonly (SlidingOutcome | null)[]
  /** How the run ended and what the caller wants to fail on. */
  outcome: Omit<VerdictFacts, 'trust' | 'requests' | 'shortfall' | 'steered'>
  planned: PlannedLoad | null
  /** `as` names that were not counted under their own name, with the step that made them. */
  foldedNames: readonly { position: string; count: number }[]
  /** By time. */
  annotations: readonly ReportAnnotation[]
  /** Earlier runs of the same plan and scenario, newest first. */
  previousRuns: readonly PreviousRun[]
  /** With its baseline; absent or null: none was asked for. */
  comparison?: BuildComparison | null
  /** What the host itself has to say about the numbers. */
  notices: readonly string[]
}
