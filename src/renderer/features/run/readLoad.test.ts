import { expect, test } from 'vitest'
import { readLoad } from './readLoad.ts'

test('users are whole, rates need not be', () => {
  expect(readLoad(' 50 ', 'users')).toBe(50)
  expect(readLoad('0', 'users')).toBe(0)
  expect(readLoad('2.5', 'perS')).toBe(2.5)
  expect(readLoad('2.5', 'users')).toBeNull()
})

test.each(['', '-1', '1e3', '1000001', 'NaN', 'Infinity', '5 users', '9'.repeat(10_000)])('%j is none', (text) => {
  expect(readLoad(text, 'users')).toBeNull()
  expect(readLoad(text, 'perS')).toBeNull()
})
