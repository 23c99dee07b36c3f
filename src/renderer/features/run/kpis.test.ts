import { expect, test } from 'vitest'
import { kpisOf, type Kpi, type KpiSource } from './kpis.ts'
import { noSeconds } from './recentSeconds.ts'
import { criterionOf } from './sampleCriterion.ts'
import { TICK_STATISTICS, tickOf } from './sampleTick.ts'
import { timelineOf } from './sampleTimeline.ts'
import { statisticsOf, windowViewOf } from './sampleWindow.ts'

const ended: KpiSource = {
  window: windowViewOf(),
  scope: 'window',
  latency: { of: 'ok', from: 'intended' },
  otherP95Ms: null,
  tick: null,
  recent: noSeconds(),
  lines: null,
  isTickOfWindow: false,
  isFiltered: false,
}
const tile = (id: Kpi['id'], source: Partial<KpiSource>): Kpi => {
  const found = kpisOf({ ...ended, ...source }).find((each) => each.id === id)
  if (!found) throw new Error(`There is no tile ${id}.`)
  return found
}

test('six tiles in a fixed order', () => {
  expect(kpisOf(ended).map(({ id }) => id)).toEqual([
    'criteria',
    'throughput',
    'latency',
    'errors',
    'users',
    'inFlight',
  ])
})

test('a run that has ended: numbers of the window, nothing is now', () => {
  expect(tile('throughput', {})).toMatchObject({ value: '100 req/s', scope: 'window', now: null })
  expect(tile('latency', {})).toMatchObject({ value: '60.0 ms', now: null })
  expect(tile('errors', {})).toMatchObject({ value: '5.00 %', scope: '50 of 1 k · window', tone: 'warn' })
})

test('a run that goes on: the run so far from the tick, and the last five seconds', () => {
  const now = { ...TICK_STATISTICS, ratePerS: 12, p95Ms: 20, requests: 60, failures: 0 }
  const live = { tick: tickOf(30, { now }), isTickOfWindow: true, scope: 'run' } as const
  expect(tile('throughput', live)).toMatchObject({ value: '10.0 req/s', scope: 'run', now: '12.0 /s' })
  expect(tile('latency', live)).toMatchObject({ value: '9.00 ms', now: '20.0 ms' })
  expect(tile('errors', live)).toMatchObject({ value: '10.00 %', now: '0.00 %' })
  expect(tile('users', live)).toMatchObject({ value: '3', scope: 'now', aim: { level: null, text: '5 planned' } })
})

test('a brushed window of a run that goes on is the answer of the host, not the tick', () => {
  expect(tile('latency', { tick: tickOf(30), isTickOfWindow: false })).toMatchObject({
    value: '60.0 ms',
    now: '9.00 ms',
  })
})

test('the latency is the one that was chosen, or none', () => {
  expect(tile('latency', { latency: { of: 'ok', from: 'sent' } }).value).toBe('54.0 ms')
  expect(tile('latency', { latency: { of: 'failed', from: 'intended' } }).value).toBe('6.00 ms')
  expect(tile('latency', { latency: { of: 'all', from: 'intended' } }).value).toBe('–')
  expect(tile('latency', { latency: { of: 'all', from: 'intended' }, otherP95Ms: 42 }).value).toBe('42.0 ms')
  // A tick knows only response times of OK requests.
  const live = { tick: tickOf(1), isTickOfWindow: true, latency: { of: 'failed', from: 'intended' } } as const
  expect(tile('latency', live)).toMatchObject({ value: '6.00 ms', now: null, line: null })
})

test('before anything is known, and without requests, there are no numbers and no zeros', () => {
  for (const { value } of kpisOf({ ...ended, window: null })) expect(value).toBe('–')
  const nothing = statisticsOf({ requests: 0, failures: 0, failureShare: null, latencyMs: null, ratePerS: 0 })
  expect(tile('errors', { window: windowViewOf({ totals: nothing }) }).value).toBe('–')
  expect(tile('latency', { window: windowViewOf({ totals: nothing }) }).value).toBe('–')
  const warmUp = { ...TICK_STATISTICS, requests: 0, failures: 0, p95Ms: null, ratePerS: 0 }
  const live = { tick: tickOf(1, { run: warmUp, phase: 'warm-up' }), isTickOfWindow: true }
  expect(tile('throughput', live).value).toBe('–')
  expect(tile('latency', live).value).toBe('–')
})

test('a target that answers nothing after the warm-up has a throughput of 0, as its criterion says', () => {
  const silent = { ...TICK_STATISTICS, requests: 0, failures: 0, p95Ms: null, ratePerS: 0 }
  expect(tile('throughput', { tick: tickOf(1, { run: silent }), isTickOfWindow: true }).value).toBe('0 req/s')
})

test('the limit that is broken is the one that is shown', () => {
  const criteria = [
    criterionOf({ text: 'p95 < 50ms', limit: 50, actual: 60, status: 'overTarget' }),
    criterionOf({ level: 'maximum', limit: 100, actual: 60 }),
    criterionOf({ subject: 'GET /x', limit: 1, status: 'overMaximum' }),
  ]
  expect(tile('latency', { window: windowViewOf({ criteria }) })).toMatchObject({
    aim: { level: 'target', text: '< 50 ms' },
    tone: 'warn',
  })
  expect(tile('criteria', { window: windowViewOf({ criteria }) })).toMatchObject({
    value: '1 of 3 over maximum',
    tone: 'fail',
  })
})

test('limits on all requests say nothing of what a filter leaves', () => {
  const criteria = [criterionOf({ limit: 500, actual: 60, status: 'met' })]
  const window = windowViewOf({ criteria })
  expect(tile('latency', { window })).toMatchObject({ aim: { level: 'target', text: '< 500 ms' }, tone: 'met' })
  expect(tile('latency', { window, isFiltered: true })).toMatchObject({ value: '60.0 ms', aim: null, tone: 'plain' })
  // The criteria themselves are of the whole window, whatever is filtered.
  expect(tile('criteria', { window, isFiltered: true }).value).toBe(tile('criteria', { window }).value)
})

test('users and requests in flight of a run that has ended: the highest of what was read, gaps aside', () => {
  const lines = timelineOf(0, 60, 1, {
    users: Float64Array.of(Number.NaN, 3, 9, 4),
    inFlight: Float64Array.of(Number.NaN, Number.NaN),
    planned: Float64Array.of(10),
  })
  expect(tile('users', { lines })).toMatchObject({
    value: '9',
    aim: { level: null, text: '10 planned' },
    scope: 'highest of 60 readings',
  })
  expect(tile('inFlight', { lines }).value).toBe('–')
})

test('what was planned for seconds that are left out is not held against users without them', () => {
  const lines = timelineOf(0, 3, 1, {
    countedS: Float64Array.of(1, 0, 1),
    users: Float64Array.of(10, Number.NaN, 12),
    planned: Float64Array.of(10, 20, 12),
  })
  expect(tile('users', { lines })).toMatchObject({
    value: '12',
    aim: { text: '12 planned' },
    scope: 'highest of 2 readings',
  })
})
