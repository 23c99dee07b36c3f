/** `time: < 2s` and `size: < 64KB` of an expectation. */
import { parseComparison } from '../units/comparison.ts'
import type { ComparisonOperator } from '../units/comparison.ts'
import { parseDuration } from '../units/duration.ts'
import { parsedFailure, parsedValue } from '../units/parsed.ts'
import type { Parsed } from '../units/parsed.ts'
import { parseSize } from '../units/size.ts'

export interface Limit {
  operator: ComparisonOperator
  limit: number
}

/** A duration without an operator is what the response may take at most. */
export function parseTimeExpectation(text: string): Parsed<Limit> {
  return parseLimit(text, '<=', parseDuration, 'a comparison with a duration, such as < 2s')
}

/** A size without an operator is exactly that size. */
export function parseSizeExpectation(text: string): Parsed<Limit> {
  return parseLimit(text, '==', parseSize, 'a comparison with a size, such as < 64KB')
}

function parseLimit(
  text: string,
  operatorWithout: ComparisonOperator,
  parse: (text: string) => Parsed<number>,
  expected: string,
): Parsed<Limit> {
  const alone = parse(text.trim())
  if (alone.ok) return parsedValue({ operator: operatorWithout, limit: alone.value })
  const comparison = parseComparison(text)
  if (!comparison.ok) return parsedFailure(expected)
  const limit = parse(comparison.value.rest)
  return limit.ok ? parsedValue({ operator: comparison.value.operator, limit: limit.value }) : parsedFailure(expected)
}
