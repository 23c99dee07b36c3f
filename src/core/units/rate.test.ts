import { expect, test } from 'vitest'
import { formatRate, parseRate } from './rate.ts'

test.each([
  ['50/s', 50],
  ['3000/m', 50],
  ['10/h', 10 / 3600],
  ['0.5/s', 0.5],
  ['0/s', 0],
])('parseRate(%s) is %d per second', (text, value) => expect(parseRate(text)).toEqual({ ok: true, value }))

test.each([
  '',
  '50',
  '0',
  '/s',
  '-5/s',
  '50 / s',
  '50/S',
  '50/ms',
  '50/d',
  '1e3/s',
  '50/s ',
  '5./s',
  `${'9'.repeat(20)}/h`,
])('parseRate refuses %j', (text) =>
  expect(parseRate(text)).toEqual({ ok: false, expected: 'a rate such as 50/s, 3000/m or 10/h' }),
)

test.each([
  [0, '0 req/s'],
  [0.0123, '0.0123 req/s'],
  [8.4, '8.40 req/s'],
  [84.25, '84.3 req/s'],
  [842, '842 req/s'],
  [999.4, '999 req/s'],
  [999.6, '1,000 req/s'],
  [1204.4, '1,204 req/s'],
  [Number.NaN, '–'],
])('formatRate(%d) is %s', (perS, text) => expect(formatRate(perS)).toBe(text))

test('formatRate takes another unit, or none', () => {
  expect([formatRate(1204, '/s'), formatRate(1204, '')]).toEqual(['1,204 /s', '1,204'])
})
