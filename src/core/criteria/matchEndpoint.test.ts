import { expect, test } from 'vitest'
import { matchEndpoint } from './matchEndpoint.ts'

const post = {
  name: 'POST /api/workflows/:workflow/execute',
  method: 'POST',
  path: '/api/workflows/:workflow/execute',
}
const list = { name: 'GET /api/workflows', method: 'GET', path: '/api/workflows' }
const named = { name: 'WS subscribe', method: null, path: null }
const hidden = { name: 'list', method: null, path: null }
const other = { name: 'GET http://other:1/a/b', method: 'GET', path: 'http://other:1/a/b' }

test.each([
  ['/api/workflows/:workflow/execute', post, true],
  ['/api/workflows/*/execute', post, true],
  ['/api/workflows/:id/execute', post, true],
  ['POST /api/workflows/*/execute', post, true],
  ['post /api/workflows/*/execute', post, true],
  ['GET /api/workflows/*/execute', post, false],
  ['/api/workflows/*', post, false],
  ['/api/workflows', post, false],
  ['/api/*/*/exec*', post, true],
  ['/api/workflows/17/execute', post, false],
  ['  /api/workflows ', list, true],
  ['/api/workflows/', list, false],
  ['/api/work*', list, true],
  ['/api/*flows', list, true],
  ['/api/w*f*s', list, true],
  ['/api/w*x*s', list, false],
  ['/api/:id', list, false],
  ['/*', list, false],
  ['*', list, false],
  ['GET /api/workflows', list, true],
  ['* /api/workflows', list, true],
  ['WS subscribe', named, true],
  ['WS *', named, true],
  ['ws subscribe', named, false],
  ['/api/workflows', hidden, false],
  ['list', hidden, true],
  ['*', hidden, true],
  ['', hidden, false],
  ['http://other:1/a/*', other, true],
  ['GET http://other:1/a/b', other, true],
  ['/a/b', other, false],
])('%j against %o', (pattern, endpoint, matches) => {
  expect(matchEndpoint(pattern, endpoint)).toBe(matches)
})

test('many stars cost linear time', () => {
  const name = 'a'.repeat(5000)
  expect(matchEndpoint('*a'.repeat(1000) + 'b', { name, method: null, path: null })).toBe(false)
})
