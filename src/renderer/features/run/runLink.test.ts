import { expect, test } from 'vitest'
import { printRunLink, readRunLink, type RunLinkParams } from './runLink.ts'

const HOSTILE = '<img src=x onerror=alert(1)>\u202Eevil __proto__'

test.each<RunLinkParams>([
  {},
  { section: 'latency', from: '300', to: '750', endpoint: 'GET /cart' },
  { window: 'follow' },
  { window: 'judged', of: 'failed', latencyFrom: 'sent' },
  { window: 'plateau-2', section: 'slow', userType: 'Buyer' },
  { endpoint: HOSTILE, kind: 'websocket', userType: HOSTILE },
  { endpoint: 'x'.repeat(10_000) },
])('a link is printed as it was read: %o', (params) => expect(printRunLink(readRunLink(params))).toEqual(params))

test('nonsense in a link is as if it had not been said', () => {
  const look = readRunLink({
    section: 'constructor',
    from: '9',
    to: '3',
    window: 'plateau-0',
    of: '__proto__',
    latencyFrom: 'moon',
    endpoint: '',
  })
  expect(look).toEqual({
    section: 'overview',
    choice: null,
    filter: { endpoint: null, userType: null },
    latency: { of: 'ok', from: 'intended' },
  })
})

test.each(['-1', '1.5', '1e3', '', ' 5', '9999999999', 'NaN'])('%j is no second', (from) =>
  expect(readRunLink({ from, to: '100' }).choice).toBeNull(),
)
