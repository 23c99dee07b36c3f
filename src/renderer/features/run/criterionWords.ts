/** Criteria on the screen: which is worse, and their words. Their values are written as in the report (core/report/words.ts). */
import type { ReportCriterion } from '../../../core/report/report.ts'
import type { Tone } from '../../ui/tone.ts'

export type CriterionStatus = ReportCriterion['status']

interface StatusWords {
  word: string
  tone: Tone
  /** 0 is worst. */
  rank: number
  meaning: string
}

const WORDS: Readonly<Record<CriterionStatus, StatusWords>> = {
  overMaximum: { word: 'Over maximum', tone: 'fail', rank: 0, meaning: 'Beyond what must not be exceeded.' },
  overTarget: { word: 'Over target', tone: 'warn', rank: 1, meaning: 'Beyond the goal, within the maximum.' },
  notTrusted: {
    word: 'Not trusted',
    tone: 'untrusted',
    rank: 2,
    meaning: 'The generator may have made the value false.',
  },
  tooFew: { word: 'Too few', tone: 'unknown', rank: 3, meaning: 'Too few samples to judge.' },
  met: { word: 'Met', tone: 'met', rank: 4, meaning: 'Within the limit.' },
}

export function statusWords(status: CriterionStatus): StatusWords {
  return WORDS[status]
}

/** How much of the limit is used up: above 1 it is broken. 0 where nothing was measured. */
export function usedUp({ actual, limit, operator }: Pick<ReportCriterion, 'actual' | 'limit' | 'operator'>): number {
  if (actual === null) return 0
  const isUpperLimit = operator === '<' || operator === '<='
  const isLowerLimit = operator === '>' || operator === '>='
  if (!isUpperLimit && !isLowerLimit) return 1
  const [part, whole] = isUpperLimit ? [actual, limit] : [limit, actual]
  if (whole === 0) return part > 0 ? Number.POSITIVE_INFINITY : 1
  return part / whole
}

/** Worst status first, of the same status the one nearest to its limit; else in the plan's order. */
export function worstFirst(criteria: readonly ReportCriterion[]): ReportCriterion[] {
  return criteria.toSorted((one, other) => {
    const rank = WORDS[one.status].rank - WORDS[other.status].rank
    if (rank !== 0) return rank
    const [mine, its] = [usedUp(one), usedUp(other)]
    return mine === its ? 0 : its - mine
  })
}

/** What it is about, in words. */
export function subjectText({ subject }: Pick<ReportCriterion, 'subject'>): string {
  return subject === 'all' ? 'All requests' : subject
}

/** Fewer that say the same say it beside their criterion. */
const LEAST_SHARED = 3

export interface SharedNotes {
  /** By the mark of each, from 1. */
  shared: string[]
  own: (row: ReportCriterion) => string[]
  /** Which of `shared` are about it. */
  marks: (row: ReportCriterion) => number[]
}

/** Notes that several criteria have in common, to be said once; and what is left for each. */
export function sharedNotes(criteria: readonly ReportCriterion[]): SharedNotes {
  const counts = new Map<string, number>()
  for (const note of criteria.flatMap(({ notes }) => notes)) counts.set(note, (counts.get(note) ?? 0) + 1)
  const shared = [...counts].filter(([, count]) => count >= LEAST_SHARED).map(([note]) => note)
  return {
    shared,
    own: ({ notes }) => notes.filter((note) => !shared.includes(note)),
    marks: ({ notes }) => shared.flatMap((note, index) => (notes.includes(note) ? index + 1 : [])),
  }
}

/** `2 of 14 broken`: how criteria stand, in a few words. */
export function criteriaSummary(criteria: readonly ReportCriterion[]): { text: string; tone: Tone } {
  if (criteria.length === 0) return { text: 'None', tone: 'plain' }
  const worst = worstFirst(criteria)[0]
  const count = (status: CriterionStatus): number => criteria.filter((each) => each.status === status).length
  const of = criteria.length
  switch (worst?.status) {
    case 'overMaximum':
      return { text: `${count('overMaximum')} of ${of} over maximum`, tone: 'fail' }
    case 'overTarget':
      return { text: `${count('overTarget')} of ${of} over target`, tone: 'warn' }
    case 'notTrusted':
      return { text: `${count('notTrusted')} of ${of} not trusted`, tone: 'untrusted' }
    case 'tooFew':
      return { text: `${count('tooFew')} of ${of} too few samples`, tone: 'unknown' }
    default:
      return { text: `${of} of ${of} met`, tone: 'met' }
  }
}
