import { expect, test } from 'vitest'
import { compare, parseComparison } from './comparison.ts'
import type { ComparisonOperator } from './comparison.ts'

test.each([
  ['< 2s', '<', '2s'],
  ['<2s', '<', '2s'],
  ['<= 5', '<=', '5'],
  ['>= 50/s', '>=', '50/s'],
  ['> 0', '>', '0'],
  ['== completed', '==', 'completed'],
  ['  !=   a b  ', '!=', 'a b'],
  ['< -3', '<', '-3'],
])('parseComparison(%j)', (text, operator, rest) => {
  expect(parseComparison(text)).toEqual({ ok: true, value: { operator, rest } })
})

test.each(['', '2s', '= 5', '=< 5', '=> 5', '=== 5', '<> 5', '!5', '! = 5', '< ', '>=', '<<5', '>==5', '≤ 5'])(
  'parseComparison refuses %j',
  (text) => expect(parseComparison(text).ok).toBe(false),
)

test('compare agrees with its table', () => {
  const operators: ComparisonOperator[] = ['<', '<=', '>', '>=', '==', '!=']
  const row = (left: number, right: number) => operators.map((operator) => compare(left, operator, right))
  expect([row(1, 2), row(2, 2), row(3, 2), row(Number.NaN, 2)]).toEqual([
    [true, true, false, false, false, true],
    [false, true, false, true, true, false],
    [false, false, true, true, false, true],
    [false, false, false, false, false, true],
  ])
})
