// The comparison that criteria and expectations begin with: `< 2s`, `>= 50/s`, `== completed`.
import { parsedFailure, parsedValue } from './parsed.ts'
import type { Parsed } from './parsed.ts'

export type ComparisonOperator = '<' | '<=' | '>' | '>=' | '==' | '!='

/** A comparison that was read: the operator, and the text behind it without the spaces around it, never empty. */
export interface Comparison {
  operator: ComparisonOperator
  rest: string
}

/** Reads the operator off the front of a text. `=`, `=<`, `===` and `<>` are refused: each is somebody's typing error. */
export function parseComparison(text: string): Parsed<Comparison> {
  const trimmed = text.trim()
  const operator = operatorAt(trimmed)
  if (operator === null) return parsedFailure('a comparison that begins with <, <=, >, >=, == or !=')
  const behind = trimmed.slice(operator.length)
  if (/^[<>=!]/.test(behind)) return parsedFailure('one of <, <=, >, >=, == or !=, then a value')
  const rest = behind.trim()
  return rest === '' ? parsedFailure(`a value behind ${operator}`) : parsedValue({ operator, rest })
}

function operatorAt(text: string): ComparisonOperator | null {
  const two = text.slice(0, 2)
  if (two === '<=' || two === '>=' || two === '==' || two === '!=') return two
  const one = text.slice(0, 1)
  return one === '<' || one === '>' ? one : null
}

/** Whether `left OPERATOR right` holds. As in IEEE 754, NaN (nothing measured) meets nothing but `!=`. */
export function compare(left: number, operator: ComparisonOperator, right: number): boolean {
  switch (operator) {
    case '<':
      return left < right
    case '<=':
      return left <= right
    case '>':
      return left > right
    case '>=':
      return left >= right
    case '==':
      return left === right
    case '!=':
      return left !== right
    default: {
      const unknown: never = operator
      throw new TypeError(`Unknown comparison ${String(unknown)}`)
    }
  }
}
