import { expect, test } from 'vitest'
import { parseEndpointFilter, type FilterSubject } from './endpointFilter.ts'

const HOSTILE = '<img src=x onerror=alert(1)>\u202E'

const cart: FilterSubject = {
  name: 'POST /cart/{id}',
  kind: 'http',
  status: 'overMaximum',
  requests: 1200,
  ratePerS: 20,
  failureShare: 0.02,
  timeShare: 0.4,
  p50Ms: 100,
  p75Ms: 150,
  p90Ms: 250,
  p95Ms: 320,
  p99Ms: 900,
  p999Ms: 1500,
  meanMs: 120,
  maxMs: 1600,
}
const matches = (text: string, row: Partial<FilterSubject> = {}): boolean =>
  parseEndpointFilter(text).matches({ ...cart, ...row })

test.each([
  '',
  '   ',
  'cart',
  'CART',
  'status:fail',
  'status=FAIL p95>300 name~cart',
  'p95>0.3s',
  'p95<=320',
  'p95=320ms',
  'p99.9>1s',
  'err>1%',
  'errors>1',
  'err:2',
  'n>1000 rate<21',
  'time>=40%',
  'name!~order',
  'name="POST /cart/{id}"',
  '"POST /cart"',
  'name~"POST /c"',
  'kind:http',
  'max<2s mean>100',
])('%j matches', (text) => {
  expect(parseEndpointFilter(text).problems).toEqual([])
  expect(matches(text)).toBe(true)
})

test.each(['order', 'status:met', 'p95>320', 'p95>300 name~order', 'err>2%', 'n<1200', 'name=cart', 'kind:websocket'])(
  '%j does not match',
  (text) => expect(matches(text)).toBe(false),
)

test('what was not measured meets no comparison', () => {
  for (const text of ['p95>0', 'p95<1000000', 'p95=0', 'p95<=0']) expect(matches(text, { p95Ms: null })).toBe(false)
})

test.each([
  ['p96>3', /no p96 to filter by/],
  ['p95~3', /p95 is a number/],
  ['p95>abc', /"abc" is no time/],
  ['err>abc', /"abc" is no share/],
  ['n>1.2.3', /is no number/],
  ['status:broken', /A status is one of/],
  ['status>fail', /A status is one of/],
  ['name>3', /compared with ~/],
  ['p95>', /A value is missing behind p95>/],
  ['constructor>1', /no constructor to filter by/],
])('%j is told, and the rest holds', (text, problem) => {
  const { problems } = parseEndpointFilter(text)
  expect(problems).toHaveLength(1)
  expect(problems[0]).toMatch(problem)
  expect(matches(`${text} cart`)).toBe(true)
  expect(matches(`${text} order`)).toBe(false)
})

test('addresses and pairs with a colon are parts of names', () => {
  expect(matches('https://shop', { name: 'GET https://shop/x' })).toBe(true)
  expect(matches('"<img src=x onerror=alert(1)>"', { name: HOSTILE })).toBe(true)
  expect(matches('__proto__', { name: '__proto__' })).toBe(true)
  expect(matches('__proto__>1', { name: '__proto__>1' })).toBe(true)
})

test('an unclosed quote and endless text are read as far as they go', () => {
  expect(matches('"POST /ca')).toBe(true)
  const { problems, matches: long } = parseEndpointFilter('"'.repeat(10_000))
  expect(problems).toEqual(['Only the first 2000 characters are read.'])
  expect(long(cart)).toBe(true)
})
