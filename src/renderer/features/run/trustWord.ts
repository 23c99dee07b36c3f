/** How far the generator can be believed, in a word: ux.md 2.10. */
import type { TrustState } from '../../../core/criteria/trust.ts'
import type { Tone } from '../../ui/tone.ts'

const WORDS: Readonly<Record<TrustState, { text: string; tone: Tone }>> = {
  trusted: { text: 'Trusted', tone: 'met' },
  degraded: { text: 'Degraded', tone: 'warn' },
  notTrusted: { text: 'Not trusted', tone: 'untrusted' },
}

/** Said of charts and tables from which seconds that are not trusted are left out. */
export const TRUSTED_ONLY = 'untrusted seconds excluded'

export function trustWord(state: TrustState): { text: string; tone: Tone } {
  return WORDS[state]
}
