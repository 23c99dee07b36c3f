/** Which kept requests are shown, in which order, and what is said of them. */
import { expect, test } from 'vitest'
import { latencyOf } from '../sampleWindow.ts'
import { isKeptInPart, prettyJson, shownBody } from './bodyText.ts'
import { commonTraits } from './commonTraits.ts'
import { rankText } from './rankText.ts'
import { exemplarOf } from './sampleExemplar.ts'
import { iterationText, slowColumns, sortSlow } from './slowColumns.ts'
import { waterfallTicks } from './waterfallTicks.ts'
import { filterRows, longestPhase, readMs, slowRows, type SlowFilter } from './slowRows.ts'

const HOSTILE = '__proto__ <img src=x onerror=alert(1)>'
const NONE = { blocked: 0, dns: 0, connect: 0, tls: 0, send: 0, wait: 0, receive: 0 }
const rows = slowRows([
  exemplarOf({ latencyMs: 900, serviceMs: 300, endpoint: HOSTILE, phasesMs: { ...NONE, wait: 300 } }),
  exemplarOf({ latencyMs: 500, newConnection: true, phasesMs: { ...NONE, dns: 400, wait: 100 } }),
  exemplarOf({
    latencyMs: 200,
    outcome: 'failed',
    response: null,
    error: { class: 'timeout', message: 'x' },
    phasesMs: NONE,
  }),
])
const ANY: SlowFilter = { outcome: 'all', endpoint: '', phase: '', phaseMs: 0 }
const latencies = (list: ReturnType<typeof slowRows>): number[] => list.map(({ exemplar }) => exemplar.latencyMs)

test('filters by outcome, endpoint and phase', () => {
  expect(latencies(filterRows(rows, ANY))).toEqual([900, 500, 200])
  expect(latencies(filterRows(rows, { ...ANY, outcome: 'failed' }))).toEqual([200])
  expect(latencies(filterRows(rows, { ...ANY, endpoint: HOSTILE }))).toEqual([900])
  expect(latencies(filterRows(rows, { ...ANY, phase: 'dns', phaseMs: 50 }))).toEqual([500])
  expect(latencies(filterRows(rows, { ...ANY, phase: 'lag', phaseMs: 599 }))).toEqual([900])
})

test('the lag before the send is the generator’s, and may be the longest part', () => {
  expect(rows.map(({ lagMs }) => lagMs)).toEqual([600, 0, 0])
  expect(rows.map(longestPhase)).toEqual(['lag', 'dns', null])
})

test('limits of a phase are numbers of milliseconds', () => {
  expect(['', ' 50 ', '0.5', '-1', '1e9', 'NaN', '9'.repeat(10_000)].map(readMs)).toEqual([
    0,
    50,
    0.5,
    null,
    null,
    null,
    null,
  ])
})

test('sorted by any column, slowest first where nothing else decides; of none last', () => {
  expect(latencies(sortSlow(rows.toReversed(), []))).toEqual([900, 500, 200])
  expect(latencies(sortSlow(rows, [{ column: 'size', descending: true }])).at(-1)).toBe(200)
  expect(latencies(sortSlow(rows, [{ column: 'constructor', descending: true }]))).toEqual([900, 500, 200])
  expect(latencies(sortSlow(rows, [{ column: 'connection', descending: false }]))).toEqual([500, 900, 200])
})

test('columns have a text for every row', () => {
  for (const column of slowColumns(() => undefined))
    for (const row of rows) expect(typeof column.text(row)).toBe('string')
})

test('ranks are of percentiles that requests are above, never of the largest one', () => {
  const latency = latencyOf(10)
  expect([25, 31, 61, 71, 1000].map((ms) => rankText(ms, latency))).toEqual([
    'up to p50',
    'above p50',
    'above p95',
    'above p99',
    'above p99',
  ])
  expect(rankText(1000, { ...latency, count: 15 })).toBe('above p90')
  // One in a thousand of them is one, whatever binary fractions make of 1 − 0.999.
  expect([999, 1000, 9999, 10_000].map((count) => rankText(1000, { ...latency, count }))).toEqual([
    'above p99',
    'above p99.9',
    'above p99.9',
    'above p99.99',
  ])
  expect([rankText(5, null), rankText(1000, { ...latency, count: 1 })]).toEqual(['–', '–'])
})

test('slow ones beside all that were kept, property by property', () => {
  const traits = commonTraits(rows, 400, 2)
  expect([traits.slow, traits.all]).toEqual([2, 3])
  const row = (title: string, name: string) =>
    traits.groups.find((group) => group.title === title)?.rows.find((each) => each.name === name)
  expect(row('Connection', 'new')).toMatchObject({ selected: 1, rest: 1, selectedShare: 0.5, restShare: 1 / 3 })
  expect(row('Most time in', 'not timed in phases')).toMatchObject({ selectedShare: 0 })
  expect(row('Endpoint', HOSTILE)).toMatchObject({ selected: 1 })
  expect(row('Started in', '00:00–00:10')).toMatchObject({ selected: 2, rest: 3 })
  expect(row('Size of the response', 'No response')).toMatchObject({ selected: 0, rest: 1 })
  expect(row('Engine', 'Engine 2')).toMatchObject({ selected: 2, rest: 3 })
  expect(commonTraits(rows, 400, 1).groups.map(({ title }) => title)).not.toContain('Engine')
  expect(commonTraits([], 1, 1).groups[0]?.rows).toEqual([])
})

test('bodies are text; JSON is made easier to read only where it is that', () => {
  expect(prettyJson('{"a":[1]}')).toBe('{\n  "a": [\n    1\n  ]\n}')
  for (const body of ['<b>{}</b>', '{"a":', '', '12', '[1', '{'.repeat(100_000)]) expect(prettyJson(body)).toBeNull()
  expect(shownBody('x'.repeat(200_001))).toMatchObject({ isCut: true })
  expect([isKeptInPart('ä', 2), isKeptInPart('ä', 3), isKeptInPart(null, 3)]).toEqual([false, true, false])
})

test('the axis of a waterfall is labelled at few, round steps', () => {
  expect(waterfallTicks(5030)).toEqual([0, 2000, 4000])
  expect(waterfallTicks(5000)).toEqual([0, 1000, 2000, 3000, 4000, 5000])
  expect(waterfallTicks(0.4)).toHaveLength(5)
  expect([waterfallTicks(0), waterfallTicks(Number.NaN)]).toEqual([[0], [0]])
})

test('a request keeps its key in the next answer; two that are alike have two', () => {
  const one = exemplarOf()
  const keys = slowRows([exemplarOf({ startMs: 5 }), one, one]).map(({ key }) => key)
  expect(new Set(keys).size).toBe(3)
  expect(slowRows([one])[0]?.key).toBe(keys[1])
})

test('texts of targets show what would turn them round', () => {
  expect(shownBody('\u202ex').text).toBe('[RLO]x')
})

test('what came before the first iteration is said', () => {
  expect([iterationText(-1), iterationText(1200)]).toEqual(['onStart', 'iteration 1,200'])
})
