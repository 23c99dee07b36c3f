/** The filter box over kept requests: `name~cart time>300 status:503 wait>50`. A word alone is part of what the request was, or why it failed. */
import { PHASES, type Phase } from '../../../../core/recording/second.ts'
import {
  containsCondition,
  fieldOf,
  limitMs,
  limitNumber,
  numberCondition,
  parseRowFilter,
  textCondition,
  unknownField,
  type FilterWord,
  type ReadWord,
  type RowFilter,
} from '../../../ui/filterWords.ts'
import type { SlowRow } from './slowRows.ts'

const TEXTS: Readonly<Record<string, (row: SlowRow) => string>> = {
  name: ({ exemplar }) => exemplar.endpoint,
  endpoint: ({ exemplar }) => exemplar.endpoint,
  user: ({ exemplar }) => exemplar.userType,
  url: ({ exemplar }) => exemplar.request.url,
  error: ({ exemplar }) => (exemplar.error === null ? '' : `${exemplar.error.class} ${exemplar.error.message}`),
}
const FIELDS = ['name', 'user', 'url', 'error', 'status', 'time', 'lag', ...PHASES].join(', ')

/** Never throws; whatever is typed is a filter, at worst one that says what it did not understand. */
export function parseSlowFilter(text: string): RowFilter<SlowRow> {
  return parseRowFilter(text, readWord)
}

function readWord(word: FilterWord): ReadWord<SlowRow> {
  const { field, operator, value } = word
  if (operator === '') return containsCondition(value, anywhere)
  const text = fieldOf(TEXTS, field)
  if (text) return textCondition(word, text)
  if (field === 'status')
    return numberCondition(word, limitNumber(value), 'status: 503', ({ exemplar }) => exemplar.response?.status ?? null)
  const ms = msOf(field)
  if (ms) return numberCondition(word, limitMs(value), 'time: 300, 300ms, 1.2s', ms)
  return unknownField(word, anywhere, FIELDS)
}

function anywhere(row: SlowRow): string {
  return Object.values(TEXTS)
    .map((text) => text(row))
    .join('\n')
}

/** Undefined: the field is no time. */
function msOf(field: string): ((row: SlowRow) => number) | undefined {
  if (field === 'time') return ({ exemplar }) => exemplar.latencyMs
  if (field === 'lag') return ({ lagMs }) => lagMs
  const phase = PHASES.find((each: Phase) => each === field)
  return phase && (({ exemplar }) => exemplar.phasesMs[phase])
}
