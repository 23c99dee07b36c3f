/** Each endpoint over time, in a few steps: whether its criteria held, and a line. */
import type { AnalysisFilter, EndpointStrip, RunWindow } from '../../contract/methods/analysis.ts'
import type { EndpointKind } from '../../core/plan/compiledPlan.ts'
import { endpointKey } from '../../core/report/accumulate.ts'
import type { RunRecord } from '../runs/runRecord.ts'
import { secondsBetween } from '../runs/secondsBetween.ts'
import { NO_REQUEST, NOT_TRUSTED } from './cellState.ts'
import { gaps } from './gaps.ts'
import type { Pace } from './pace.ts'
import { countedSOf } from './remainingS.ts'
import { seriesSelection } from './seriesSelection.ts'
import { NO_MEMORY, type StepMemory } from './stepMemory.ts'
import { chooseSteps, seriesToRead, type Steps } from './steps.ts'
import { stripRows, type StripEndpoint } from './stripCells.ts'

/**
 * Cells of a strip, and points of its line, at most. 60, and what a window has more that begins and ends within a step: ten minutes are told in
 * steps of ten seconds wherever they lie.
 */
export const STRIP_POINTS = 62

export interface StripsView {
  window: RunWindow
  stepS: number
  endpoints: EndpointStrip[]
}

export interface StripsQuestion {
  window: RunWindow
  filter: AnalysisFilter
  /** Null: all. */
  endpoints: readonly { name: string; kind: string }[] | null
}

/** A criterion with a sliding window is judged on the step, too: the strip shows where to look, the verdict has the windows. */
export async function stripsView(
  record: RunRecord,
  { window, filter, endpoints }: StripsQuestion,
  pace: Pace,
  memory: StepMemory = NO_MEMORY,
): Promise<StripsView> {
  await pace()
  // The same steps whichever endpoints are looked at: their cells stand below each other.
  const all = seriesToRead(record.reader, seriesSelection(filter))
  const steps = chooseSteps(window, record.endS, STRIP_POINTS, { ...all, needsEach: true })
  const asked = stripEndpoints(record, filter, endpoints)
  const rows = await stripRows(record, { filter, endpoints: asked }, steps, pace, memory)
  const bordersS = Array.from({ length: steps.count }, (_, at) => bordersOf(steps, at))
  const countedS = countedSOf(record, steps)
  const none: NoRequests = {
    // Of a step that is left out as a whole it is said why.
    states: Uint8Array.from(countedS, (lengthS) => (lengthS === 0 ? NOT_TRUSTED : NO_REQUEST)),
    // Of seconds that were not written nothing is known, not even that nothing happened.
    perS: Float64Array.from(bordersS, ([t, endS]) => (secondsBetween(record.seconds(), t, endS).length > 0 ? 0 : NaN)),
  }
  const strips: EndpointStrip[] = []
  for (const { key, name, kind } of asked) {
    let strip: EndpointStrip | null = null
    for (let at = 0; at < steps.count; at++) {
      const cell = rows.get(steps.fromS + at * steps.stepS)?.get(key)
      if (cell === undefined || cell === null) continue
      strip ??= emptyStrip(name, kind, none)
      strip.states[at] = cell.state
      strip.p95Ms[at] = cell.p95Ms
      strip.perS[at] = cell.count / countedS[at]!
    }
    if (strip !== null) strips.push(strip)
  }
  const covered = steps.count === 0 ? window : { fromS: steps.fromS, toS: steps.toS }
  return { window: covered, stepS: steps.stepS, endpoints: strips }
}

/** Of what a filter leaves of a run, the named endpoints. */
export function stripEndpoints(
  { reader }: Pick<RunRecord, 'reader'>,
  filter: AnalysisFilter,
  named: StripsQuestion['endpoints'],
): StripEndpoint[] {
  const { matches } = seriesSelection(filter)
  // A kind that there is not has no series.
  const keys = named && new Set(named.map(({ name, kind }) => endpointKey(kind as EndpointKind, name)))
  const endpoints = new Map<string, StripEndpoint>()
  for (const series of reader.series()) {
    const key = endpointKey(series.kind, series.endpoint)
    if (matches(series) && keys?.has(key) !== false)
      endpoints.set(key, { key, name: series.endpoint, kind: series.kind })
  }
  return [...endpoints.values()]
}

function bordersOf({ fromS, toS, stepS }: Steps, at: number): [fromS: number, toS: number] {
  const t = fromS + at * stepS
  return [t, Math.min(t + stepS, toS)]
}

/** What steps are in which an endpoint had no requests. */
type NoRequests = Pick<EndpointStrip, 'states' | 'perS'>

function emptyStrip(name: string, kind: EndpointKind, { states, perS }: NoRequests): EndpointStrip {
  return { name, kind, states: states.slice(), p95Ms: gaps(states.length), perS: perS.slice() }
}
