/** Each endpoint over time, in a few steps: whether its criteria held, and a line. */
import type { AnalysisFilter, EndpointStrip, RunWindow } from '../../contract/methods/analysis.ts'
import { knownByName, routeOf } from '../../core/criteria/matchEndpoint.ts'
import {
  selectEndpoints,
  type RunCounts,
  type SubjectCounts,
  type SuspectCounts,
} from '../../core/criteria/measurement.ts'
import { summarizeTrust } from '../../core/criteria/untrusted.ts'
import { Histogram } from '../../core/histogram/histogram.ts'
import type { Criterion, EndpointKind } from '../../core/plan/compiledPlan.ts'
import type { SeriesKey } from '../../core/recording/second.ts'
import { endpointKey } from '../../core/report/accumulate.ts'
import { addSuspects, SeriesCounts } from '../runs/readWindows.ts'
import type { RunRecord } from '../runs/runRecord.ts'
import { secondsBetween } from '../runs/secondsBetween.ts'
import { canJudgePart, cellState } from './cellState.ts'
import { gaps } from './gaps.ts'
import type { Pace } from './pace.ts'
import { seriesSelection, type SeriesSelection } from './seriesSelection.ts'
import { chooseSteps, seriesToRead, type Steps } from './steps.ts'

const EACH: (keyof SeriesKey)[] = ['endpoint', 'kind', 'userType', 'outcome']
/** Cells of a strip, and points of its line. */
const STEPS = 60

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
): Promise<StripsView> {
  const { reader, endS } = record
  const selection = selectionOf(filter, endpoints)
  await pace()
  const series = reader.series()
  // The same steps whichever endpoints are looked at: their cells stand below each other.
  const all = seriesToRead(reader, seriesSelection(filter))
  const steps = chooseSteps(window, endS, STEPS, { ...all, needsEach: true })
  const criteriaOf = criteriaByEndpoint(record, series)
  const none = Float64Array.from({ length: steps.count }, (_, at) => (isWritten(record, stepAt(steps, at)) ? 0 : NaN))
  const strips = new Map<string, EndpointStrip>()
  const ok = new Histogram()
  for (let at = 0; at < steps.count; at++) {
    await pace()
    const step = stepAt(steps, at)
    const run = countsOfStep(record, step)
    eachCell(record, step, selection, ok, (cell) => {
      let strip = strips.get(cell.key)
      if (strip === undefined) strips.set(cell.key, (strip = emptyStrip(cell, none)))
      strip.states[at] = cellState(criteriaOf.get(cell.key) ?? [], cell, run)
      if (!cell.ok.isEmpty) strip.p95Ms[at] = cell.ok.percentileUs(95) / 1000
      strip.perS[at] = (cell.okCount + cell.failedCount) / (step.endS - step.fromS)
    })
  }
  const covered = steps.count === 0 ? window : { fromS: steps.fromS, toS: steps.toS }
  return { window: covered, stepS: steps.stepS, endpoints: [...strips.values()] }
}

/** Of what a filter leaves, the named endpoints. */
function selectionOf(filter: AnalysisFilter, endpoints: StripsQuestion['endpoints']): SeriesSelection {
  const selection = seriesSelection(filter)
  if (endpoints === null) return selection
  // A kind that there is not has no series.
  const keys = new Set(endpoints.map(({ name, kind }) => endpointKey(kind as EndpointKind, name)))
  return {
    ...selection,
    filter: { ...selection.filter, endpoints: new Set(endpoints.map(({ name }) => name)) },
    matches: (series) => selection.matches(series) && keys.has(endpointKey(series.kind, series.endpoint)),
  }
}

function stepAt({ fromS, toS, stepS }: Steps, at: number): { fromS: number; endS: number } {
  return { fromS: fromS + at * stepS, endS: Math.min(fromS + (at + 1) * stepS, toS) }
}

