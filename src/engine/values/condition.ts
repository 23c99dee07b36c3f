// Conditions of `if` and `repeat … until`, compiled once.
import type { Condition } from '../../core/plan/compiledPlan.ts'
import { compareValues } from './comparison.ts'
import type { Scope } from './scope.ts'
import { compileValue } from './template.ts'
import { textOf } from './valueText.ts'

/** @throws InvalidValueError when a value is nested too deeply to be compared. */
export type CompiledCondition = (scope: Scope) => boolean

/**
 * A variable without a value is the empty text here, so that `if: "{{token}}"` can ask whether there is one. Without an
 * operator a condition holds unless its text is '', 'false', '0' or 'null'; the comparison is that of compareValues.
 * @param slotNames `CompiledPlan.slots`, for messages.
 */
export function compileCondition(condition: Condition, slotNames: readonly string[]): CompiledCondition {
  const left = compileValue(condition.left, slotNames, 'undefined')
  const { operator } = condition
  if (operator === null || condition.right === null) return (scope) => isTrue(left(scope))
  const right = compileValue(condition.right, slotNames, 'undefined')
  return (scope) => compareValues(setOrEmpty(left(scope)), operator, setOrEmpty(right(scope)))
}

function isTrue(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return true
  const text = textOf(value)
  return text !== '' && text !== 'false' && text !== '0' && text !== 'null'
}

/** Not `??`: null is a value. */
function setOrEmpty(value: unknown): unknown {
  return value === undefined ? '' : value
}
