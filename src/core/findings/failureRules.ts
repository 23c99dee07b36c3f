/** Findings about failures: when they came, how fast, and what they have in common. */
import { endpointKey, type Accumulated } from '../report/accumulate.ts'
import type { ReportError } from '../report/report.ts'
import { formatDuration } from '../units/duration.ts'
import { formatCount } from '../units/number.ts'
import { formatShare } from '../units/percent.ts'
import { elapsed, judgedSteps, shownIn, spanOf, sum, type Evidence, type Rule } from './evidence.ts'

/** Requests of the whole run, as errors are counted. */
function allRequests({ report }: Evidence): number {
  return sum(report.timeline.requests)
}

function countOf(errors: readonly ReportError[]): number {
  return sum(errors.map((error) => error.count))
}

function mostFrequentEndpoint(errors: readonly ReportError[]): string {
  const counts = new Map<string, number>()
  for (const { endpoint, count } of errors) counts.set(endpoint, (counts.get(endpoint) ?? 0) + count)
  return [...counts].reduce((a, b) => (b[1] > a[1] ? b : a))[0]
}

/** Errors name their endpoint, not its kind. */
function requestsTo(endpoint: string, { endpoints }: Evidence): Accumulated | undefined {
  return (['http', 'websocket', 'reply'] as const)
    .map((kind) => endpoints.get(endpointKey(kind, endpoint)))
    .find((sum) => sum !== undefined)
}

export const timeoutWall: Rule = (evidence) => {
  const timeouts = evidence.report.errors.filter((error) => error.class === 'timeout')
  const count = countOf(timeouts)
  const requests = allRequests(evidence)
  if (count < 5 || requests === 0 || count / requests < 0.01) return null
  const endpoint = mostFrequentEndpoint(timeouts)
  const failed = requestsTo(endpoint, evidence)?.failed
  const wallUs = failed === undefined || failed.isEmpty ? 0 : failed.percentileUs(90)
  const atWall = failed === undefined ? 0 : failed.countAtOrBelow(wallUs * 1.02) - failed.countAtOrBelow(wallUs * 0.98)
  const isWall = failed !== undefined && failed.count >= 5 && atWall / failed.count >= 0.5
  const wall = isWall ? ` Most failed requests of ${endpoint} took about ${formatDuration(wallUs / 1000)}.` : ''
  return {
    id: 'timeout-wall',
    severity: 'problem',
    fact: `${formatCount(count)} requests (${formatShare(count / requests, true)}) ran into their timeout, most of them to ${endpoint}.${wall}`,
    mayMean:
      'The true response times are longer than the timeout and unknown; percentiles of successful requests leave the slowest out.',
    doNext: 'Look at these requests first; to see how long they would take, raise the timeout in another run.',
    evidence: shownIn('errors', endpoint),
  }
}

export const earlyFailures: Rule = (evidence) => {
  const { timeline } = evidence.report
  let requests = 0
  let failures = 0
  let step = 0
  for (; step < timeline.requests.length && requests < 100; step++) {
    requests += timeline.requests[step]!
    failures += timeline.failures[step]!
  }
  // Steps may be too coarse to see the beginning apart from the rest.
  const isBeginning = requests <= 1000 || step <= 0.05 * timeline.requests.length
  if (requests < 100 || !isBeginning || failures / requests <= 0.15) return null
  const toMs = step * timeline.stepMs
  return {
    id: 'early-failures',
    severity: 'problem',
    fact: `${formatCount(failures)} of the first ${formatCount(requests)} requests (${formatShare(failures / requests, true)}) failed, before ${elapsed(toMs)}.`,
    mayMean: 'A mistake in the plan, its data or its credentials may be the reason, rather than the load.',
    doNext: 'Run one iteration with loadwright debug and correct what fails there.',
    evidence: shownIn('errors', null, { fromMs: 0, toMs }),
  }
}

/** First third of the judged steps against the last. */
export const risingFailures: Rule = (evidence) => {
  const { from, to } = judgedSteps(evidence)
  const third = Math.floor((to - from) / 3)
  if (third < 3) return null
  const first = failureShare(evidence, from, from + third)
  const last = failureShare(evidence, to - third, to)
  if (first === null || last === null || last - first < 0.1) return null
  const { stepMs } = evidence.report.timeline
  const [early, late] = [elapsed((from + third) * stepMs), elapsed((to - third) * stepMs)]
  return {
    id: 'rising-failures',
    severity: 'problem',
    fact: `The share of failures rose from ${formatShare(first, first > 0)} (until ${early}) to ${formatShare(last, true)} (from ${late} on).`,
    mayMean: 'The target may not sustain this load, or something it needs may have run out.',
    doNext: 'Open the errors of the last third and compare them with load and response times at the moment they began.',
    evidence: shownIn('errors', null, spanOf(evidence, { from: to - third, to })),
  }
}

