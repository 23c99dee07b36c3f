import { expect, test } from 'vitest'
import { effectScope, nextTick, ref, shallowRef } from 'vue'
import { useRowCursor, type RowCursor } from './useRowCursor.ts'

function cursorOver(initial: string[], multiple = true) {
  const rows = shallowRef(initial)
  const selected = ref<string[]>([])
  const revealed: number[] = []
  const done: string[] = []
  const scope = effectScope()
  const cursor = scope.run(() =>
    useRowCursor<string>({
      total: () => rows.value.length,
      at: (index) => rows.value[index],
      keyOf: (row) => row,
      find: (key) => rows.value.indexOf(key),
      multiple: () => multiple,
      selected,
      page: () => 2,
      reveal: (index) => revealed.push(index),
      open: (row) => done.push(`open ${row}`),
      inspect: () => (row) => done.push(`inspect ${row}`),
      all: () => done.push('all'),
    }),
  ) as RowCursor
  return { rows, selected, revealed, done, cursor }
}

function key(name: string, { ctrl = false, shift = false, alt = false } = {}): KeyboardEvent {
  return { key: name, ctrlKey: ctrl, metaKey: false, shiftKey: shift, altKey: alt } as KeyboardEvent
}

test('arrows move and select; Shift selects from where it began; Ctrl leaves the selection alone', () => {
  const { cursor, selected, revealed } = cursorOver(['a', 'b', 'c', 'd'])
  cursor.enter()
  cursor.takeKey(key('ArrowDown'))
  cursor.takeKey(key('ArrowDown', { shift: true }))
  expect(selected.value).toEqual(['b', 'c'])
  cursor.takeKey(key('ArrowDown', { ctrl: true }))
  expect(selected.value).toEqual(['b', 'c'])
  cursor.takeKey(key(' ', { ctrl: true }))
  expect(selected.value).toEqual(['b', 'c', 'd'])
  cursor.takeKey(key('A', { ctrl: true }))
  expect(selected.value).toEqual(['a', 'b', 'c', 'd'])
  expect(revealed).toEqual([0, 1, 2, 3])
})

test('all are selected; where some are not there whoever has them is asked', () => {
  const { cursor, selected, done, rows } = cursorOver(['a', 'b'])
  cursor.takeKey(key('a', { ctrl: true }))
  expect([selected.value, done]).toEqual([['a', 'b'], []])
  rows.value = Object.assign(['a'], { length: 3 })
  cursor.takeKey(key('a', { ctrl: true }))
  expect([selected.value, done]).toEqual([['a'], ['all']])
})

test('the row is opened and inspected; other keys are left alone', () => {
  const { cursor, selected, done } = cursorOver(['a', 'b'])
  expect(cursor.takeKey(key('Enter'))).toBe(false)
  cursor.press(1)
  expect(selected.value).toEqual(['b'])
  for (const name of ['Enter', ' ']) expect(cursor.takeKey(key(name))).toBe(true)
  cursor.openAt(0)
  cursor.openAt(99)
  expect(done).toEqual(['open b', 'inspect b', 'open a'])
  for (const other of [key('x'), key('Enter', { ctrl: true }), key('ArrowDown', { alt: true })])
    expect(cursor.takeKey(other)).toBe(false)
})

test('where only one can be selected there is never more', () => {
  const { cursor, selected } = cursorOver(['a', 'b', 'c'], false)
  cursor.takeKey(key('ArrowDown'))
  cursor.takeKey(key('End', { shift: true }))
  expect(selected.value).toEqual(['c'])
  expect(cursor.takeKey(key('a', { ctrl: true }))).toBe(false)
})

test('the cursor stays with its row when rows are sorted anew or come on top', async () => {
  const { cursor, rows } = cursorOver(['a', 'b', 'c'])
  cursor.moveTo(1)
  rows.value = ['new', 'c', 'a', 'b']
  await nextTick()
  expect(cursor.cursor.value).toBe(3)
  // Gone: the cursor stays within the rows.
  rows.value = ['x']
  await nextTick()
  expect(cursor.cursor.value).toBe(0)
  rows.value = []
  await nextTick()
  expect(cursor.cursor.value).toBe(-1)
  rows.value = ['p', 'q']
  cursor.enter()
  expect(cursor.cursor.value).toBe(0)
})

test('the focus comes in at the selected row', () => {
  const { cursor, selected } = cursorOver(['a', 'b', 'c'])
  selected.value = ['c']
  cursor.enter()
  expect(cursor.cursor.value).toBe(2)
})

test('a row that is not there yet is selected when it comes, and until then no other', async () => {
  const { cursor, rows, selected } = cursorOver(['a', 'b'])
  const sparse = (...there: string[]): string[] =>
    Object.assign(Array<string>(4), ['a', 'b'], Object.fromEntries(there.map((row) => [row.charCodeAt(0) - 97, row])))
  rows.value = sparse()
  cursor.press(0)
  cursor.takeKey(key('End'))
  expect([cursor.cursor.value, selected.value]).toEqual([3, []])
  rows.value = sparse('d')
  await nextTick()
  expect(selected.value).toEqual(['d'])
  // Whoever went on before it came does not get it.
  cursor.takeKey(key('ArrowUp'))
  cursor.takeKey(key('Home'))
  rows.value = sparse('c', 'd')
  await nextTick()
  expect(selected.value).toEqual(['a'])
})
