/** What the cells of strips show: each endpoint in each step, read once of a run that has ended. */
import type { AnalysisFilter } from '../../contract/methods/analysis.ts'
import { knownByName, routeOf } from '../../core/criteria/matchEndpoint.ts'
import { selectEndpoints, type RunCounts } from '../../core/criteria/measurement.ts'
import { summarizeTrust } from '../../core/criteria/untrusted.ts'
import { Histogram } from '../../core/histogram/histogram.ts'
import type { Criterion, EndpointKind } from '../../core/plan/compiledPlan.ts'
import type { Outcome, SeriesKey } from '../../core/recording/second.ts'
import { endpointKey } from '../../core/report/accumulate.ts'
import { addSuspects, SeriesCounts } from '../runs/readWindows.ts'
import { remainingTrust, type RunRecord } from '../runs/runRecord.ts'
import { secondsBetween } from '../runs/secondsBetween.ts'
import type { TimelineOptions } from '../storage/runReader.ts'
import type { GroupVisitor } from '../storage/windowGroups.ts'
import { canJudgePart, cellState } from './cellState.ts'
import type { Pace } from './pace.ts'
import { remainingS } from './remainingS.ts'
import { seriesSelection } from './seriesSelection.ts'
import { readMissing, type StepMemory } from './stepMemory.ts'
import type { Steps } from './steps.ts'

export interface StripEndpoint {
  key: string
  name: string
  kind: EndpointKind
}

export interface StripCell {
  /** See cellState.ts. */
  state: number
  /** Of successful requests; NaN where there are none. */
  p95Ms: number
  count: number
}

/** What is known of a step, by key of the endpoint; null where it had no requests. */
type StripRow = ReadonlyMap<string, StripCell | null>

export interface StripCellsQuestion {
  filter: AnalysisFilter
  endpoints: readonly StripEndpoint[]
}

/** Of steps; each has as many cells as there are endpoints. */
export const STRIP_ROWS_AT_MOST = 1000

const BY = ['endpoint', 'kind', 'outcome'] as const satisfies (keyof SeriesKey)[]
type CellSeries = Pick<SeriesKey, (typeof BY)[number]>

/** Reads what is not known yet of these endpoints in these steps; by the first second of each. */
export async function stripRows(
  record: RunRecord,
  { filter, endpoints }: StripCellsQuestion,
  steps: Steps,
  pace: Pace,
  memory: StepMemory,
): Promise<ReadonlyMap<number, StripRow>> {
  const rows = memory.rows<StripRow>({ of: 'strips', filter, stepS: steps.stepS }, STRIP_ROWS_AT_MOST)
  const isKnown = (t: number, { key }: StripEndpoint): boolean => rows.get(t)?.has(key) === true
  const startsS = Array.from({ length: steps.count }, (_, at) => steps.fromS + at * steps.stepS)
  const missing = endpoints.filter((endpoint) => !startsS.every((t) => isKnown(t, endpoint)))
  if (missing.length === 0) return rows
  const readCells = cellReader(record, { filter, endpoints: missing })
  function* read(fromS: number, toS: number): Generator<readonly [number, StripRow]> {
    for (const [t, cells] of readCells(steps.stepS, fromS, toS)) yield [t, new Map([...(rows.get(t) ?? []), ...cells])]
  }
  await readMissing(steps, rows, read, pace, (t) => missing.every((endpoint) => isKnown(t, endpoint)))
  return rows
}

interface CellCounts {
  ok: Histogram
  okCount: number
  failedCount: number
}

/** What each endpoint did, step by step. Only of what succeeded are the times read: failures are counted. */
function cellReader(record: RunRecord, { filter, endpoints }: StripCellsQuestion) {
  const { reader } = record
  const criteriaOf = criteriaByEndpoint(record)
  const options = {
    filter: { ...seriesSelection(filter).filter, endpoints: new Set(endpoints.map(({ name }) => name)) },
    by: [...BY],
  } satisfies TimelineOptions
  // One step after the other is counted in these.
  const counts = new Map<string, CellCounts>(
    endpoints.map(({ key }) => [key, { ok: new Histogram(), okCount: 0, failedCount: 0 }]),
  )
  // Event streams are counted, not timed.
  const isTimed = ({ kind, outcome }: Partial<CellSeries>): boolean => outcome === 'ok' && kind !== 'events'
  const visitor: GroupVisitor<void> = {
    isTimed,
    take(series, sum) {
      const { endpoint, kind, outcome } = series as CellSeries
      // By name alone: a group of the same name comes along, and is passed over.
      const cell = counts.get(endpointKey(kind, endpoint))
      if (cell === undefined) return
      cell[outcome === 'ok' ? 'okCount' : 'failedCount'] += sum.totals.count
      if (isTimed(series)) sum.addLatencyTo(cell.ok)
    },
  }

  function cellOf({ key, name, kind }: StripEndpoint, run: RunCounts, suspects: SeriesCounts<keyof CellSeries>) {
    const own = counts.get(key)!
    const count = own.okCount + own.failedCount
    if (count === 0) return null
    const suspectsOf = (outcome: Outcome): number => suspects.of({ endpoint: name, kind, outcome })
    const judged = { ...own, suspect: { ok: suspectsOf('ok'), failed: suspectsOf('failed') } }
    const state = cellState(criteriaOf.get(key) ?? [], judged, run)
    return { state, p95Ms: own.ok.percentileUs(95) / 1000, count } satisfies StripCell
  }

  function clear(): void {
    for (const own of counts.values()) {
      if (!own.ok.isEmpty) own.ok.clear()
      own.okCount = own.failedCount = 0
    }
  }

  return function* (stepS: number, fromS: number, toS: number): Generator<readonly [number, StripRow]> {
    clear()
    const trusts = remainingTrust(record)
    for (const { t, endS } of reader.steps(stepS, { ...options, fromS, toS }, visitor)) {
      const trust = secondsBetween(trusts, t, endS)
      const suspects = new SeriesCounts(BY)
      addSuspects(suspects, reader, t, endS, trust)
      const run = countsOfStep(record, t, endS, trust)
      yield [t, new Map(endpoints.map((endpoint) => [endpoint.key, cellOf(endpoint, run, suspects)]))]
      clear()
    }
  }
}

function countsOfStep(
  record: RunRecord,
  fromS: number,
  endS: number,
  trust: ReturnType<RunRecord['trust']>,
): RunCounts {
  const { settings, requestsIn } = record
  const isTrusted = trust.every(({ state }) => state !== 'notTrusted')
  const { untrusted } = summarizeTrust(trust, settings.load.model, isTrusted ? () => 0 : requestsIn)
  // What concerns the run and not an endpoint is not asked for here.
  return {
    durationMs: remainingS(record, fromS, endS) * 1000,
    checksPassed: 0,
    checksFailed: 0,
    iterationsStarted: 0,
    dropped: 0,
    untrusted,
  }
}

/** Those that name it, by the same preference as in the verdict; a criterion over all requests says nothing of one endpoint. */
function criteriaByEndpoint({ settings, reader }: RunRecord): Map<string, Criterion[]> {
  const known = knownByName(settings.endpoints)
  const endpoints = new Map(
    reader
      .series()
      .map(({ endpoint: name, kind }) => [
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
