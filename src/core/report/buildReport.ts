/**
 * From what a run measured to its report. Pure: the same input gives the same report, live, after the run or years later
 * from the history. Every percentile comes from merged histograms.
 */
import { decideVerdict } from '../criteria/verdict.ts'
import { findFindings } from '../findings/findFindings.ts'
import { formatCount } from '../units/number.ts'
import { ACHIEVED_SHARE_AT_LEAST, achievedLoad } from './achievedLoad.ts'
import { endpointKey } from './accumulate.ts'
import { buildTimeline, judgedStepsOf } from './buildTimeline.ts'
import { errorRows, MAXIMUM_ERROR_GROUPS } from './errorRows.ts'
import { exemplarRow } from './exemplarRow.ts'
import { countsOf, judgeWindow, trustOfWindow } from './judgeWindow.ts'
import { REPORT_SCHEMA_VERSION, type ReportError, type RunReport } from './report.ts'
import type { ReportInput } from './reportInput.ts'
import { requestsPerSecond } from './requestsPerSecond.ts'
import { accumulateCells, userStatistics, windowStatistics } from './windowStatistics.ts'

/** @throws HistogramFormatError if a window's histogram is malformed or contradicts its counts. */
export function buildReport(input: ReportInput): RunReport {
  const { run, load } = input
  const { window } = run
  const cells = accumulateCells(input.windows)
  const durationMs = window.toMs - window.fromMs
  const statistics = windowStatistics(cells, durationMs, input.endpoints)
  const timeline = buildTimeline(input.timeline, input.trust)
  const trust = trustOfWindow({
    window,
    trust: input.trust,
    model: input.planned?.kind === 'arrivals' ? 'open' : 'closed',
    requestsIn: requestsPerSecond(timeline.stepMs, timeline.requests),
  })
  const { criteria, generatorHealth } = judgeWindow({
    window,
    statistics,
    load,
    trust,
    health: input.health,
    criteria: input.criteria,
    sliding: input.sliding,
    errors: input.errors,
  })
  const achieved = achievedLoad(input.planned, timeline, judgedStepsOf(timeline, window))
  const verdict = decideVerdict(criteria, {
    ...input.outcome,
    shortfall:
      achieved !== null && achieved.share + achieved.chance < ACHIEVED_SHARE_AT_LEAST ? achieved.sentence : null,
    steered: run.steering.length > 0,
    requests: statistics.total.requests,
    trust: {
      untrustedShare: trust.summary.untrusted.touched,
      reason: trust.words.reasons[0] ?? null,
      advice: trust.words.advice[0] ?? null,
    },
  })
  const errors = errorRows(input.errors, input.requestsByEndpoint)

  const facts: Omit<RunReport, 'findings'> = {
    schemaVersion: REPORT_SCHEMA_VERSION,
    run,
    verdict,
    criteria,
    totals: statistics.totals,
    endpoints: statistics.endpoints,
    users: userStatistics(cells, durationMs, input.endpoints),
    usersFailed: input.usersFailed,
    ...countsOf(load),
    errors: errors.slice(0, MAXIMUM_ERROR_GROUPS),
    timeline,
    annotations: [...input.annotations],
    exemplars: input.exemplars.map(exemplarRow),
    monitors: [],
    generatorHealth,
    previousRuns: [...input.previousRuns],
    notices: [...input.notices, ...ownNotices(input, errors)],
    comparison: input.comparison ?? null,
    trend: null,
  }
  const { endpoints, sums } = statistics
  return {
    ...facts,
    findings: findFindings({
      report: facts,
      total: statistics.total,
      endpoints: new Map(endpoints.map((row, at) => [endpointKey(row.kind, row.name), sums[at]!])),
      planned: input.planned,
      foldedNames: input.foldedNames,
      trust: input.trust,
    }),
  }
}

function ownNotices(input: ReportInput, errors: readonly ReportError[]): string[] {
  const notices: string[] = []
  const { steering } = input.run
  if (steering.length > 0) {
    const times = steering.length === 1 ? 'once' : `${formatCount(steering.length)} times`
    notices.push(
      `The load was changed ${times} while the run went on: it is not the load that the plan says. Compare it with other runs only with that in mind.`,
    )
  }
  const unlisted = errors.slice(MAXIMUM_ERROR_GROUPS)
  if (unlisted.length > 0) {
    const count = unlisted.reduce((sum, error) => sum + error.count, 0)
    notices.push(
      `${formatCount(unlisted.length)} rarer groups of errors (${formatCount(count)} errors) are not listed.`,
    )
  }
  if (input.usersFailed > 0) {
    const users = input.usersFailed === 1 ? '1 user' : `${formatCount(input.usersFailed)} users`
    notices.push(`${users} ended early: their onStart failed or their data ran out.`)
  }
  return notices
}
