import { expect, test } from 'vitest'
import type { Endpoint } from './compiledPlan.ts'
import { endpointMatcher } from './endpointPattern.ts'

const execute: Endpoint = {
  name: 'POST /api/workflows/:workflow/execute',
  kind: 'http',
  method: 'POST',
  path: '/api/workflows/:workflow/execute',
}
const list: Endpoint = { name: 'list', kind: 'http', method: null, path: null }
const other: Endpoint = { name: 'GET https://cdn/x', kind: 'http', method: 'GET', path: '/x' }

test.each([
  ['/api/workflows/:workflow/execute', execute, true],
  ['POST /api/workflows/:workflow/execute', execute, true],
  ['post /api/workflows/:workflow/execute', execute, true],
  ['GET /api/workflows/:workflow/execute', execute, false],
  ['/api/workflows/*/execute', execute, true],
  ['POST /api/*/:workflow/exec*', execute, true],
  ['POST /api/workflows/*', execute, false],
  ['/api/workflows', execute, false],
  ['/api/*', execute, false],
  ['*', execute, false],
  ['*', list, true],
  ['list', list, true],
  ['l*t', list, true],
  ['l*', list, true],
  ['*x*', list, false],
  ['lis', list, false],
  ['/x', other, true],
  ['GET https://cdn/x', other, true],
  ['GET /x', other, true],
])('%s', (pattern, endpoint, expected) => {
  expect(endpointMatcher(pattern)(endpoint)).toBe(expected)
})

test('a pattern of many stars takes no time', () => {
  const name = `${'a'.repeat(5000)}c`
  expect(endpointMatcher(`${'*a'.repeat(2000)}*b`)({ ...list, name })).toBe(false)
})
