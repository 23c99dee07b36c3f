/**
 * What a trend is asked with and what it answers. The answer is plain data (it survives JSON) and complete: a screen, a report and the
 * command line draw from it alone.
 *
 * A finding names the first build of the new level. Indices count the builds of `Trend.builds`.
 */

/** What has to stay the same for two builds to be compared along a trend. */
export interface Fingerprint {
  plan: string
  profile: string
  host: string
  generator: string
}

/** One run, or one build whose runs are averaged already (on the scale of the trend). */
export interface TrendPoint {
  runId: string
  /** Null: the run stands for itself. Runs of one build and one fingerprint become one point, where the first of them was. */
  build: string | null
  /** In the metric's own unit; a share from 0 to 1 where the scale is `share`. Null: the run has no such number. */
  value: number | null
  /** How many runs the value is the mean of. 1 when it is left out. */
  runs?: number
  /** Requests that a share is a share of; needed on the scale `share`, ignored elsewhere. */
  requests?: number
  fingerprint: Fingerprint
  startedAtMs: number
}

/**
 * - `ratio`: numbers above 0 (latencies, rates), compared by their logarithms; changes are ratios.
 * - `share`: shares of requests (errors), compared by empirical logits ln((e + ½)/(n − e + ½)); changes are ratios of odds.
 * - `plain`: anything else, as it is; changes are differences.
 */
export type TrendScale = 'ratio' | 'share' | 'plain'

export interface TrendSeries {
  endpoint: string
  metric: string
  scale: TrendScale
  /** Which way is worse; null where neither is. */
  worse: 'higher' | 'lower' | null
  points: readonly TrendPoint[]
}

/** What is known of the environment from its other series. */
export interface TrendEnvironment {
  /** Lag-1 autocorrelation between builds, pooled over the series of the environment; see `pooledAutocorrelation`. */
  autocorrelation: number | null
  /** Standard deviation between runs on the series' scale, and the degrees of freedom it is worth. */
  noise: { deviation: number; df: number } | null
}

export interface TrendOptions {
  /** Chance of any finding in a series without change; 0.01 when left out, from 0.0005 to 0.5. */
  alpha?: number
  /**
   * Smallest change of importance; smaller ones are minor. On the scale `ratio` a share, 0.05 (5 %) when left out; on `share` a difference of
   * shares, 0.001 when left out, and the odds must be 1.5 times as high or low, too; on `plain` a difference, 0 when left out.
   */
  importantChange?: number
  environment?: TrendEnvironment
  /** The pinned build or last release, from which the cumulative change counts; the first level of the segment when left out or not there. */
  since?: string
}

/** A number with the interval that holds it with probability `level`. */
export interface Interval {
  low: number
  high: number
  level: number
}

/**
 * `ratio`: after / before. `oddsRatio`: the same of the odds e/(n − e). `difference`: after − before. `interval` is in the same terms.
 * `before` and `after` are levels in the metric's own unit.
 */
export interface TrendEffect {
  of: 'ratio' | 'oddsRatio' | 'difference'
  value: number
  interval: Interval
  before: number
  after: number
}

/** One point of the trend: the runs of one build under one fingerprint. */
export interface TrendBuild {
  index: number
  build: string | null
  runIds: string[]
  /** Mean of its runs on the scale of the trend, in the metric's own unit; a share as it was counted over all its runs. */
  value: number
  runs: number
  startedAtMs: number
  segment: number
  /** Place within its segment, from 0. */
  place: number
  /** The level that was found around it, in the metric's own unit; along a drift, the ramp's. Null where too few builds are there. */
  level: number | null
  /** It stands alone, more than 4 standard deviations from its neighbours: no change, but a run to look at. */
  outlier: boolean
}

export type TrendVerdict = 'regressed' | 'improved' | 'changed'

/**
 * `suspected`: fewer than 3 builds at the new level yet. `confirmed`: at least 3. `wentAway`: the level came back within 5 builds; `returnedAt` is the
 * build where it did.
 */
