/**
 * The answer to "can we ship": one word, one sentence, one exit code. The sentence names the worst criterion first: subject,
 * metric, value, limit, consequence (ux.md §3.1).
 */
import type { ReportCriterion, ReportVerdict } from '../report/report.ts'
import { formatActual, formatRequests, limitClause, subjectAndMetric } from './criterionText.ts'
import { chooseExitCode, type ExitReason } from './exitCode.ts'
import { TRUST_THRESHOLDS } from './trustThresholds.ts'
import { touchedText } from './trustWords.ts'

export const FAIL_ON = ['maximum', 'regression', 'inconclusive', 'target'] as const
export type FailOn = (typeof FAIL_ON)[number]

/** Why the load ended. `user`: stopped from the window; `killed`: the process died, the history has what reached it. */
export type EndedBy = 'plan' | 'criterion' | 'user' | 'sigint' | 'sigterm' | 'killed'

export interface VerdictFacts {
  endedBy: EndedBy
  /** Requests of the judged window, to say what a verdict without criteria rests on. */
  requests: number
  /** Share of the judged load that is not trusted, the first sentence about why, and what to do. */
  trust: { untrustedShare: number; reason: string | null; advice: string | null }
  /** Null, or a sentence: much less load ran than was planned, so what was judged is not what was asked. */
  shortfall?: string | null
  /** Absent, or what was lost of the load with an engine, as a sentence without its end. */
  lost?: string
  /** The load was changed by hand while the run went on. */
  steered?: boolean
  /** Null, or why nothing was measured, as a sentence: `The target could not be reached: connection refused.` */
  nothingMeasured: string | null
  /** A sentence per regression against the baseline. */
  regressions: readonly string[]
  /** What went wrong on our side of the table, as a sentence; null when nothing did. */
  fault: { kind: 'bug' | 'usage' | 'notWritten'; sentence: string } | null
  failOn: ReadonlySet<FailOn>
}

/** What `loadwright run` fails on unless told otherwise. */
export const DEFAULT_FAIL_ON: ReadonlySet<FailOn> = new Set<FailOn>(['maximum', 'inconclusive'])

/**
 * Status says what is true of the run, the exit code what the caller asked to be told (`failOn`): a passed maximum makes a run
 * failed even when `failOn` leaves it out and the code is 0. Over target and regressions fail a run only when asked for.
 *
 * Inconclusive, unless a maximum was certainly passed: a maximum that could not be judged; a generator in the way for more than
 * 5 % of the load; no criterion that could be judged; a run that was cut short.
 */
export function decideVerdict(criteria: readonly ReportCriterion[], facts: VerdictFacts): ReportVerdict {
  const { failOn, fault, nothingMeasured, endedBy } = facts
  const over = criteria.filter(({ status }) => status === 'overMaximum')
  const overTarget = criteria.filter(({ status }) => status === 'overTarget')
  const isOverMaximum = over.length > 0 || endedBy === 'criterion'
  const doubt = findDoubt(criteria, facts)

  const reasons = new Set<ExitReason>()
  if (fault !== null) reasons.add(fault.kind)
  if (nothingMeasured !== null) reasons.add('nothingMeasured')
  if (endedBy === 'sigint' || endedBy === 'sigterm') reasons.add(endedBy)
  if (isOverMaximum && failOn.has('maximum')) reasons.add('overMaximum')
  if (doubt !== null && failOn.has('inconclusive')) reasons.add('inconclusive')
  if (facts.regressions.length > 0 && failOn.has('regression')) reasons.add('regression')
  if (overTarget.length > 0 && failOn.has('target')) reasons.add('overTarget')
  // A maximum that is passed in untrusted numbers is `notTrusted`, not `overMaximum`: what is left here is certain.
  const exitCode = chooseExitCode(reasons, false)

  if (fault !== null) return { status: 'failed', sentence: fault.sentence, exitCode }
  if (nothingMeasured !== null) return { status: 'failed', sentence: nothingMeasured, exitCode }
  if (isOverMaximum) return { status: 'failed', sentence: overSentence(criteria, over, overTarget, facts), exitCode }
  if (doubt !== null) return { status: 'inconclusive', sentence: doubt, exitCode }
  if (reasons.has('regression')) return { status: 'failed', sentence: facts.regressions.join(' '), exitCode }
  const status = reasons.has('overTarget') ? 'failed' : 'passed'
  const steered = facts.steered ? ' The load was changed by hand: it is not what the plan says.' : ''
  return { status, sentence: passedSentence(criteria, overTarget, facts) + steered, exitCode }
}

