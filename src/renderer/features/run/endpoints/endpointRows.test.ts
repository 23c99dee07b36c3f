import { expect, test } from 'vitest'
import { criterionOf } from '../sampleCriterion.ts'
import { TICK_STATISTICS } from '../sampleTick.ts'
import { endpointOf, statisticsOf } from '../sampleWindow.ts'
import { byConcern, endpointRows, isLargestSample, totalRow, type RowSource } from './endpointRows.ts'

const source: RowSource = {
  endpoints: [endpointOf('GET /a'), endpointOf('GET /b'), endpointOf('Checkout', { kind: 'group' })],
  criteria: [],
  latency: { of: 'ok', from: 'intended' },
  ticked: [],
}
const run = { ...TICK_STATISTICS, requests: 2000, failures: 1, ratePerS: 70, p50Ms: 31, p95Ms: 61, p99Ms: 71 }
const ticked = [{ name: 'GET /a', now: TICK_STATISTICS, run }]

test('rows say what the host answered, in the latency that was chosen', () => {
  const [ok] = endpointRows(source)
  expect(ok).toMatchObject({ requests: 1000, failureShare: 0.05, p50Ms: 30, p95Ms: 60, maxMs: 100, status: 'none' })
  const [failed] = endpointRows({ ...source, latency: { of: 'failed', from: 'intended' } })
  expect(failed).toMatchObject({ requests: 1000, p95Ms: 6 })
  const [all] = endpointRows({ ...source, latency: { of: 'all', from: 'intended' } })
  expect(all).toMatchObject({ requests: 1000, p95Ms: null, maxMs: null })
})

test('a tick freshens its row and no other', () => {
  const [a, b] = endpointRows({ ...source, ticked })
  expect(a).toMatchObject({ requests: 2000, failures: 1, failureShare: 0.0005, p50Ms: 31, p95Ms: 61, p99Ms: 71 })
  expect(a).toMatchObject({ p75Ms: 40, maxMs: 100 })
  expect(b).toMatchObject({ requests: 1000, p95Ms: 60 })
})

test('what a tick does not know is left out rather than contradict it', () => {
  const slow = { ...run, p99Ms: 5000 }
  const [a] = endpointRows({ ...source, ticked: [{ name: 'GET /a', now: TICK_STATISTICS, run: slow }] })
  expect(a).toMatchObject({ p99Ms: 5000, maxMs: null, p999Ms: null })
})

test('a tick says nothing about service times, groups, or a name that is there twice', () => {
  const sent = endpointRows({ ...source, ticked, latency: { of: 'ok', from: 'sent' } })
  expect(sent[0]).toMatchObject({ requests: 2000, p95Ms: 54 })
  const group = endpointRows({ ...source, ticked: [{ name: 'Checkout', now: run, run }] })
  expect(group[2]?.requests).toBe(1000)
  const twice = [endpointOf('x'), endpointOf('x', { kind: 'websocket' })]
  for (const row of endpointRows({ ...source, endpoints: twice, ticked: [{ name: 'x', now: run, run }] }))
    expect(row.requests).toBe(1000)
})

test('hostile names are names', () => {
  const names = ['__proto__', 'constructor', '<img src=x onerror=alert(1)>', '\u202Ex', 'y'.repeat(10_000)]
  const rows = endpointRows({
    ...source,
    endpoints: names.map((name) => endpointOf(name)),
    ticked: names.map((name) => ({ name, now: run, run })),
  })
  expect(rows.map(({ name }) => name)).toEqual(names)
  for (const row of rows) expect(row.requests).toBe(2000)
})

test('the status is that of the worst criterion about it, with target and maximum of that metric', () => {
  const own = { endpoints: ['GET /a'], subject: 'GET /a' }
  const criteria = [
    criterionOf({ ...own, limit: 50, actual: 60, status: 'overTarget' }),
    criterionOf({ ...own, level: 'maximum', limit: 100, actual: 60 }),
    criterionOf({ ...own, metric: 'failures', unit: 'share', limit: 0.1, actual: 0.05 }),
  ]
  const [a, b] = endpointRows({ ...source, criteria })
  expect(a?.status).toBe('overTarget')
  expect(a?.worst).toMatchObject({ target: 50, maximum: 100, isLower: false })
  expect(b).toMatchObject({ status: 'none', worst: null })
})

test('most concern first', () => {
  const criterion = (name: string, status: 'met' | 'overMaximum', actual: number) =>
    criterionOf({ endpoints: [name], subject: name, status, actual })
  const rows = endpointRows({
    ...source,
    endpoints: ['none', 'busy', 'near', 'broken', 'far'].map((name) =>
      endpointOf(name, { timeShare: name === 'busy' ? 0.9 : 0.1 }),
    ),
    criteria: [criterion('far', 'met', 10), criterion('near', 'met', 499), criterion('broken', 'overMaximum', 600)],
  })
  expect(rows.toSorted(byConcern).map(({ name }) => name)).toEqual(['broken', 'near', 'far', 'busy', 'none'])
})

test('the totals have a row of their own', () => {
  expect(totalRow(statisticsOf(), source.latency, null)).toMatchObject({
    name: 'All requests',
    requests: 1000,
    p95Ms: 60,
  })
  expect(totalRow(statisticsOf(), source.latency, run)).toMatchObject({
    requests: 2000,
    failures: 1,
    p95Ms: 61,
    maxMs: 100,
  })
})

test('a percentile of fewer requests than it needs is the largest of them', () => {
  expect([19, 20, 0, null].map((samples) => isLargestSample({ samples }, 95))).toEqual([true, false, true, false])
  expect([99, 100].map((samples) => isLargestSample({ samples }, 99))).toEqual([true, false])
  expect([999, 1000].map((samples) => isLargestSample({ samples }, 99.9))).toEqual([true, false])
})

test('the score of an endpoint is that of a criterion that is about it alone, over the whole window', () => {
  const score = { metric: 'apdex(500ms)', unit: 'score', actual: 0.91 } as const
  const own = criterionOf({ ...score, subject: 'GET /a', endpoints: ['GET /a'] })
  const criteria = [
    criterionOf({ ...score, endpoints: ['GET /a', 'GET /b'] }),
    criterionOf({ ...score, endpoints: ['GET /a'], windowMs: 10_000 }),
    own,
  ]
  expect(endpointRows({ ...source, criteria }).map(({ apdex }) => apdex)).toEqual([own, null, null])
})

test('connecting is DNS, connection and TLS together', () => {
  const phasesMs = { blocked: 1, dns: 2, connect: 3, tls: 4, send: 5, wait: 6, receive: 7 }
  const [a, b] = endpointRows({ ...source, endpoints: [endpointOf('GET /a', { phasesMs }), endpointOf('GET /b')] })
  expect(a).toMatchObject({ connectMs: 9, waitMs: 6, receiveMs: 7 })
  expect(b).toMatchObject({ connectMs: null, waitMs: null, receiveMs: null })
})
