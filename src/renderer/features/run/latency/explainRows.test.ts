/** Shares of a selection and of the rest. */
import { expect, test } from 'vitest'
import { exemplarOf } from '../slow/sampleExemplar.ts'
import { explainRows, sampledParts, statusName } from './explainRows.ts'

const HOSTILE = '<img src=x onerror=alert(1)> \u202e'

test('the part that differs most comes first, whatever its name', () => {
  const rows = explainRows([
    { name: '__proto__', selected: 1, rest: 50 },
    { name: HOSTILE, selected: 9, rest: 50 },
    { name: 'never', selected: 0, rest: 0 },
  ])
  expect(rows.map(({ name }) => name)).toEqual([HOSTILE, '__proto__', 'never'])
  expect(rows[0]).toMatchObject({ selectedShare: 0.9, restShare: 0.5 })
})

test('of nothing there is no share', () => {
  expect(explainRows([{ name: 'a', selected: 0, rest: 4 }])).toMatchObject([{ selectedShare: null, restShare: 1 }])
  expect(explainRows([{ name: 'a', selected: 4, rest: 0 }])).toMatchObject([{ selectedShare: 1, restShare: null }])
  expect(explainRows([])).toEqual([])
})

test('kept requests are in the selection by when they ended and how long they took', () => {
  const exemplars = [
    // Ended at 10.5 s.
    exemplarOf({ startMs: 9000, latencyMs: 1500, serviceMs: 700, newConnection: true }),
    exemplarOf({ startMs: 9000, latencyMs: 900 }),
    exemplarOf({
      startMs: 10_000,
      latencyMs: 1500,
      outcome: 'failed',
      response: null,
      error: { class: 'timeout', message: 'x' },
    }),
  ]
  const selection = { fromS: 10, toS: 11, fromMs: 1000, toMs: 2000 }
  const ok = sampledParts(exemplars, { of: 'ok', from: 'intended' }, selection, 1)
  expect([ok.selected, ok.rest, ok.statuses]).toEqual([1, 1, [{ name: 'Status 200', selected: 1, rest: 1 }]])
  expect(ok.connections).toEqual([
    { name: 'New connection', selected: 1, rest: 0 },
    { name: 'Reused connection', selected: 0, rest: 1 },
  ])
  expect(sampledParts(exemplars, { of: 'ok', from: 'sent' }, selection, 1).selected).toBe(0)
  expect(sampledParts(exemplars, { of: 'failed', from: 'intended' }, selection, 1)).toMatchObject({
    selected: 0,
    rest: 1,
    statuses: [{ name: 'No response: timeout' }],
  })
})

test('kept requests are told apart by the size of their response, and by the engine that has their user', () => {
  const response = (bodyBytes: number) => ({ status: 200, headers: [], body: null, bodyBytes })
  const sizes = [0, 1, 999, 1000, 9999, 10_000, 99_999, 100_000, 999_999, 1_000_000, 5e9]
  const exemplars = [
    ...sizes.map((bodyBytes, user) => exemplarOf({ user, latencyMs: 2000, response: response(bodyBytes) })),
    exemplarOf({ user: 11, latencyMs: 50, response: null }),
  ]
  const selection = { fromS: 0, toS: 10, fromMs: 1000, toMs: 3000 }
  const choice = { of: 'ok', from: 'intended' } as const
  const parts = sampledParts(exemplars, choice, selection, 3)
  expect(parts.sizes.map(({ name, selected, rest }) => [name, selected, rest])).toEqual([
    ['No body', 1, 0],
    ['Below 1 kB', 2, 0],
    ['1–10 kB', 2, 0],
    ['10–100 kB', 2, 0],
    ['100 kB–1 MB', 2, 0],
    ['1 MB and more', 2, 0],
    ['No response', 0, 1],
  ])
  // Of the users 0 … 10 the first engine of three has 0, 3, 6, 9; the last of all is user 11, of the third.
  expect(parts.engines).toEqual([
    { name: 'Engine 1', selected: 4, rest: 0 },
    { name: 'Engine 2', selected: 4, rest: 0 },
    { name: 'Engine 3', selected: 3, rest: 1 },
  ])
  expect(sampledParts(exemplars, choice, selection, 1).engines).toEqual([])
})

test('a request without response and without error has none', () => {
  expect(statusName({ response: null, error: null })).toBe('No response')
})
