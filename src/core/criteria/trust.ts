/**
 * Whether a second of a run can be believed: from what the engines saw of themselves, against the limits of
 * trustThresholds.ts. The worst signal of the worst engine decides. The words are in trustWords.ts.
 */
import type { EngineHealth } from '../recording/second.ts'
import type { TRUST_STATES } from '../report/report.ts'
import { TRUST_THRESHOLDS, type DelayLimits, type Limits } from './trustThresholds.ts'

export type TrustState = (typeof TRUST_STATES)[number]

export type TrustSignal = 'eventLoopDelay' | 'scheduleLag' | 'cpu' | 'gcPause' | 'dropped' | 'descriptors' | 'silence'

/** One signal over its limit in one second. */
export interface TrustReason {
  signal: TrustSignal
  /** Index of the engine; null when it concerns all of them. */
  engine: number | null
  state: 'degraded' | 'notTrusted'
  /** ms, percent of one core, or a share; what the signal is measured in. 1 for `silence`. */
  value: number
}

export interface SecondTrust {
  t: number
  state: TrustState
  reasons: TrustReason[]
}

/** What is known of one second, engines by index. */
export interface HealthSecond {
  /** Whole seconds since the start of the run. */
  t: number
  /** Null: this engine sent nothing for this second. */
  engines: (EngineHealth | null)[]
  /** Engines, by index, that have done their part and need say nothing more. */
  ended?: ReadonlySet<number>
  iterationsStarted: number
  dropped: number
  /** Median response time of successful requests of this second; null when there were none. */
  p50Ms: number | null
}

/**
 * Judges seconds one by one, in order, as they arrive. The first seconds are muted; the last can only be known at the end, see
 * `muteEnd`.
 */
export function createTrustJudge(): { judge(second: HealthSecond): SecondTrust } {
  const hotSeconds: { degraded: number; notTrusted: number }[] = []

  /** CPU counts only after several hot seconds in a row; a gap or a cool second starts anew. */
  function judgeCpu(engine: number, health: EngineHealth | null): TrustReason | null {
    const { degraded, notTrusted, secondsInARow } = TRUST_THRESHOLDS.cpuPercent
    const hot = (hotSeconds[engine] ??= { degraded: 0, notTrusted: 0 })
    const value = health?.cpuPercent ?? 0
    hot.degraded = value > degraded ? hot.degraded + 1 : 0
    hot.notTrusted = value > notTrusted ? hot.notTrusted + 1 : 0
    if (hot.notTrusted >= secondsInARow) return { signal: 'cpu', engine, state: 'notTrusted', value }
    return hot.degraded >= secondsInARow ? { signal: 'cpu', engine, state: 'degraded', value } : null
  }

  return {
    judge(second) {
      const reasons: TrustReason[] = []
      const add = (reason: TrustReason | null) => reason !== null && reasons.push(reason)
      for (const [engine, health] of second.engines.entries()) {
        add(judgeCpu(engine, health))
        if (health === null) {
          if (second.ended?.has(engine)) continue
          reasons.push({ signal: 'silence', engine, state: 'notTrusted', value: 1 })
          continue
        }
        add(judgeDelay('eventLoopDelay', engine, health.eventLoopDelayMs.p99, second.p50Ms))
        if (health.scheduleLagMs !== null)
          add(judgeDelay('scheduleLag', engine, health.scheduleLagMs.p99, second.p50Ms))
        add(judgeDelay('gcPause', engine, health.gcPauseMs.max, second.p50Ms))
        if (health.descriptors !== null && health.descriptors.limit > 0) {
          const share = health.descriptors.open / health.descriptors.limit
          add(judgeShare('descriptors', engine, share, TRUST_THRESHOLDS.descriptorShare))
        }
      }
      const due = second.iterationsStarted + second.dropped
      if (due > 0) add(judgeShare('dropped', null, second.dropped / due, TRUST_THRESHOLDS.droppedShare))
      if (second.t < TRUST_THRESHOLDS.mutedS) return { t: second.t, state: 'trusted', reasons: [] }
      return { t: second.t, state: worstState(reasons), reasons }
    },
  }
}

function judgeDelay(
  signal: 'eventLoopDelay' | 'scheduleLag' | 'gcPause',
  engine: number,
  valueMs: number,
  p50Ms: number | null,
): TrustReason | null {
  const limits: DelayLimits = TRUST_THRESHOLDS[signal]
  for (const state of ['notTrusted', 'degraded'] as const) {
    const relative = limits.ofP50?.[state]
    const isOverShare =
      relative !== undefined && p50Ms !== null && valueMs > relative.floorMs && valueMs > relative.share * p50Ms
    if (valueMs > limits.absoluteMs[state] || isOverShare) return { signal, engine, state, value: valueMs }
  }
  return null
}

/** Shares of dropped iterations must be passed; descriptors are untrusted as soon as their limit is reached (≥ 95 %). */
function judgeShare(
  signal: 'dropped' | 'descriptors',
  engine: number | null,
  value: number,
  limits: Limits,
): TrustReason | null {
  const isNotTrusted = signal === 'descriptors' ? value >= limits.notTrusted : value > limits.notTrusted
  if (isNotTrusted) return { signal, engine, state: 'notTrusted', value }
  return value > limits.degraded ? { signal, engine, state: 'degraded', value } : null
}

function worstState(reasons: readonly TrustReason[]): TrustState {
  if (reasons.some((reason) => reason.state === 'notTrusted')) return 'notTrusted'
  return reasons.length > 0 ? 'degraded' : 'trusted'
}

/** The same seconds with the end of the run muted; `endS` is the whole second in which the run ended. */
export function muteEnd(seconds: readonly SecondTrust[], endS: number): SecondTrust[] {
  return seconds.map((second) =>
    second.t >= endS - TRUST_THRESHOLDS.mutedS ? { t: second.t, state: 'trusted', reasons: [] } : second,
  )
}

/** Whether an untrusted second is so for dropped arrivals alone (too little load), or because its times may be our own delay. */
export function untrustedKind(second: SecondTrust): 'no' | 'dropped' | 'distorted' {
  if (second.state !== 'notTrusted') return 'no'
  const isDistorted = second.reasons.some(({ signal, state }) => state === 'notTrusted' && signal !== 'dropped')
  return isDistorted ? 'distorted' : 'dropped'
}

export interface TrustSummary {
  /** Shares of seconds; 0 when there are none. */
  degradedShare: number
  untrusted: { all: number; distorted: number }
  seconds: number
}

export function summarizeTrust(seconds: readonly SecondTrust[]): TrustSummary {
  const share = (isMeant: (second: SecondTrust) => boolean) =>
    seconds.length === 0 ? 0 : seconds.filter(isMeant).length / seconds.length
  return {
    degradedShare: share((second) => second.state === 'degraded'),
    untrusted: {
      all: share((second) => second.state === 'notTrusted'),
      distorted: share((second) => untrustedKind(second) === 'distorted'),
    },
    seconds: seconds.length,
  }
}
