/** The generator over time, engine by engine, and in words. */
import type { EngineHealthView, HealthView, RunWindow } from '../../contract/methods/analysis.ts'
import { isInWindow } from '../../core/report/judgeWindow.ts'
import type { EngineHealth } from '../../core/recording/second.ts'
import { plannedIn } from '../runs/plannedLoad.ts'
import type { RunRecord } from '../runs/runRecord.ts'
import { secondsBetween } from '../runs/secondsBetween.ts'
import type { WindowSum } from '../storage/windowSum.ts'
import { gaps } from './gaps.ts'
import type { Pace } from './pace.ts'
import { chooseSteps, type Steps } from './steps.ts'
import { stretchOf } from './stretchOf.ts'
import { trustOf } from './windowView.ts'
import { worstTrust } from './worstTrust.ts'

export async function healthView(
  record: RunRecord,
  window: RunWindow,
  points: number,
  pace: Pace,
): Promise<HealthView> {
  const stretch = stretchOf(record, window)
  const trust = trustOf(record, stretch)
  // Of series only the bytes are added up, for which nothing is decoded.
  const steps = chooseSteps(window, record.endS, points, { count: 0, needsEach: false })
  const { count, fromS, toS, stepS } = steps
  const engines = record.health().reduce((most, second) => Math.max(most, second.engines.length), 0)
  const view: HealthView = {
    window: count === 0 ? window : { fromS, toS },
    stepS,
    t: gaps(count),
    engines: Array.from({ length: engines }, (_, engine) => emptyEngine(engine, count)),
    planned: gaps(count),
    plannedUnit: record.load.model === 'closed' ? 'users' : 'perS',
    users: gaps(count),
    startedPerS: gaps(count),
    droppedPerS: gaps(count),
    bytesInPerS: gaps(count),
    bytesOutPerS: gaps(count),
    trust: new Uint8Array(count),
    reasons: trust.words.reasons,
    advice: trust.words.advice,
    seconds: record.trust().filter((second) => second.state !== 'trusted' && isInWindow(second.t, stretch)),
  }
  for (let at = 0; at < count; at++) {
    const beginS = fromS + at * stepS
    const endS = Math.min(beginS + stepS, toS)
    view.t[at] = beginS
    view.trust[at] = worstTrust(secondsBetween(record.trust(), beginS, endS))
    writeLoad(view, at, record, beginS, endS)
    const seconds = secondsBetween(record.health(), beginS, endS)
    for (const engine of view.engines)
      writeEngine(
        engine,
        at,
        seconds.map((second) => second.engines[engine.engine] ?? null).filter((health) => health !== null),
      )
  }
  await writeBytes(view, record, steps, pace)
  return view
}

function writeLoad(view: HealthView, at: number, record: RunRecord, fromS: number, toS: number): void {
  view.planned[at] = plannedIn(record.load, fromS, view.stepS) ?? NaN
  const seconds = secondsBetween(record.seconds(), fromS, toS)
  const last = seconds.at(-1)
  if (last === undefined) return
  const perS = (key: 'iterationsStarted' | 'dropped'): number =>
    seconds.reduce((sum, { load }) => sum + load[key], 0) / (toS - fromS)
  view.users[at] = Object.values(last.load.users).reduce((sum, count) => sum + count, 0)
  view.startedPerS[at] = perS('iterationsStarted')
  view.droppedPerS[at] = perS('dropped')
}

/** Of every series: messages are in none of the requests, and groups have no bytes. */
async function writeBytes(
  view: HealthView,
  { reader }: RunRecord,
  { stepS, fromS, toS, count }: Steps,
  pace: Pace,
): Promise<void> {
  // Where seconds were written and nothing ended, nothing came: 0, not a gap.
  for (let at = 0; at < count; at++)
    if (!Number.isNaN(view.users[at]!)) [view.bytesInPerS[at], view.bytesOutPerS[at]] = [0, 0]
  if (count === 0) return
  const visitor = {
    isTimed: () => false,
    take: (_key: unknown, { totals }: WindowSum) => ({ in: totals.bytesIn, out: totals.bytesOut }),
  }
  for (const { t, groups } of reader.steps(stepS, { fromS, toS, by: [] }, visitor)) {
    const at = (t - fromS) / stepS
    const lengthS = Math.min(t + stepS, toS) - t
    for (const group of groups) {
      view.bytesInPerS[at]! += group.in / lengthS
      view.bytesOutPerS[at]! += group.out / lengthS
    }
    await pace()
  }
}

function emptyEngine(engine: number, count: number): EngineHealthView {
  return {
    engine,
    eventLoopP50Ms: gaps(count),
    eventLoopP99Ms: gaps(count),
    eventLoopMaxMs: gaps(count),
    scheduleLagP99Ms: gaps(count),
    scheduleLagMaxMs: gaps(count),
    cpuPercent: gaps(count),
    cpuWaitPercent: gaps(count),
    gcMaxMs: gaps(count),
    gcShare: gaps(count),
    heapBytes: gaps(count),
    rssBytes: gaps(count),
    sockets: gaps(count),
    descriptorsOpen: gaps(count),
    descriptorsLimit: gaps(count),
    portsUsed: gaps(count),
    portsLimit: gaps(count),
  }
}

/** Delays: the highest of any second, as percentiles cannot be added up. Shares of time: the mean. Sizes: the largest. */
function writeEngine(to: EngineHealthView, at: number, seconds: readonly EngineHealth[]): void {
  if (seconds.length === 0) return
  const highest = (valueOf: (health: EngineHealth) => number | null | undefined): number =>
    seconds.reduce((most, health) => higher(most, valueOf(health)), NaN)
  const mean = (valueOf: (health: EngineHealth) => number | null | undefined): number => {
    const values = seconds.map(valueOf).filter((value) => value != null)
    return values.length === 0 ? NaN : values.reduce((sum, value) => sum + value, 0) / values.length
  }
  to.eventLoopP50Ms[at] = highest((health) => health.eventLoopDelayMs.p50)
  to.eventLoopP99Ms[at] = highest((health) => health.eventLoopDelayMs.p99)
  to.eventLoopMaxMs[at] = highest((health) => health.eventLoopDelayMs.max)
  to.scheduleLagP99Ms[at] = highest((health) => health.scheduleLagMs?.p99)
  to.scheduleLagMaxMs[at] = highest((health) => health.scheduleLagMs?.max)
  to.cpuPercent[at] = mean((health) => health.cpuPercent)
  to.cpuWaitPercent[at] = mean((health) => health.cpuWaitPercent)
  to.gcMaxMs[at] = highest((health) => health.gcPauseMs.max)
  to.gcShare[at] = mean((health) => health.gcPauseMs.total / 1000)
  to.heapBytes[at] = highest((health) => health.heapBytes)
  to.rssBytes[at] = highest((health) => health.rssBytes)
  to.sockets[at] = highest((health) => health.sockets)
  to.descriptorsOpen[at] = highest((health) => health.descriptors?.open)
  to.descriptorsLimit[at] = highest((health) => health.descriptors?.limit)
  to.portsUsed[at] = highest((health) => health.ports?.used)
  to.portsLimit[at] = highest((health) => health.ports?.limit)
}

function higher(most: number, value: number | null | undefined): number {
  if (value == null) return most
  return Number.isNaN(most) ? value : Math.max(most, value)
}
