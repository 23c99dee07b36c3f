/** Judges each merged second: can it be trusted, which criteria break, and what watchers are told. */
import type { LoadPhase, RunTick } from '../../contract/runTick.ts'
import { evaluate } from '../../core/criteria/evaluate.ts'
import { knownByName, type MatchableEndpoint } from '../../core/criteria/matchEndpoint.ts'
import type { SlidingEvaluator } from '../../core/criteria/slidingWindow.ts'
import { createTrustJudge, type SecondTrust } from '../../core/criteria/trust.ts'
import { describeTrust } from '../../core/criteria/trustWords.ts'
import { createUntrustedSum, untrustedIn } from '../../core/criteria/untrusted.ts'
import { levelAt, totalDurationMs } from '../../core/load/loadShape.ts'
import type { CompiledPlan, Scenario } from '../../core/plan/compiledPlan.ts'
import type { MergedSecond } from '../storage/mergedSecond.ts'
import { LiveStatistics } from './liveStatistics.ts'
import type { RunSteering } from './runSteering.ts'
import { measuredSecond } from './measuredSecond.ts'
import type { UnjudgedSecond } from './secondMerger.ts'

/** What a second says by itself. */
export type JudgedTick = Omit<RunTick, 'happened' | 'engines'>

export interface JudgedSecond {
  second: MergedSecond
  /** Null for late parts: watchers have seen that second. */
  tick: JudgedTick | null
  /** The text of the criterion with `stop` that has just broken; null when none did. */
  stoppedBy: string | null
}

interface JudgeOptions {
  plan: CompiledPlan
  scenario: Scenario
  plannedMs: number
  sliding: SlidingEvaluator
  /** The load as it is planned by now. */
  steering: Pick<RunSteering, 'load' | 'isPaused'>
}

/** Counts of the judged part that criteria look at. */
const SUMMED = ['checksPassed', 'checksFailed', 'iterationsStarted', 'dropped'] as const

/** Live words about trust are of so many seconds. */
const TRUST_WORDS_SECONDS = 10

export class RunJudge {
  readonly #options: JudgeOptions
  readonly #trust = createTrustJudge()
  readonly #live: LiveStatistics
  readonly #known: ReadonlyMap<string, MatchableEndpoint>
  readonly #recentTrust: SecondTrust[] = []
  readonly #untrusted = createUntrustedSum()
  readonly #load = { checksPassed: 0, checksFailed: 0, iterationsStarted: 0, dropped: 0 }
  #lastT = -1
  #lastUsers = 0

  constructor(options: JudgeOptions) {
    const { plan, scenario } = options
    this.#options = options
    this.#known = knownByName(plan.endpoints)
    this.#live = new LiveStatistics(plan.endpoints, Math.ceil(scenario.warmUpMs / 1000))
  }

  /** End of the last second that was judged, ms. */
  get judgedUntilMs(): number {
    return (this.#lastT + 1) * 1000
  }

  /** The run's seconds end before its planned load does, and no user was left in the last of them. */
  get hasEndedEarly(): boolean {
    return this.#lastUsers === 0 && this.judgedUntilMs < this.#options.plannedMs
  }

  /** @param loadEndMs when the load ends: as planned, or when it was stopped. What is told only later of the time before is part of it. */
  judge(second: UnjudgedSecond, stopping: boolean, loadEndMs: number): JudgedSecond {
    const { sliding, scenario } = this.#options
    const isLoadOn = (second.t + 1) * 1000 <= loadEndMs
    this.#live.add(second, !isLoadOn)
    const trust = second.late
      ? { t: second.t, state: 'trusted' as const, reasons: [] }
      : this.#trust.judge({
          t: second.t,
          engines: second.health,
          ended: second.ended,
          iterationsStarted: second.load.iterationsStarted,
          dropped: second.load.dropped,
          requests: this.#live.second().requests,
          p50Ms: this.#live.lastP50Ms(),
        })
    const untrusted = untrustedIn(trust, scenario.load.model)
    if (untrusted.suspect > 0) this.#live.suspect(second)
    const { foldedNames: _folded, late: _late, ended: _ended, ...rest } = second
    const merged: MergedSecond = { ...rest, trusted: trust.state !== 'notTrusted', reasons: trust.reasons }
    if (second.late) return { second: merged, tick: null, stoppedBy: null }
    this.#lastT = second.t
    this.#lastUsers = Object.values(second.load.users).reduce((sum, count) => sum + count, 0)
    this.#recentTrust.push(trust)
    if (this.#recentTrust.length > TRUST_WORDS_SECONDS) this.#recentTrust.shift()
    if (second.t * 1000 >= scenario.warmUpMs) {
      // As in the report: what comes after the load is not part of it.
      if (isLoadOn) this.#untrusted.add(untrusted, this.#live.second().requests)
      for (const key of SUMMED) this.#load[key] += second.load[key]
    }
    let stoppedBy: string | null = null
    if (isLoadOn) {
      const breaks = sliding.feed(measuredSecond(second.t, untrusted, second.windows, second.load, this.#known))
      const first = breaks.map(({ criterion }) => scenario.criteria[criterion]!).find((criterion) => criterion.stop)
      stoppedBy = first?.text ?? null
    }
    return { second: merged, tick: this.#tick(second, trust, stopping), stoppedBy }
  }

  #tick(second: UnjudgedSecond, trust: SecondTrust, stopping: boolean): JudgedTick {
    const { scenario, plannedMs, sliding, steering } = this.#options
    const live = this.#live
    const elapsedMs = (second.t + 1) * 1000
    const health = second.health.filter((engine) => engine !== null)
    return {
      t: second.t,
      elapsedMs,
      plannedMs,
      phase: phaseAt(scenario, steering, elapsedMs, stopping || elapsedMs > plannedMs),
      users: this.#lastUsers,
      planned: {
        unit: scenario.load.model === 'closed' ? 'users' : 'perS',
        level: levelAt(steering.load, Math.min(elapsedMs, totalDurationMs(steering.load))),
      },
      inFlight: second.load.inFlight,
      dropped: second.load.dropped,
      second: live.second(),
      now: live.now(),
      run: live.run(),
      endpoints: live.endpoints(),
      criteria: evaluate(
        scenario.criteria,
        {
          endpoints: live.measurements(),
          durationMs: live.judgedSeconds * 1000,
          ...this.#load,
          untrusted: this.#untrusted.read(),
        },
        sliding.outcomes(),
      ),
      errors: live.errors,
      trust: { state: trust.state, reasons: describeTrust(this.#recentTrust).reasons },
      health: {
        eventLoopP99Ms: Math.max(0, ...health.map((engine) => engine.eventLoopDelayMs.p99)),
        cpuPercentMax: Math.max(0, ...health.map((engine) => engine.cpuPercent)),
      },
    }
  }
}

function phaseAt(
  scenario: Scenario,
  { load, isPaused }: JudgeOptions['steering'],
  tMs: number,
  stopping: boolean,
): LoadPhase {
  if (stopping) return 'stopping'
  if (isPaused && levelAt(load, tMs) === 0) return 'paused'
  if (tMs <= scenario.warmUpMs) return 'warm-up'
  const before = levelAt(load, Math.max(0, tMs - 500))
  const after = levelAt(load, tMs)
  return after > before ? 'ramp-up' : after < before ? 'ramp-down' : 'steady'
}
