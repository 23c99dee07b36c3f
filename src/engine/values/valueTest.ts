// `exists`, `absent`, a value, or a comparison: the tests that expectations on JSON and headers, and replies, share.
import type { ValueTemplate, ValueTest } from '../../core/plan/compiledPlan.ts'
import { compareValues, deepEqual } from './comparison.ts'
import type { Scope } from './scope.ts'
import { compileValue } from './template.ts'
import { excerptOf } from './valueText.ts'

/** `found`: every value the path found. Returns null when the test holds, else a sentence about `subject`. */
export interface CompiledValueTest {
  /** `exists`, `absent`, `"completed"`, `> 5`, for a list of checks; a template is shown as `…`. */
  readonly text: string
  /** @throws InvalidValueError when a variable of the expected value has none. */
  failure(subject: string, found: readonly unknown[], scope: Scope): string | null
}

/**
 * A value the plan states as it is (`$.count: 5`) must be met in type too, because 5 and "5" are different answers of an
 * API. A value from a variable, a comparison, or of a header (`untyped`) is compared as compareValues does.
 * Where a path finds several values, each of them must pass, and there must be one.
 */
export function compileValueTest(
  test: ValueTest,
  slotNames: readonly string[],
  found: 'typed' | 'untyped',
): CompiledValueTest {
  switch (test.kind) {
    case 'exists':
      return { text: 'exists', failure: (subject, values) => (values.length > 0 ? null : `${subject} is missing`) }
    case 'absent':
      return {
        text: 'absent',
        failure: (subject, values) =>
          values.length === 0 ? null : `${subject} is ${excerptOf(values[0])}, expected to be absent`,
      }
    case 'equals': {
      const expected = compileValue(test.value, slotNames)
      const strict = found === 'typed' && isWritten(test.value)
      return {
        text: expectedText(test.value),
        failure(subject, values, scope) {
          const right = expected(scope)
          return firstFailure(subject, values, (left) =>
            (strict ? deepEqual(left, right) : compareValues(left, '==', right))
              ? null
              : `expected ${excerptOf(right)}`,
          )
        },
      }
    }
    case 'compare': {
      const expected = compileValue(test.value, slotNames)
      const { operator } = test
      return {
        text: `${operator} ${expectedText(test.value)}`,
        failure(subject, values, scope) {
          const right = expected(scope)
          return firstFailure(subject, values, (left) =>
            compareValues(left, operator, right) ? null : `expected ${operator} ${excerptOf(right)}`,
          )
        },
      }
    }
    default: {
      const unknown: never = test
      throw new TypeError(`Unknown test ${JSON.stringify(unknown)}`)
    }
  }
}

function firstFailure(
  subject: string,
  values: readonly unknown[],
  expectation: (value: unknown) => string | null,
): string | null {
  if (values.length === 0) return `${subject} is missing`
  for (let i = 0; i < values.length; i++) {
    const expected = expectation(values[i])
    if (expected !== null) return `${subject} is ${excerptOf(values[i])}, ${expected}`
  }
  return null
}

/** Whether the plan's author wrote the value itself, type and all. */
function isWritten(value: ValueTemplate): boolean {
  switch (value.kind) {
    case 'constant':
      return true
    case 'text':
      return value.template.every((part) => typeof part === 'string')
    case 'array':
      return value.items.every(isWritten)
    case 'object':
      return value.members.every(([, member]) => isWritten(member))
    case 'slot':
    case 'call':
      return false
    default: {
      const unknown: never = value
      throw new TypeError(`Unknown value ${JSON.stringify(unknown)}`)
    }
  }
}

function expectedText(value: ValueTemplate): string {
  if (value.kind === 'constant') return excerptOf(value.value)
  if (value.kind === 'text') {
    return excerptOf(value.template.map((part) => (typeof part === 'string' ? part : '…')).join(''))
  }
  return '…'
}
