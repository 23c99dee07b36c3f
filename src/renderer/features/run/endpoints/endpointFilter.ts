/** The filter box over the endpoint table: `status:fail p95>300 name~cart`. A word alone is part of the name. */
import { parseNumber } from '../../../../core/units/number.ts'
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

/** What can be asked about. null: nothing was measured, which meets no comparison. */
export interface FilterSubject {
  name: string
  kind: string
  status: EndpointStatus
  requests: number | null
  ratePerS: number | null
  failureShare: number | null
  timeShare: number | null
  p50Ms: number | null
  p75Ms: number | null
  p90Ms: number | null
  p95Ms: number | null
  p99Ms: number | null
  p999Ms: number | null
  meanMs: number | null
  maxMs: number | null
}

/** `none`: no criterion is about it. */
export type EndpointStatus = 'overMaximum' | 'overTarget' | 'notTrusted' | 'tooFew' | 'met' | 'none'

type Unit = 'ms' | 'percent' | 'number'

const NUMBERS: Readonly<Record<string, { field: keyof FilterSubject; unit: Unit }>> = {
  requests: { field: 'requests', unit: 'number' },
  n: { field: 'requests', unit: 'number' },
  rate: { field: 'ratePerS', unit: 'number' },
  errors: { field: 'failureShare', unit: 'percent' },
  err: { field: 'failureShare', unit: 'percent' },
  time: { field: 'timeShare', unit: 'percent' },
  p50: { field: 'p50Ms', unit: 'ms' },
  p75: { field: 'p75Ms', unit: 'ms' },
  p90: { field: 'p90Ms', unit: 'ms' },
  p95: { field: 'p95Ms', unit: 'ms' },
  p99: { field: 'p99Ms', unit: 'ms' },
  'p99.9': { field: 'p999Ms', unit: 'ms' },
  mean: { field: 'meanMs', unit: 'ms' },
  max: { field: 'maxMs', unit: 'ms' },
}

const STATUSES: Readonly<Record<string, EndpointStatus>> = {
  fail: 'overMaximum',
  failed: 'overMaximum',
  warn: 'overTarget',
  met: 'met',
  ok: 'met',
  few: 'tooFew',
  untrusted: 'notTrusted',
  none: 'none',
}

const EXPECTED: Readonly<Record<Unit, string>> = {
  ms: 'time: 300, 300ms, 1.2s',
  percent: 'share: 1, 0.5%',
  number: 'number',
}

/** Never throws; whatever is typed is a filter, at worst one that says what it did not understand. */
export function parseEndpointFilter(text: string): RowFilter<FilterSubject> {
  return parseRowFilter(text, readWord)
}

function readWord(word: FilterWord): ReadWord<FilterSubject> {
  const { field, operator, value } = word
  if (operator === '') return containsCondition(value, ({ name }) => name)
  if (field === 'status') return readStatus(operator, value)
  if (field === 'name' || field === 'kind') return textCondition(word, (row) => row[field])
  const number = fieldOf(NUMBERS, field)
  if (number) return readNumber(word, number)
  return unknownField(word, ({ name }) => name, `name, kind, status, ${Object.keys(NUMBERS).join(', ')}`)
}

function readStatus(operator: string, value: string): ReadWord<FilterSubject> {
  const status = fieldOf(STATUSES, value.toLowerCase())
  if ((operator === ':' || operator === '=') && status) return (row) => row.status === status
  return { problem: `A status is one of fail, warn, met, few, untrusted, none: status:fail.` }
}

function readNumber(
  word: FilterWord,
  { field, unit }: { field: keyof FilterSubject; unit: Unit },
): ReadWord<FilterSubject> {
  return numberCondition(word, readLimit(word.value, unit), EXPECTED[unit], (row) => {
    const measured = row[field]
    return typeof measured === 'number' ? measured : null
  })
}

/** A bare number is milliseconds, or percent. */
function readLimit(value: string, unit: Unit): number | null {
  switch (unit) {
    case 'ms':
      return limitMs(value)
    case 'percent': {
      const percent = limitNumber(value)
      return percent === null ? null : percent / 100
    }
    case 'number': {
      const number = parseNumber(value)
      return number.ok ? number.value : null
    }
    default:
      return unit satisfies never
  }
}
