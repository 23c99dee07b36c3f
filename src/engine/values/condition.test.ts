import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Condition, JsonValue, ValueTemplate } from '../../core/plan/compiledPlan.ts'
import { RandomStream } from '../../core/random.ts'
import type { ComparisonOperator } from '../../core/units/comparison.ts'
import { compareValues, deepEqual } from './comparison.ts'
import { compileCondition } from './condition.ts'

const x: ValueTemplate = { kind: 'slot', slot: 0, path: [] }

function holds(value: unknown, operator: ComparisonOperator | null = null, right: JsonValue = null): boolean {
  const condition: Condition = {
    left: x,
    operator,
    right: operator === null ? null : { kind: 'constant', value: right },
    text: '',
  }
  return compileCondition(condition, ['x'])({ slots: [value], random: new RandomStream(1), user: 0, iteration: 0 })
}

describe('compileCondition', () => {
  it('is false for nothing, false, 0, null and the empty text', () => {
    expect([undefined, '', 'false', '0', 'null', false, 0, null].filter((value) => holds(value))).toEqual([])
    expect(['a', 'true', '1', true, 1, [], {}, ' '].every((value) => holds(value))).toBe(true)
  })

  it('compares a variable that has no value as the empty text', () => {
    expect(holds(undefined, '==', 'completed')).toBe(false)
    expect(holds(undefined, '!=', 'completed')).toBe(true)
    expect(holds(undefined, '==', '')).toBe(true)
    expect(holds(undefined, '<', 5)).toBe(false)
  })
})

describe('compareValues', () => {
  it.each<[unknown, ComparisonOperator, unknown, boolean]>([
    [5, '==', '5', true],
    ['5.0', '==', 5, true],
    ['1e3', '==', 1000, true],
    ['00123', '==', '123', false],
    ['12345678901234567890', '==', '12345678901234567891', false],
    ['5', '==', 'five', false],
    [5, '==', 'five', false],
    [5, '!=', 'five', true],
    [true, '==', 'true', true],
    [null, '==', 'null', true],
    ['', '==', 0, false],
    ['10', '>', '9', true],
    ['10', '<', 9.5, false],
    ['b', '>', 'a', true],
    ['2026-01-02', '>=', '2026-01-01T00:00:00Z', true],
    ['many', '>', 5, false],
    [{ a: 1, b: [2] }, '==', { b: [2], a: 1 }, true],
    [[1], '==', ['1'], false],
    [[1], '>', 0, false],
    [0.1 + 0.2, '==', 0.3, false],
  ])('%j %s %j is %s', (left, operator, right, expected) => {
    expect(compareValues(left, operator, right)).toBe(expected)
  })
})

describe('deepEqual', () => {
  it('agrees with node:util on JSON values', () => {
    const json = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown)
    fc.assert(
      fc.property(json, json, (left, right) => {
        expect(deepEqual(left, right)).toBe(isDeepStrictEqual(left, right))
        expect(deepEqual(left, structuredClone(left))).toBe(true)
      }),
    )
  })

  it('refuses what is nested too deeply, instead of exhausting the stack', () => {
    const deep = (): unknown => JSON.parse('['.repeat(100_000) + ']'.repeat(100_000))
    expect(() => deepEqual(deep(), deep())).toThrow('values nested too deeply cannot be compared')
  })
})
