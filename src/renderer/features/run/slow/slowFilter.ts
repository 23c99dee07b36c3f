/** The filter box over kept requests: `name~cart time>300 status:503 wait>50`. A word alone is part of what the request was, or why it failed. */
import { PHASES, type Phase } from '../../../../core/recording/second.ts'
import { parseDuration } from '../../../../core/units/duration.ts'
import { parseNumber } from '../../../../core/units/number.ts'
import {
  containsCondition,
  numberCondition,
  parseRowFilter,
  textCondition,
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
  const { fieldText, field, operator, value } = word
  if (operator === '') return containsCondition(value, anywhere)
  const text = Object.hasOwn(TEXTS, field) ? TEXTS[field] : undefined
  if (text) return textCondition(word, text)
  if (field === 'status') {
    const status = parseNumber(value)
    const limit = status.ok ? status.value : null
    return numberCondition(word, limit, 'status: 503', ({ exemplar }) => exemplar.response?.status ?? null)
  }
  const ms = msOf(field)
  if (ms) return numberCondition(word, readMs(value), 'time: 300, 300ms, 1.2s', ms)
  // `https://host` and `a:b` are parts of addresses and messages.
  if (operator === ':') return containsCondition(`${fieldText}:${value}`, anywhere)
  return { problem: `There is no ${fieldText} to filter by: ${FIELDS}.` }
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

/** A bare number is milliseconds. */
function readMs(value: string): number | null {
  const number = parseNumber(value)
  if (number.ok) return number.value
  const duration = parseDuration(value)
  return duration.ok ? duration.value : null
}
