/** What lists show of a run: the numbers of its report, its peak as planned, and a small line of its p95. */
import { isRequestKind } from '../../core/criteria/measurement.ts'
import { mergeStats } from '../../core/histogram/summary.ts'
import { peakLevel, type LoadShape } from '../../core/load/loadShape.ts'
import { maxUserCount } from '../../core/load/userSchedule.ts'
import type { ReportStatistics, RunReport } from '../../core/report/report.ts'
import type { EndpointNumbers } from '../storage/endpointNumbers.ts'
import type { History } from '../storage/history.ts'
import type { RunNumbers } from '../storage/newRun.ts'
import type { RunReader } from '../storage/runReader.ts'
import { reportOfRun } from './runReport.ts'
import { fromJson } from './runSettings.ts'

/** Values of a line. */
const LINE_VALUES = 60

/** @param load as planned @throws HistoryError when the run cannot be read */
export function summaryOf(report: RunReport, reader: RunReader, load: LoadShape): RunNumbers {
  const { run, totals, generatorHealth, iterations } = report
  const due = iterations.started + iterations.dropped
  return {
    durationMs: run.durationMs,
    peakLoad:
      load.model === 'closed' ? { unit: 'users', level: maxUserCount(load) } : { unit: 'perS', level: peakLevel(load) },
    requests: totals.requests,
    ratePerS: totals.ratePerS,
    failureShare: totals.failureShare,
    p95Ms: totals.latencyMs?.p95 ?? null,
    untrustedLoadShare: generatorHealth.untrustedLoadShare ?? null,
    p95Line: p95Line(reader),
    loadText: run.steering.length === 0 ? run.settings : `${run.settings}, steered`,
    achieved: due === 0 ? null : iterations.started / due,
    endpoints: [numbersOf(null, totals), ...report.endpoints.map((row) => numbersOf(row, row))],
  }
}

function numbersOf(endpoint: EndpointNumbers['endpoint'], statistics: ReportStatistics): EndpointNumbers {
  const { requests, failures, ratePerS, latencyMs } = statistics
  return {
    endpoint: endpoint === null ? null : { name: endpoint.name, kind: endpoint.kind },
    ok: requests - failures,
    failed: failures,
    ratePerS,
    latencyMs:
      latencyMs === null
        ? null
        : { p50: latencyMs.p50, p95: latencyMs.p95, p99: latencyMs.p99, p999: latencyMs.p99_9, mean: latencyMs.mean },
  }
}

/**
 * Gives the list the numbers of runs that have ended without: an older version wrote them, or their process died. Each takes as long as its
 * report does, so a few at a time.
 * @returns how many are left
 * @throws HistoryError when the history cannot be written
 */
export function summarizeOlderRuns(history: History, atMost: number): number {
  return history.summarizeOlder(
    (reader) => summaryOf(reportOfRun(history, reader), reader, fromJson(reader.run().settings).load),
    atMost,
  )
}

/** Of successful requests, warm-up included, each value from the merged histograms of its step. */
function p95Line(reader: RunReader): (number | null)[] {
  const stepS = lineStepS((reader.run().lastSecond ?? -1) + 1)
  return Array.from(reader.timeline(stepS, { filter: { outcome: 'ok' }, by: ['kind'] }), ({ groups }) => {
    const windows = groups.filter(({ key }) => key.kind !== undefined && isRequestKind(key.kind))
    const merged = mergeStats(windows.map(({ window }) => ({ ...window, payload: window.latency })))
    return merged.isEmpty ? null : merged.percentileUs(95) / 1000
  })
}

/** From five minutes on whole tens of seconds, which the history keeps without looking at every endpoint. */
function lineStepS(endS: number): number {
  return [1, 2, 5].find((stepS) => endS <= LINE_VALUES * stepS) ?? Math.ceil(endS / (LINE_VALUES * 10)) * 10
}
