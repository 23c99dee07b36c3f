/** Seconds in which the generator stood in the way, as rows. */
import type { SecondTrust } from '../../../../core/criteria/trust.ts'
import { reasonWords } from '../../../../core/criteria/trustWords.ts'
import { formatElapsed } from '../../../ui/format.ts'
import type { UiColumn } from '../../../ui/tableColumn.ts'
import { trustWord } from '../trustWord.ts'

export const TRUST_COLUMNS: readonly UiColumn<SecondTrust>[] = [
  { id: 'at', label: 'Second', width: 80, align: 'right', fixed: true, text: ({ t }) => formatElapsed(t * 1000) },
  { id: 'state', label: 'State', width: 130, text: ({ state }) => trustWord(state).text },
  {
    id: 'why',
    label: 'Why',
    width: 900,
    grows: true,
    text: ({ reasons }) => (reasons.length === 0 ? '–' : reasons.map(reasonWords).join('. ')),
  },
]
