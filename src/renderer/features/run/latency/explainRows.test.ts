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
  const ok = sampledParts(exemplars, { of: 'ok', from: 'intended' }, selection)
  expect([ok.selected, ok.rest, ok.statuses]).toEqual([1, 1, [{ name: 'Status 200', selected: 1, rest: 1 }]])
  expect(ok.connections).toEqual([
    { name: 'New connection', selected: 1, rest: 0 },
    { name: 'Reused connection', selected: 0, rest: 1 },
  ])
  expect(sampledParts(exemplars, { of: 'ok', from: 'sent' }, selection).selected).toBe(0)
  expect(sampledParts(exemplars, { of: 'failed', from: 'intended' }, selection)).toMatchObject({
    selected: 0,
    rest: 1,
    statuses: [{ name: 'No response: timeout' }],
  })
})

test('a request without response and without error has none', () => {
  expect(statusName({ response: null, error: null })).toBe('No response')
})
