/** What a row of the list says about its run, in words: always an icon and a word, never a colour alone. */
import type { RunRow } from '../../../contract/methods/runs.ts'
import { TRUST_THRESHOLDS } from '../../../core/criteria/trustThresholds.ts'
import { touchedText } from '../../../core/criteria/trustWords.ts'
import { EXIT_CODES } from '../../../core/criteria/exitCode.ts'
import { unusualEnd } from '../../../core/report/words.ts'
import { NOT_APPLICABLE, formatCount, formatSignificant } from '../../../core/units/number.ts'
import type { Tone } from '../../ui/tone.ts'

export interface StateWords {
  tone: Tone
  word: string
}

/** The verdict in one word; while there is none, what the run does. */
export function verdictOf({ status, verdict }: Pick<RunRow, 'status' | 'verdict'>): StateWords {
  if (status === 'running') return { tone: 'info', word: 'Running' }
  if (verdict === null) return { tone: 'unknown', word: status === 'interrupted' ? 'Interrupted' : 'Not judged' }
  switch (verdict.status) {
    case 'passed':
      return { tone: 'met', word: 'Passed' }
    case 'inconclusive':
      return { tone: 'unknown', word: 'Inconclusive' }
    case 'failed':
      return { tone: 'fail', word: verdict.exitCode === EXIT_CODES.nothingMeasured ? 'Not measured' : 'Failed' }
    default:
      return verdict.status satisfies never
  }
}

/** How the run ended when that is not as planned, in a word or two. */
export function endOf(status: RunRow['status']): string | null {
  switch (status) {
    case 'running':
    case 'completed':
      return null
    case 'stoppedByCriterion':
      return 'ended by a criterion'
    case 'stopped':
      return 'stopped early'
    case 'interrupted':
      return 'interrupted'
    case 'failed':
      return 'could not go on'
    default:
      return status satisfies never
  }
}

/** How it came out, in a sentence: the verdict's own, which tells of an early end, too. */
export function sentenceOf({ status, verdict }: Pick<RunRow, 'status' | 'verdict'>): string {
  return verdict?.sentence ?? unusualEnd(status) ?? 'Nothing was judged.'
}

/** How far the numbers can be believed. */
export function trustOf(untrustedLoadShare: number | null): StateWords {
  if (untrustedLoadShare === null) return { tone: 'plain', word: NOT_APPLICABLE }
  if (untrustedLoadShare > TRUST_THRESHOLDS.untrustedLoadShare) return { tone: 'untrusted', word: 'Not trusted' }
  if (untrustedLoadShare > 0) return { tone: 'warn', word: `${touchedText(untrustedLoadShare)} in doubt` }
  return { tone: 'met', word: 'Trusted' }
}

/** What the word of `trustOf` rests on. */
export function trustSentence(untrustedLoadShare: number | null): string {
  if (untrustedLoadShare === null) return 'Not known before the run has ended.'
  if (untrustedLoadShare === 0) return 'The generator was not in the way.'
  return `The generator may have been in the way for ${touchedText(untrustedLoadShare)} of the load.`
}

/** `120 users`, `50/s`. */
export function peakLoadText(peak: RunRow['peakLoad']): string {
  if (peak === null) return NOT_APPLICABLE
  if (peak.unit === 'perS') return `${plainNumber(peak.level)}/s`
  return peak.level === 1 ? '1 user' : `${plainNumber(peak.level)} users`
}

function plainNumber(level: number): string {
  return Number.isInteger(level) ? formatCount(level) : formatSignificant(level)
}
