import { expect, test } from 'vitest'
import { effectScope, ref, shallowRef } from 'vue'
import { groupedRows } from './groupedRows.ts'
import { useRowCursor } from './useRowCursor.ts'
import { useTableGroups } from './useTableGroups.ts'

/** Two groups, `a` and `b`, with the rows a0 a1 a2 and b0 b1. */
function table(isScrolledAside = () => false) {
  const rows = ['a0', 'a1', 'a2', 'b0', 'b1']
  const closed = shallowRef<ReadonlySet<string>>(new Set())
  const selected = ref<string[]>([])
  const opened: string[] = []
  const groups = () =>
    groupedRows(['a', 'b'], { rowsOf: (name) => (name === 'a' ? 3 : 2), isOpen: (name) => !closed.value.has(name) })
  const scope = effectScope()
  const parts = scope.run(() => {
    const cursorRows = useRowCursor<string>({
      total: () => groups().count,
      at: (line) => rows[groups().at(line)?.row ?? -1],
      keyOf: (row) => row,
      find: () => -1,
      isHeading: (line) => groups().at(line)?.row === null,
      multiple: () => true,
      selected,
      page: () => 2,
      reveal: () => undefined,
      open: (row) => opened.push(row),
      inspect: () => null,
      all: () => undefined,
    })
    const tableGroups = useTableGroups<string>({
      groups,
      rows: cursorRows,
      isScrolledAside,
      toggle(name, isOpen) {
        const next = new Set(closed.value)
        if (isOpen) next.delete(name)
        else next.add(name)
        closed.value = next
      },
    })
    return { cursorRows, tableGroups }
  })!
  const { cursorRows, tableGroups } = parts
  function press(key: string, { ctrl = false, shift = false } = {}): boolean {
    const event = { key, ctrlKey: ctrl, metaKey: false, shiftKey: shift, altKey: false } as KeyboardEvent
    return tableGroups.takeKey(event) || cursorRows.takeKey(event)
  }
  const at = (): string => {
    const line = groups().at(cursorRows.cursor.value)!
    return line.row === null ? line.group : rows[line.row]!
  }
  return { ...parts, press, at, selected, closed, opened }
}

test('right goes in, left goes out, as in a tree', () => {
  const { cursorRows, press, at, selected, closed } = table()
  cursorRows.enter()
  expect([at(), selected.value]).toEqual(['a', []])
  press('ArrowRight')
  expect([at(), selected.value]).toEqual(['a0', ['a0']])
  press('ArrowDown')
  expect(press('ArrowRight')).toBe(false)
  press('ArrowLeft')
  expect([at(), selected.value, [...closed.value]]).toEqual(['a', [], []])
  press('ArrowLeft')
  expect([at(), [...closed.value]]).toEqual(['a', ['a']])
  expect(press('ArrowLeft')).toBe(false)
  press('ArrowDown')
  expect(at()).toBe('b')
  press('ArrowUp')
  press('ArrowRight')
  expect([at(), [...closed.value]]).toEqual(['a', []])
})

test('Enter opens and closes a group, and opens a run', () => {
  const { cursorRows, press, closed, opened } = table()
  cursorRows.enter()
  press('Enter')
  expect([...closed.value]).toEqual(['a'])
  press('Enter')
  press('ArrowDown')
  press('Enter')
  expect([[...closed.value], opened]).toEqual([[], ['a0']])
})

test('where columns are out of sight left leads back to them first', () => {
  const { cursorRows, press, at } = table(() => true)
  cursorRows.enter()
  press('ArrowDown')
  expect([press('ArrowLeft'), at()]).toEqual([false, 'a0'])
})

test('a heading is not selected, and no hindrance for selecting over it', () => {
  const { cursorRows, press, selected } = table()
  cursorRows.press(2)
  for (let step = 0; step < 3; step++) press('ArrowDown', { shift: true })
  expect(selected.value).toEqual(['a1', 'a2', 'b0'])
  press('ArrowUp', { ctrl: true })
  press(' ', { ctrl: true })
  expect(selected.value).toEqual(['a1', 'a2', 'b0'])
  // What is done next must not be done to rows that were left.
  press('ArrowUp')
  press('ArrowDown')
  expect(selected.value).toEqual([])
})

test('what is selected stays while another group opens and closes; what is closed over it takes it away', () => {
  const { cursorRows, tableGroups, press, selected, at } = table()
  cursorRows.press(5)
  tableGroups.toggleAt(0)
  expect([at(), selected.value]).toEqual(['a', ['b0']])
  // A row that has come elsewhere is no end of a range.
  press('ArrowDown', { ctrl: true })
  press('ArrowDown', { shift: true })
  expect(selected.value).toEqual(['b0'])
  tableGroups.toggleAt(0)
  expect(selected.value).toEqual(['b0'])
  tableGroups.toggleAt(4)
  expect(selected.value).toEqual([])
})

test('rows say where they stand among those of their group', () => {
  const { tableGroups } = table()
  expect([1, 3, 6, 7].map(tableGroups.ariaOf)).toEqual([
    { 'aria-level': 2, 'aria-posinset': 1, 'aria-setsize': 3 },
    { 'aria-level': 2, 'aria-posinset': 3, 'aria-setsize': 3 },
    { 'aria-level': 2, 'aria-posinset': 2, 'aria-setsize': 2 },
    {},
  ])
})
