/** A run over time, in steps. */
import type { AnalysisFilter, LatencyChoice, RunWindow, TimelineView } from '../../contract/methods/analysis.ts'
import type { EndpointKind } from '../../core/plan/compiledPlan.ts'
import { ERROR_CLASSES, PHASES, type LoadCounts, type Outcome, type SeriesKey } from '../../core/recording/second.ts'
import { plannedIn } from '../runs/plannedLoad.ts'
import type { RunRecord } from '../runs/runRecord.ts'
import { secondsBetween } from '../runs/secondsBetween.ts'
import type { TimelineOptions } from '../storage/runReader.ts'
import type { GroupVisitor } from '../storage/windowGroups.ts'
import type { WindowTotals } from '../storage/windowSum.ts'
import { gaps } from './gaps.ts'
import { LatencySum } from './latencySum.ts'
import type { Pace } from './pace.ts'
import { seriesSelection } from './seriesSelection.ts'
import { NO_MEMORY, readMissing, type StepMemory } from './stepMemory.ts'
import { chooseSteps, seriesToRead, type Steps } from './steps.ts'
import { countedSOf } from './remainingS.ts'
import { worstTrust } from './worstTrust.ts'

export interface TimelineQuestion {
  window: RunWindow
  filter: AnalysisFilter
  points: number
  latency: LatencyChoice
  percentiles: readonly number[]
}

/** The steps reach around the window: all their numbers are of whole steps, the same however far the window was moved. */
export async function timelineView(
  record: RunRecord,
  question: TimelineQuestion,
  pace: Pace,
  memory: StepMemory = NO_MEMORY,
): Promise<TimelineView> {
  const { reader, endS } = record
  await pace()
  const steps = chooseSteps(
    question.window,
    endS,
    question.points,
    seriesToRead(reader, seriesSelection(question.filter)),
  )
  const rows = await timelineRows(record, question, steps, pace, memory)
  const view = emptyView(record, question, steps)
  const { fromS, toS, stepS, count } = steps
  for (let at = 0; at < count; at++) {
    const t = fromS + at * stepS
    const stepEndS = Math.min(t + stepS, toS)
    view.t[at] = t
    writeLoad(view, at, record, question.filter, t, stepEndS)
    const row = rows.get(t)
    // Of seconds that were not written nothing is known, not even that nothing happened.
    if (row !== undefined && isKnown(view, at)) writeRequests(view, at, row)
  }
  // Errors are not counted by user type.
  return {
    ...view,
    errorsPerS: question.filter.userType === null ? errorsOverTime(record, question.filter, steps, view) : [],
  }
}

/** What ended in a step. */
interface TimelineRow {
  ok: number
  failed: number
  bytesIn: number
  bytesOut: number
  phasesUs: number[]
  /** Of the latencies that were asked for; NaN when there are none. */
  timed: { count: number; meanMs: number; maxMs: number; percentilesMs: number[] }
}

/** Reads what is not known yet of these steps; by the first second of each. */
export async function timelineRows(
  { reader }: Pick<RunRecord, 'reader'>,
  { filter, latency, percentiles }: Omit<TimelineQuestion, 'window' | 'points'>,
  steps: Steps,
  pace: Pace,
  memory: StepMemory,
): Promise<ReadonlyMap<number, TimelineRow>> {
  const { stepS } = steps
  const rows = memory.rows<TimelineRow>({ of: 'timeline', filter, latency, percentiles, stepS })
  const selection = seriesSelection(filter)
  const latencies = new LatencySum(latency)
  const visitor: GroupVisitor<Part> = {
    isTimed: (key) => selection.isCounted(key.kind!) && latencies.names(told(key)),
    take(key, sum) {
      const isOurs = selection.isCounted(key.kind!)
      if (isOurs) latencies.addSum(told(key), sum)
      return { ...told(key), isOurs, totals: sum.totals }
    },
  }
  function* read(fromS: number, toS: number): Generator<readonly [number, TimelineRow]> {
    const options = { fromS, toS, filter: selection.filter, by: ['kind', 'outcome'] } satisfies TimelineOptions
    for (const { t, groups } of reader.steps(stepS, options, visitor)) {
      const row = rowOf(
        groups.filter(({ isOurs }) => isOurs),
        latencies,
        percentiles,
      )
      latencies.clear()
      yield [t, row]
    }
  }
  await readMissing(steps, rows, read, pace)
  return rows
}

function rowOf(parts: readonly Part[], latencies: LatencySum, percentiles: readonly number[]): TimelineRow {
  const row: TimelineRow = {
    ok: 0,
    failed: 0,
    bytesIn: 0,
    bytesOut: 0,
    phasesUs: PHASES.map(() => 0),
    timed: {
      count: latencies.count,
      meanMs: latencies.meanMs,
      maxMs: latencies.maxMs,
      percentilesMs: percentiles.map((percentile) => latencies.percentileMs(percentile)),
    },
  }
  for (const { outcome, totals } of parts) {
    row[outcome] += totals.count
    row.bytesIn += totals.bytesIn
    row.bytesOut += totals.bytesOut
    for (const [phase, us] of totals.phasesUs.entries()) row.phasesUs[phase]! += us
  }
  return row
}

