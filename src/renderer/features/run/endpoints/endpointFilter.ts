/**
 * The filter box over the endpoint table: `status:fail p95>300 name~cart`. Words and conditions are divided by spaces and all have to
 * hold; a word alone is part of the name; `"…"` keeps spaces together.
 */
import { parseDuration } from '../../../../core/units/duration.ts'
import { parseNumber } from '../../../../core/units/number.ts'

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

export interface EndpointFilter {
  matches: (row: FilterSubject) => boolean
  /** Sentences about what was not understood; the rest holds all the same. */
  problems: string[]
}

type Unit = 'ms' | 'percent' | 'number'
type Condition = (row: FilterSubject) => boolean

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

const MAX_LENGTH = 2000
const WORD = /"[^"]*"?|[^\s"]+/g
const CONDITION = /^([a-z][a-z0-9.]*)(:|=|!~|~|>=|<=|>|<)(.*)$/i
const COMPARISONS: Readonly<Record<string, (value: number, limit: number) => boolean>> = {
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '=': (value, limit) => value === limit,
  ':': (value, limit) => value === limit,
}

/** Never throws; whatever is typed is a filter, at worst one that says what it did not understand. */
export function parseEndpointFilter(text: string): EndpointFilter {
  const problems: string[] = []
  if (text.length > MAX_LENGTH) problems.push(`Only the first ${MAX_LENGTH} characters are read.`)
  const conditions = words(text.slice(0, MAX_LENGTH)).flatMap((word): Condition[] => {
    const read = readWord(word)
    if (typeof read === 'function') return [read]
    problems.push(read.problem)
    return []
  })
  return { matches: (row) => conditions.every((holds) => holds(row)), problems }
}

/** Parts in quotes belong to the word they touch: `name~"add to cart"`. */
function words(text: string): string[] {
  const found: { text: string; end: number }[] = []
  for (const { 0: part, index } of text.matchAll(WORD)) {
    const last = found.at(-1)
    if (last?.end === index) {
      last.text += part
      last.end += part.length
    } else found.push({ text: part, end: index + part.length })
  }
  return found.map((each) => each.text)
}

function readWord(word: string): Condition | { problem: string } {
  const [, fieldText = '', operator = '', valueText = ''] = (!word.startsWith('"') && CONDITION.exec(word)) || []
  const field = fieldText.toLowerCase()
  if (operator === '') return nameContains(unquoted(word))
  const value = unquoted(valueText)
  if (value === '') return { problem: `A value is missing behind ${fieldText}${operator}.` }
  if (field === 'status') return readStatus(operator, value)
  if (field === 'name' || field === 'kind') return readText(field, operator, value)
  const number = Object.hasOwn(NUMBERS, field) ? NUMBERS[field] : undefined
  if (number) return readNumber(fieldText, number, operator, value)
  // `https://host` and `a:b` are parts of names; `p96>3` is a slip.
  if (operator === ':') return nameContains(unquoted(word))
  return { problem: `There is no ${fieldText} to filter by: name, kind, status, ${Object.keys(NUMBERS).join(', ')}.` }
}

function readStatus(operator: string, value: string): Condition | { problem: string } {
  const status = Object.hasOwn(STATUSES, value.toLowerCase()) ? STATUSES[value.toLowerCase()] : undefined
  if ((operator === ':' || operator === '=') && status) return (row) => row.status === status
  return { problem: `A status is one of fail, warn, met, few, untrusted, none: status:fail.` }
}

function readText(field: 'name' | 'kind', operator: string, value: string): Condition | { problem: string } {
  const sought = value.toLowerCase()
  switch (operator) {
    case '~':
    case ':':
      return (row) => row[field].toLowerCase().includes(sought)
    case '!~':
      return (row) => !row[field].toLowerCase().includes(sought)
    case '=':
      return (row) => row[field].toLowerCase() === sought
    default:
      return { problem: `A ${field} is compared with ~ (contains), !~ or =.` }
  }
}

function readNumber(
  name: string,
  { field, unit }: { field: keyof FilterSubject; unit: Unit },
  operator: string,
  value: string,
): Condition | { problem: string } {
  const holds = Object.hasOwn(COMPARISONS, operator) ? COMPARISONS[operator] : undefined
  const limit = readLimit(value, unit)
  if (!holds) return { problem: `${name} is a number: ${name}>300.` }
  if (limit === null)
    return {
      problem: `${JSON.stringify(value)} is no ${unit === 'ms' ? 'time: 300, 300ms, 1.2s' : unit === 'percent' ? 'share: 1, 0.5%' : 'number'}.`,
    }
  return (row) => {
    const measured = row[field]
    return typeof measured === 'number' && holds(measured, limit)
  }
}

/** A bare number is milliseconds, or percent. */
function readLimit(value: string, unit: Unit): number | null {
  const number = parseNumber(unit === 'percent' ? value.replace(/%$/, '') : value)
  if (number.ok) return unit === 'percent' ? number.value / 100 : number.value
  const duration = unit === 'ms' ? parseDuration(value) : null
  return duration?.ok ? duration.value : null
}

function nameContains(sought: string): Condition {
  return readText('name', '~', sought) as Condition
}

function unquoted(text: string): string {
  return text.replaceAll('"', '')
}
