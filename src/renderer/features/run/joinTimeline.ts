/**
 * A timeline of a run that goes on is asked for once, and then only for the steps that are missing. Steps are whole or not there:
 * the newest point is the last complete one. Nothing is computed here but the place of columns.
 */
import type { RunWindow, TimelineView } from '../../../contract/methods/analysis.ts'

/** Asked again each time: seconds of an engine that was late are added to the past. */
const OVERLAP_STEPS = 3

/** What to ask to bring a timeline up to a window. `points` makes the host choose the same step. */
export type Missing = { kind: 'nothing' } | { kind: 'tail'; window: RunWindow; points: number } | { kind: 'all' }

/** @param points most of them that were asked for the whole window */
export function missingSteps(shown: TimelineView | null, wanted: RunWindow, points: number): Missing {
  if (shown === null || shown.t.length === 0) return { kind: 'all' }
  const { stepS } = shown
  const beginS = shown.t[0]!
  // Backwards, or so long that the host would take longer steps: another timeline.
  if (wanted.fromS < beginS || stepsOf(wanted, stepS) > points) return { kind: 'all' }
  const wholeToS = Math.floor(wanted.toS / stepS) * stepS
  const shownToS = Math.floor(shown.window.toS / stepS) * stepS
  if (wanted.fromS >= shownToS) return { kind: 'all' }
  if (wholeToS <= shownToS) return { kind: 'nothing' }
  const fromS = Math.max(beginS, shownToS - OVERLAP_STEPS * stepS, Math.floor(wanted.fromS / stepS) * stepS)
  return { kind: 'tail', window: { fromS, toS: wholeToS }, points: (wholeToS - fromS) / stepS }
}

function stepsOf({ fromS, toS }: RunWindow, stepS: number): number {
  return Math.ceil(toS / stepS) - Math.floor(fromS / stepS)
}

/**
 * The steps of `shown` before `tail`, from `fromS` on, and those of `tail`. Null where the two do not fit together (another step,
 * other percentiles): then all of it has to be asked for again.
 */
export function joinTimeline(shown: TimelineView, tail: TimelineView, fromS: number): TimelineView | null {
  const { stepS } = shown
  if (tail.stepS !== stepS || tail.plannedUnit !== shown.plannedUnit || tail.t.length === 0) return null
  if (tail.percentiles.length !== shown.percentiles.length) return null
  if (tail.percentiles.some(({ p }, index) => p !== shown.percentiles[index]?.p)) return null
  const first = shown.t.findIndex((t) => t + stepS > fromS)
  const until = shown.t.findIndex((t) => t >= tail.t[0]!)
  const kept = { from: first === -1 ? shown.t.length : first, to: until === -1 ? shown.t.length : until }
  // Steps between the two would be missing without a gap to be seen.
  if (kept.to > 0 && shown.t[kept.to - 1]! + stepS < tail.t[0]!) return null
  const join = (one: Float64Array, other: Float64Array): Float64Array => joined(one.subarray(kept.from, kept.to), other)

  const t = join(shown.t, tail.t)
  return {
    window: { fromS: Math.max(t[0]!, Math.min(fromS, tail.window.fromS)), toS: tail.window.toS },
    stepS,
    t,
    countedS: join(shown.countedS, tail.countedS),
    users: join(shown.users, tail.users),
    planned: join(shown.planned, tail.planned),
    plannedUnit: shown.plannedUnit,
    inFlight: join(shown.inFlight, tail.inFlight),
    okPerS: join(shown.okPerS, tail.okPerS),
    failedPerS: join(shown.failedPerS, tail.failedPerS),
    iterationsPerS: join(shown.iterationsPerS, tail.iterationsPerS),
    droppedPerS: join(shown.droppedPerS, tail.droppedPerS),
    bytesInPerS: join(shown.bytesInPerS, tail.bytesInPerS),
    bytesOutPerS: join(shown.bytesOutPerS, tail.bytesOutPerS),
    count: join(shown.count, tail.count),
    meanMs: join(shown.meanMs, tail.meanMs),
    maxMs: join(shown.maxMs, tail.maxMs),
    percentiles: shown.percentiles.map(({ p, ms }, index) => ({ p, ms: join(ms, tail.percentiles[index]!.ms) })),
    errorsPerS: joinErrors(shown, tail, join),
    phasesMs: shown.phasesMs.map((ms, index) => join(ms, tail.phasesMs[index] ?? nothing(tail))),
    trust: joinedBytes(shown.trust.subarray(kept.from, kept.to), tail.trust),
  }
}

/** A class that one part has not seen had no errors there: 0 where there were requests, and a gap where there was nothing. */
function joinErrors(
  shown: TimelineView,
  tail: TimelineView,
  join: (one: Float64Array, other: Float64Array) => Float64Array,
): TimelineView['errorsPerS'] {
  const classes = new Set([...shown.errorsPerS, ...tail.errorsPerS].map((each) => each.class))
  const of = (view: TimelineView, name: string): Float64Array =>
    view.errorsPerS.find((each) => each.class === name)?.perS ??
    view.failedPerS.map((failed) => (Number.isNaN(failed) ? Number.NaN : 0))
  return [...classes].map((name) => ({ class: name, perS: join(of(shown, name), of(tail, name)) }))
}

function nothing({ t }: TimelineView): Float64Array {
  return new Float64Array(t.length).fill(Number.NaN)
}

function joined(one: Float64Array, other: Float64Array): Float64Array {
  const all = new Float64Array(one.length + other.length)
  all.set(one)
  all.set(other, one.length)
  return all
}

function joinedBytes(one: Uint8Array, other: Uint8Array): Uint8Array {
  const all = new Uint8Array(one.length + other.length)
  all.set(one)
  all.set(other, one.length)
  return all
}
