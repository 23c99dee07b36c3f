/** Two windows of a run: which ones, and what lies between them. */
import { expect, test } from 'vitest'
import { endpointOf, latencyOf, statisticsOf, windowViewOf } from '../sampleWindow.ts'
import { compareColumns, comparedEndpoints, comparedNumbers, sortCompared } from './compareRows.ts'
import { hasEnough, latencyDifference, shareDifference } from './difference.ts'
import { firstSides, nameOf, overlapS, sidesOf } from './windowSides.ts'

const OK = { of: 'ok', from: 'intended' } as const
const whole = { kind: 'whole', name: 'Whole run', fromS: 0, toS: 100 } as const
const judged = { kind: 'judged', name: 'Without warm-up', fromS: 10, toS: 100 } as const
const plateau = (fromS: number, toS: number) => ({ kind: 'plateau', name: `Plateau at ${fromS}`, fromS, toS }) as const

test('at first the outermost plateaus, else the halves of what is judged', () => {
  const sides = firstSides([whole, judged, plateau(10, 40), plateau(40, 60), plateau(60, 100)])
  expect(sides).toEqual({ a: { fromS: 10, toS: 40 }, b: { fromS: 60, toS: 100 } })
  expect(firstSides([whole, judged, plateau(10, 40)])).toEqual({
    a: { fromS: 10, toS: 55 },
    b: { fromS: 55, toS: 100 },
  })
  expect(firstSides([{ ...whole, toS: 1 }])).toBeNull()
  expect(firstSides([])).toBeNull()
})

test('a brushed window stands beside what was before it, else after it', () => {
  expect(sidesOf({ fromS: 30, toS: 50 }, 100)).toEqual({ a: { fromS: 10, toS: 30 }, b: { fromS: 30, toS: 50 } })
  expect(sidesOf({ fromS: 10, toS: 50 }, 100)).toEqual({ a: { fromS: 10, toS: 50 }, b: { fromS: 50, toS: 90 } })
  expect(sidesOf({ fromS: 30, toS: 90 }, 100)).toBeNull()
})

test('windows are named, and overlap by seconds', () => {
  expect([nameOf({ fromS: 10, toS: 100 }, [whole, judged]), nameOf({ fromS: 1, toS: 2 }, [whole])]).toEqual([
    'Without warm-up',
    null,
  ])
  expect(overlapS({ a: { fromS: 0, toS: 20 }, b: { fromS: 15, toS: 30 } })).toBe(5)
  expect(overlapS({ a: { fromS: 0, toS: 20 }, b: { fromS: 20, toS: 30 } })).toBe(0)
})

test('differences have their sign and share; of too few samples, and of none, there is none', () => {
  const [a, b] = [latencyOf(10), latencyOf(15)]
  expect(latencyDifference(a, b, 'p95')).toBe('+30.0 ms (+50 %)')
  expect(latencyDifference(b, a, 'p95')).toBe('−30.0 ms (−33 %)')
  expect(latencyDifference(a, { ...a }, 'p50')).toBe('~')
  expect(latencyDifference(a, b, 'p99')).toBe('○ n=950')
  expect(latencyDifference(null, b, 'p95')).toBe('–')
  expect([hasEnough({ ...a, count: 200 }, 'p95'), hasEnough({ ...a, count: 199 }, 'p95')]).toEqual([true, false])
  expect([hasEnough({ ...a, count: 1000 }, 'p99'), hasEnough({ ...a, count: 999 }, 'p99')]).toEqual([true, false])
  expect([shareDifference(0.01, 0.0142), shareDifference(0.5, 0.5), shareDifference(null, 1)]).toEqual([
    '+0.42 pp',
    '~',
    '–',
  ])
})

test('numbers of two windows, without a difference where lengths decide', () => {
  const a = windowViewOf({ totals: statisticsOf({ ratePerS: 100 }) })
  const b = windowViewOf({
    window: { fromS: 10, toS: 40 },
    totals: statisticsOf({ ratePerS: 150, failureShare: 0.1, latencyMs: latencyOf(20) }),
  })
  const rows = comparedNumbers(a, b, OK)
  const row = (name: string) => rows.find((each) => each.name === name)
  expect(row('Length')).toMatchObject({ a: '10 s', b: '30 s', difference: '' })
  expect(row('Throughput')?.difference).toBe('+50.0 /s (+50 %)')
  expect(row('Errors')?.difference).toBe('+5.00 pp')
  expect(row('Latency p95')).toMatchObject({ a: '60.0 ms', b: '120 ms', difference: '+60.0 ms (+100 %)' })
  // Rows have no distribution of all requests.
  expect(
    comparedNumbers(a, b, { of: 'all', from: 'intended' }).find(({ name }) => name === 'Latency p95'),
  ).toMatchObject({ a: '–', difference: '–' })
})

test('endpoints of either window, whatever their names', () => {
  const rows = comparedEndpoints(
    [endpointOf('__proto__', { timeShare: 0.1 }), endpointOf('only A', { timeShare: 0.5 })],
    [endpointOf('__proto__', { timeShare: 0.9 }), endpointOf('__proto__', { kind: 'group', timeShare: 0 })],
  )
  expect(rows.map(({ name, a, b }) => [name, a !== null, b !== null])).toEqual([
    ['__proto__', true, true],
    ['only A', true, false],
    ['__proto__', false, true],
  ])
  const texts = compareColumns(OK).map(({ text }) => text(rows[1]!))
  expect(texts.slice(0, 3)).toEqual(['only A', '1,000', '–'])
})

test('endpoints sort by any column; what has no value comes last either way', () => {
  const slow = endpointOf('slow', { latencyMs: latencyOf(50), timeShare: 0.1 })
  const rows = comparedEndpoints(
    [endpointOf('same'), endpointOf('slow'), endpointOf('gone')],
    [endpointOf('same'), slow],
  )
  const names = (column: string, descending: boolean): string[] =>
    sortCompared(rows, [{ column, descending }], OK).map(({ name }) => name)
  expect(names('p95 difference', true)).toEqual(['slow', 'same', 'gone'])
  expect(names('p95 difference', false)).toEqual(['same', 'slow', 'gone'])
  expect(names('name', false)).toEqual(['gone', 'same', 'slow'])
  expect(names('requests b', false).at(-1)).toBe('gone')
  expect(names('constructor', false)).toEqual(rows.map(({ name }) => name))
})
