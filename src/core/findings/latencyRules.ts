/** Findings about where time goes: waiting, connecting, one endpoint, a long tail, two humps. */
import { isRequestKind } from '../criteria/measurement.ts'
import { endpointKey, type Accumulated } from '../report/accumulate.ts'
import type { ReportEndpoint } from '../report/report.ts'
import { formatDuration } from '../units/duration.ts'
import { formatCount, formatSignificant } from '../units/number.ts'
import { formatShare } from '../units/percent.ts'
import { shownIn, type Evidence, type Rule } from './evidence.ts'
import { findTwoModes } from './modes.ts'

/** A wait below this is within what timers and a busy event loop do anyway. */
const NOTICEABLE_MS = 5

export const queueing: Rule = ({ report }) => {
  const { latencyMs, serviceMs } = report.totals
  if (latencyMs === null || serviceMs === null || latencyMs.count < 20) return null
  const waitedMs = latencyMs.mean - serviceMs.mean
  const share = latencyMs.mean > 0 ? waitedMs / latencyMs.mean : 0
  if (share <= 0.2 || waitedMs <= NOTICEABLE_MS) return null
  return {
    id: 'queueing',
    severity: 'warning',
    fact: `Requests were sent ${formatDuration(waitedMs)} later than intended on average: ${formatShare(share, true)} of the mean response time. p95 is ${formatDuration(latencyMs.p95)} from the intended start and ${formatDuration(serviceMs.p95)} from the send.`,
    mayMean:
      'Slow responses may have kept users or connections busy past the next start; a user would have waited all the same.',
    doNext: report.generatorHealth.trusted
      ? 'Judge by response time; compare service time over the run to see when the waiting began.'
      : 'First make the generator trusted: part of this waiting may be its own.',
    evidence: shownIn('latency'),
  }
}

export const connectHeavy: Rule = ({ report }) => {
  const { phaseShares, phasesMs, requests } = report.totals
  if (phaseShares === null || phasesMs === null || requests < 20) return null
  const share = phaseShares.dns + phaseShares.connect + phaseShares.tls
  const meanMs = phasesMs.dns + phasesMs.connect + phasesMs.tls
  if (share <= 0.2) return null
  return {
    id: 'connect-heavy',
    severity: 'warning',
    fact: `${formatShare(share, true)} of request time went into DNS, connect and TLS: ${formatDuration(meanMs)} per request on average.`,
    mayMean: 'Connections may not be kept open between requests, or each user may make only a few requests.',
    doNext: 'See whether the target closes connections (keep-alive), and whether real users would reconnect as often.',
    evidence: shownIn('latency'),
  }
}

export const endpointDominates: Rule = ({ report }) => {
  const requests = report.endpoints.filter((endpoint) => isRequestKind(endpoint.kind))
  const most = requests.reduce<ReportEndpoint | null>(
    (best, endpoint) => ((endpoint.timeShare ?? 0) > (best?.timeShare ?? 0) ? endpoint : best),
    null,
  )
  if (most === null || most.timeShare === null || most.timeShare <= 0.5 || requests.length < 3) return null
  const ofRequests = report.totals.requests === 0 ? 0 : most.requests / report.totals.requests
  return {
    id: 'endpoint-dominates',
    severity: 'info',
    fact: `${most.name} took ${formatShare(most.timeShare, true)} of all response time with ${formatShare(ofRequests, true)} of the requests.`,
    mayMean: 'What is gained there may be gained for the whole scenario.',
    doNext: 'Look at this endpoint first.',
    evidence: shownIn('endpoints', most.name),
  }
}

export const bimodal: Rule = (evidence) => {
  const found = eachTimedEndpoint(evidence).flatMap(({ row, sum }) => {
    const modes = findTwoModes(sum.ok)
    return modes === null ? [] : [{ row, modes }]
  })
  const first = found[0]
  if (first === undefined) return null
  const { row, modes } = first
  const { lowUs, highUs, lowShare } = modes
  return {
    id: 'bimodal',
    severity: 'info',
    fact: `Response times of ${row.name} fall into two groups: ${formatShare(lowShare, true)} of requests around ${formatDuration(lowUs / 1000)}, ${formatShare(1 - lowShare, true)} around ${formatDuration(highUs / 1000)} (medians of each).${others(found.length)}`,
    mayMean: 'Two kinds of work may share this name: hits and misses of a cache, small and large data, two servers.',
    doNext: 'Compare slow and fast samples of it, and give different kinds of work names of their own (as).',
    evidence: shownIn('latency', row.name),
  }
}

export const tailHeavy: Rule = (evidence) => {
  const found = eachTimedEndpoint(evidence).filter(
    ({ row, sum }) =>
      row.latencyMs !== null &&
      row.latencyMs.count >= 1000 &&
      row.latencyMs.p99 >= 10 * row.latencyMs.p50 &&
      row.latencyMs.p99 >= 50 &&
      findTwoModes(sum.ok) === null,
  )
  const first = found[0]
  const latency = first?.row.latencyMs
  if (first === undefined || latency == null) return null
  return {
    id: 'tail-heavy',
    severity: 'info',
    fact: `p99 of ${first.row.name} is ${formatDuration(latency.p99)}, ${formatSignificant(latency.p99 / latency.p50, 2)}× its p50 of ${formatDuration(latency.p50)}, over ${formatCount(latency.count)} requests.${others(found.length)}`,
    mayMean: 'A few requests may wait for something that most do not need: a lock, a pool, a pause, more data.',
    doNext: 'Open its slowest samples and the timeline: do slow ones come together in time, or always?',
    evidence: shownIn('latency', first.row.name),
  }
}

/** Endpoints that are requests, most time first. */
function eachTimedEndpoint({ report, endpoints }: Evidence): { row: ReportEndpoint; sum: Accumulated }[] {
  return report.endpoints.flatMap((row) => {
    const sum = endpoints.get(endpointKey(row.kind, row.name))
    return sum === undefined || !isRequestKind(row.kind) ? [] : [{ row, sum }]
  })
}

function others(found: number): string {
  if (found === 1) return ''
  return found === 2 ? ' The same holds for another endpoint.' : ` The same holds for ${found - 1} other endpoints.`
}
