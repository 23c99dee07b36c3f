import { expect, test } from 'vitest'
import type { ReportExemplar } from '../../../../core/report/report.ts'
import { exemplarOf } from './sampleExemplar.ts'
import { parseSlowFilter } from './slowFilter.ts'
import { slowRows } from './slowRows.ts'

const HOSTILE = '"<img src=x onerror=alert(1)>\u202E"'
const failed = exemplarOf({
  endpoint: 'POST /cart/{id}',
  userType: 'Shopper',
  outcome: 'failed',
  latencyMs: 320,
  serviceMs: 300,
  phasesMs: { blocked: 0, dns: 60, connect: 0, tls: 0, send: 1, wait: 238, receive: 1 },
  error: { class: 'status', message: 'Status 503' },
  request: { method: 'POST', url: 'http://shop.test/cart/7', headers: [], body: null },
  response: { status: 503, headers: [], body: null, bodyBytes: 0 },
})
const matches = (text: string, changes: Partial<ReportExemplar> = {}): boolean =>
  parseSlowFilter(text).matches(slowRows([{ ...failed, ...changes }])[0]!)

test.each([
  '',
  'cart',
  'CART/7',
  'shopper',
  'name~cart user:shop url~shop.test error~503',
  'http://shop',
  'status:503',
  'status>=500',
  'time>300 time<0.4s',
  'lag>=20ms',
  'dns>50',
  'wait<1s dns>0.05s',
  'wait>200 receive<2ms',
])('%j matches', (text) => {
  expect(parseSlowFilter(text).problems).toEqual([])
  expect(matches(text)).toBe(true)
})

test.each(['order', 'name~order', 'status:200', 'time>1s', 'dns<50', 'tls>0', 'cart order', HOSTILE])(
  '%j does not',
  (text) => {
    expect(parseSlowFilter(text).problems).toEqual([])
    expect(matches(text)).toBe(false)
  },
)

test('without a response there is no status to meet a comparison', () => {
  expect(matches('status>=0', { response: null })).toBe(false)
})

test('what is not understood is said, and the rest holds', () => {
  const fields = 'name, user, url, error, status, time, lag, blocked, dns, connect, tls, send, wait, receive'
  expect(parseSlowFilter('tiem>3').problems).toEqual([`There is no tiem to filter by: ${fields}.`])
  expect(parseSlowFilter('time>long').problems).toEqual(['"long" is no time: 300, 300ms, 1.2s.'])
  expect(matches('time>long cart')).toBe(true)
  expect(matches('constructor:x')).toBe(false)
})
