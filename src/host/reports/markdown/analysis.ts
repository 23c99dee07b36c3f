// "Analysis": two to four sentences about one scenario, made from its numbers and claiming nothing else.
import { subjectAndMetric } from '../../../core/criteria/criterionText.ts'
import type { RunReport } from '../../../core/report/report.ts'
import { formatDuration } from '../../../core/units/duration.ts'
import { formatCount } from '../../../core/units/number.ts'
import { formatShare } from '../../../core/units/percent.ts'
import { formatRate } from '../../../core/units/rate.ts'
import { criterionSentence, isBacked, worstFirst } from '../../../core/report/words.ts'
import { usersText } from './headline.ts'
import type { ScenarioContext } from './scenarioContext.ts'

/** Phases in words; a share of the time is said to be spent on this. */
export const PHASE_WORDS = {
  blocked: 'waiting for a connection',
  dns: 'looking up the name',
  connect: 'connecting',
  tls: 'the TLS handshake',
  send: 'sending',
  wait: 'waiting for the first byte',
  receive: 'receiving',
} as const

export function analysis(context: ScenarioContext): string[] {
  const { report } = context
  const sentences =
    report.totals.requests === 0
      ? nothingMeasured(context)
      : [volume(report), latency(report), criteria(context), wherePlace(context)]
  return ['#### Analysis', '', sentences.filter((sentence) => sentence !== null).join(' ')]
}

function nothingMeasured(context: ScenarioContext): (string | null)[] {
  const { report } = context
  const error = report.errors[0]
  return [
    'No request ended in the judged window, so there is nothing to judge and no latency to show.',
    error === undefined
      ? 'No error was recorded either.'
      : `Most frequent error: ${context.text(error.message).replace(/\.$/, '')} (${formatCount(error.count)} times, ${context.code(error.endpoint)}).`,
  ]
}

function volume(report: RunReport): string {
  const { totals, run } = report
  const users = usersText(report)
  const judgedMs = run.window.toMs - run.window.fromMs
  const failed =
    totals.failures === 0 || totals.failureShare === null
      ? 'none failed'
      : `${formatCount(totals.failures)} failed (${formatShare(totals.failureShare, true)})`
  const rate = `${formatRate(totals.ratePerS)}${users === '' ? '' : ` with ${users}`}`
  const after = totals.requestsAfterLoad ?? 0
  if (after > 0) {
    return `${formatCount(totals.requests)} requests are judged: ${formatCount(totals.requests - after)} ended in the ${formatDuration(judgedMs)} of the load, ${rate}, and ${formatCount(after)} that were under way ended after it; ${failed}.`
  }
  return `${formatCount(totals.requests)} requests ended in the ${formatDuration(judgedMs)} that are judged, ${rate}; ${failed}.`
}

function latency(report: RunReport): string {
  const measured = report.totals.latencyMs
  if (measured === null) return 'Not one request succeeded, so there is no response time to show.'
  const p99 = isBacked(measured.count, 99) ? `, 99 % within ${formatDuration(measured.p99)}` : ''
  return `Half of the successful requests were answered within ${formatDuration(measured.p50)}, 95 % within ${formatDuration(measured.p95)}${p99}; the slowest took ${formatDuration(measured.max)}.`
}

function criteria(context: ScenarioContext): string {
  const { criteria: all } = context.report
  if (all.length === 0) return 'The plan sets no criteria, so these numbers were measured but not judged.'
  const bad = worstFirst(all).filter((criterion) => criterion.status !== 'met')
  const worst = bad[0]
  if (worst === undefined) {
    return all.length === 1 ? 'The one criterion is met.' : `All ${formatCount(all.length)} criteria are met.`
  }
  const counts = [
    [all.filter((one) => one.status === 'overMaximum').length, 'over the maximum'],
    [all.filter((one) => one.status === 'overTarget').length, 'over the target'],
    [all.filter((one) => one.status === 'tooFew' || one.status === 'notTrusted').length, 'not judged'],
  ] as const
  const parts = counts
    .filter(([count]) => count > 0)
    .map(([count, words]) => `${formatCount(count)} ${count === 1 ? 'is' : 'are'} ${words}`)
  const of = `Of ${formatCount(all.length)} ${all.length === 1 ? 'criterion' : 'criteria'},`
  const isJudged = worst.status === 'overMaximum' || worst.status === 'overTarget'
  const example = isJudged
    ? `Worst: ${criterionSentence(worst)}.`
    : `First: ${[subjectAndMetric(worst), ...worst.notes.slice(0, 1)].join(': ')}.`
  return `${of} ${parts.join(', ')}. ${context.text(example)}`
}

function wherePlace(context: ScenarioContext): string | null {
  const { endpoints, totals } = context.report
  const first = endpoints.find((endpoint) => endpoint.kind !== 'group' && endpoint.kind !== 'events')
  const most = first?.timeShare ?? null
  const place =
    first === undefined || most === null || endpoints.length < 2
      ? null
      : `${context.code(first.name)} took ${formatShare(most, most > 0)} of all response time`
  const phase = longestPhase(totals.phaseShares)
  const time =
    phase === null
      ? null
      : `${formatShare(phase.share, phase.share > 0)} of the time of a request went into ${PHASE_WORDS[phase.name]}`
  if (place === null && time === null) return null
  const joined = [place, time].filter((part) => part !== null).join('; ')
  return `${joined}.`
}

function longestPhase(
  shares: RunReport['totals']['phaseShares'],
): { name: keyof typeof PHASE_WORDS; share: number } | null {
  if (shares === null) return null
  const names = Object.keys(PHASE_WORDS) as (keyof typeof PHASE_WORDS)[]
  const name = names.reduce((longest, candidate) => (shares[candidate] > shares[longest] ? candidate : longest))
  return shares[name] > 0 ? { name, share: shares[name] } : null
}
