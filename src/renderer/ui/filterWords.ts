/**
 * The language of filter boxes over tables: `verdict:regressed p95>5 name~cart`. Words and conditions are divided by spaces and all have
 * to hold; `"…"` keeps spaces together. Which fields there are is the table's business.
 */
import { parseDuration } from '../../core/units/duration.ts'
import { parseNumber } from '../../core/units/number.ts'

export type Condition<Row> = (row: Row) => boolean
/** What a word says, or a sentence about what was not understood. */
export type ReadWord<Row> = Condition<Row> | { problem: string }

export interface RowFilter<Row> {
  matches: Condition<Row>
  /** Sentences about what was not understood; the rest holds all the same. */
  problems: string[]
}

export interface FilterWord {
  /** As it was typed; empty: the word is no condition. */
  fieldText: string
  /** In small letters. */
  field: string
  operator: string
  value: string
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
export function parseRowFilter<Row>(text: string, read: (word: FilterWord) => ReadWord<Row>): RowFilter<Row> {
  const problems: string[] = []
  if (text.length > MAX_LENGTH) problems.push(`Only the first ${MAX_LENGTH} characters are read.`)
  const conditions = wordsOf(text.slice(0, MAX_LENGTH)).flatMap((typed): Condition<Row>[] => {
    const word = filterWord(typed)
    const isEmpty = word.operator !== '' && word.value === ''
    const meant = isEmpty ? { problem: `A value is missing behind ${word.fieldText}${word.operator}.` } : read(word)
    if (typeof meant === 'function') return [meant]
    problems.push(meant.problem)
    return []
  })
  return { matches: (row) => conditions.every((holds) => holds(row)), problems }
}

/** Parts in quotes belong to the word they touch: `name~"add to cart"`. */
function wordsOf(text: string): string[] {
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

function filterWord(word: string): FilterWord {
  const [, fieldText = '', operator = '', value = ''] = (!word.startsWith('"') && CONDITION.exec(word)) || []
  return { fieldText, field: fieldText.toLowerCase(), operator, value: unquoted(operator === '' ? word : value) }
}

function unquoted(text: string): string {
  return text.replaceAll('"', '')
}

/** @param of what is looked for, in any case of letters */
export function textCondition<Row>(
  { field, operator, value }: Pick<FilterWord, 'field' | 'operator' | 'value'>,
  of: (row: Row) => string,
): ReadWord<Row> {
  const sought = value.toLowerCase()
  switch (operator) {
    case '~':
    case ':':
      return (row) => of(row).toLowerCase().includes(sought)
    case '!~':
      return (row) => !of(row).toLowerCase().includes(sought)
    case '=':
      return (row) => of(row).toLowerCase() === sought
    default:
      return { problem: `A ${field} is compared with ~ (contains), !~ or =.` }
  }
}

/** What a table has under a name that was typed; undefined: nothing. */
export function fieldOf<T>(fields: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined
}

/**
 * A word whose field the table does not know: `https://host` and `a:b` are parts of names, `p96>3` is a slip.
 * @param fields what there is instead: `name, status`
 */
export function unknownField<Row>(
  { fieldText, operator, value }: FilterWord,
  of: (row: Row) => string,
  fields: string,
): ReadWord<Row> {
  if (operator === ':') return containsCondition(`${fieldText}:${value}`, of)
  return { problem: `There is no ${fieldText} to filter by: ${fields}.` }
}

/** Milliseconds: `300`, `300ms`, `1.2s`; null: none of these. */
export function limitMs(value: string): number | null {
  const number = parseNumber(value)
  if (number.ok) return number.value
  const duration = parseDuration(value)
  return duration.ok ? duration.value : null
}

/** `3`, and `3%` where the column is in percent; null: no number. */
export function limitNumber(value: string): number | null {
  const number = parseNumber(value.replace(/%$/, ''))
  return number.ok ? number.value : null
}

/** A word alone is part of a name. */
export function containsCondition<Row>(value: string, of: (row: Row) => string): Condition<Row> {
  const sought = value.toLowerCase()
  return (row) => of(row).toLowerCase().includes(sought)
}

/**
 * @param limit null: the value is none
 * @param expected what a value looks like: `time: 300, 300ms, 1.2s`
 * @param of null: nothing was measured, which meets no comparison
 */
export function numberCondition<Row>(
  { fieldText, operator, value }: FilterWord,
  limit: number | null,
  expected: string,
  of: (row: Row) => number | null,
): ReadWord<Row> {
  const holds = fieldOf(COMPARISONS, operator)
  if (!holds) return { problem: `${fieldText} is a number: ${fieldText}>300.` }
  if (limit === null) return { problem: `${JSON.stringify(value)} is no ${expected}.` }
  return (row) => {
    const measured = of(row)
    return measured !== null && holds(measured, limit)
  }
}
