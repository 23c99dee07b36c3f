/** Each endpoint over time, in a few steps: whether its criteria held, and a line. */
import type { AnalysisFilter, EndpointStrip, RunWindow } from '../../contract/methods/analysis.ts'
import { knownByName, routeOf } from '../../core/criteria/matchEndpoint.ts'
import { selectEndpoints, type RunCounts } from '../../core/criteria/measurement.ts'
import { summarizeTrust } from '../../core/criteria/untrusted.ts'
import type { Criterion } from '../../core/plan/compiledPlan.ts'
import { addWindow, emptyAccumulated, endpointKey, type WindowOfSeries } from '../../core/report/accumulate.ts'
import { readWindows } from '../runs/readWindows.ts'
import type { RunRecord } from '../runs/runRecord.ts'
import { secondsBetween } from '../runs/secondsBetween.ts'
import { canJudgePart, cellState } from './cellState.ts'
import { gaps } from './gaps.ts'
import type { Pace } from './pace.ts'
import { seriesSelection } from './seriesSelection.ts'
import { chooseSteps, seriesToRead, type Steps } from './steps.ts'

/** Cells of a strip, and points of its line. */
const STEPS = 60

export interface StripsView {
  window: RunWindow
  stepS: number
  endpoints: EndpointStrip[]
}

/** A criterion with a sliding window is judged on the step, too: the strip shows where to look, the verdict has the windows. */
export async function stripsView(
  record: RunRecord,
  window: RunWindow,
  filter: AnalysisFilter,
  pace: Pace,
): Promise<StripsView> {
  const { reader, endS } = record
  const selection = seriesSelection(filter)
  await pace()
  const series = reader.series()
  const steps = chooseSteps(window, endS, STEPS, { ...seriesToRead(series, selection), needsEach: true })
  const criteriaOf = criteriaByEndpoint(record, series)
  const strips = new Map<string, EndpointStrip>()
  for (let at = 0; at < steps.count; at++) {
    await pace()
    const step = stepAt(steps, at)
    const trust = secondsBetween(record.trust(), step.fromS, step.endS)
    const run = countsOfStep(record, step)
    for (const [key, own] of groupByEndpoint(readWindows(reader, step, trust, selection.filter))) {
      const { endpoint: name, kind } = own[0]!.series
      let strip = strips.get(key)
      if (strip === undefined) strips.set(key, (strip = emptyStrip(name, kind, steps)))
      writeCell(strip, at, own, criteriaOf.get(key) ?? [], run)
    }
  }
  const covered = steps.count === 0 ? window : { fromS: steps.fromS, toS: steps.toS }
  return { window: covered, stepS: steps.stepS, endpoints: [...strips.values()] }
}

function stepAt({ fromS, toS, stepS }: Steps, at: number): { fromS: number; endS: number; loadEndS: number } {
  const endS = Math.min(fromS + (at + 1) * stepS, toS)
  return { fromS: fromS + at * stepS, endS, loadEndS: endS }
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

function groupByEndpoint(windows: readonly WindowOfSeries[]): Map<string, WindowOfSeries[]> {
  const groups = new Map<string, WindowOfSeries[]>()
  for (const window of windows) {
    if (window.window.count === 0) continue
    const key = endpointKey(window.series.kind, window.series.endpoint)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [window])
    else group.push(window)
  }
  return groups
}

function emptyStrip(name: string, kind: EndpointStrip['kind'], { count }: Steps): EndpointStrip {
  return { name, kind, states: new Uint8Array(count), p95Ms: gaps(count), perS: new Float64Array(count) }
}

function writeCell(
  strip: EndpointStrip,
  at: number,
  windows: readonly WindowOfSeries[],
  criteria: readonly Criterion[],
  run: RunCounts,
): void {
  const sum = emptyAccumulated()
  for (const window of windows) addWindow(sum, window)
  const counts = {
    ok: sum.ok,
    okCount: sum.requests - sum.failures,
    failedCount: sum.failures,
    suspect: sum.suspect,
  }
  strip.states[at] = cellState(criteria, counts, run)
  if (!sum.ok.isEmpty) strip.p95Ms[at] = sum.ok.percentileUs(95) / 1000
  strip.perS[at] = sum.requests / (run.durationMs / 1000)
}