/** Null with fewer than 50 requests. */
function failureShare({ report }: Evidence, from: number, to: number): number | null {
  const requests = sum(report.timeline.requests.slice(from, to))
  return requests < 50 ? null : sum(report.timeline.failures.slice(from, to)) / requests
}

export const fastFailures: Rule = ({ total }) => {
  const { ok, failed, failures, requests } = total
  if (failed.count < 20 || ok.count < 20 || failures / requests < 0.01) return null
  const failedUs = failed.percentileUs(50)
  const okUs = ok.percentileUs(50)
  if (failedUs >= okUs / 4) return null
  return {
    id: 'fast-failures',
    severity: 'warning',
    fact: `Failed requests were quick: their p50 is ${formatDuration(failedUs / 1000)}, that of successful ones ${formatDuration(okUs / 1000)}; ${formatShare(failures / requests, true)} failed.`,
    mayMean:
      'Requests that fail early may cost the target less, so that the successful ones look faster than they would be.',
    doNext: 'Remove the failures first, then judge latency and throughput again.',
    evidence: shownIn('latency'),
  }
}

/** Answers that ask to slow down. The message of a status error names the code. */
export const rateLimit: Rule = (evidence) => {
  const errors = evidence.report.errors.filter((error) => error.class === 'status')
  const requests = allRequests(evidence)
  const slowDown = errors.filter((error) => /(?<![\d.])(?:429|503)(?![\d.]\d|\d)/.test(error.message))
  const count = countOf(slowDown)
  if (count < 5 || requests === 0 || count / requests < 0.01) return null
  const is429 = slowDown.some((error) => error.message.includes('429'))
  const is503 = slowDown.some((error) => error.message.includes('503'))
  const codes = is429 && is503 ? '429 or 503' : is429 ? '429' : '503'
  const endpoint = mostFrequentEndpoint(slowDown)
  const firstMs = Math.min(...slowDown.map((error) => error.firstMs))
  const lastMs = Math.max(...slowDown.map((error) => error.lastMs))
  return {
    id: 'rate-limit',
    severity: 'warning',
    fact: `${formatCount(count)} requests (${formatShare(count / requests, true)}) were answered with status ${codes}, first at ${elapsed(firstMs)}, most of them from ${endpoint}.`,
    mayMean: is429
      ? 'A rate limit in front of or in the target may be what was measured, rather than the target itself.'
      : 'The target or something in front of it may have refused work to protect itself.',
    doNext: 'See whether a limit applies to the generator (one address, one account), and lift it or spread the load.',
    evidence: shownIn('errors', endpoint, { fromMs: firstMs, toMs: lastMs }),
  }
}

/** Requests that waited for an answer until the end cut them off: they are in no time and in no share of failures. */
export const cutOffRequests: Rule = (evidence) => {
  const cut = evidence.report.errors.filter((error) => error.class === 'interrupted')
  const count = sum(cut.map((error) => error.count))
  // Of a long run they are few, whatever hangs: each holds up one user.
  const hung = wasWaitedFor(evidence) ? 0.05 * Math.max(0, ...evidence.report.timeline.users) : Infinity
  if (count === 0 || count < Math.min(0.001 * allRequests(evidence), hung)) return null
  const worst = cut.reduce((one, other) => (other.count > one.count ? other : one))
  return {
    id: 'cut-off-requests',
    severity: 'warning',
    fact: `${formatCount(count)} ${count === 1 ? 'request was' : 'requests were'} still waiting for an answer when the run was cut off, most of them ${worst.endpoint} (${formatCount(worst.count)}).`,
    mayMean: 'They are in no percentile and in no share of failures: what hangs is worse than what these show.',
    doNext:
      'Give the run a timeout shorter than its gracefulStop, so that what hangs is counted as a failure, and look at that endpoint.',
    evidence: shownIn('errors', worst.endpoint, null),
  }
}

/** Whether requests had time to end after the load: what is under way is cut off at once when a run is stopped so. */
function wasWaitedFor({ report: { run } }: Evidence): boolean {
  return run.durationMs - run.window.toMs >= 1000
}
