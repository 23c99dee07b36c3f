/**
 * Whether a second of a run can be believed: from what the engines saw of themselves, against the limits of
 * trustThresholds.ts. The worst signal of the worst engine decides its state. How much of the second's load may be false is a
 * number of its own, `share`: a stall of 100 ms is a tenth of a second, an engine without a free processor is all of it. The
 * words are in trustWords.ts, what follows for criteria in doubt.ts.
 */
import type { EngineHealth } from '../recording/second.ts'
import type { TRUST_STATES } from '../report/report.ts'
import { causeOfBusy, causeOfDelay, type TrustCause } from './trustCause.ts'
import { TRUST_THRESHOLDS, type DelayLimits, type Limits } from './trustThresholds.ts'

export type TrustState = (typeof TRUST_STATES)[number]

export type TrustSignal =
  | 'eventLoopDelay'
  | 'scheduleLag'
  | 'cpu'
  | 'gcPause'
  | 'dropped'
  | 'descriptors'
  | 'ports'
  | 'ownFailures'
  | 'suspended'
  | 'clockSet'
  | 'silence'

/** One signal over its limit in one second. */
export interface TrustReason {
  signal: TrustSignal
  /** Index of the engine; null when it concerns all of them. */
  engine: number | null
  state: 'degraded' | 'notTrusted'
  /** ms, percent of one core, a share or a number; what the signal is measured in. 1 for `silence`. */
  value: number
  /** Of the load of the whole second: what this may have made false. Not stored by the first version: all of it. */
  share?: number
  /** What stood in the way, where the engine could tell. */
  cause?: TrustCause
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
  /** Requests that ended in this second. */
  requests: number
  /** Median response time of successful requests of this second; null when there were none. */
  p50Ms: number | null
}

/** Judges seconds one by one, in order, as they arrive. */
export function createTrustJudge(): { judge(second: HealthSecond): SecondTrust } {
  const hotSeconds: { degraded: number; notTrusted: number }[] = []

  /** CPU counts only after several hot seconds in a row; a gap or a cool second starts anew. */
  function judgeCpu(engine: number, health: EngineHealth | null): TrustReason | null {
    const { degraded, notTrusted, secondsInARow } = TRUST_THRESHOLDS.cpuPercent
    const hot = (hotSeconds[engine] ??= { degraded: 0, notTrusted: 0 })
    const value = health === null ? 0 : health.cpuPercent + (health.cpuWaitPercent ?? 0)
    hot.degraded = value > degraded ? hot.degraded + 1 : 0
    hot.notTrusted = value > notTrusted ? hot.notTrusted + 1 : 0
    const state = stateOf(hot.degraded >= secondsInARow, hot.notTrusted >= secondsInARow)
    return state === null ? null : { signal: 'cpu', engine, state, value, ...causeOfBusy(health) }
  }

  return {
    judge(second) {
      const reasons: TrustReason[] = []
      for (const [engine, health] of second.engines.entries()) {
        const own = [judgeCpu(engine, health), ...(health === null ? [] : judgeEngine(engine, health, second))]
        if (health === null && !second.ended?.has(engine))
          own.push({ signal: 'silence', engine, state: 'notTrusted', value: 1 })
        for (const reason of own)
          if (reason !== null) reasons.push({ ...reason, share: (reason.share ?? 1) / second.engines.length })
      }
      const due = second.iterationsStarted + second.dropped
      const dropped = due === 0 ? 0 : second.dropped / due
      const state = stateAbove(dropped, TRUST_THRESHOLDS.droppedShare)
      if (state !== null) reasons.push({ signal: 'dropped', engine: null, state, value: dropped, share: dropped })
      return { t: second.t, state: worstState(reasons), reasons }
    },
  }
}

/** What one engine's second shows by itself. `share` is of this engine's load. */
function judgeEngine(engine: number, health: EngineHealth, second: HealthSecond): (TrustReason | null)[] {
  const { descriptors, ports, ownFailures = 0, suspendedMs = 0, clockSetMs = 0, scheduleLagMs: lag } = health
  const { eventLoopDelayMs: delay, gcPauseMs: gc } = health
  const opened = descriptors === null || descriptors.limit <= 0 ? 0 : Math.min(1, descriptors.open / descriptors.limit)
  const taken = ports == null ? 0 : Math.min(1, ports.used / ports.limit)
  // Each is one of the requests that ended in this second, of which the engines have equal parts.
  const ownShare = Math.min(1, (ownFailures * second.engines.length) / Math.max(1, second.requests))
  const add = (signal: TrustSignal, state: TrustReason['state'] | null, value: number, share = 1) =>
    state === null ? null : { signal, engine, state, value, share }
  const addDelay = (signal: 'eventLoopDelay' | 'scheduleLag' | 'gcPause', valueMs: number, share?: number) => {
    const reason = add(signal, stateOfDelay(TRUST_THRESHOLDS[signal], valueMs, second.p50Ms), valueMs, share)
    return reason === null ? null : { ...reason, ...(signal === 'gcPause' ? {} : causeOfDelay(health, valueMs)) }
  }
  return [
    addDelay('eventLoopDelay', delay.p99, delay.lateShare),
    lag === null ? null : addDelay('scheduleLag', lag.p99, lag.lateShare),
    addDelay('gcPause', gc.max, Math.min(1, gc.total / 1000)),
    add('ownFailures', stateAbove(ownFailures, TRUST_THRESHOLDS.ownFailures), ownFailures, ownShare),
    add('descriptors', stateFrom(opened, TRUST_THRESHOLDS.descriptorShare), opened),
    add('ports', stateAbove(taken, TRUST_THRESHOLDS.portShare), taken),
    add('suspended', stateAbove(suspendedMs, TRUST_THRESHOLDS.suspendedMs), suspendedMs),
    add('clockSet', stateAbove(Math.abs(clockSetMs), TRUST_THRESHOLDS.clockSetMs), clockSetMs),
  ]
}

function stateOf(isDegraded: boolean, isNotTrusted: boolean): TrustReason['state'] | null {
  return isNotTrusted ? 'notTrusted' : isDegraded ? 'degraded' : null
}

function stateAbove(value: number, { degraded, notTrusted }: Limits): TrustReason['state'] | null {
  return stateOf(value > degraded, value > notTrusted)
}

/** Not trusted as soon as the limit is reached. */
function stateFrom(value: number, { degraded, notTrusted }: Limits): TrustReason['state'] | null {
  return stateOf(value > degraded, value >= notTrusted)
}

function stateOfDelay(limits: DelayLimits, valueMs: number, p50Ms: number | null): TrustReason['state'] | null {
  const isOver = (state: 'degraded' | 'notTrusted'): boolean => {
    const relative = limits.ofP50?.[state]
    const isOverShare =
      relative !== undefined && p50Ms !== null && valueMs > relative.floorMs && valueMs > relative.share * p50Ms
    return valueMs > limits.absoluteMs[state] || isOverShare
  }
  return stateOf(isOver('degraded'), isOver('notTrusted'))
}

function worstState(reasons: readonly TrustReason[]): TrustState {
  if (reasons.some((reason) => reason.state === 'notTrusted')) return 'notTrusted'
  return reasons.length > 0 ? 'degraded' : 'trusted'
}
