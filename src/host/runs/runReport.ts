/**
 * The report of a run from the history: the one way for `loadwright run`, `loadwright report` and everyone else, so that the
 * numbers of a run are the same whenever they are asked for.
 */
import type { BuildComparison } from '../../core/comparison/comparison.ts'
import { isConfirmedRegression } from '../../core/comparison/confirmedRegression.ts'
import { summarySentence } from '../../core/comparison/comparisonWords.ts'
import { buildReport } from '../../core/report/buildReport.ts'
import type { PreviousRun, RunReport } from '../../core/report/report.ts'
import type { TimelineStep } from '../../core/report/reportInput.ts'
import { nothingMeasured } from '../../core/criteria/targetReached.ts'
import { isRequestKind } from '../../core/criteria/measurement.ts'
import { HistogramFormatError } from '../../core/histogram/encoding.ts'
import { mergeStats } from '../../core/histogram/summary.ts'
import { sumLoad } from '../../core/recording/loadCounts.ts'
import { HistoryError } from '../storage/historyError.ts'
import type { History } from '../storage/history.ts'
import type { RunSummary } from '../storage/newRun.ts'
import type { RunReader } from '../storage/runReader.ts'
import { plannedLoad } from './plannedLoad.ts'
import { readWindows } from './readWindows.ts'
import { recordOf, reportRunOf, reportStepS, type RunRecord } from './runRecord.ts'
import { secondsBetween } from './secondsBetween.ts'

const PREVIOUS_RUNS = 20

/** @throws HistoryError when it cannot be read. */
export function reportOfRun(history: History, reader: RunReader): RunReport {
  return reportOf(history, recordOf(reader))
}

/** @throws HistoryError when it cannot be read. */
export function reportOf(history: History, record: RunRecord): RunReport {
  const { reader, run, settings, outcome, endS, judged } = record
  const stepS = reportStepS(endS)
  const seconds = record.seconds()
  const whole = reader.mergedWindow(0, endS)
  const requests = whole.filter(({ series }) => isRequestKind(series.kind))
  const errors = reader.errors()
  const previous = previousRunsOf(history, run)
  const comparison = reader.comparison()
  return buildReport({
    run: reportRunOf(record),
    endpoints: settings.endpoints,
    windows: readWindows(reader, judged, record.trust()),
    timeline: { stepMs: stepS * 1000, steps: timelineOf(record, stepS) },
    // The gauges in it mean nothing over several seconds; a report takes the counts only.
    load: sumLoad(secondsBetween(seconds, judged.fromS, endS).map((second) => second.load)),
    usersFailed: seconds.reduce((sum, second) => sum + second.load.usersFailed, 0),
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
    health: record.health(),
    trust: record.trust(),
    criteria: settings.criteria,
    sliding: record.sliding(),
    outcome: {
      endedBy: outcome.endedBy,
      nothingMeasured: nothingMeasured(
        run.target,
        requests.reduce((sum, { window }) => sum + window.count, 0),
        requests.reduce((sum, { series, window }) => sum + (series.outcome === 'failed' ? window.count : 0), 0),
        errors,
      ),
      regressions: regressionsOf(comparison),
      fault: outcome.fault,
      ...(outcome.lost === undefined ? {} : { lost: outcome.lost }),
      failOn: new Set(outcome.failOn),
    },
    planned: plannedLoad(settings, record.load, Math.ceil(endS / stepS), stepS),
    foldedNames: outcome.foldedNames,
    annotations: reader.annotations(),
    previousRuns: previous.runs,
    comparison,
    notices: [
      ...outcome.notices,
      ...previous.damaged.map(
        (id) => `Run ${id}, an earlier one of this scenario, is damaged in the history and not listed beside this one.`,
      ),
      ...(settings.tlsVerified ? [] : ['TLS certificates were not verified (settings.tls.verify: false).']),
    ],
  })
}

/** A verdict tells of regressions only. */
function regressionsOf(comparison: BuildComparison | null): string[] {
  return comparison !== null && isConfirmedRegression(comparison) ? [summarySentence(comparison)] : []
}

function timelineOf({ reader, seconds, endS }: RunRecord, stepS: number): TimelineStep[] {
  const steps: TimelineStep[] = []
  for (const step of reader.timeline(stepS, { toS: endS, by: ['kind', 'outcome'] })) {
    const own = secondsBetween(seconds(), step.t, step.endS)
    const last = own.at(-1)?.load
    steps.push({
      windows: step.groups.map(({ key, window }) => ({
        series: { endpoint: '', kind: key.kind!, userType: '', outcome: key.outcome! },
        window,
      })),
      users: last?.users ?? {},
      inFlight: last?.inFlight ?? 0,
      iterationsStarted: own.reduce((sum, second) => sum + second.load.iterationsStarted, 0),
      iterationsCompleted: own.reduce((sum, second) => sum + second.load.iterationsCompleted, 0),
      dropped: own.reduce((sum, second) => sum + second.load.dropped, 0),
    })
  }
  return steps
}

function countByEndpoint(windows: ReturnType<RunReader['mergedWindow']>): Record<string, number> {
  const counts = new Map<string, number>()
  for (const { series, window } of windows)
    counts.set(series.endpoint, (counts.get(series.endpoint) ?? 0) + window.count)
  return Object.fromEntries(counts)
}

/** Damaged ones are left out: they must not take the report of this run, and with it its verdict, along. */
function previousRunsOf(history: History, run: RunSummary): { runs: PreviousRun[]; damaged: string[] } {
  const runs: PreviousRun[] = []
  const damaged: string[] = []
  for (const previous of history.previousRuns(run, PREVIOUS_RUNS)) {
    const row = readableRow(history, previous)
    if (row === null) damaged.push(previous.id)
    else runs.push(row)
  }
  return { runs, damaged }
}

/** A row of a list, which must not end with one run that cannot be read: null, it is damaged. @throws HistoryError for all else */
export function readableRow(history: History, run: RunSummary): PreviousRun | null {
  try {
    return previousOf(history, run)
  } catch (error) {
    if (error instanceof HistogramFormatError || error instanceof SyntaxError) return null
    if (error instanceof HistoryError && error.code === 'damaged') return null
    throw error
  }
}

/** One row of a list of runs, or of the trend: the same numbers as that run's own report has. */
export function previousOf(history: History, run: RunSummary): PreviousRun {
  const { reader, judged, endS, steering } = recordOf(history.findRun(run.id))
  const { fromMs, toMs } = judged
  const groups = reader.groupedWindow(judged.fromS, endS, ['kind', 'outcome'])
  const afterLoad = reader.groupedCounts(judged.loadEndS, endS, ['kind'])
  const of = (outcome: 'ok' | 'failed') =>
    groups.filter(({ key }) => isRequestKind(key.kind!) && key.outcome === outcome).map(({ window }) => window)
  const ok = mergeStats(of('ok').map((window) => ({ ...window, payload: window.latency })))
  const failures = of('failed').reduce((sum, window) => sum + window.count, 0)
  const requests = ok.count + failures
  const late = afterLoad.reduce((sum, { key, count }) => sum + (isRequestKind(key.kind!) ? count : 0), 0)
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
    steered: steering.length > 0,
  }
}
