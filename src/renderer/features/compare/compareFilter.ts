/**
 * The filter box over the compared endpoints: `verdict:regressed p95>5 name~cart`. Percentiles and errors are their changes, in %, in
 * percentage points, or in the unit that is said: `p95>20ms`.
 */
import type { Metric } from '../../../core/comparison/metrics.ts'
import { parseDuration } from '../../../core/units/duration.ts'
import {
  containsCondition,
  fieldOf,
  limitNumber,
  numberCondition,
  parseRowFilter,
  textCondition,
  unknownField,
  type FilterWord,
  type ReadWord,
  type RowFilter,
} from '../../ui/filterWords.ts'
import { changeOf, type CompareRow } from './compareRows.ts'

const VERDICTS: Readonly<Record<string, (row: CompareRow) => boolean>> = {
  regressed: ({ verdict }) => verdict === 'regressed',
  improved: ({ verdict }) => verdict === 'improved',
  unchanged: ({ verdict }) => verdict === 'unchanged',
  few: ({ verdict, presence }) => verdict === 'notEnoughData' && presence === 'matched',
  new: ({ presence }) => presence === 'new',
  gone: ({ presence }) => presence === 'vanished',
}
const VERDICT_NAMES = Object.keys(VERDICTS).join(', ')

const CHANGES: Readonly<Record<string, Metric>> = {
  p50: 'p50',
  p95: 'p95',
  p99: 'p99',
  'p99.9': 'p999',
  errors: 'errors',
  err: 'errors',
}

const NUMBERS: Readonly<Record<string, (row: CompareRow) => number | null>> = {
  requests: ({ requests }) => requests.candidate,
  n: ({ requests }) => requests.candidate,
  time: ({ timeShare }) => (timeShare === null ? null : 100 * timeShare),
  q: ({ q }) => q,
}

/** Never throws; whatever is typed is a filter, at worst one that says what it did not understand. */
export function parseCompareFilter(text: string): RowFilter<CompareRow> {
  return parseRowFilter(text, readWord)
}

function readWord(word: FilterWord): ReadWord<CompareRow> {
  const { field, operator, value } = word
  const nameOf = ({ endpoint }: CompareRow): string => endpoint.name
  if (operator === '') return containsCondition(value, nameOf)
  if (field === 'verdict') return readVerdict(operator, value)
  if (field === 'name') return textCondition(word, nameOf)
  if (field === 'kind') return textCondition(word, ({ endpoint }) => endpoint.kind)
  const metric = fieldOf(CHANGES, field)
  if (metric !== undefined) return readChange(word, metric)
  const number = fieldOf(NUMBERS, field)
  if (number !== undefined) return numberCondition(word, plainNumber(value), 'number', number)
  const fields = [...Object.keys(CHANGES), ...Object.keys(NUMBERS)].join(', ')
  return unknownField(word, nameOf, `name, kind, verdict, ${fields}`)
}

function readVerdict(operator: string, value: string): ReadWord<CompareRow> {
  const holds = fieldOf(VERDICTS, value.toLowerCase())
  if ((operator === ':' || operator === '=') && holds) return holds
  return { problem: `A verdict is one of ${VERDICT_NAMES}: verdict:regressed.` }
}

function readChange(word: FilterWord, metric: Metric): ReadWord<CompareRow> {
  const number = plainNumber(word.value)
  if (number !== null || metric === 'errors')
    return numberCondition(word, number, 'change: 5, −5, 5%', (row) => changeOf(row, metric, 'relative'))
  return numberCondition(word, readMs(word.value), 'change: 5, −5, 5%, 20ms', (row) =>
    changeOf(row, metric, 'absolute'),
  )
}

/** Also with the minus that the table shows, and the % of its columns. */
function plainNumber(value: string): number | null {
  return limitNumber(value.replace('−', '-'))
}

function readMs(value: string): number | null {
  const [, sign = '', size = ''] = /^([-−]?)(.*)$/s.exec(value) ?? []
  const duration = parseDuration(size)
  return duration.ok ? (sign === '' ? duration.value : -duration.value) : null
}
