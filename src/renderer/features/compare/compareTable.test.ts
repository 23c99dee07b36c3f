/** Rows of the table of compared endpoints: what they say, how they are filtered and sorted. */
import { describe, expect, test } from 'vitest'
import { compareColumns, sortCompared } from './compareColumns.ts'
import { parseCompareFilter } from './compareFilter.ts'
import { compareRows, isShown, type CompareRow } from './compareRows.ts'
import { sampleComparison, sampleEndpoint, sampleMetric } from './sampleComparison.ts'

const HOSTILE = '<img src=x onerror=alert(1)>\u202E'

const rows = compareRows(
  sampleComparison([
    sampleEndpoint('POST /cart', [sampleMetric('p95', 1.2, 'regressed'), sampleMetric('p99', null, 'notEnoughData')]),
    sampleEndpoint('GET /home', [sampleMetric('p95', 0.8, 'improved')], {
      timeShare: { baseline: 0.1, candidate: 0.1 },
    }),
    sampleEndpoint(HOSTILE, [sampleMetric('p95', 1.01, 'notEnoughData')]),
    sampleEndpoint('__proto__', [], { presence: 'new', requests: { baseline: 0, candidate: 5 } }),
  ]),
)
const named = (found: readonly CompareRow[]): string[] => found.map(({ endpoint }) => endpoint.name)
const filtered = (text: string): string[] => named(rows.filter(parseCompareFilter(text).matches))

test('cells say from what to what, and how much that is', () => {
  const texts = (row: CompareRow, unit: 'relative' | 'absolute'): Record<string, string> =>
    Object.fromEntries(compareColumns(unit, []).map((column) => [column.id, column.text(row)]))
  const [cart, , , added] = rows
  expect(texts(cart!, 'relative')).toMatchObject({
    verdict: 'regressed',
    name: 'POST /cart',
    'requests.baseline': '1,000',
    'errors.baseline': '0.00 %',
    'errors.candidate': '1.00 %',
    p50: '–',
    p95: '100 → 120 +20 %',
    p99: '○ too few',
    q: '0.020',
  })
  expect(texts(cart!, 'absolute')['p95']).toBe('100 → 120 +20.0 ms')
  // Nothing was asked there: that is not 0 %.
  expect(texts(added!, 'relative')).toMatchObject({ verdict: 'new', 'errors.baseline': '–', p95: '–' })
})

describe('filter', () => {
  test.each([
    ['', ['POST /cart', 'GET /home', HOSTILE, '__proto__']],
    ['verdict:regressed p95>5 name~cart', ['POST /cart']],
    ['p95>19ms', ['POST /cart']],
    ['p95<-10', ['GET /home']],
    ['p95<−10%', ['GET /home']],
    ['p95<-10ms', ['GET /home']],
    ['p95>=19.9ms', ['POST /cart']],
    ['verdict:improved', ['GET /home']],
    ['verdict:few', [HOSTILE]],
    ['verdict:new', ['__proto__']],
    ['verdict:gone', []],
    ['q<0.05 n>100', ['POST /cart', 'GET /home', HOSTILE]],
    ['time>40', ['POST /cart', HOSTILE, '__proto__']],
    ['onerror', [HOSTILE]],
    ['"POST /c"', ['POST /cart']],
    ['kind:http name!~cart', ['GET /home', HOSTILE, '__proto__']],
  ])('%j', (text, names) => expect(filtered(text)).toEqual(names))

  test.each([
    ['verdict:broken', /A verdict is one of regressed/],
    ['p95>abc', /"abc" is no change: 5/],
    ['errors>5ms', /"5ms" is no change/],
    ['p95~5', /p95 is a number/],
    ['p96>1', /There is no p96/],
    ['constructor>1', /There is no constructor/],
    ['verdict:toString', /A verdict is one of/],
    ['q>', /A value is missing/],
  ])('%j is told, and the rest holds', (text, problem) => {
    expect(parseCompareFilter(text).problems.join()).toMatch(problem)
    expect(filtered(`${text} cart`)).toEqual(['POST /cart'])
  })

  test('endless text is read as far as it goes', () => {
    expect(parseCompareFilter('x'.repeat(10_000)).problems).toHaveLength(1)
  })
})

test('only what has a metric of the verdict is shown', () => {
  const shown = (show: 'all' | 'regressed' | 'improved'): string[] => named(rows.filter((row) => isShown(row, show)))
  expect(shown('all')).toHaveLength(4)
  expect(shown('regressed')).toEqual(['POST /cart'])
  expect(shown('improved')).toEqual(['GET /home'])
})

test('it is sorted by the change; what has none comes last, and without a choice the order stays', () => {
  const sorted = (column: string, descending: boolean): string[] =>
    named(sortCompared(rows, [{ column, descending }], 'relative'))
  expect(sorted('p95', true)).toEqual(['POST /cart', HOSTILE, 'GET /home', '__proto__'])
  expect(sorted('p95', false)).toEqual(['GET /home', HOSTILE, 'POST /cart', '__proto__'])
  expect(sorted('verdict', false)[0]).toBe('POST /cart')
  expect(named(sortCompared(rows, [], 'relative'))).toEqual(named(rows))
  expect(sorted('__proto__', true)).toEqual(named(rows))
})
