import { expect, test } from 'vitest'
import { sortRows, type SortValue } from './sortRows.ts'

interface Row {
  name: string
  size: number | null
}

const ROWS: readonly Row[] = [
  { name: 'b', size: 2 },
  { name: 'none', size: null },
  { name: 'a', size: 2 },
  { name: 'endless', size: Infinity },
  { name: 'too', size: Infinity },
]
const VALUES = new Map<string, (row: Row) => SortValue>([
  ['name', ({ name }) => name],
  ['size', ({ size }) => size],
])

function namesBy(...sort: [column: string, descending: boolean][]): string[] {
  const chosen = sort.map(([column, descending]) => ({ column, descending }))
  return sortRows(ROWS, chosen, (column) => VALUES.get(column)).map(({ name }) => name)
}

test('by the columns, one after the other; what has no value comes last either way', () => {
  expect(namesBy(['size', false], ['name', false])).toEqual(['a', 'b', 'endless', 'too', 'none'])
  expect(namesBy(['size', true], ['name', true])).toEqual(['too', 'endless', 'b', 'a', 'none'])
})

test('what is not told apart stays as it is, and no column sorts that is none', () => {
  expect(namesBy(['size', true])).toEqual(['endless', 'too', 'b', 'a', 'none'])
  expect(namesBy(['__proto__', true], ['constructor', false])).toEqual(ROWS.map(({ name }) => name))
})

test('something else may decide in the end', () => {
  const byName = (one: Row, other: Row): number => one.name.localeCompare(other.name)
  expect(sortRows(ROWS, [], () => undefined, byName).map(({ name }) => name)).toEqual([
    'a',
    'b',
    'endless',
    'none',
    'too',
  ])
})
