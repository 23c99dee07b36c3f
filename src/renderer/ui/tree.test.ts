import { expect, test } from 'vitest'
import { findByStart, visibleRows, type UiNode } from './tree.ts'
import { createTypeAhead } from './tree/typeAhead.ts'

const node = (id: string, children?: UiNode[]): UiNode => ({ id, label: id, ...(children && { children }) })
const nodes = [node('a', [node('a1', [node('a1x')]), node('a2')]), node('b'), node('empty', [])]

test('what is closed is not there', () => {
  expect(visibleRows(nodes, new Set()).map(({ node: { id } }) => id)).toEqual(['a', 'b', 'empty'])
  const rows = visibleRows(nodes, new Set(['a', 'a1', 'empty', 'gone']))
  expect(
    rows.map(({ node: { id }, depth, parent, position, siblings, isOpen }) => [
      id,
      depth,
      parent,
      position,
      siblings,
      isOpen,
    ]),
  ).toEqual([
    ['a', 0, -1, 1, 3, true],
    ['a1', 1, 0, 1, 2, true],
    ['a1x', 2, 1, 1, 1, false],
    ['a2', 1, 0, 2, 2, false],
    ['b', 0, -1, 2, 3, false],
    ['empty', 0, -1, 3, 3, false],
  ])
})

test('a tree of 100,000 levels is still only rows', () => {
  let deep = node('0')
  const open = new Set<string>()
  for (let level = 1; level < 100_000; level++) {
    deep = node(`${level}`, [deep])
    open.add(`${level}`)
  }
  expect(visibleRows([deep], open)).toHaveLength(100_000)
})

test('letters lead to the next row that begins so, and on to what is meant', () => {
  const rows = visibleRows([node('Cart'), node('Checkout'), node('check'), node('.*')], new Set())
  expect(findByStart(rows, 'c', 0)).toBe(0)
  expect(findByStart(rows, '.', 0)).toBe(3)
  expect(findByStart(rows, 'z', 0)).toBe(-1)
  expect(findByStart([], 'c', 0)).toBe(-1)
  const find = createTypeAhead()
  expect(find('c', 1000, rows, 0)).toBe(1)
  expect(find('a', 1500, rows, 1)).toBe(0)
  expect(find('c', 9000, rows, 1)).toBe(2)
})
