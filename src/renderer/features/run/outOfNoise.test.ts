import { expect, test } from 'vitest'
import { outOfNoise } from './outOfNoise.ts'

/** Between 90 and 110, without chance. */
const noisy = Array.from({ length: 60 }, (_, second) => 90 + ((second * 7) % 21))

test('what varies as always is no change', () => {
  expect(outOfNoise(100, noisy)).toBeNull()
  expect(outOfNoise(112, noisy)).toBeNull()
})

test('what leaves the noise is one', () => {
  expect(outOfNoise(180, noisy)).toBe('up')
  expect(outOfNoise(40, noisy)).toBe('down')
})

test('of something that never moved a few percent are none', () => {
  const calm = Array.from({ length: 60 }, () => 50)
  expect(outOfNoise(52, calm)).toBeNull()
  expect(outOfNoise(53, calm)).toBe('up')
})

test('gaps do not count, and a few seconds say nothing', () => {
  const gaps = [...Array.from({ length: 50 }, () => Number.NaN), ...noisy.slice(0, 10)]
  expect(outOfNoise(1000, gaps)).toBeNull()
  expect(outOfNoise(null, noisy)).toBeNull()
  expect(outOfNoise(Number.NaN, noisy)).toBeNull()
})

test('a rare error is as always when there were some before, and a change when there were none', () => {
  const rare = Array.from({ length: 60 }, (_, second) => (second % 13 === 5 ? 0.02 : 0))
  expect(outOfNoise(0.004, rare)).toBeNull()
  expect(outOfNoise(0.5, rare)).toBe('up')
  const none = [...Array.from({ length: 55 }, () => 0), 0.5, 0.5, 0.5, 0.5, 0.5]
  expect(outOfNoise(0.5, none)).toBe('up')
})
