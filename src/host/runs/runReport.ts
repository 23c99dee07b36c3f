/**
 * The report of a run from the history: the one way for `loadwright run`, `loadwright report` and everyone else, so that the
 * numbers of a run are the same whenever they are asked for.
 */
import { buildReport } from '../../core/report/buildReport.ts'
import type { PreviousRun, RunReport } from '../../core/report/report.ts'
import type { PlannedLoad, TimelineStep } from '../../core/report/reportInput.ts'
import { nothingMeasured } from '../../core/criteria/targetReached.ts'
import { createSlidingEvaluator, type SlidingOutcome } from '../../core/criteria/slidingWindow.ts'
import type { HealthSecond, SecondTrust } from '../../core/criteria/trust.ts'
import { DEFAULT_FAIL_ON, type EndedBy, type FailOn, type VerdictFacts } from '../../core/criteria/verdict.ts'
import { meanLevel, totalDurationMs, type LoadShape } from '../../core/load/loadShape.ts'
import { steeredLoad } from '../../core/load/steering.ts'
import { knownByName } from '../../core/criteria/matchEndpoint.ts'
import { isSuspect, untrustedIn } from '../../core/criteria/untrusted.ts'
import type { WindowOfSeries } from '../../core/report/accumulate.ts'
import { isRequestKind } from '../../core/criteria/measurement.ts'
import { mergeStats } from '../../core/histogram/summary.ts'
import type { JsonValue } from '../../core/plan/compiledPlan.ts'
import { sumLoad } from '../../core/recording/loadCounts.ts'
import type { History } from '../storage/history.ts'
import type { RunSummary, StoredRun } from '../storage/newRun.ts'
import type { RunReader } from '../storage/runReader.ts'
import { measuredSecond } from './measuredSecond.ts'
import { describeLoad, fromJson, type RunSettings } from './runSettings.ts'

/** How a run ended, kept with it. */
export interface RunOutcomeFacts {
  endedBy: EndedBy
  /** When the load ended, ms since the start: as planned, or when it was stopped. What was under way then may end later. */
  loadEndMs: number
  fault: VerdictFacts['fault']
  /** See VerdictFacts. */
  lost?: string
  failOn: FailOn[]
  sliding: (SlidingOutcome | null)[]
  foldedNames: { position: string; count: number }[]
  notices: string[]
}

const PREVIOUS_RUNS = 20
const TIMELINE_POINTS = 900
/** Parts that the windows of a run are read in. */
const MOST_PARTS = 200

/** @throws HistoryError when it cannot be read. */
export function reportOfRun(history: History, reader: RunReader): RunReport {
  const run = reader.run()
  const settings = fromJson(run.settings)
  const facts = factsOf(run, settings)
  const steering = reader.steering()
  const fromS = Math.ceil(settings.warmUpMs / 1000)
  const { fromMs, toMs } = judgedWindow(fromS, facts.loadEndMs, runEndMs(run))
  const loadEndS = Math.ceil(toMs / 1000)
  const load = reader.load()
  const endS = (run.lastSecond ?? -1) + 1
  const stepS = Math.max(1, Math.ceil(endS / TIMELINE_POINTS))
  const whole = reader.mergedWindow(0, endS)
  const requests = whole.filter(({ series }) => isRequestKind(series.kind))
  const errors = reader.errors()
  const trust = load.map(({ t, trusted, reasons }): SecondTrust => ({
    t,
    state: trusted ? (reasons.length > 0 ? 'degraded' : 'trusted') : 'notTrusted',
    reasons,
  }))
  return buildReport({
    run: {
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
      window: { fromMs, toMs },
      generator: run.generator,
    },
    endpoints: settings.endpoints,
    windows: [
      ...windowsOf(reader, fromS, loadEndS, trust),
      ...windowsOf(reader, loadEndS, endS, trust).map((window) => ({ ...window, afterLoad: true })),
    ],
    timeline: { stepMs: stepS * 1000, steps: timelineOf(reader, load, stepS) },
    // The gauges in it mean nothing over several seconds; a report takes the counts only.
    load: sumLoad(load.filter(({ t }) => t >= fromS).map((second) => second.load)),
    usersFailed: load.reduce((sum, second) => sum + second.load.usersFailed, 0),
    errors: errors.map(({ class: errorClass, endpoint, message, count, firstSecond, lastSecond }) => ({
      class: errorClass,
      endpoint,
      message,
      count,
      firstMs: firstSecond * 1000,
      lastMs: (lastSecond + 1) * 1000,
    })),
    requestsByEndpoint: countByEndpoint(requests),
    exemplars: reader.exemplars(),
    health: healthOf(reader, load),
    trust,
    criteria: settings.criteria,
    sliding: run.outcome === null ? replaySliding(reader, settings, trust, load, facts.loadEndMs) : facts.sliding,
    outcome: {
      endedBy: facts.endedBy,
      nothingMeasured: nothingMeasured(
        run.target,
        requests.reduce((sum, { window }) => sum + window.count, 0),
        requests.reduce((sum, { series, window }) => sum + (series.outcome === 'failed' ? window.count : 0), 0),
        errors,
      ),
      regressions: [],
      fault: facts.fault,
      ...(facts.lost === undefined ? {} : { lost: facts.lost }),
      failOn: new Set(facts.failOn),
    },
    planned: plannedLoad(settings, steeredLoad(settings.load, steering).shape, Math.ceil(endS / stepS), stepS),
    foldedNames: facts.foldedNames,
    annotations: reader.annotations(),
    previousRuns: history.previousRuns(run, PREVIOUS_RUNS).map((previous) => previousOf(history, previous)),
    notices: [
      ...facts.notices,
      ...(settings.tlsVerified ? [] : ['TLS certificates were not verified (settings.tls.verify: false).']),
    ],
  })
}

