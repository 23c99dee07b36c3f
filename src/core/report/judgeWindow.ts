/** Criteria and the generator's trust over a window: for the report and for any other window. */
import { noteCutOff } from '../criteria/cutOff.ts'
import { evaluate } from '../criteria/evaluate.ts'
import type { EndpointMeasurement } from '../criteria/measurement.ts'
import type { SlidingOutcome } from '../criteria/slidingWindow.ts'
import type { HealthSecond, SecondTrust } from '../criteria/trust.ts'
import { TRUST_THRESHOLDS } from '../criteria/trustThresholds.ts'
import { describeTrust, type TrustWords } from '../criteria/trustWords.ts'
import { NONE_UNTRUSTED, summarizeTrust, type TrustSummary } from '../criteria/untrusted.ts'
import type { LoadShape } from '../load/loadShape.ts'
import type { Criterion } from '../plan/compiledPlan.ts'
import type { ErrorCount } from '../recording/second.ts'
import type { Accumulated } from './accumulate.ts'
import { buildGeneratorHealth } from './buildGeneratorHealth.ts'
import type { ReportCriterion, ReportEndpoint, ReportGeneratorHealth, RunReport } from './report.ts'
import type { LoadTotals } from './reportInput.ts'
import type { WindowStatistics } from './windowStatistics.ts'

export interface TrustInput {
  /** Since the start of the run. */
  window: { fromMs: number; toMs: number }
  /** Seconds of the run; those outside of the window are left out. */
  trust: readonly SecondTrust[]
  model: LoadShape['model']
  /** How many requests ended in second t. Asked only when there is something that is not trusted. */
  requestsIn: (t: number) => number
}

export interface TrustOfWindow {
  summary: TrustSummary
  words: TrustWords
}

export interface JudgeInput {
  window: { fromMs: number; toMs: number }
  statistics: Pick<WindowStatistics, 'endpoints' | 'sums'>
  load: LoadTotals
  trust: TrustOfWindow
  /** Seconds of the run; those outside of the window are left out. */
  health: readonly HealthSecond[]
  criteria: readonly Criterion[]
  /** From the live evaluator, in the order of `criteria`. */
  sliding: readonly (SlidingOutcome | null)[]
  /** Of the window. */
  errors: readonly Pick<ErrorCount, 'class' | 'endpoint' | 'count'>[]
  /**
   * Where `statistics` and `load` are without all that is not trusted: how much of the window they are of. What is judged then rests on
   * nothing in doubt; how the generator was is told of all of the window.
   */
  remainingMs?: number
}

export interface JudgedWindow {
  criteria: ReportCriterion[]
  generatorHealth: ReportGeneratorHealth
}

export function trustOfWindow({ window, trust, model, requestsIn }: TrustInput): TrustOfWindow {
  const own = trust.filter((second) => isInWindow(second.t, window))
  const isTrusted = own.every(({ state }) => state !== 'notTrusted')
  // Whatever the weights, of nothing they make nothing.
  return { summary: summarizeTrust(own, model, isTrusted ? () => 0 : requestsIn), words: describeTrust(own) }
}

export function judgeWindow(input: JudgeInput): JudgedWindow {
  const { window, statistics, load, remainingMs } = input
  const { summary, words } = input.trust
  const judged = evaluate(
    input.criteria,
    {
      endpoints: statistics.endpoints.map((row, at) => toMeasurement(row, statistics.sums[at]!)),
      durationMs: remainingMs ?? window.toMs - window.fromMs,
      checksPassed: load.checksPassed,
      checksFailed: load.checksFailed,
      iterationsStarted: load.iterationsStarted,
      dropped: load.dropped,
      untrusted: remainingMs === undefined ? summary.untrusted : NONE_UNTRUSTED,
    },
    input.sliding,
  )
  const criteria = noteCutOff(judged, input.errors)
  return {
    criteria,
    generatorHealth: {
      trusted:
        summary.untrusted.touched <= TRUST_THRESHOLDS.untrustedLoadShare &&
        criteria.every(({ status }) => status !== 'notTrusted'),
      share: 1 - summary.untrustedShare,
      untrustedLoadShare: summary.untrusted.touched,
      degradedShare: summary.degradedShare,
      reasons: words.reasons,
      advice: words.advice,
      ...buildGeneratorHealth(input.health.filter((second) => isInWindow(second.t, window))),
    },
  }
}

/** What the users did in a window, as the report says it. */
export function countsOf(load: LoadTotals): Pick<RunReport, 'iterations' | 'checks' | 'websocket'> {
  const checks = load.checksPassed + load.checksFailed
  return {
    iterations: {
      started: load.iterationsStarted,
      completed: load.iterationsCompleted,
      failed: load.iterationsFailed,
      interrupted: load.iterationsInterrupted,
      dropped: load.dropped,
    },
    checks: {
      passed: load.checksPassed,
      failed: load.checksFailed,
      share: checks === 0 ? null : load.checksPassed / checks,
    },
    websocket: { messagesIn: load.messagesIn, messagesOut: load.messagesOut },
  }
}

/** Seconds that lie wholly or partly in the window. */
export function isInWindow(t: number, window: { fromMs: number; toMs: number }): boolean {
  return (t + 1) * 1000 > window.fromMs && t * 1000 < window.toMs
}

function toMeasurement(row: ReportEndpoint, sum: Accumulated): EndpointMeasurement {
  return {
    endpoint: { name: row.name, kind: row.kind, method: row.method, path: row.path },
    ok: sum.ok,
    okCount: sum.requests - sum.failures,
    afterLoadCount: sum.requestsAfterLoad,
    suspect: sum.suspect,
    failedCount: sum.failures,
  }
}
