/** The trends of a scenario: what a screen, a report and the command line are given. Plain data: it survives JSON and the border of a thread. */
import type { EndpointId } from '../comparison/comparisonInput.ts'
import type { Metric } from '../comparison/metrics.ts'
import type { RunStatus } from '../report/report.ts'
import type { Fingerprint, Trend, TrendFinding } from './trendTypes.ts'
import type { TriageState } from './triage.ts'

export interface TrendRun {
  runId: string
  /** As people name it; null: nobody said. */
  build: string | null
  /** Wall clock, ms since 1970. */
  startedAtMs: number
}

/** Why a run says nothing of its build. */
export type LeftOutReason = 'notTrusted' | 'steered' | 'notCompleted'

export interface LeftOutRun extends TrendRun {
  reason: LeftOutReason
  status: RunStatus
}

/** A build by its first run. */
export type BuildOnTrend = TrendRun

export interface SeriesTrend {
  /** Null: of the whole run. */
  endpoint: EndpointId | null
  metric: Metric
  /** Its `endpoint` is the name, `` of the whole run. */
  trend: Trend
}

/** A finding with all that is told of it, without its series. */
export interface TrendChange {
  endpoint: EndpointId | null
  metric: Metric
  finding: TrendFinding
  /** First build of the new level; of a drift, the first one that is not of the level before. */
  at: BuildOnTrend
  /** Of a step, the builds that hold it with 95 %; of a drift, those of the ramp. */
  among: BuildOnTrend[]
  returnedAt: BuildOnTrend | null
  /** Where people say that it began, in place of `at`; null: where it was found. */
  moved: { to: BuildOnTrend; atMs: number } | null
  /** The builds of its stretch before and after that with which it began; null: there is none. */
  earlier: BuildOnTrend | null
  later: BuildOnTrend | null
  /** It is what the newest runs show: under their fingerprint, and neither gone away nor answered by a change the other way. */
  stands: boolean
  triage: { state: TriageState; note: string; atMs: number } | null
}

/** From this run on something else was measured, or from elsewhere: levels before and after are not compared. */
export interface TrendBreak {
  at: BuildOnTrend
  changed: (keyof Fingerprint)[]
}

export interface ScenarioTrend {
  of: { planName: string; scenario: string; target: string }
  /** Where else the scenario was run; the newest first. */
  otherTargets: { target: string; runs: number; newestMs: number }[]
  /** The starred build; null where there is none. */
  baseline: string | null
  /** From which build cumulative changes count; null: from the first level. */
  since: string | null
  /** Oldest first. */
  runs: TrendRun[]
  /** Of the newest of them; null where there are none. */
  newest: Fingerprint | null
  leftOut: LeftOutRun[]
  /** Runs that are older than those that were looked at. */
  olderRuns: number
  /** Runs of which nothing is known yet, or ever: an older version wrote them, their process died, or they are damaged. */
  runsWithoutNumbers: number
  breaks: TrendBreak[]
  /** The whole run first, then by name of the endpoint. */
  series: SeriesTrend[]
  /** What stands first, regressions first, the strongest first; then the newest first. */
  changes: TrendChange[]
  /** What would be one in its series alone, but not beside the number of series. */
  withdrawn: TrendChange[]
}

/** The first build of the new level: as people say, else as it was found. */
export function beganAt({ at, moved }: Pick<TrendChange, 'at' | 'moved'>): BuildOnTrend {
  return moved?.to ?? at
}

/** What a command fails for: a regression of importance that the newest runs show, and nobody has said to be known. */
export function isOpenRegression({ finding, stands, triage }: TrendChange): boolean {
  return stands && finding.verdict === 'regressed' && !finding.minor && (triage === null || triage.state === 'fixed')
}
