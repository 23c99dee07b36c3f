import { expect, test } from 'vitest'
import { endpointOf } from '../sampleWindow.ts'
import { ENDPOINT_COLUMNS, keepOrder, sortEndpoints } from './endpointColumns.ts'
import { endpointRows } from './endpointRows.ts'

const rows = endpointRows({
  endpoints: [
    endpointOf('b', { requests: 5, ratePerS: 1 }),
    endpointOf('a', { requests: 5, latencyMs: null }),
    endpointOf('c', { requests: 70 }),
  ],
  criteria: [],
  latency: { of: 'ok', from: 'intended' },
  ticked: [],
})
const names = (sorted: { name: string }[]): string => sorted.map(({ name }) => name).join('')

test('by one column, then by the next', () => {
  expect(
    names(
      sortEndpoints(rows, [
        { column: 'requests', descending: true },
        { column: 'name', descending: false },
      ]),
    ),
  ).toBe('cab')
  expect(
    names(
      sortEndpoints(rows, [
        { column: 'requests', descending: false },
        { column: 'name', descending: true },
      ]),
    ),
  ).toBe('bac')
})

test('what was not measured comes last, whichever way', () => {
  expect(sortEndpoints(rows, [{ column: 'p95', descending: true }]).at(-1)?.name).toBe('a')
  expect(sortEndpoints(rows, [{ column: 'p95', descending: false }]).at(-1)?.name).toBe('a')
})

test('an unknown column sorts nothing', () =>
  expect(sortEndpoints(rows, [{ column: '__proto__', descending: true }])).toHaveLength(3))

test('rows that are looked at stay where they are', () => {
  const keys = [...rows].reverse().map(({ key }) => key)
  expect(names(keepOrder(rows, keys))).toBe('cab')
  expect(names(keepOrder(rows, keys.slice(0, 1)))).toBe('cba')
})

test('nothing measured is written as such', () => {
  const text = (id: string): string | undefined => {
    const row = rows[1]
    return row && ENDPOINT_COLUMNS.find((column) => column.id === id)?.text(row)
  }
  expect([text('p95'), text('max'), text('requests'), text('status')]).toEqual(['–', '–', '5', '–'])
})

test('p95 is told beside that of the baseline, and sorts by the change', () => {
  const source = {
    endpoints: ['slower', 'same', 'faster', 'new', 'none'].map((name) => endpointOf(name)),
    criteria: [],
    latency: { of: 'ok', from: 'intended' } as const,
    ticked: [],
  }
  const baseline = new Map<string, number | null>([
    ['http slower', 50],
    ['http same', 59],
    ['http faster', 80],
    ['http none', null],
  ])
  // Each has a p95 of 60 ms.
  const beside = endpointRows({ ...source, baseline })
  const column = ENDPOINT_COLUMNS.find(({ id }) => id === 'delta')
  expect(beside.map((row) => column?.text(row))).toEqual(['▲ +20 %', '~ +1.7 %', '▼ −25 %', '–', '–'])
  const sorted = sortEndpoints(beside, [{ column: 'delta', descending: true }])
  expect(sorted.slice(0, 3).map(({ name }) => name)).toEqual(['slower', 'same', 'faster'])
  expect(endpointRows(source).map((row) => column?.text(row))).toEqual(['–', '–', '–', '–', '–'])
})
