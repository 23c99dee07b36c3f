import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatPoints, formatShare, formatSuccessShare, parsePercent } from './percent.ts'

test.each([
  ['1%', 0.01],
  ['0.5%', 0.005],
  ['0.7%', 0.007],
  ['0%', 0],
  ['100%', 1],
  ['14.3%', 0.143],
])('parsePercent(%s) is %d', (text, value) => expect(parsePercent(text)).toEqual({ ok: true, value }))

test.each(['', '1', '0', '0.01', '-1%', '1 %', '%', '100.01%', '1e1%', '.5%', '5%%', `${'1'.repeat(70)}%`])(
  'parsePercent refuses %j',
  (text) => expect(parsePercent(text)).toEqual({ ok: false, expected: 'a percentage from 0% to 100%, such as 0.5%' }),
)

test('percentages of several cores pass 100% when that is allowed', () => {
  expect(parsePercent('400%', Infinity)).toEqual({ ok: true, value: 4 })
})

test.each([
  [0, false, '0.00 %'],
  [0, true, '<0.01 %'],
  [1e-9, true, '<0.01 %'],
  [0.00004, true, '<0.01 %'],
  [0.0001, true, '0.01 %'],
  [0.0042, true, '0.42 %'],
  [0.99994, true, '99.99 %'],
  [0.99996, true, '>99.99 %'],
  [1, true, '100.00 %'],
  [Number.NaN, false, '–'],
])('formatShare(%d, %s) is %s', (share, anyFailures, text) => expect(formatShare(share, anyFailures)).toBe(text))

test.each([
  [1, false, '100.00 %'],
  [1, true, '>99.99 %'],
  [0.999_999, true, '>99.99 %'],
  [0.9958, true, '99.58 %'],
  [0, true, '0.00 %'],
  [1e-9, true, '<0.01 %'],
])('formatSuccessShare(%d, %s) is %s', (share, any, text) => expect(formatSuccessShare(share, any)).toBe(text))

test('no share strictly between reads as nothing or everything', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 40 }), fc.integer({ min: 1, max: 2 ** 40 }), (failures, successes) => {
      const share = failures / (failures + successes)
      expect(['0.00 %', '100.00 %']).not.toContain(formatShare(share, true))
      expect(['0.00 %', '100.00 %']).not.toContain(formatSuccessShare(1 - share, true))
    }),
  )
})

test.each([
  [0.0042, 0.009, '+0.48 pp'],
  [0.009, 0.0042, '−0.48 pp'],
  [0.5, 0.500_001, '~'],
  [0.001_892, 0.001_914, '~'],
  [0.001_94, 0.001_96, '+<0.01 pp'],
  [0.5, 0.5, '~'],
])('formatPoints(%d, %d) is %s', (from, to, text) => expect(formatPoints(from, to)).toBe(text))
