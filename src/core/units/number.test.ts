import { describe, expect, test } from 'vitest'
import { formatCount, formatDelta, formatShortCount, formatSignificant, parseNumber } from './number.ts'
import { formatDuration } from './duration.ts'

describe('parseNumber', () => {
  test.each([
    ['0', 0],
    ['1000', 1000],
    ['-3', -3],
    ['0.25', 0.25],
  ])('%s', (text, value) => expect(parseNumber(text)).toEqual({ ok: true, value }))

  test.each([
    '',
    ' 1',
    '1e3',
    '.5',
    '5.',
    '1,000',
    '0x10',
    'NaN',
    'Infinity',
    '--1',
    '9'.repeat(17),
    '1'.repeat(100_000),
  ])('refuses %j', (text) => expect(parseNumber(text).ok).toBe(false))
})

test.each([
  [0, '0'],
  [999, '999'],
  [1000, '1,000'],
  [214_880, '214,880'],
  [1_234_567, '1,234,567'],
  [-1234, '−1,234'],
  [-0.2, '0'],
  [1e21, '1,000,000,000,000,000,000,000'],
  [Number.NaN, '–'],
  [Infinity, '–'],
])('formatCount(%d) is %s', (count, text) => expect(formatCount(count)).toBe(text))

test.each([
  [0, '0'],
  [7, '7'],
  [999, '999'],
  [1000, '1 k'],
  [1500, '1.5 k'],
  [10_000, '10 k'],
  [100_000, '100 k'],
  [214_880, '215 k'],
  [999_499, '999 k'],
  [999_500, '1 M'],
  [2_150_000, '2.15 M'],
  [3e9, '3 G'],
  [-215_000, '−215 k'],
  [Number.NaN, '–'],
])('formatShortCount(%d) is %s', (count, text) => expect(formatShortCount(count)).toBe(text))

test.each([
  [0, '0'],
  [8.42, '8.42'],
  [8, '8.00'],
  [84.2, '84.2'],
  [842, '842'],
  [9.996, '10.0'],
  [99.96, '100'],
  [999.6, '1,000'],
  [1204, '1,200'],
  [0.001234, '0.00123'],
  [1.5e-9, '0.00000000150'],
  [1e-200, '0'],
  [123_456_789, '123,000,000'],
  [-1.5, '−1.50'],
  [-Infinity, '–'],
])('formatSignificant(%d) is %s', (value, text) => expect(formatSignificant(value, 3)).toBe(text))

test('a tiny negative number that is shown as zero has no sign', () => {
  expect(formatSignificant(-1e-200)).toBe('0')
})

test.each([
  [411, 485, '+74.0 ms (+18 %)'],
  [485, 411, '−74.0 ms (−15 %)'],
  [1000, 1018, '+18.0 ms (+1.8 %)'],
  [1000, 3500, '+2.50 s (+250 %)'],
  [100, 200, '+100 ms (+100 %)'],
  [9999, 9999.5, '~'],
  [-10, 10, '+20.0 ms (+200 %)'],
  [0, 74, '+74.0 ms'],
  [-10, -5, '+5.00 ms (+50 %)'],
  [74, 74, '~'],
  [Number.NaN, 74, '–'],
])('formatDelta(%d, %d) is %s', (from, to, text) => expect(formatDelta(from, to, formatDuration)).toBe(text))

test('formatDelta takes any unit', () => {
  expect(formatDelta(411, 485, (magnitude) => `${formatCount(magnitude)} ms`)).toBe('+74 ms (+18 %)')
  expect(formatDelta(1e6, 1_000_001, formatCount)).toBe('+1 (+<0.01 %)')
})
