import { expect, test } from 'vitest'
import { seededRandom } from './random.ts'

const draw = (seed: number, stream: string, times: number) => {
  const random = seededRandom(seed, stream)
  return Array.from({ length: times }, random)
}

test('the same seed and stream give the same numbers, another of either gives others', () => {
  expect(draw(1, 'slow 0', 100)).toEqual(draw(1, 'slow 0', 100))
  expect(draw(1, 'slow 0', 100)).not.toEqual(draw(2, 'slow 0', 100))
  expect(draw(1, 'slow 0', 100)).not.toEqual(draw(1, 'slow 1', 100))
})

test('the numbers are uniform: chi-squared over 100 cells, and lag-one correlation near zero', () => {
  const numbers = draw(42, 'uniform', 100_000)
  const cells = Array.from({ length: 100 }, () => 0)
  for (const number of numbers) cells[Math.floor(number * 100)]!++
  const chiSquared = cells.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)
  // 99 degrees of freedom: 0.1 % and 99.9 % quantiles, from tables of the distribution.
  expect(chiSquared).toBeGreaterThan(60)
  expect(chiSquared).toBeLessThan(149)
  const lag = numbers.slice(1).reduce((sum, number, index) => sum + (number - 0.5) * (numbers[index]! - 0.5), 0)
  expect(Math.abs(lag / numbers.length / (1 / 12))).toBeLessThan(0.015)
})
