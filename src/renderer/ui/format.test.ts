import { expect, test } from 'vitest'
import {
  formatAge,
  formatBytes,
  formatClock,
  formatCount,
  formatElapsed,
  formatRunLength,
  formatMs,
  formatRate,
  formatShare,
  formatShort,
} from './format.ts'

test('numbers are those of the terminal and the reports', () => {
  expect(formatMs(842)).toBe('842 ms')
  expect(formatMs(1240)).toBe('1.24 s')
  expect(formatCount(214_880)).toBe('214,880')
  expect(formatShort(214_880)).toBe('215 k')
  expect(formatRate(1204)).toBe('1,204 req/s')
  expect(formatRate(12.345, '')).toBe('12.3')
  expect(formatBytes(64_000)).toBe('64.0 kB')
})

test('what was not measured is never shown as zero', () => {
  for (const format of [formatMs, formatCount, formatShort, formatRate, formatBytes, formatElapsed, formatClock]) {
    for (const nothing of [null, undefined, NaN, Infinity]) expect(format(nothing)).toBe('–')
  }
  expect(formatShare(null, 3)).toBe('–')
  expect(formatAge(null, 0)).toBe('–')
})

test('a failure is never rounded away', () => {
  expect(formatShare(0, 0)).toBe('0.00 %')
  expect(formatShare(0, 1)).toBe('<0.01 %')
  expect(formatShare(0.0000001, true)).toBe('<0.01 %')
  expect(formatShare(0.0042, 12)).toBe('0.42 %')
  expect(formatShare(0.999999, 12)).toBe('>99.99 %')
})

test.each([
  [0, '00:00'],
  [999, '00:00'],
  [1000, '00:01'],
  [751_999, '12:31'],
  [3_599_999, '59:59'],
  [3_725_000, '1:02:05'],
  [360_000_000, '100:00:00'],
  [-1, '00:00'],
  [-61_000, '−01:01'],
])('%d ms have elapsed as %s', (ms, text) => {
  expect(formatElapsed(ms)).toBe(text)
})

test('the clock is that of the machine', () => {
  const at = new Date(2026, 0, 2, 3, 4, 5).getTime()
  expect(formatClock(at)).toBe('03:04:05')
  expect(formatClock(at, 'dateTime')).toBe('2026-01-02 03:04')
  expect(formatClock(1e300)).toBe('–')
})

test('an age is whole, and never more than has passed', () => {
  const now = new Date(2026, 10, 28, 12).getTime()
  const ago = (ms: number): string => formatAge(now - ms, now)
  expect(ago(0)).toBe('just now')
  expect(ago(59_999)).toBe('just now')
  expect(ago(60_000)).toBe('1 min ago')
  expect(ago(3_599_999)).toBe('59 min ago')
  expect(ago(3_600_000)).toBe('1 h ago')
  expect(ago(86_399_999)).toBe('23 h ago')
  expect(ago(86_400_000 * 13)).toBe('13 d ago')
  expect(ago(86_400_000 * 14)).toBe('2026-11-14')
  // Another machine's clock is a little ahead, or wrong.
  expect(ago(-30_000)).toBe('just now')
  expect(ago(-86_400_000)).toBe('2026-11-29 12:00')
})

test('a run that was stopped at once was not of no length', () => {
  expect([384, 1999, 0, null].map((ms) => formatRunLength(ms))).toEqual(['384 ms', '00:01', '00:00', '–'])
})
