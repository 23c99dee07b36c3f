/** Icons and words of states in the terminal: the same as in reports, and words where only ASCII can be shown. */
import type { TrustState } from '../../core/criteria/trust.ts'
import type { ErrorClass } from '../../core/recording/second.ts'
import type { ReportCriterion } from '../../core/report/report.ts'
import { statusIcon } from '../../core/report/words.ts'
import { asciiText } from '../terminal/plainText.ts'
import type { Span, SpanStyle } from './spans.ts'

type CriterionStatus = ReportCriterion['status']

const STATUS_STYLES: Record<CriterionStatus, SpanStyle> = {
  met: 'good',
  overTarget: 'warning',
  overMaximum: 'bad',
  tooFew: 'dim',
  notTrusted: 'doubt',
}

export function statusSign(status: CriterionStatus, unicode: boolean): Span {
  const icon = statusIcon(status)
  return { text: unicode ? icon : asciiText(icon), style: STATUS_STYLES[status] }
}

const TRUST_SIGNS: Record<TrustState, { icon: string; word: string; style: SpanStyle }> = {
  trusted: { icon: '✓', word: 'trusted', style: 'good' },
  degraded: { icon: '▲', word: 'degraded', style: 'warning' },
  notTrusted: { icon: '⊘', word: 'not trusted', style: 'doubt' },
}

export function trustSign(state: TrustState, unicode: boolean): Span {
  const { icon, word, style } = TRUST_SIGNS[state]
  return { text: `${unicode ? icon : asciiText(icon)} ${word}`, style }
}

/** Classes of errors as words. */
export function errorWord(errorClass: ErrorClass): string {
  if (errorClass === 'gaveUp') return 'gave up'
  return errorClass === 'tooLarge' ? 'too large' : errorClass
}
