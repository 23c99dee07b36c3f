// How two values are compared in conditions and checks. Values come from JSON (typed), from CSV files, headers and the
// plan's own text (untyped), so `5` and `"5"` must meet; but two texts are never taken for numbers in an equality, because
// `00123` and `123`, or two 20-digit ids that are one double, are different ids.
import { compare } from '../../core/units/comparison.ts'
import type { ComparisonOperator } from '../../core/units/comparison.ts'
import { InvalidValueError } from './invalidValue.ts'
import { textOf } from './valueText.ts'

/** Recursion in deepEqual; far above any real document, far below the stack. */
const MAX_DEPTH = 1000

/**
 * Whether `left OPERATOR right` holds. `== !=`: numbers when one side is a number and the other reads as one; structures by
 * their members; anything else by its text. `< <= > >=`: numbers when both sides read as numbers, texts by UTF-16 code
 * units (ISO dates compare in order), a number against another text, or a structure, never holds.
 */
export function compareValues(left: unknown, operator: ComparisonOperator, right: unknown): boolean {
  if (typeof left === 'number' && typeof right === 'number') return compare(left, operator, right)
  if (operator === '==') return looseEqual(left, right)
  if (operator === '!=') return !looseEqual(left, right)
  const leftNumber = numberOf(left)
  const rightNumber = numberOf(right)
  if (!Number.isNaN(leftNumber) && !Number.isNaN(rightNumber)) return compare(leftNumber, operator, rightNumber)
  if (typeof left !== 'string' || typeof right !== 'string') return false
  switch (operator) {
    case '<':
      return left < right
    case '<=':
      return left <= right
    case '>':
      return left > right
    case '>=':
      return left >= right
    default: {
      const unknown: never = operator
      throw new TypeError(`Unknown comparison ${String(unknown)}`)
    }
  }
}

/** Equality across types, see compareValues. */
export function looseEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true
  if (typeof left === 'object' && left !== null && typeof right === 'object' && right !== null) {
    return deepEqual(left, right)
  }
  if (typeof left === 'string' && typeof right === 'string') return false
  if (typeof left === 'number' || typeof right === 'number') return numberOf(left) === numberOf(right)
  return textOf(left) === textOf(right)
}

/**
 * Equality of JSON values: same types, arrays in order, members in any order.
 * @throws InvalidValueError when both are nested deeper than 1,000 levels.
 */
export function deepEqual(left: unknown, right: unknown, depth = 0): boolean {
  if (left === right) return true
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false
  if (depth > MAX_DEPTH) throw new InvalidValueError('values nested too deeply cannot be compared')
  if (Array.isArray(left) || Array.isArray(right)) {
    if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false
    for (let i = 0; i < left.length; i++) if (!deepEqual(left[i], right[i], depth + 1)) return false
    return true
  }
  const keys = Object.keys(left)
  if (keys.length !== Object.keys(right).length) return false
  for (const key of keys) {
    if (!Object.hasOwn(right, key)) return false
    const a = (left as Record<string, unknown>)[key]
    const b = (right as Record<string, unknown>)[key]
    if (!deepEqual(a, b, depth + 1)) return false
  }
  return true
}

const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/

/** The number a value is or reads as (JSON's notation, leading zeros allowed), else NaN. */
function numberOf(value: unknown): number {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value.length > 40 || !NUMBER.test(value)) return Number.NaN
  return Number(value)
}
