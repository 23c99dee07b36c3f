/**
 * What is known of a run before its windows are read, finished or going on: for its report, and for every question about it. What takes
 * reading is read when it is first asked for, and once.
 */
import type { HealthSecond, SecondTrust } from '../../core/criteria/trust.ts'
import type { SlidingOutcome } from '../../core/criteria/slidingWindow.ts'
import { isRequestKind } from '../../core/criteria/measurement.ts'
import type { LoadShape } from '../../core/load/loadShape.ts'
import { steeredLoad } from '../../core/load/steering.ts'
import type { ReportRun } from '../../core/report/report.ts'
import { requestsPerSecond } from '../../core/report/requestsPerSecond.ts'
import type { StoredRun } from '../storage/newRun.ts'
import { isLeftOut, type LeftOut } from '../storage/leftOut.ts'
import type { RunReader } from '../storage/runReader.ts'
import type { LoadSecond } from '../storage/secondTable.ts'
import type { SteeringRecord } from '../storage/steeringTables.ts'
import { outcomeOf, runEndMs, type RunOutcomeFacts } from './runOutcome.ts'
import { describeLoad, fromJson, type RunSettings } from './runSettings.ts'
import { createSlidingReplay, type SlidingReplay } from './slidingReplay.ts'
import { judgedStretch, type Stretch } from './stretch.ts'

export interface RunRecord {
  readonly reader: RunReader
  readonly run: StoredRun
  readonly settings: RunSettings
  readonly outcome: RunOutcomeFacts
  readonly steering: readonly SteeringRecord[]
  /** As it was steered. */
  readonly load: LoadShape
  /** Last second that is written + 1; what comes later is for the next record. */
  readonly endS: number
  /** What its verdict is about. */
  readonly judged: Stretch
  /** Every second that is written and not left out, by time. */
  readonly seconds: () => readonly LoadSecond[]
  /** Of every second that is written, by time. */
  readonly trust: () => readonly SecondTrust[]
  readonly health: () => readonly HealthSecond[]
  /** In the order of the criteria. */
  readonly sliding: () => readonly (SlidingOutcome | null)[]
  /** Requests that ended in second t, as a report's timeline has them. */
  readonly requestsIn: (t: number) => number
  /** Seconds that `reader` and `seconds` are without. */
  readonly leftOut: LeftOut
  /** The same run without the seconds in which the generator was not trusted. */
  readonly trustedOnly: () => RunRecord
}

/** Steps of a report's timeline, at most. */
const TIMELINE_POINTS = 900

export interface RecordOptions {
  /** Of an earlier record of the same run, so that its seconds are not looked at again. */
  replay?: SlidingReplay
}

/** @throws HistoryError when it cannot be read */
export function recordOf(reader: RunReader, { replay }: RecordOptions = {}): RunRecord {
  const run = reader.run()
  const settings = fromJson(run.settings)
  const outcome = outcomeOf(run, settings)
  const steering = reader.steering()
  const endS = (run.lastSecond ?? -1) + 1
  const seconds = once(() => reader.load(0, endS))
  const trust = once(() => seconds().map(trustOf))
  const requests = once(() => {
    const stepS = reportStepS(endS)
    const counts = Array.from({ length: Math.ceil(endS / stepS) }, (_, step) => requestsOf(reader, step * stepS, stepS))
    return requestsPerSecond(stepS * 1000, counts)
  })
  const record: RunRecord = {
    reader,
    run,
    settings,
    outcome,
    steering,
    load: steeredLoad(settings.load, steering).shape,
    endS,
    judged: judgedStretch(settings.warmUpMs, outcome.loadEndMs, runEndMs(run), endS),
    seconds,
    trust,
    health: once(() => healthOf(reader, seconds(), endS)),
    sliding: once(() =>
      run.outcome === null
        ? (replay ?? createSlidingReplay(settings)).outcomes(reader, seconds(), trust(), outcome.loadEndMs)
        : outcome.sliding,
    ),
    requestsIn: (t) => requests()(t),
    leftOut: [],
    trustedOnly: once(() => withoutUntrusted(record)),
  }
  return record
}

/** What is judged, and how far the generator was trusted, stays that of all seconds. */
function withoutUntrusted(record: RunRecord): RunRecord {
  const leftOut = record
    .trust()
    .filter(({ state }) => state === 'notTrusted')
    .map(({ t }) => t)
  if (leftOut.length === 0) return record
  const seconds = once(() => record.seconds().filter(({ t }) => !isLeftOut(t, leftOut)))
  return { ...record, reader: record.reader.without(leftOut), seconds, leftOut }
}

/** Of the seconds that are not left out, in the order of their time: none of them is not trusted where any is left out. */
export function remainingTrust({ trust, leftOut }: Pick<RunRecord, 'trust' | 'leftOut'>): readonly SecondTrust[] {
  return leftOut.length === 0 ? trust() : trust().filter(({ t }) => !isLeftOut(t, leftOut))
}

/** Length of the steps of a report's timeline. */
export function reportStepS(endS: number): number {
  return Math.max(1, Math.ceil(endS / TIMELINE_POINTS))
}

/** The run itself, as its report and its view name it. */
export function reportRunOf({ run, settings, steering, judged }: RunRecord): ReportRun {
  return {
    id: run.id,
    plan: run.planName,
    planFile: run.planFile,
    scenario: run.scenario,
    purpose: run.purpose,
    build: run.build,
    startedAt: new Date(run.startedAtMs).toISOString(),
    endedAt: run.endedAtMs === null ? null : new Date(run.endedAtMs).toISOString(),
    durationMs: runEndMs(run),
    status: run.status,
    target: run.target,
    seed: run.seed,
    settings: describeLoad(settings.load),
    steering: steering.map(({ atMs, by, what }) => ({ atMs, by, what })),
    window: { fromMs: judged.fromMs, toMs: judged.toMs },
    generator: run.generator,
  }
}

function requestsOf(reader: RunReader, fromS: number, lengthS: number): number {
  return reader
    .groupedCounts(fromS, fromS + lengthS, ['kind'])
    .reduce((sum, { key, count }) => sum + (isRequestKind(key.kind!) ? count : 0), 0)
}

function trustOf({ t, trusted, reasons }: LoadSecond): SecondTrust {
  return { t, state: trusted ? (reasons.length > 0 ? 'degraded' : 'trusted') : 'notTrusted', reasons }
}

function healthOf(reader: RunReader, seconds: readonly LoadSecond[], endS: number): HealthSecond[] {
  const byT = new Map(seconds.map((second) => [second.t, second.load]))
  return reader.health(0, endS).map(({ t, engines }) => ({
    t,
    engines,
    iterationsStarted: byT.get(t)?.iterationsStarted ?? 0,
    dropped: byT.get(t)?.dropped ?? 0,
    // Only the judge of trust looks at these, which has judged already while the run went on.
    requests: 0,
    p50Ms: null,
  }))
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null
  return () => (made ??= { value: make() }).value
}
