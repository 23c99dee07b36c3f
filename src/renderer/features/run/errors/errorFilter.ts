/** The filter box over the errors: `class:timeout count>10 endpoint~cart`. A word alone is part of a class, a message or an endpoint. */
import type { ErrorGroupView } from '../../../../contract/methods/analysis.ts'
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
} from '../../../ui/filterWords.ts'
import { errorClassLook } from './errorClass.ts'

/** What can be asked about. */
export type FilteredError = Pick<ErrorGroupView, 'class' | 'message' | 'endpoint' | 'count' | 'share'>

/** Of a class the word that the table shows, and the one that reports have. */
const classOf = (group: FilteredError): string => `${errorClassLook(group.class).word}\n${group.class}`

const TEXTS: Readonly<Record<string, (group: FilteredError) => string>> = {
  class: classOf,
  message: ({ message }) => message,
  endpoint: ({ endpoint }) => endpoint,
  name: ({ endpoint }) => endpoint,
}

/** Never throws; whatever is typed is a filter, at worst one that says what it did not understand. */
export function parseErrorFilter(text: string): RowFilter<FilteredError> {
  return parseRowFilter(text, readWord)
}

function readWord(word: FilterWord): ReadWord<FilteredError> {
  const { field, operator, value } = word
  const anywhere = (group: FilteredError): string => `${classOf(group)}\n${group.message}\n${group.endpoint}`
  if (operator === '') return containsCondition(value, anywhere)
  const text = fieldOf(TEXTS, field)
  if (field === 'class' && operator === '=') return isClass(value)
  if (text) return textCondition(word, text)
  const limit = limitNumber(value)
  if (field === 'count' || field === 'n') return numberCondition(word, limit, 'number', ({ count }) => count)
  if (field === 'share')
    return numberCondition(word, limit, 'share: 1, 0.5%', ({ share }) => (share === null ? null : 100 * share))
  return unknownField(word, anywhere, 'class, message, endpoint, count, share')
}

function isClass(value: string): ReadWord<FilteredError> {
  const sought = value.toLowerCase()
  return (group) => classOf(group).toLowerCase().split('\n').includes(sought)
}
