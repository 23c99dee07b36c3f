import { expect, test } from 'vitest'
import { cureOf, hasErrors, placeOf, problemCount } from './problemText.ts'

test('where it is', () => {
  expect(placeOf({ file: 'load/checkout.plan.yaml', line: 12, column: 7 })).toBe('load/checkout.plan.yaml:12:7')
})

test('what to write instead', () => {
  expect(cureOf({ expected: 'a duration such as 2s', suggestion: null })).toBe('Expected a duration such as 2s.')
  expect(cureOf({ expected: null, suggestion: 'users' })).toBe('Did you mean users?')
  expect(cureOf({ expected: 'a name', suggestion: 'users' })).toBe('Expected a name. Did you mean users?')
  expect(cureOf({ expected: null, suggestion: null })).toBeNull()
})

test('how many there are', () => {
  const [error, warning] = [{ severity: 'error' }, { severity: 'warning' }] as const
  expect(problemCount([])).toBeNull()
  expect(problemCount([error])).toBe('1 error')
  expect(problemCount([warning, error, error])).toBe('2 errors, 1 warning')
  expect(hasErrors([warning])).toBe(false)
})