/** Whether any second of a step was written, and is not left out. */
function isKnown({ users }: Pick<TimelineView, 'users'>, at: number): boolean {
  return !Number.isNaN(users[at])
}

/** What ended in a step, of one kind and outcome; its times are in the sum of latencies. */
interface Part {
  kind: EndpointKind
  outcome: Outcome
  isOurs: boolean
  totals: WindowTotals
}

function told({ kind, outcome }: Partial<SeriesKey>): Pick<Part, 'kind' | 'outcome'> {
  return { kind: kind!, outcome: outcome! }
}

function emptyView(record: RunRecord, { window, percentiles }: TimelineQuestion, steps: Steps): TimelineView {
  const { stepS, fromS, toS, count } = steps
  const column = (): Float64Array => gaps(count)
  return {
    window: count === 0 ? window : { fromS, toS },
    stepS,
    t: column(),
    countedS: countedSOf(record, steps),
    users: column(),
    planned: column(),
    plannedUnit: record.load.model === 'closed' ? 'users' : 'perS',
    inFlight: column(),
    okPerS: column(),
    failedPerS: column(),
    iterationsPerS: column(),
    droppedPerS: column(),
    bytesInPerS: column(),
    bytesOutPerS: column(),
    count: column(),
    meanMs: column(),
    maxMs: column(),
    percentiles: percentiles.map((p) => ({ p, ms: column() })),
    errorsPerS: [],
    phasesMs: PHASES.map(column),
    trust: new Uint8Array(count),
  }
}

/** Gauges are as the last second of the step ended, as in the report. */
function writeLoad(
  view: TimelineView,
  at: number,
  record: RunRecord,
  { userType }: AnalysisFilter,
  fromS: number,
  toS: number,
): void {
  // Plans say how many users there are, not how many of a type.
  if (userType === null) view.planned[at] = plannedIn(record.load, fromS, view.stepS) ?? NaN
  view.trust[at] = worstTrust(secondsBetween(record.trust(), fromS, toS))
  const seconds = secondsBetween(record.seconds(), fromS, toS)
  const last = seconds.at(-1)
  if (last === undefined) return
  const perS = (key: 'iterationsCompleted' | 'dropped'): number =>
    seconds.reduce((sum, { load }) => sum + load[key], 0) / view.countedS[at]!
  view.users[at] = usersOf(last.load, userType)
  view.inFlight[at] = last.load.inFlight
  view.iterationsPerS[at] = perS('iterationsCompleted')
  view.droppedPerS[at] = perS('dropped')
}

function usersOf({ users }: LoadCounts, userType: string | null): number {
  if (userType !== null) return Object.hasOwn(users, userType) ? users[userType]! : 0
  return Object.values(users).reduce((sum, count) => sum + count, 0)
}

function writeRequests(view: TimelineView, at: number, row: TimelineRow): void {
  const lengthS = view.countedS[at]!
  const { ok, failed, bytesIn, bytesOut, phasesUs, timed } = row
  view.okPerS[at] = ok / lengthS
  view.failedPerS[at] = failed / lengthS
  view.bytesInPerS[at] = bytesIn / lengthS
  view.bytesOutPerS[at] = bytesOut / lengthS
  view.count[at] = timed.count
  view.meanMs[at] = timed.meanMs
  view.maxMs[at] = timed.maxMs
  for (const [place, ms] of timed.percentilesMs.entries()) view.percentiles[place]!.ms[at] = ms
  // Requests that were not timed in phases, replies say, have none.
  if (phasesUs.every((us) => us === 0)) return
  for (const [phase, us] of phasesUs.entries()) view.phasesMs[phase]![at] = us / ((ok + failed) * 1000)
}

function errorsOverTime(
  { reader }: RunRecord,
  { endpoint }: AnalysisFilter,
  { stepS, fromS, toS }: Steps,
  view: TimelineView,
): TimelineView['errorsPerS'] {
  const groups = reader
    .errorsOverTime(stepS, fromS, toS)
    .filter((group) => endpoint === null || group.endpoint === endpoint.name)
  return ERROR_CLASSES.filter((name) => groups.some((group) => group.class === name)).map((name) => {
    const perS = Float64Array.from(view.t, (_, at) => (isKnown(view, at) ? 0 : NaN))
    for (const group of groups.filter((one) => one.class === name))
      for (const [at, lengthS] of view.countedS.entries()) perS[at]! += group.perStep[at]! / lengthS
    return { class: name, perS }
  })
}
