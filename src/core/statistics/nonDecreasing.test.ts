import { expect, test } from 'vitest'
import { RandomStream } from '../random.ts'
import { nonDecreasing } from './nonDecreasing.ts'

test('what rises stays, what falls is taken together', () => {
  expect(nonDecreasing([], [])).toEqual([])
  expect(nonDecreasing([1, 1, 2], [1, 1, 1])).toEqual([1, 1, 2])
  expect(nonDecreasing([1, 3, 2, 4], [1, 1, 1, 1])).toEqual([1, 2.5, 2.5, 4])
  expect(nonDecreasing([3, 2, 1], [1, 1, 4])).toEqual([1.5, 1.5, 1.5])
})

test('is the min-max of means (T. Robertson et al., "Order Restricted Statistical Inference", 1988, 1.4.4)', () => {
  const random = new RandomStream(7)
  for (let series = 0; series < 200; series++) {
    const values = Array.from({ length: 1 + (series % 12) }, () => random.nextFloat())
    const weights = values.map(() => 0.5 + random.nextFloat())
    const meanOf = (from: number, to: number): number => {
      const weight = weights.slice(from, to + 1).reduce((sum, each) => sum + each, 0)
      return values.slice(from, to + 1).reduce((sum, each, at) => sum + each * weights[from + at]!, 0) / weight
    }
    const places = values.map((_, at) => at)
    const expected = places.map((at) =>
      Math.max(...places.slice(0, at + 1).map((from) => Math.min(...places.slice(at).map((to) => meanOf(from, to))))),
    )
    nonDecreasing(values, weights).forEach((value, at) => expect(value).toBeCloseTo(expected[at]!, 12))
  }
})
