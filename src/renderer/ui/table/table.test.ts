import { expect, test } from 'vitest'
import type { HeadColumn } from '../tableColumn.ts'
import {
  gridTracks,
  isVisible,
  layoutSchema,
  moved,
  orderedColumns,
  OWN_LAYOUT,
  resized,
  toggled,
  widthOf,
} from './columnLayout.ts'
import { cursorAfter } from './cursor.ts'
import { keysBetween, picked, sortedBy } from './selection.ts'

const column = (id: string, more: Partial<HeadColumn> = {}): HeadColumn => ({ id, label: id, width: 100, ...more })
const columns = [
  column('name', { fixed: true }),
  column('p50', { align: 'right' }),
  column('p95'),
  column('max', { optional: true }),
]
const idsOf = (list: readonly HeadColumn[]): string[] => list.map(({ id }) => id)

test('columns stand as they were arranged; new ones where the table has them; fixed ones in front', () => {
  expect(idsOf(orderedColumns(columns, OWN_LAYOUT))).toEqual(['name', 'p50', 'p95', 'max'])
  const order = ['max', 'gone', 'p95', 'max', 'name', '__proto__']
  expect(idsOf(orderedColumns(columns, { ...OWN_LAYOUT, order }))).toEqual(['name', 'max', 'p50', 'p95'])
})

test('a column is moved before another, or to the end', () => {
  expect(moved(columns, 'max', 'p50', OWN_LAYOUT).order).toEqual(['name', 'max', 'p50', 'p95'])
  expect(moved(columns, 'p50', null, OWN_LAYOUT).order).toEqual(['name', 'p95', 'max', 'p50'])
})

test('columns are hidden and shown; what is fixed always is', () => {
  const [name, p50, , max] = columns as [HeadColumn, HeadColumn, HeadColumn, HeadColumn]
  const layout = toggled(max, toggled(p50, toggled(name, OWN_LAYOUT)))
  expect([name, p50, max].map((each) => isVisible(each, layout))).toEqual([true, false, true])
  expect([p50, max].map((each) => isVisible(each, toggled(max, toggled(p50, layout))))).toEqual([true, false])
})

test('a column is never too narrow to be caught again', () => {
  const layout = resized(column('p95'), -500, OWN_LAYOUT)
  expect(widthOf(column('p95'), layout)).toBe(40)
  expect(resized(column('p95'), 120.6, layout).widths).toEqual([['p95', 121]])
  expect(layoutSchema.safeParse(layout).success).toBe(true)
})

test('the first text takes the room that is left, until it is given a width', () => {
  const visible = columns.slice(0, 2)
  expect(gridTracks(visible, OWN_LAYOUT)).toBe('minmax(100px, 1fr) 100px')
  expect(gridTracks(visible, resized(column('name'), 250, OWN_LAYOUT))).toBe('250px 100px 1fr')
  expect(gridTracks([column('n', { align: 'right' })], OWN_LAYOUT)).toBe('100px 1fr')
  expect(gridTracks([column('class'), column('message', { grows: true })], OWN_LAYOUT)).toBe('100px minmax(100px, 1fr)')
})

test('a column may be narrowed until it is given a width', () => {
  const tags = column('tags', { narrowWidth: 60 })
  expect(gridTracks([column('name'), tags], OWN_LAYOUT)).toBe('minmax(100px, 1fr) minmax(60px, 100px)')
  expect(gridTracks([column('name'), tags], resized(tags, 90, OWN_LAYOUT))).toBe('minmax(100px, 1fr) 90px')
})

test('keys lead through the rows and stop at the ends', () => {
  expect(cursorAfter('ArrowDown', -1, 3, 2)).toBe(0)
  expect(cursorAfter('ArrowUp', -1, 3, 2)).toBe(0)
  expect(cursorAfter('ArrowDown', 2, 3, 2)).toBe(2)
  expect(cursorAfter('PageDown', 0, 100, 10)).toBe(10)
  expect(cursorAfter('PageUp', 5, 100, 10)).toBe(0)
  expect(cursorAfter('PageDown', 0, 100, -1)).toBe(1)
  expect(cursorAfter('End', 0, 10_000, 10)).toBe(9999)
  expect(cursorAfter('ArrowDown', 0, 0, 10)).toBeNull()
  expect(cursorAfter('x', 0, 10, 10)).toBeNull()
})

test('rows are picked one by one, from here to there, and taken away again', () => {
  const keyAt = (index: number): string | undefined => (index === 3 ? undefined : `r${index}`)
  const none = { toggle: false, extend: false }
  const one = picked({ keys: [], anchor: -1 }, 2, none, keyAt)
  expect(one).toEqual({ keys: ['r2'], anchor: 2 })
  // What is not there yet cannot be picked.
  expect(picked(one, 5, { toggle: false, extend: true }, keyAt).keys).toEqual(['r2', 'r4', 'r5'])
  expect(picked(one, 0, { toggle: false, extend: true }, keyAt)).toEqual({ keys: ['r0', 'r1', 'r2'], anchor: 2 })
  expect(picked(one, 3, none, keyAt)).toEqual(one)
  const two = picked(one, 7, { toggle: true, extend: false }, keyAt)
  expect(two).toEqual({ keys: ['r2', 'r7'], anchor: 7 })
  expect(picked(two, 2, { toggle: true, extend: false }, keyAt).keys).toEqual(['r7'])
  expect(picked(two, 8, { toggle: true, extend: true }, keyAt).keys).toEqual(['r2', 'r7', 'r8'])
  expect(keysBetween(0, 4, keyAt)).toEqual(['r0', 'r1', 'r2', 'r4'])
})

test('a head sorts up, down, and not at all; with Shift beside the others', () => {
  const up = sortedBy([], 'a', false, false)
  expect(up).toEqual([{ column: 'a', descending: false }])
  const down = sortedBy(up, 'a', false, false)
  expect(down).toEqual([{ column: 'a', descending: true }])
  expect(sortedBy(down, 'a', false, false)).toEqual([])
  const both = sortedBy(down, 'b', true, true)
  expect(both).toEqual([...down, { column: 'b', descending: true }])
  expect(sortedBy(both, 'b', true, true)).toEqual([...down, { column: 'b', descending: false }])
  expect(sortedBy(both, 'b', false, true)).toEqual([{ column: 'b', descending: false }])
})
