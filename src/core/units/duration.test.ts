import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatDuration, formatDurationCompact, parseDuration } from './duration.ts'

describe('parseDuration', () => {
  test.each([
    ['250ms', 250],
    ['2s', 2000],
    ['1m30s', 90_000],
    ['2h', 7_200_000],
    ['1.5s', 1500],
    ['500us', 0.5],
    ['500µs', 0.5],
    ['1d', 86_400_000],
    ['1d2h3m4s5ms6us', 93_784_005.006],
    ['1m1.5s', 61_500],
    ['0.5h', 1_800_000],
    ['90s', 90_000],
    ['0', 0],
    ['0s', 0],
    ['1.1s', 1100],
    ['1.001s', 1001],
    ['0.29s', 290],
  ])('%s is %d ms', (text, value) => expect(parseDuration(text)).toEqual({ ok: true, value }))

  test.each([
    '',
    '5',
    '1.5',
    '-2s',
    '+2s',
    ' 2s',
    '2s ',
    '2 s',
    '1m 30s',
    's',
    '.5s',
    '5.s',
    '1e3s',
    '1,5s',
    '30s1m',
    '1s1s',
    '1.5m30s',
    '2S',
    '2min',
    '2sec',
    '2sx',
    '00',
    'Infinitys',
    '٣s',
    '2s\n',
    `${'9'.repeat(60)}h`,
    '9007199254741s1ms',
    '1s'.repeat(100_000),
  ])('refuses %j', (text) => {
    const parsed = parseDuration(text)
    expect(parsed).toEqual({ ok: false, expected: 'a duration such as 250ms, 2s, 1m30s or 2h' })
  })

  test('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof parseDuration(text).ok === 'boolean'))
  })
})

test.each([
  [0, '0 ms'],
  [0.008, '8 µs'],
  [0.007, '7 µs'],
  [0.0005, '0.500 µs'],
  [0.57, '570 µs'],
  [0.82, '820 µs'],
  [0.9994, '999 µs'],
  [0.9996, '1.00 ms'],
  [8.42, '8.42 ms'],
  [84.2, '84.2 ms'],
  [842, '842 ms'],
  [999.4, '999 ms'],
  [999.7, '1.00 s'],
  [1240, '1.24 s'],
  [84_200, '84.2 s'],
  [99_940, '99.9 s'],
  [99_960, '1:40 min'],
  [125_000, '2:05 min'],
  [3_599_400, '59:59 min'],
  [3_599_600, '1:00:00 h'],
  [3_725_000, '1:02:05 h'],
  [360_000_000, '100:00:00 h'],
  [-74, '−74.0 ms'],
  [Number.NaN, '–'],
])('formatDuration(%d) is %s', (ms, text) => expect(formatDuration(ms)).toBe(text))

test.each([
  [0, '0s'],
  [0.5, '500us'],
  [250, '250ms'],
  [1.5, '1.5ms'],
  [1000, '1s'],
  [1500, '1.5s'],
  [90_000, '1m30s'],
  [60_000.001, '1m0.000001s'],
  [7_200_000, '2h'],
  [7_230_000, '2h30s'],
  [172_800_000, '48h'],
])('formatDurationCompact(%d) is %s', (ms, text) => expect(formatDurationCompact(ms)).toBe(text))

test('what formatDurationCompact writes, parseDuration reads back exactly', () => {
  const wholeUs = fc.oneof(fc.integer({ min: 0, max: 100_000_000 }), fc.integer({ min: 0, max: 2 ** 50 }))
  fc.assert(
    fc.property(wholeUs, (us) => {
      expect(parseDuration(formatDurationCompact(us / 1000))).toEqual({ ok: true, value: us / 1000 })
    }),
  )
})

test('formatDuration is within half of the third significant digit', () => {
  const unitMs: Record<string, number> = { µs: 0.001, ms: 1, s: 1000 }
  fc.assert(
    fc.property(fc.double({ min: 0.001, max: 99_900, noNaN: true }), (ms) => {
      const [number = '', unit = ''] = formatDuration(ms).split(' ')
      expect(Math.abs(Number(number) * (unitMs[unit] ?? Number.NaN) - ms)).toBeLessThanOrEqual(ms * 0.00501)
    }),
  )
})
