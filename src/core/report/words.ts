// The words and signs every report uses for the same thing (ux.md §4.2–4.4): a verdict, a criterion, a value with its limit.
import type { CRITERION_STATUSES, RunReport, RunStatus } from './report.ts'
import { formatActual, limitClause, subjectAndMetric } from '../criteria/criterionText.ts'
import { touchedText } from '../criteria/trustWords.ts'
import { formatDurationCompact } from '../units/duration.ts'
import { NOT_APPLICABLE } from '../units/number.ts'
import { formatShare } from '../units/percent.ts'

export type ReportCriterion = RunReport['criteria'][number]
export type CriterionStatus = (typeof CRITERION_STATUSES)[number]

export interface VerdictWords {
  icon: string
  word: string
  /** 0 is worst: of several scenarios the worst speaks for all. */
  rank: number
}

/**
 * Icon and word of a verdict. A run that passed without any criterion was not judged: READY would claim what nobody
 * checked. A run that has not ended is not judged either.
 */
export function verdictWords(report: RunReport): VerdictWords {
  const { status } = report.verdict
  switch (status) {
    case 'failed':
      if (report.verdict.exitCode === 3) return { icon: '✕', word: 'NOT MEASURED', rank: 0 }
      return { icon: '✕', word: 'NOT READY', rank: 0 }
    case 'inconclusive':
      return { icon: '○', word: 'INCONCLUSIVE', rank: 1 }
    case 'passed':
      if (report.run.status === 'running') return { icon: '●', word: 'RUNNING', rank: 2 }
      if (report.criteria.length === 0) return { icon: '○', word: 'NOT JUDGED', rank: 3 }
      return { icon: '✓', word: 'READY', rank: 4 }
    default: {
      const unknown: never = status
      throw new TypeError(`Unknown verdict ${String(unknown)}`)
    }
  }
}

export function statusIcon(status: CriterionStatus): string {
  return { met: '✓', overTarget: '▲', overMaximum: '✕', tooFew: '○', notTrusted: '⊘' }[status]
}

export function statusWord(status: CriterionStatus): string {
  return {
    met: 'met',
    overTarget: 'over target',
    overMaximum: 'over maximum',
    tooFew: 'too few samples',
    notTrusted: 'not trusted',
  }[status]
}

const STATUS_RANKS: Record<CriterionStatus, number> = {
  overMaximum: 0,
  notTrusted: 1,
  tooFew: 2,
  overTarget: 3,
  met: 4,
}

/** 0 is worst. */
export function statusRank(status: CriterionStatus): number {
  return STATUS_RANKS[status]
}

/** Worst first: by status, then by how far the value is from its limit; equal ones in the order of the plan. */
export function worstFirst(criteria: readonly ReportCriterion[]): ReportCriterion[] {
  return criteria.toSorted(
    (one, other) => statusRank(one.status) - statusRank(other.status) || excess(other) - excess(one),
  )
}

/** How many times the limit the value is, in the bad direction. */
function excess({ actual, limit, operator }: ReportCriterion): number {
  if (actual === null) return 0
  const ratio = operator.startsWith('>') ? limit / actual : actual / limit
  return Number.isNaN(ratio) ? 0 : ratio
}

/** What was measured for a criterion; `–` when nothing was. */
export function actualText({ actual, unit, limit }: ReportCriterion): string {
  return actual === null ? NOT_APPLICABLE : formatActual(actual, unit, limit)
}

/** `POST /api/workflows p99 is 4.20 s in the worst 10.0 s; the maximum is 2 s`, without a full stop. */
export function criterionSentence(criterion: ReportCriterion): string {
  const { actual, windowMs } = criterion
  const window = windowMs === null ? '' : ` in the worst ${formatDurationCompact(windowMs)}`
  const value = actual === null ? 'was not measured' : `is ${actualText(criterion)}${window}`
  return `${subjectAndMetric(criterion)} ${value}; ${limitClause(criterion)}`
}

/** How the run ended, when that is not as planned; null when it is. */
export function unusualEnd(status: RunStatus): string | null {
  switch (status) {
    case 'completed':
      return null
    case 'running':
      return 'The run has not ended; these are the numbers so far.'
    case 'stoppedByCriterion':
      return 'The run was ended early by a criterion that stops it.'
    case 'stopped':
      return 'The run was stopped before its planned end; what was measured until then is judged.'
    case 'interrupted':
      return 'A process of this run was killed or died; its numbers are of what reached the history.'
    case 'failed':
      return 'The run could not go on to its planned end.'
    default: {
      const unknown: never = status
      throw new TypeError(`Unknown run status ${String(unknown)}`)
    }
  }
}

/** Whether the measurement can be believed: icon, word, and the shares that say it. */
export function trustWords({ generatorHealth: health, totals }: RunReport): string {
  if (totals.requests === 0) return '○ nothing was measured'
  const share = `${formatShare(health.share, false)} of the judged seconds`
  const touched = health.untrustedLoadShare ?? 0
  const doubt = touched > 0 ? `, ${touchedText(touched)} of the load in doubt` : ''
  const degraded = health.degradedShare > 0 ? `, ${formatShare(health.degradedShare, true)} degraded` : ''
  return health.trusted
    ? `✓ trusted (${share}${doubt}${degraded})`
    : `⊘ not trusted (only ${share} can be trusted${doubt}${degraded})`
}

/** How the run ended, in brackets behind its duration; nothing when it is as planned. */
export function endNote(status: RunStatus): string {
  const words: Record<RunStatus, string> = {
    completed: '',
    running: ' so far',
    stoppedByCriterion: ' (ended by a criterion)',
    stopped: ' (stopped early)',
    interrupted: ' (interrupted)',
    failed: ' (could not go on)',
  }
  return words[status]
}

/** Whether percentile `p` of `count` samples rests on at least one sample beyond it; if not, it is the largest sample. */
export function isBacked(count: number, percentile: number): boolean {
  // Rounded: 1000 · (1 − 0.999) is a hair below 1 in binary.
  return Math.round(count * (100 - percentile) * 1e6) >= 100e6
}

/** The most users that ran at once, at the end of any step. */
export function mostUsers(report: RunReport): number {
  return report.timeline.users.reduce((most, users) => Math.max(most, users), 0)
}

/** `2026-11-23 14:02 UTC`; the text itself when it is not a time. */
export function formatMoment(isoText: string): string {
  const moment = new Date(isoText)
  if (Number.isNaN(moment.getTime())) return isoText
  return `${moment.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
