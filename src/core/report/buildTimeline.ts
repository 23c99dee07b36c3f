/** The run over time, as arrays of equal length: what charts, sparklines and findings about change read. */
import type { SecondTrust, TrustState } from '../criteria/trust.ts'
import { isRequestKind } from '../criteria/measurement.ts'
import { Histogram } from '../histogram/histogram.ts'
import { readTimes, type WindowOfSeries } from './accumulate.ts'
import type { ReportTimeline, RunReport } from './report.ts'
import type { ReportInput, TimelineStep } from './reportInput.ts'

export function buildTimeline(timeline: ReportInput['timeline'], trust: readonly SecondTrust[]): ReportTimeline {
  const { stepMs, steps } = timeline
  const requests = steps.map((step) => sumRequests(step.windows))
  const percentile = (p: number) => requests.map(({ ok }) => (ok.isEmpty ? null : ok.percentileUs(p) / 1000))
  return {
    stepMs,
    users: steps.map((step) => Object.values(step.users).reduce((sum, users) => sum + users, 0)),
    usersByType: usersByType(steps),
    inFlight: steps.map((step) => step.inFlight),
    requests: requests.map((sum) => sum.requests),
    failures: requests.map((sum) => sum.failures),
    p50Ms: percentile(50),
    p95Ms: percentile(95),
    p99Ms: percentile(99),
    bytesIn: requests.map((sum) => sum.bytesIn),
    bytesOut: requests.map((sum) => sum.bytesOut),
    iterationsStarted: steps.map((step) => step.iterationsStarted),
    iterationsCompleted: steps.map((step) => step.iterationsCompleted),
    dropped: steps.map((step) => step.dropped),
    trust: worstPerStep(stepMs, steps.length, trust),
  }
}

/** Of a step's requests only what the timeline shows: hundreds of steps of dozens of series are a lot of histograms. */
function sumRequests(windows: readonly WindowOfSeries[]) {
  const sum = { requests: 0, failures: 0, bytesIn: 0, bytesOut: 0, ok: new Histogram() }
  for (const { series, window } of windows) {
    if (!isRequestKind(series.kind)) continue
    sum.requests += window.count
    sum.bytesIn += window.bytesIn
    sum.bytesOut += window.bytesOut
    if (series.outcome === 'failed') sum.failures += window.count
    else readTimes(window, (times) => times.addLatencyTo(sum.ok))
  }
  return sum
}

function usersByType(steps: readonly TimelineStep[]): Record<string, number[]> {
  const names = [...new Set(steps.flatMap((step) => Object.keys(step.users)))].sort()
  return Object.fromEntries(
    names.map((name) => [name, steps.map(({ users }) => (Object.hasOwn(users, name) ? users[name]! : 0))]),
  )
}

const RANK: Record<TrustState, number> = { trusted: 0, degraded: 1, notTrusted: 2 }

function worstPerStep(stepMs: number, length: number, trust: readonly SecondTrust[]): TrustState[] {
  const states = Array.from({ length }, (): TrustState => 'trusted')
  for (const { t, state } of trust) {
    const step = Math.floor((t * 1000) / stepMs)
    const known = states[step]
    if (known !== undefined && RANK[state] > RANK[known]) states[step] = state
  }
  return states
}

/** Indexes [from, to) of the steps that lie wholly in the judged window. */
export function judgedStepsOf(
  { stepMs, requests }: Pick<RunReport['timeline'], 'stepMs' | 'requests'>,
  { fromMs, toMs }: RunReport['run']['window'],
): { from: number; to: number } {
  const to = Math.min(requests.length, Math.floor(toMs / stepMs))
  return { from: Math.min(Math.ceil(fromMs / stepMs), to), to }
}