/**
 * The windows of a time, those of untrusted seconds apart. Where the two alternate all too often, everything is suspect: the
 * less is certain then, and reading ends some time.
 */
function windowsOf(reader: RunReader, fromS: number, toS: number, trust: readonly SecondTrust[]): WindowOfSeries[] {
  const suspects = new Set(trust.filter((second) => isSuspect(second)).map(({ t }) => t))
  const borders = [fromS]
  for (let t = fromS + 1; t < toS; t++) if (suspects.has(t) !== suspects.has(t - 1)) borders.push(t)
  if (borders.length > MOST_PARTS)
    return reader.mergedWindow(fromS, toS).map((window) => ({ ...window, suspect: true }))
  return borders.flatMap((border, at) =>
    reader.mergedWindow(border, borders[at + 1] ?? toS).map((window) => ({ ...window, suspect: suspects.has(border) })),
  )
}

/**
 * Whole seconds, because that is what is stored. Where the load has none after the warm-up, the window is its last, begun
 * second: in that it cannot be told what ended after the load, so that it reaches to the end of the run, and no further than that second.
 */
function judgedWindow(fromS: number, loadEndMs: number, runEndMs: number): { fromMs: number; toMs: number } {
  const fromMs = Math.min(fromS * 1000, loadEndMs)
  const wholeMs = Math.floor(loadEndMs / 1000) * 1000
  if (wholeMs > fromMs) return { fromMs, toMs: wholeMs }
  return { fromMs, toMs: Math.max(loadEndMs, Math.min(runEndMs, Math.ceil(loadEndMs / 1000) * 1000)) }
}

/**
 * Length of the run. Its end is written as a time of day that lies so much after the start as was measured; of a run whose process
 * died only the last heartbeat is known, by a clock that may have been set meanwhile, so that its seconds must do.
 */
function runEndMs({ startedAtMs, endedAtMs, lastSecond, outcome }: StoredRun): number {
  if (endedAtMs !== null && outcome !== null) return Math.max(0, endedAtMs - startedAtMs)
  return ((lastSecond ?? -1) + 1) * 1000
}

export function outcomeToJson(facts: RunOutcomeFacts): JsonValue {
  return facts as unknown as JsonValue
}

/** Of a run whose process died nothing was written at its end: what is known then is what was planned and what is there. */
function factsOf(run: StoredRun, settings: RunSettings): RunOutcomeFacts {
  if (run.outcome !== null) return run.outcome as unknown as RunOutcomeFacts
  const writtenMs = ((run.lastSecond ?? -1) + 1) * 1000
  return {
    endedBy: 'killed',
    loadEndMs: Math.min(writtenMs, totalDurationMs(settings.load)),
    fault: null,
    failOn: [...DEFAULT_FAIL_ON],
    sliding: [],
    foldedNames: [],
    notices: [],
  }
}

/** What the live evaluator would have seen of a run that could not say it any more: its stored seconds once again. */
function replaySliding(
  reader: RunReader,
  settings: RunSettings,
  trust: readonly SecondTrust[],
  load: ReturnType<RunReader['load']>,
  loadEndMs: number,
): (SlidingOutcome | null)[] {
  const evaluator = createSlidingEvaluator(settings.criteria, settings.warmUpMs)
  if (settings.criteria.every(({ windowMs, stop }) => windowMs === null && !stop)) return evaluator.outcomes()
  const known = knownByName(settings.endpoints)
  for (const [index, second] of load.entries()) {
    if ((second.t + 1) * 1000 > loadEndMs) break
    evaluator.feed(
      measuredSecond(
        second.t,
        untrustedIn(trust[index]!, settings.load.model),
        reader.windows(1, second.t, second.t + 1),
        second.load,
        known,
      ),
    )
  }
  return evaluator.outcomes()
}

