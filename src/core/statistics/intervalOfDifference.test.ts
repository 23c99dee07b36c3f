import { expect, test } from 'vitest'
import { intervalOfDifference, intervalOfMean, type Bounded } from './intervalOfDifference.ts'

/** E. B. Wilson's interval of a proportion, 95 %. */
function wilson(successes: number, of: number): Bounded {
  const z = 1.959964
  const value = successes / of
  const centre = (value + z ** 2 / (2 * of)) / (1 + z ** 2 / of)
  const margin = (z / (1 + z ** 2 / of)) * Math.sqrt((value * (1 - value)) / of + z ** 2 / (4 * of ** 2))
  return { value, low: centre - margin, high: centre + margin }
}

test.each([
  [56, 70, 48, 80, 0.0524, 0.3339],
  [9, 10, 3, 10, 0.1705, 0.809],
  [10, 10, 0, 10, 0.6075, 1],
])(
  'proportions: R. G. Newcombe, "Interval estimation for the difference between independent proportions", 1998, table II, method 10: %i/%i and %i/%i',
  (a, m, b, n, low, high) => {
    const difference = intervalOfDifference(wilson(a, m), wilson(b, n))
    expect(difference.value).toBeCloseTo(a / m - b / n, 12)
    expect(difference.low).toBeCloseTo(low, 4)
    expect(difference.high).toBeCloseTo(high, 4)
  },
)

test('symmetric intervals: what errors of independent numbers come to', () => {
  const about = (value: number, margin: number): Bounded => ({ value, low: value - margin, high: value + margin })
  const difference = intervalOfDifference(about(7, 3), about(2, 4))
  expect(difference).toEqual(about(5, 5))
  expect(intervalOfMean([about(1, 3), about(3, 4)])).toEqual(about(2, 2.5))
  expect(intervalOfMean([about(1, 3)])).toEqual(about(1, 3))
})

test('an end that is not known leaves the end of the difference open that hangs on it, and no other', () => {
  const open = { value: 5, low: 4, high: Infinity }
  const known = { value: 2, low: 1, high: 3 }
  expect(intervalOfDifference(open, known)).toEqual({ value: 3, low: 3 - Math.SQRT2, high: Infinity })
  expect(intervalOfDifference(known, open)).toEqual({ value: -3, low: -Infinity, high: -3 + Math.SQRT2 })
})
