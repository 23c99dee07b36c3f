import { expect, test } from 'vitest'
import { readElapsed } from './elapsedText.ts'

test.each([
  ['0', 0],
  ['300', 300],
  ['300 s', 300],
  ['5:00', 300],
  [' 05:00 ', 300],
  ['90:00', 5400],
  ['1:02:05', 3725],
])('%j is %d s', (text, seconds) => expect(readElapsed(text)).toBe(seconds))

test.each(['', 'abc', '-1', '1:75', '1:60:00', '5:0', '1e3', '1.5', '1:2:3:4', '٣', '9'.repeat(10_000)])(
  '%j is no time',
  (text) => expect(readElapsed(text)).toBeNull(),
)