export type TrendState = 'suspected' | 'confirmed' | 'wentAway'

interface FindingOfAnyKind {
  verdict: TrendVerdict
  /** Smaller than the smallest change of importance. */
  minor: boolean
  state: TrendState
  returnedAt: number | null
  segment: number
  /** Builds between the change and the next one or the end. */
  buildsSince: number
  /** Builds of the level before it. */
  buildsBefore: number
  effect: TrendEffect
  /** How large the change is in standard errors, those of a search for it. */
  statistic: number
  /**
   * Chance of as strong a change anywhere in a series of that length without change; never less than that of the strongest evidence for any
   * change in the segment.
   */
  p: number
  /** p adjusted over all series that were looked at together; null when one was. */
  q: number | null
}

export interface StepFinding extends FindingOfAnyKind {
  kind: 'step'
  /** First build of the new level, the likeliest one. */
  build: number
  /** The smallest set of builds that holds it with at least 95 %, in order, each with its probability. */
  buildSet: { build: number; probability: number }[]
}

export interface DriftFinding extends FindingOfAnyKind {
  kind: 'drift'
  /** Last build of the level before, and first build of the level after; the ramp lies between them. */
  from: number
  to: number
  /** Of the steps that the drift stands for, the first builds. */
  steps: number[]
}

export type TrendFinding = StepFinding | DriftFinding

/** What the next build, of as many runs as the newest, may be without being news: outside lies one of a hundred. In the metric's own unit. */
export interface NextRunLimit extends Interval {
  centre: number
}

/** How the newest build lies beside what the builds before it let expect. */
export type NewestBuild = 'within' | 'above' | 'below'

interface SegmentOfAnyKind {
  fingerprint: Fingerprint
  /** Indices of its builds, in order. Builds of other segments may lie between them: a fingerprint that comes back goes on. */
  builds: number[]
  /** Null before there is anything to go by: the second run, or noise known of the environment. */
  nextRun: NextRunLimit | null
  /** Null where `nextRun` before it was null. */
  newest: NewestBuild | null
}

export type TrendSegment =
  | (SegmentOfAnyKind & {
      state: 'tooFewBuilds'
      /** How many more builds make a trend; until then builds are compared two by two. */
      buildsNeeded: number
    })
  | (SegmentOfAnyKind & {
      state: 'analysed'
      /** Standard deviation of builds, of as many runs as the newest, around their levels, on the scale of the trend (0.02 = 2 % for `ratio`). */
      noise: number
      /** Of neighbouring builds, as it was reckoned with: from 0, and leaning on the environment while builds are few. */
      autocorrelation: number
      /** Of the residuals as they are, from −1: lower than that of the noise, because levels were fitted. What is pooled over series. */
      residualAutocorrelation: number
      /** Number of levels: 1 where nothing changed. */
      levels: number
      /** Change from the level of `since` (or the first level) to that of the newest build; null when they are the same level. */
      cumulative: { since: number; effect: TrendEffect } | null
      /** Smallest chance of a change like the strongest seen, anywhere in the segment: what is adjusted over series. */
      p: number
      /** The threshold that findings had to pass. */
      threshold: number
    })

/** Where the fingerprint differs from that of the build before: never a finding. */
export interface TrendBoundary {
  build: number
  changed: (keyof Fingerprint)[]
}

/** A run that has no place on the trend, and why. */
export interface SkippedRun {
  runId: string
  reason: 'noValue' | 'notPositive' | 'notAShare' | 'noRequests'
}

export interface Trend {
  endpoint: string
  metric: string
  scale: TrendScale
  worse: 'higher' | 'lower' | null
  alpha: number
  importantChange: number
  builds: TrendBuild[]
  segments: TrendSegment[]
  boundaries: TrendBoundary[]
  /** In the order of their builds. */
  findings: TrendFinding[]
  /** What holds in this series alone, but not beside the number of series that were looked at together (q above 0.05). */
  withdrawn: TrendFinding[]
  /** Indices of builds that stand alone. */
  outliers: number[]
  skipped: SkippedRun[]
}
