/**
 * From what a run measured to its report. Pure: the same input gives the same report, live, after the run or years later
 * from the history. Every percentile comes from merged histograms.
 */
import { describeTrust } from '../criteria/trustWords.ts'
import { summarizeTrust } from '../criteria/untrusted.ts'
import { TRUST_THRESHOLDS } from '../criteria/trustThresholds.ts'
import { evaluate } from '../criteria/evaluate.ts'
import { knownByName, routeOf } from '../criteria/matchEndpoint.ts'
import { isRequestKind, type EndpointMeasurement } from '../criteria/measurement.ts'
import { decideVerdict } from '../criteria/verdict.ts'
import { findFindings } from '../findings/findFindings.ts'
import type { EndpointKind } from '../plan/compiledPlan.ts'
import type { Exemplar } from '../recording/second.ts'
import { formatCount } from '../units/number.ts'
import { ACHIEVED_SHARE_AT_LEAST, achievedLoad } from './achievedLoad.ts'
import {
  accumulatedFor,
  addAccumulated,
  addWindow,
  emptyAccumulated,
  endpointKey,
  phasesFrom,
  timeSpentUs,
  toStatistics,
  type Accumulated,
} from './accumulate.ts'
import { buildGeneratorHealth } from './buildGeneratorHealth.ts'
import { buildTimeline, judgedStepsOf } from './buildTimeline.ts'
import {
  REPORT_SCHEMA_VERSION,
  type ReportEndpoint,
  type ReportError,
  type ReportExemplar,
  type ReportTimeline,
  type ReportUserType,
  type RunReport,
} from './report.ts'
import type { ReportInput } from './reportInput.ts'

/** Error groups beyond these are counted, but not listed (ux.md §2.7). */
const MAXIMUM_ERROR_GROUPS = 500

/** Rows of one endpoint and user type. */
interface Cell {
  endpoint: string
  kind: EndpointKind
  userType: string
  sum: Accumulated
}

/** @throws HistogramFormatError if a window's histogram is malformed or contradicts its counts. */
export function buildReport(input: ReportInput): RunReport {
  const { run, load } = input
  const durationMs = run.window.toMs - run.window.fromMs
  const cells = accumulateCells(input)
  const total = emptyAccumulated()
  for (const cell of cells) if (isRequestKind(cell.kind)) addAccumulated(total, cell.sum)
  const allTimeUs = timeSpentUs(total)
  const known = knownByName(input.endpoints)

  const rowsOf = (of: readonly Cell[]) => {
    const sums = new Map<string, Accumulated>()
    const cellOf = new Map<string, Cell>()
    for (const cell of of) {
      const key = endpointKey(cell.kind, cell.endpoint)
      addAccumulated(accumulatedFor(sums, key), cell.sum)
      cellOf.set(key, cell)
    }
    const rows = [...sums].map(([key, sum]) => {
      const { endpoint: name, kind } = cellOf.get(key)!
      const { method, path } = routeOf(name, known)
      const statistics = toStatistics(sum, durationMs, isRequestKind(kind) ? allTimeUs : null)
      return { sum, row: { name, kind, method, path, ...statistics } satisfies ReportEndpoint }
    })
    return rows.sort((a, b) => compareRows(a.row, b.row))
  }

  const endpointRows = rowsOf(cells)
  const timeline = buildTimeline(input.timeline, input.trust)
  const trustedPart = input.trust.filter((second) => isInWindow(second.t, run.window))
  const trust = summarizeTrust(trustedPart, input.planned?.kind === 'arrivals' ? 'open' : 'closed', (t) =>
    requestsIn(timeline, t),
  )
  const words = describeTrust(trustedPart)
  const criteria = evaluate(
    input.criteria,
    {
      endpoints: endpointRows.map(({ row, sum }) => toMeasurement(row, sum)),
      durationMs,
      checksPassed: load.checksPassed,
      checksFailed: load.checksFailed,
      iterationsStarted: load.iterationsStarted,
      dropped: load.dropped,
      untrusted: trust.untrusted,
    },
    input.sliding,
  )
  const achieved = achievedLoad(input.planned, timeline, judgedStepsOf(timeline, run.window))
  const verdict = decideVerdict(criteria, {
    ...input.outcome,
    shortfall:
      achieved !== null && achieved.share + achieved.chance < ACHIEVED_SHARE_AT_LEAST ? achieved.sentence : null,
    steered: run.steering.length > 0,
    requests: total.requests,
    trust: {
      untrustedShare: trust.untrusted.touched,
      reason: words.reasons[0] ?? null,
      advice: words.advice[0] ?? null,
    },
  })
  const errors = buildErrors(input)
  const checks = load.checksPassed + load.checksFailed

  const facts: Omit<RunReport, 'findings'> = {
    schemaVersion: REPORT_SCHEMA_VERSION,
    run,
    verdict,
    criteria,
    totals: toStatistics(total, durationMs, allTimeUs),
    endpoints: endpointRows.map(({ row }) => row),
    users: userTypesOf(cells).map((name): ReportUserType => {
      const own = cells.filter((cell) => cell.userType === name)
      const sum = emptyAccumulated()
      for (const cell of own) if (isRequestKind(cell.kind)) addAccumulated(sum, cell.sum)
      return { name, ...toStatistics(sum, durationMs, allTimeUs), endpoints: rowsOf(own).map(({ row }) => row) }
    }),
    iterations: {
      started: load.iterationsStarted,
      completed: load.iterationsCompleted,
      failed: load.iterationsFailed,
      interrupted: load.iterationsInterrupted,
      dropped: load.dropped,
    },
    usersFailed: input.usersFailed,
    checks: {
      passed: load.checksPassed,
      failed: load.checksFailed,
      share: checks === 0 ? null : load.checksPassed / checks,
    },
    websocket: { messagesIn: load.messagesIn, messagesOut: load.messagesOut },
    errors: errors.slice(0, MAXIMUM_ERROR_GROUPS),
    timeline,
    annotations: [...input.annotations],
    exemplars: input.exemplars.map(toReportExemplar),
    monitors: [],
    generatorHealth: {
      trusted:
        trust.untrusted.touched <= TRUST_THRESHOLDS.untrustedLoadShare &&
        criteria.every(({ status }) => status !== 'notTrusted'),
      share: 1 - trust.untrustedShare,
      untrustedLoadShare: trust.untrusted.touched,
      degradedShare: trust.degradedShare,
      reasons: words.reasons,
      advice: words.advice,
      ...buildGeneratorHealth(input.health.filter((second) => isInWindow(second.t, run.window))),
    },
    previousRuns: [...input.previousRuns],
    notices: [...input.notices, ...ownNotices(input, errors)],
    comparison: null,
    trend: null,
  }
  const histograms = new Map(endpointRows.map(({ row, sum }) => [endpointKey(row.kind, row.name), sum]))
  return {
    ...facts,
    findings: findFindings({
      report: facts,
      total,
      endpoints: histograms,
      planned: input.planned,
      foldedNames: input.foldedNames,
      trust: input.trust,
    }),
  }
}

