/** Groups of errors as rows and as areas. */
import { expect, test } from 'vitest'
import type { ErrorGroupView } from '../../../../contract/methods/analysis.ts'
import { ERROR_CLASSES } from '../../../../core/recording/second.ts'
import { timelineOf } from '../sampleTimeline.ts'
import { errorClassLook } from './errorClass.ts'
import { classRows, ERROR_COLUMNS, groupRows, sortErrors } from './errorRows.ts'
import { errorStack } from './errorStack.ts'
import { loadAtMoment } from './loadAtMoment.ts'

const HOSTILE = '<img src=x onerror=alert(1)>\u202e'

function group(changes: Partial<ErrorGroupView>): ErrorGroupView {
  return {
    class: 'status',
    endpoint: 'GET /',
    message: '500',
    count: 4,
    isWholeRun: false,
    share: 0.1,
    firstMs: 2000,
    lastMs: 9000,
    line: Float64Array.of(0, 4, 0),
    ...changes,
  }
}
const groups = [
  group({}),
  group({
    endpoint: '__proto__',
    message: HOSTILE,
    count: 3,
    share: null,
    firstMs: 1000,
    line: Float64Array.of(3, 0, 0),
  }),
  group({ class: 'timeout', count: 5, line: new Float64Array(3).fill(Number.NaN), isWholeRun: true }),
]

test('a class adds its groups up, and claims no share', () => {
  const [status, timeout] = classRows(groups)
  expect(status).toMatchObject({
    class: 'status',
    count: 7,
    endpoint: '2 endpoints',
    message: '2 messages',
    share: null,
  })
  expect([status?.firstMs, status?.lastMs, [...(status?.line ?? [])]]).toEqual([1000, 9000, [3, 4, 0]])
  expect(timeout).toMatchObject({ endpoint: 'GET /', message: '500', isWholeRun: true })
  expect(classRows([])).toEqual([])
})

test('rows have keys of their own, and texts in all columns', () => {
  const rows = groupRows(groups)
  expect(new Set(rows.map(({ key }) => key)).size).toBe(3)
  expect(ERROR_COLUMNS.map(({ text }) => text(rows[2]!))).toEqual([
    'Timeout',
    '500',
    'GET /',
    '5 *',
    '10.00 %',
    '00:02',
    '00:08',
    '',
  ])
})

test('sorted by a column, most frequent first else, without share last', () => {
  const counts = (sort: Parameters<typeof sortErrors>[1]): number[] =>
    sortErrors(groupRows(groups), sort).map(({ count }) => count)
  expect(counts([])).toEqual([5, 4, 3])
  expect(counts([{ column: 'share', descending: true }])).toEqual([5, 4, 3])
  expect(counts([{ column: 'first', descending: false }])).toEqual([3, 5, 4])
  expect(counts([{ column: 'constructor', descending: false }])).toEqual([5, 4, 3])
})

test('areas are rates; the last step is as long as it is; what nobody timed is not drawn', () => {
  const lane = errorStack(groupRows(groups), 'group', Float64Array.of(2, 2, 1))
  expect(lane?.series.map(({ values }) => [...values])).toEqual([
    [0, 2, 0],
    [1.5, 0, 0],
  ])
  expect(lane?.series[1]?.name).not.toContain('\u202e')
  const last = errorStack(groupRows([group({ line: Float64Array.of(0, 0, 4) })]), 'class', Float64Array.of(2, 2, 1))
  expect([...(last?.series[0]?.values ?? [])]).toEqual([0, 0, 4])
  expect(errorStack(groupRows([groups[2]!]), 'group', Float64Array.of(2, 2, 1))).toBeNull()
})

test('beyond six the others are one area', () => {
  const many = Array.from({ length: 9 }, (_, at) => group({ message: `${at}`, count: 9 - at }))
  const lane = errorStack(groupRows(many), 'group', Float64Array.of(1, 1, 1))
  expect(lane?.series).toHaveLength(7)
  expect([lane?.series[6]?.name, lane?.series[6]?.values[1]]).toEqual(['3 others', 12])
})

test('every class has its word; one of a later version its name', () => {
  expect(new Set(ERROR_CLASSES.map((name) => errorClassLook(name).word)).size).toBe(ERROR_CLASSES.length)
  expect(errorClassLook('constructor' as 'dns').word).toBe('constructor')
})

test('the load at a moment is of the step that holds it', () => {
  const timeline = timelineOf(0, 10, 5)
  expect(loadAtMoment(timeline, 7000)).toEqual({ users: 5.1, perS: expect.closeTo(10.9, 9) as number })
  expect([loadAtMoment(timeline, 10_000), loadAtMoment(timeline, -1)]).toEqual([null, null])
  expect(loadAtMoment({ ...timeline, users: new Float64Array(2).fill(Number.NaN) }, 0)).toBeNull()
})
