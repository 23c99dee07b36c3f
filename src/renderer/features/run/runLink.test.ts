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
  { section: 'errors', userType: 'Buyer', trusted: 'only' },
  { endpoint: 'x'.repeat(10_000) },
  { section: 'timeline', form: 'against', x: 'inFlight', y: 'p99.9' },
  { form: 'split', hide: 'timeline%2Fp99,timeline%2Ferror%20timeout', pins: '0,380,500' },
  { section: 'timeline', form: 'userTypes' },
  { hide: encodeURIComponent(`errors/${HOSTILE}`) },
  { section: 'endpoints', select: `http%20GET%20%2Fcart,${encodeURIComponent(`group ${HOSTILE}, and more`)}` },
  { section: 'endpoints', select: 'a,b', measure: 'errors' },
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
    trusted: '__proto__',
    form: 'toString',
    x: '__proto__',
    y: 'p42',
    hide: `,%,${'x'.repeat(10_000)}`,
    pins: '-1,x,9999999999',
    select: 'http%20GET%20%2F,%,,http%20GET%20%2F',
    measure: 'users',
  })
  expect(look).toEqual({
    section: 'overview',
    choice: null,
    filter: { endpoint: null, userType: null, trustedOnly: false },
    latency: { of: 'ok', from: 'intended' },
    form: 'together',
    axes: { x: 'throughput', y: 'p95' },
    hidden: [],
    pins: [],
    selected: [],
    measure: 'p95',
  })
})

test('pins are in order and once; of what is too much some is left out', () => {
  expect(readRunLink({ pins: '500,20,500' }).pins).toEqual([20, 500])
  expect(readRunLink({ pins: Array.from({ length: 1000 }, (_, at) => at).join(',') }).pins).toHaveLength(20)
  const hidden = Array.from({ length: 1000 }, (_, at) => `timeline/${at}`)
  expect(printRunLink({ ...readRunLink({}), hidden })['hide']?.split(',')).toHaveLength(40)
  expect(printRunLink({ ...readRunLink({}), hidden: ['errors/' + 'x'.repeat(1000)] })).toEqual({})
})

test('endpoints that are selected are in the link as far as the chart tells them apart and there is room', () => {
  const printed = (selected: string[]): string[] =>
    (printRunLink({ ...readRunLink({}), selected })['select'] ?? '').split(',').map(decodeURIComponent)
  const many = Array.from({ length: 100 }, (_, at) => `http GET /${at}`)
  expect(printed(many)).toEqual(many.slice(0, 6))
  expect(printed(many.slice(0, 1))).toEqual([''])
  // A name that takes all the room leaves it to the others.
  const long = `http ${'\u{1f600}'.repeat(1000)}`
  expect(printed([many[0]!, long, many[1]!])).toEqual([many[0], many[1]])
  expect(printed([many[0]!, long])).toEqual([''])
  expect(printed(['http \ud800', many[0]!])).toEqual(['http \ufffd', many[0]])
  expect(readRunLink({ select: Array.from({ length: 1000 }, (_, at) => at).join(',') }).selected).toEqual([])
  expect(readRunLink({ select: Array.from({ length: 100 }, (_, at) => at).join(',') }).selected).toHaveLength(6)
})

test.each(['-1', '1.5', '1e3', '', ' 5', '9999999999', 'NaN'])('%j is no second', (from) =>
  expect(readRunLink({ from, to: '100' }).choice).toBeNull(),
)