function accumulateCells(input: ReportInput): Cell[] {
  const cells = new Map<string, Cell>()
  for (const window of input.windows) {
    const { endpoint, kind, userType } = window.series
    const key = JSON.stringify([kind, endpoint, userType])
    let cell = cells.get(key)
    if (cell === undefined) {
      cell = { endpoint, kind, userType, sum: emptyAccumulated() }
      cells.set(key, cell)
    }
    addWindow(cell.sum, window)
  }
  return [...cells.values()].filter((cell) => cell.sum.requests > 0)
}

function userTypesOf(cells: readonly Cell[]): string[] {
  return [...new Set(cells.map((cell) => cell.userType))].sort()
}

/** Requests before groups and streams, most time first; by name where that is equal, so that reports are repeatable. */
function compareRows(a: ReportEndpoint, b: ReportEndpoint): number {
  const byKind = Number(isRequestKind(b.kind)) - Number(isRequestKind(a.kind))
  const byTime = (b.timeShare ?? 0) - (a.timeShare ?? 0)
  return (
    byKind || byTime || b.requests - a.requests || (endpointKey(a.kind, a.name) < endpointKey(b.kind, b.name) ? -1 : 1)
  )
}

function toMeasurement(row: ReportEndpoint, sum: Accumulated): EndpointMeasurement {
  return {
    endpoint: { name: row.name, kind: row.kind, method: row.method, path: row.path },
    ok: sum.ok,
    okCount: sum.requests - sum.failures,
    afterLoadCount: sum.requestsAfterLoad,
    suspect: sum.suspect,
    failedCount: sum.failures,
  }
}

/** Seconds that lie wholly or partly in the window. */
function isInWindow(t: number, window: { fromMs: number; toMs: number }): boolean {
  return (t + 1) * 1000 > window.fromMs && t * 1000 < window.toMs
}

/** Of one second; where a step of the timeline is longer, its mean. */
function requestsIn({ stepMs, requests }: ReportTimeline, t: number): number {
  return ((requests[Math.floor((t * 1000) / stepMs)] ?? 0) * 1000) / stepMs
}

function buildErrors({ errors, requestsByEndpoint }: ReportInput): ReportError[] {
  const groups = new Map<string, ReportError>()
  for (const error of errors) {
    const key = JSON.stringify([error.class, error.endpoint, error.message])
    const group = groups.get(key)
    if (group === undefined) {
      const { class: errorClass, endpoint, message, count, firstMs, lastMs } = error
      groups.set(key, { class: errorClass, endpoint, message, count, share: null, firstMs, lastMs })
    } else {
      group.count += error.count
      group.firstMs = Math.min(group.firstMs, error.firstMs)
      group.lastMs = Math.max(group.lastMs, error.lastMs)
    }
  }
  const rows = [...groups.values()].map((group) => {
    const requests = Object.hasOwn(requestsByEndpoint, group.endpoint) ? requestsByEndpoint[group.endpoint]! : 0
    // One request can fail for several reasons at once; a share is of requests and stays one.
    return { ...group, share: requests === 0 ? null : Math.min(1, group.count / requests) }
  })
  return rows.sort((a, b) => b.count - a.count || a.firstMs - b.firstMs || (a.message < b.message ? -1 : 1))
}

function toReportExemplar(exemplar: Exemplar): ReportExemplar {
  const { latencyUs, serviceUs, phasesUs, ...rest } = exemplar
  return {
    ...rest,
    latencyMs: latencyUs / 1000,
    serviceMs: serviceUs / 1000,
    phasesMs: phasesFrom((at) => (phasesUs[at] ?? 0) / 1000),
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
