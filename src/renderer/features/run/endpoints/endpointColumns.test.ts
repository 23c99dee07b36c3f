import { expect, test } from 'vitest'
import { endpointOf, statisticsOf } from '../sampleWindow.ts'
import { ENDPOINT_COLUMNS, endpointTable, keepOrder, sortEndpoints } from './endpointColumns.ts'
import { endpointRows, seenOfAll, totalRow } from './endpointRows.ts'

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

const seen = [
  { name: 'late', kind: 'http' as const, firstS: 3700, lastS: 3725 },
  { name: 'early', kind: 'http' as const, firstS: 0, lastS: 9 },
  { name: 'group', kind: 'group' as const, firstS: 0, lastS: 9000 },
]

test('when endpoints were seen is told since the start of the run, sorts by time, and is – where nobody asked', () => {
  const source = {
    endpoints: ['late', 'early', 'never'].map((name) => endpointOf(name)),
    criteria: [],
    latency: { of: 'ok', from: 'intended' } as const,
    ticked: [],
  }
  const told = endpointRows({ ...source, seen: new Map(seen.map((each) => [`http ${each.name}`, each])) })
  const texts = (id: string): (string | undefined)[] =>
    told.map((row) => ENDPOINT_COLUMNS.find((column) => column.id === id)?.text(row))
  expect([texts('firstSeen'), texts('lastSeen')]).toEqual([
    ['1:01:40', '00:00', '–'],
    ['1:02:05', '00:09', '–'],
  ])
  const sorted = (descending: boolean): string[] =>
    sortEndpoints(told, [{ column: 'firstSeen', descending }]).map(({ name }) => name)
  expect([sorted(false), sorted(true)]).toEqual([
    ['early', 'late', 'never'],
    ['late', 'early', 'never'],
  ])
  expect(endpointRows(source).every(({ firstS, lastS }) => firstS === null && lastS === null)).toBe(true)
  // Groups are no requests.
  expect(totalRow(statisticsOf(), source.latency, null, null, seenOfAll(seen))).toMatchObject({
    firstS: 0,
    lastS: 3725,
  })
  expect(seenOfAll([])).toBeUndefined()
})

test('a file has the columns that are shown, as numbers, and none of pictures', () => {
  const told = endpointRows({
    endpoints: [endpointOf('late', { requests: 5, failureShare: 0.25 })],
    criteria: [],
    latency: { of: 'ok', from: 'intended' },
    ticked: [],
    seen: new Map([['http late', { firstS: 3700, lastS: 3725 }]]),
  })
  expect(endpointTable(told, ['name', 'strip', 'requests', 'errors', 'p95', 'lastSeen', '__proto__'])).toEqual({
    columns: ['Endpoint', 'Requests', 'Errors (share)', 'p95 ms', 'Last seen (s since the start of the run)'],
    rows: [['late', 5, 0.25, 60, 3725]],
  })
})