/** Of seconds that were not written nothing is known, not even that nothing happened. */
function isWritten(record: RunRecord, { fromS, endS }: { fromS: number; endS: number }): boolean {
  return secondsBetween(record.seconds(), fromS, endS).length > 0
}

function countsOfStep(record: RunRecord, { fromS, endS }: { fromS: number; endS: number }): RunCounts {
  const trust = secondsBetween(record.trust(), fromS, endS)
  const isTrusted = trust.every(({ state }) => state !== 'notTrusted')
  const { untrusted } = summarizeTrust(trust, record.settings.load.model, isTrusted ? () => 0 : record.requestsIn)
  // What concerns the run and not an endpoint is not asked for here.
  return {
    durationMs: (endS - fromS) * 1000,
    checksPassed: 0,
    checksFailed: 0,
    iterationsStarted: 0,
    dropped: 0,
    untrusted,
  }
}

/** Those that name it, by the same preference as in the verdict; a criterion over all requests says nothing of one endpoint. */
function criteriaByEndpoint(
  { settings }: RunRecord,
  series: ReturnType<RunRecord['reader']['series']>,
): Map<string, Criterion[]> {
  const known = knownByName(settings.endpoints)
  const endpoints = new Map(
    series.map(({ endpoint: name, kind }) => [
      endpointKey(kind, name),
      { endpoint: { name, kind, ...routeOf(name, known) } },
    ]),
  )
  const criteria = new Map<string, Criterion[]>()
  for (const criterion of settings.criteria) {
    if (criterion.subject.kind === 'all' || !canJudgePart(criterion)) continue
    for (const { endpoint } of selectEndpoints(criterion.subject, [...endpoints.values()])) {
      const key = endpointKey(endpoint.kind, endpoint.name)
      criteria.set(key, [...(criteria.get(key) ?? []), criterion])
    }
  }
  return criteria
}

interface Cell extends SubjectCounts {
  key: string
  name: string
  kind: EndpointKind
}

/**
 * What each endpoint did in a step. Only of what succeeded are the times read: failures are counted.
 * @param ok used for each cell again: it holds the times of the one that is visited
 */
function eachCell(
  { reader, trust }: RunRecord,
  { fromS, endS }: { fromS: number; endS: number },
  { filter, matches }: SeriesSelection,
  ok: Histogram,
  visit: (cell: Cell) => void,
): void {
  const suspects = new SeriesCounts()
  addSuspects(suspects, reader, fromS, endS, secondsBetween(trust(), fromS, endS))
  const cells = new Map<string, Omit<Cell, 'ok'> & { suspect: SuspectCounts }>()
  for (const { key: told, count } of reader.groupedCounts(fromS, endS, EACH, filter)) {
    const series = told as SeriesKey
    if (!matches(series)) continue
    const { endpoint: name, kind, outcome } = series
    const key = endpointKey(kind, name)
    const cell = cells.get(key) ?? { key, name, kind, okCount: 0, failedCount: 0, suspect: { ok: 0, failed: 0 } }
    cell[outcome === 'ok' ? 'okCount' : 'failedCount'] += count
    cell.suspect[outcome] += suspects.of(series)
    cells.set(key, cell)
  }
  const untimed = new Map(cells)
  reader.eachLatency(fromS, endS, ['endpoint', 'kind'], { ...filter, outcome: 'ok' }, ({ endpoint, kind }, addTo) => {
    const key = endpointKey(kind!, endpoint!)
    const cell = cells.get(key)
    // Event streams are counted, not timed.
    if (cell === undefined || kind === 'events') return
    untimed.delete(key)
    ok.clear()
    addTo(ok)
    visit({ ...cell, ok })
  })
  ok.clear()
  for (const cell of untimed.values()) visit({ ...cell, ok })
}

/** @param none requests per second where the endpoint had none */
function emptyStrip({ name, kind }: Cell, none: Float64Array): EndpointStrip {
  return { name, kind, states: new Uint8Array(none.length), p95Ms: gaps(none.length), perS: none.slice() }
}
