/** Seconds in which the generator stood in the way, as rows. */
import type { SecondTrust } from '../../../../core/criteria/trust.ts'
import { reasonWords } from '../../../../core/criteria/trustWords.ts'
import { formatElapsed } from '../../../ui/format.ts'
import type { UiColumn } from '../../../ui/tableColumn.ts'
import type { Tone } from '../../../ui/tone.ts'

const STATES: Readonly<Record<SecondTrust['state'], { text: string; tone: Tone }>> = {
  trusted: { text: 'Trusted', tone: 'met' },
  degraded: { text: 'Degraded', tone: 'warn' },
  notTrusted: { text: 'Not trusted', tone: 'untrusted' },
}

export function trustWord(state: SecondTrust['state']): { text: string; tone: Tone } {
  return STATES[state]
}

export const TRUST_COLUMNS: readonly UiColumn<SecondTrust>[] = [
  { id: 'at', label: 'Second', width: 80, align: 'right', fixed: true, text: ({ t }) => formatElapsed(t * 1000) },
  { id: 'state', label: 'State', width: 130, text: ({ state }) => STATES[state].text },
  {
    id: 'why',
    label: 'Why',
    width: 900,
    text: ({ reasons }) => (reasons.length === 0 ? '–' : reasons.map(reasonWords).join('. ')),
  },
]