/** Why there is no clear answer, as sentences; null when there is one. */
function findDoubt(criteria: readonly ReportCriterion[], facts: VerdictFacts): string | null {
  const { trust, endedBy, failOn } = facts
  if (facts.lost !== undefined) return `${facts.lost}; ${measured(facts.requests)}.${keptClause('By that', criteria)}`
  if (trust.untrustedShare > TRUST_THRESHOLDS.untrustedLoadShare) {
    const share = `The generator was in the way for ${touchedText(trust.untrustedShare)} of the load.`
    return [share, ...causeAndCure(trust)].join(' ')
  }
  if (facts.shortfall != null && endedBy === 'plan') {
    return `${facts.shortfall} The criteria were judged under a lighter load than the plan says.`
  }
  const unjudged = criteria.filter(({ status }) => status === 'tooFew' || status === 'notTrusted')
  const decisive = unjudged.filter(({ level }) => level === 'maximum' || failOn.has('target'))
  const isNothingJudged = criteria.length > 0 && unjudged.length === criteria.length
  const first = decisive[0] ?? (isNothingJudged ? unjudged[0] : undefined)
  if (first !== undefined) {
    const why = first.notes[0] ?? 'nothing was measured for it'
    const sentence = `${subjectAndMetric(first)} could not be judged: ${withStop(why)} ${ofCriteria(unjudged.length, criteria)} not judged.`
    return [sentence, ...(first.status === 'notTrusted' ? causeAndCure(trust) : [])].join(' ')
  }
  if (endedBy === 'plan' || endedBy === 'criterion') return null
  const how = endedBy === 'killed' ? 'The run was interrupted before its end' : 'The run was stopped before its end'
  return `${how}; ${measured(facts.requests)}.${keptClause('Until then', criteria)}`
}

function keptClause(when: string, criteria: readonly ReportCriterion[]): string {
  const met = criteria.filter(({ status }) => status === 'met').length
  return criteria.length === 0 ? '' : ` ${when}, ${ofCriteria(met, criteria)} met.`
}

function causeAndCure({ reason, advice }: VerdictFacts['trust']): string[] {
  return [...(reason === null ? [] : [withStop(reason)]), ...(advice === null ? [] : [advice])]
}

function overSentence(
  criteria: readonly ReportCriterion[],
  over: readonly ReportCriterion[],
  overTarget: readonly ReportCriterion[],
  facts: VerdictFacts,
): string {
  const worst = worstOf(over) ?? worstOf(overTarget.filter(({ stop }) => stop))
  const stopped = facts.endedBy === 'criterion' ? ' The run was stopped by a criterion.' : ''
  if (worst === null) return stopped.trim()
  const count =
    over.length > 0
      ? `${ofCriteria(over.length, criteria)} over maximum.`
      : `${ofCriteria(overTarget.length, criteria)} over target.`
  return `${valueSentence(worst)} ${count}${stopped}`
}

function passedSentence(
  criteria: readonly ReportCriterion[],
  overTarget: readonly ReportCriterion[],
  facts: VerdictFacts,
): string {
  if (criteria.length === 0) return `No criteria were set; ${measured(facts.requests)}.`
  const unjudged = criteria.filter(({ status }) => status === 'tooFew' || status === 'notTrusted').length
  const rest = unjudged === 0 ? '' : ` ${ofCriteria(unjudged, criteria)} not judged.`
  const worst = worstOf(overTarget)
  if (worst !== null) {
    const hasMaximum = criteria.some(({ level }) => level === 'maximum')
    const maximums = hasMaximum ? ' Every maximum is kept.' : ''
    return `${valueSentence(worst)} ${ofCriteria(overTarget.length, criteria)} over target.${maximums}${rest}`
  }
  if (unjudged > 0) return `${ofCriteria(criteria.length - unjudged, criteria)} met.${rest}`
  return criteria.length === 1 ? 'The criterion is met.' : `All ${criteria.length} criteria are met.`
}

function measured(requests: number): string {
  return `${formatRequests(requests)} ${requests === 1 ? 'was' : 'were'} measured`
}

function valueSentence(criterion: ReportCriterion): string {
  const { actual, unit, limit } = criterion
  const isPlural = criterion.subject !== 'all' && ['failures', 'checks'].includes(criterion.metric)
  const value = actual === null ? 'unknown' : formatActual(actual, unit, limit)
  return `${subjectAndMetric(criterion)} ${isPlural ? 'are' : 'is'} ${value}; ${limitClause(criterion)}.`
}

function ofCriteria(count: number, criteria: readonly ReportCriterion[]): string {
  const all = criteria.length
  return all === 1 ? `${count} of 1 criterion` : `${count} of ${all} criteria`
}

function withStop(text: string): string {
  return text.endsWith('.') ? text : `${text}.`
}

/** The criterion farthest beyond its limit, as a ratio; the first of equals. */
export function worstOf(criteria: readonly ReportCriterion[]): ReportCriterion | null {
  let worst: ReportCriterion | null = null
  for (const criterion of criteria) if (worst === null || excess(criterion) > excess(worst)) worst = criterion
  return worst
}

/** How far beyond the limit a value is: 2 is twice the limit, or half of a lower limit. Infinite where the limit is zero. */
export function excess({ actual, limit, operator }: ReportCriterion): number {
  if (actual === null) return 0
  const isLowerLimit = operator === '>' || operator === '>='
  const [above, below] = isLowerLimit ? [limit, actual] : [actual, limit]
  if (below > 0) return above / below
  return above > below ? Infinity : 1
}
