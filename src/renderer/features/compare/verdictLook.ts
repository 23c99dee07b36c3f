/** How verdicts look: a sign, a word and a colour. */
import type { ComparisonVerdict, EndpointComparison } from '../../../core/comparison/comparison.ts'
import { VERDICT_WORDS } from '../../../core/comparison/comparisonWords.ts'
import { TONE_ICONS, type Tone } from '../../ui/tone.ts'

export interface VerdictLook {
  tone: Tone
  sign: string
  word: string
}

const TONES: Readonly<Record<ComparisonVerdict, Tone>> = {
  regressed: 'fail',
  improved: 'met',
  unchanged: 'plain',
  notEnoughData: 'unknown',
}

export function verdictLook(verdict: ComparisonVerdict): VerdictLook {
  const tone = TONES[verdict]
  return { tone, sign: verdict === 'unchanged' ? '~' : TONE_ICONS[tone], word: VERDICT_WORDS[verdict] }
}

/** An endpoint that only one build has is neither better nor worse. */
export function endpointLook({ verdict, presence }: Pick<EndpointComparison, 'verdict' | 'presence'>): VerdictLook {
  switch (presence) {
    case 'new':
      return { tone: 'info', sign: '+', word: 'new' }
    case 'vanished':
      return { tone: 'info', sign: '−', word: 'gone' }
    default:
      return verdictLook(verdict)
  }
}

/** The colour of a verdict in charts. */
export const VERDICT_COLOURS: Readonly<Record<ComparisonVerdict, string>> = {
  regressed: '--fail',
  improved: '--met',
  unchanged: '--text-3',
  notEnoughData: '--unknown',
}
