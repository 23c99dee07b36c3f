/** How far the generator can be believed, as icon, word and tone: ux.md 2.10. */
import type { TrustState } from '../../core/criteria/trust.ts'
import type { Tone } from '../ui/tone.ts'

const SIGNS = {
  trusted: { icon: '✓', word: 'Trusted', tone: 'met' },
  degraded: { icon: '▲', word: 'Degraded', tone: 'warn' },
  notTrusted: { icon: '⊘', word: 'Not trusted', tone: 'untrusted' },
} as const satisfies Record<TrustState, { icon: string; word: string; tone: Tone }>

export function trustSign(state: TrustState): { icon: string; word: string; tone: Tone } {
  return SIGNS[state]
}
