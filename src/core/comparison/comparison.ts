/**
 * Two builds compared, as data: what a screen, a report, the command line and JSON are made from. Words are made elsewhere. Effects and
 * intervals are differences on the scale of the metric (metrics.ts): exp(0.095) − 1 is 10 % more. `null` stands for what is not known.
 */
import type { ComparisonSettings, EndpointId } from './comparisonInput.ts'
import type { Metric } from './metrics.ts'
import type { PracticalThreshold } from './thresholds.ts'

export const COMPARISON_VERDICTS = ['regressed', 'improved', 'unchanged', 'notEnoughData'] as const
export type ComparisonVerdict = (typeof COMPARISON_VERDICTS)[number]

export interface Interval {
  low: number
  high: number
}

/** Why the verdict is what it is. */
export type VerdictReason =
  /** Beyond chance (q) and beyond the threshold. */
  | { kind: 'clearChange' }
  /** The 90 % interval is within the threshold. */
  | { kind: 'equivalent' }
  /** As equivalent, and beyond chance: real, but below the threshold. */
  | { kind: 'realButSmall' }
  /** Too wide an interval to say either. `isSignificant`: there is a change, but it may be smaller than the threshold. */
  | { kind: 'tooUncertain'; isSignificant: boolean }
  /** One run against one, and no history: how runs of one build differ is not known. */
  | { kind: 'spreadUnknown' }
  /** The mean of the runs and their Hodges-Lehmann estimate differ by more than the threshold: one run decides. */
  | { kind: 'oneRunDecides'; runIds: string[] }
  /** A build has no run with enough requests for this percentile. */
  | { kind: 'tooFewRequests'; needed: number }
  /** A build has no number: no request, or nothing that was timed. */
  | { kind: 'notMeasured' }

/** One number of one run. */
export interface RunValue {
  runId: string
  /** On the scale of the metric. */
  value: number
  /** What the run's own seconds leave open, 95 %: it does not include the differences between runs. Null: not computed. */
  withinRun: Interval | null
  /** Of `errors`: the share of failures as it was counted (`value` stands for one that is never quite 0). Null of others. */
  failureShare: number | null
}

export interface MetricComparison {
  /** Null: of the whole run. */
  endpoint: EndpointId | null
  metric: Metric
  verdict: ComparisonVerdict
  reason: VerdictReason
  /** Candidate − baseline; null when one of them has no value. */
  effect: number | null
  /** 95 % interval of the effect; wider where it was selected among many (false coverage rate). */
  interval: Interval | null
  /** 90 %: what `unchanged` is decided by. */
  equivalenceInterval: Interval | null
  /** Interval from what the seconds of single runs leave open, where nothing better is known. It does not include the differences between runs. */
  withinRunInterval: Interval | null
  /** Of the hypothesis that nothing changed, and adjusted for the number of all tests. */
  p: number | null
  q: number | null
  /** Hodges-Lehmann: the median of all differences between a run of the candidate and one of the baseline. */
  robustEffect: number | null
  /** Effects within it do not matter. Null: none is known, as there is no baseline. */
  threshold: PracticalThreshold | null
  /** Standard deviation of one run's value, and the degrees of freedom it rests on (with what other endpoints and the history add). */
  spread: { deviation: number; df: number } | null
  baseline: RunValue[]
  candidate: RunValue[]
  /** In units people know: ms, share of failures, requests per second, achieved ÷ due; of the mean on the metric's scale. */
  typical: { baseline: number | null; candidate: number | null }
  /** Of `errors`: the share of failures of all requests of the build, as it was counted (`typical` is never quite 0). Null of others. */
  failureShare: { baseline: number | null; candidate: number | null } | null
  /** Runs of each build that would do: for `unchanged` when nothing changed; to find a change as large as was seen (at least the threshold's) in 4 of 5 cases. Null: more than 1,000, or unknown. */
  runsNeeded: { unchanged: number | null; change: number | null }
  /** One build has one run only: a change that was found has to be confirmed by another. */
  needsConfirmation: boolean
}

/** A run that is far (4 deviations) from the median of its build. */
export interface NoisyRun {
  runId: string
  build: 'baseline' | 'candidate'
  /** Where it is, largest distance first. */
  places: { endpoint: EndpointId | null; metric: Metric; deviations: number }[]
}

/** Ratio candidate ÷ baseline of a quantile, with a pointwise 95 % band (of the ratio) from the differences between runs. */
export interface ShiftPoint {
  percentile: number
  baselineMs: number
  candidateMs: number
  ratio: number
  band: Interval | null
}

