import { expect, test } from 'vitest'
import { parseErrorFilter, type FilteredError } from './errorFilter.ts'

const HOSTILE = '"<img src=x onerror=alert(1)>\u202E"'
const lost: FilteredError = {
  class: 'reset',
  message: 'socket hang up: ECONNRESET',
  endpoint: 'POST /cart/{id}',
  count: 1200,
  share: 0.02,
}
const matches = (text: string, changes: Partial<FilteredError> = {}): boolean =>
  parseErrorFilter(text).matches({ ...lost, ...changes })

test.each([
  '',
  'cart',
  'HANG',
  'lost',
  'reset cart',
  'class:reset',
  'class~lost',
  'class="Connection lost"',
  'class!~timeout',
  'endpoint~cart message~econn',
  'name="POST /cart/{id}"',
  'up:',
  'count>1000 count<=1200',
  'n=1200',
  'share>1% share<3',
])('%j matches', (text) => {
  expect(matches(text)).toBe(true)
})

test.each(['order', 'class=lost', 'class:timeout', 'endpoint!~cart', 'count<10', 'share>2', 'cart order', HOSTILE])(
  '%j does not',
  (text) => {
    expect(parseErrorFilter(text).problems).toEqual([])
    expect(matches(text)).toBe(false)
  },
)

test('an error that is no request has no share to meet a comparison', () => {
  expect([matches('share>=0', { share: null }), matches('share<=100', { share: null })]).toEqual([false, false])
})

test('what is not understood is said, and the rest holds', () => {
  expect(parseErrorFilter('cuont>3').problems).toEqual([
    'There is no cuont to filter by: class, message, endpoint, count, share.',
  ])
  expect(parseErrorFilter('count>many').problems).toEqual(['"many" is no number.'])
  expect(matches('count>many cart')).toBe(true)
  expect(parseErrorFilter('__proto__>1').problems).toEqual([])
  expect(matches('constructor:x')).toBe(false)
})
