import { expect, test } from 'vitest'
import { formatBytes, parseSize } from './size.ts'

test.each([
  ['10B', 10],
  ['64KB', 64_000],
  ['64kB', 64_000],
  ['1MB', 1_000_000],
  ['1.1MB', 1_100_000],
  ['4GB', 4_000_000_000],
  ['2TB', 2e12],
  ['1PB', 1e15],
  ['16KiB', 16_384],
  ['16kiB', 16_384],
  ['1MiB', 1_048_576],
  ['1.5GiB', 1_610_612_736],
  ['1.1GiB', 1_181_116_006],
  ['0', 0],
  ['0B', 0],
])('parseSize(%s) is %d bytes', (text, value) => expect(parseSize(text)).toEqual({ ok: true, value }))

test.each([
  '',
  '10',
  '64K',
  '64kb',
  '64Kb',
  '1mb',
  '-1KB',
  '1 KB',
  '0.5B',
  '1iB',
  '1e3B',
  '10PB',
  'KB',
  `${'9'.repeat(70)}B`,
])('parseSize refuses %j', (text) =>
  expect(parseSize(text)).toEqual({ ok: false, expected: 'a size such as 10B, 64KB, 4GB or 16KiB' }),
)

test.each([
  [0, '0 B'],
  [512, '512 B'],
  [999, '999 B'],
  [0.5, '0.500 B'],
  [1000, '1.00 kB'],
  [64_000, '64.0 kB'],
  [999_499, '999 kB'],
  [999_500, '1.00 MB'],
  [4e9, '4.00 GB'],
  [2e18, '2,000 PB'],
  [-1500, '−1.50 kB'],
  [Number.NaN, '–'],
])('formatBytes(%d) is %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text))