function timelineOf(reader: RunReader, load: ReturnType<RunReader['load']>, stepS: number): TimelineStep[] {
  const steps: TimelineStep[] = []
  for (const { t, endS, groups } of reader.timeline(stepS, { by: ['kind', 'outcome'] })) {
    const seconds = load.filter((second) => second.t >= t && second.t < endS)
    const last = seconds.at(-1)?.load
    steps.push({
      windows: groups.map(({ key, window }) => ({
        series: { endpoint: '', kind: key.kind!, userType: '', outcome: key.outcome! },
        window,
      })),
      users: last?.users ?? {},
      inFlight: last?.inFlight ?? 0,
      iterationsStarted: seconds.reduce((sum, second) => sum + second.load.iterationsStarted, 0),
      iterationsCompleted: seconds.reduce((sum, second) => sum + second.load.iterationsCompleted, 0),
      dropped: seconds.reduce((sum, second) => sum + second.load.dropped, 0),
    })
  }
  return steps
}

function healthOf(reader: RunReader, load: ReturnType<RunReader['load']>): HealthSecond[] {
  const byT = new Map(load.map((second) => [second.t, second.load]))
  return reader.health().map(({ t, engines }) => ({
    t,
    engines,
    iterationsStarted: byT.get(t)?.iterationsStarted ?? 0,
    dropped: byT.get(t)?.dropped ?? 0,
    // Only the judge of trust looks at these, which has judged already while the run went on.
    requests: 0,
    p50Ms: null,
  }))
}

function countByEndpoint(windows: ReturnType<RunReader['mergedWindow']>): Record<string, number> {
  const counts = new Map<string, number>()
  for (const { series, window } of windows)
    counts.set(series.endpoint, (counts.get(series.endpoint) ?? 0) + window.count)
  return Object.fromEntries(counts)
}

/** @param load as it was steered */
function plannedLoad({ userTypes }: RunSettings, load: LoadShape, steps: number, stepS: number): PlannedLoad {
  const endMs = totalDurationMs(load)
  return {
    kind: load.model === 'closed' ? 'users' : 'arrivals',
    perStep: Array.from({ length: steps }, (_, step) => {
      const fromMs = step * stepS * 1000
      const toMs = Math.min(fromMs + stepS * 1000, endMs)
      return fromMs + stepS * 500 < endMs ? meanLevel(load, fromMs, toMs) : null
    }),
    isRandom: load.model === 'open' && load.spacing === 'random',
    userTypes,
  }
}

/** One row of a list of runs, or of the trend: the same numbers as that run's own report has. */
export function previousOf(history: History, run: RunSummary): PreviousRun {
  const reader = history.findRun(run.id)
  const stored = reader.run()
  const settings = fromJson(stored.settings)
  const facts = factsOf(stored, settings)
  const fromS = Math.ceil(settings.warmUpMs / 1000)
  const { fromMs, toMs } = judgedWindow(fromS, facts.loadEndMs, runEndMs(stored))
  const groups = reader.groupedWindow(fromS, (run.lastSecond ?? -1) + 1, ['kind', 'outcome'])
  const afterLoad = reader.groupedWindow(Math.ceil(toMs / 1000), (run.lastSecond ?? -1) + 1, ['kind'])
  const of = (outcome: 'ok' | 'failed') =>
    groups.filter(({ key }) => isRequestKind(key.kind!) && key.outcome === outcome).map(({ window }) => window)
  const ok = mergeStats(of('ok').map((window) => ({ ...window, payload: window.latency })))
  const failures = of('failed').reduce((sum, window) => sum + window.count, 0)
  const requests = ok.count + failures
  const late = afterLoad.reduce((sum, { key, window }) => sum + (isRequestKind(key.kind!) ? window.count : 0), 0)
  const percentile = (p: number): number | null => (ok.isEmpty ? null : ok.percentileUs(p) / 1000)
  return {
    id: run.id,
    build: run.build.label,
    startedAt: new Date(run.startedAtMs).toISOString(),
    p50Ms: percentile(50),
    p95Ms: percentile(95),
    p99Ms: percentile(99),
    // Divided in the same order as in the report, so that the two are equal to the last digit.
    ratePerS: toMs <= fromMs ? 0 : (requests - late) / ((toMs - fromMs) / 1000),
    failureShare: requests === 0 ? null : failures / requests,
    verdict: run.verdict?.status ?? null,
    steered: reader.steering().length > 0,
  }
}