export interface EndpointComparison {
  endpoint: EndpointId
  /** `matched`: in both builds. */
  presence: 'matched' | 'new' | 'vanished'
  requests: { baseline: number; candidate: number }
  failures: { baseline: number; candidate: number }
  /** Of the response time of all requests of a build, the part that was spent here; null of none, and of groups and streams. */
  timeShare: { baseline: number | null; candidate: number | null }
  /** Worst of its metrics that were judged: regressed, improved, not enough data, unchanged. Not enough data of a new or vanished one. */
  verdict: ComparisonVerdict
  metrics: MetricComparison[]
  /** Quantiles that both builds have enough requests for; empty of none. */
  shift: ShiftPoint[]
  /** The form of the distribution, whatever its scale. Null with too few runs to tell. */
  shape: { p: number; isChanged: boolean } | null
}

/** What changed together and is one finding: metrics of an endpoint, and endpoints whose runs go up and down together. */
export interface ComparisonFinding {
  direction: 'regressed' | 'improved'
  /** The largest change in units of its threshold comes first. */
  changes: { endpoint: EndpointId | null; metric: Metric }[]
  /** Of the endpoints in both builds, those in it. */
  endpoints: number
  isEverywhere: boolean
  needsConfirmation: boolean
}

export interface ErrorGroupChange {
  change: 'new' | 'vanished'
  class: string
  endpoint: string
  message: string
  count: number
  /** Runs of its build that have it, and that there are. */
  runs: number
  ofRuns: number
}

/** Time moved from some endpoints to others, and the sum stayed. */
export interface CostShift {
  slower: EndpointId[]
  faster: EndpointId[]
  /** Of response time, per request of the run (mean over all): what moved, and what is left in the sum. */
  movedMs: number
  leftMs: number
}

export interface OverallRatio {
  metric: Metric
  /** Geometric mean over the endpoints in all runs of both builds, candidate ÷ baseline. */
  ratio: number
  interval: Interval | null
  endpoints: number
}

/** What two sets of runs differ in, besides the build. */
export interface Difference {
  kind: DifferenceKind
  /** `refuses`: numbers of such runs say nothing of the builds. */
  severity: 'states' | 'refuses'
  /** As they are, each value once. Empty where the fact is not a text. */
  baseline: string[]
  candidate: string[]
  /** Runs it concerns; empty: all of them. */
  runIds: string[]
}

/**
 * `noRuns`: a build has none · `sameRun`: one run is in both · `sameBuild` · `severalBuilds`: within one set · `plan`: its name ·
 * `planText` · `scenario` · `load`: its profile · `loadModel` · `duration` · `target` · `environment` · `generatorHost` · `generatorVersion` ·
 * `engines` · `steered` · `unpaired`: left out of pairs of runs · `incomplete`: ended before its time · `untrusted`: much of the load may be
 * false · `nothingTrusted`: no second is left.
 */
export type DifferenceKind =
  | 'noRuns'
  | 'sameRun'
  | 'sameBuild'
  | 'severalBuilds'
  | 'plan'
  | 'planText'
  | 'scenario'
  | 'load'
  | 'loadModel'
  | 'duration'
  | 'target'
  | 'environment'
  | 'generatorHost'
  | 'generatorVersion'
  | 'engines'
  | 'steered'
  | 'unpaired'
  | 'incomplete'
  | 'untrusted'
  | 'nothingTrusted'

export interface ComparedBuild {
  /** Labels of its runs, each once. */
  labels: string[]
  runIds: string[]
}

interface ComparisonHead {
  baseline: ComparedBuild
  candidate: ComparedBuild
  differences: Difference[]
}

export interface RefusedComparison extends ComparisonHead {
  outcome: 'refused'
}

export interface CompletedComparison extends ComparisonHead {
  outcome: 'compared'
  /** Of pairs, run k of the one went beside run k of the other. */
  design: ComparisonSettings['design']
  /** Differences would have refused it. */
  isForced: boolean
  /** Worst of all: regressed, improved, not enough data, unchanged. */
  verdict: ComparisonVerdict
  /** How many metrics have which verdict. */
  counts: Record<ComparisonVerdict, number>
  /** Seconds left out at the beginning of each run's judged window, and of the rest those that were not trusted, by run. */
  warmUpS: number
  untrustedS: { runId: string; seconds: number }[]
  /** Tests that q is adjusted for. */
  tests: number
  /** History runs that the spread rests on. */
  historyRuns: number
  /** Of the whole run: throughput, or what an open load achieved of what was due. */
  whole: MetricComparison[]
  /** Regressed first, by size in units of the threshold; then by name. */
  endpoints: EndpointComparison[]
  findings: ComparisonFinding[]
  overall: OverallRatio[]
  noisyRuns: NoisyRun[]
  errorGroups: ErrorGroupChange[]
  costShift: CostShift | null
}

export type BuildComparison = RefusedComparison | CompletedComparison
