import { expect, test } from 'vitest'
import type { Command } from '../../app/commands.ts'
import { conflictsOf, keyGroups, keyRows, withoutKeys, type KeyRow } from './keyList.ts'

const HOSTILE = '<img src=x onerror=alert(1)>\u202e'
const WINDOW: Command[] = [
  { id: 'app.open', title: 'Search', keys: ['Ctrl+P', 'Ctrl+K'], run: () => {} },
  { id: 'runs.star', title: 'of the view that is open', keys: 'X', run: () => {} },
  { id: '__proto__', title: HOSTILE, run: () => {} },
]

function rowsWith(chosen: Record<string, string[]> = {}): KeyRow[] {
  return keyRows(WINDOW, (id, own) => (Object.hasOwn(chosen, id) ? (chosen[id] ?? []) : own))
}

function row(rows: readonly KeyRow[], id: string): KeyRow {
  const found = rows.find((each) => each.id === id)
  if (found === undefined) throw new Error(id)
  return found
}

test('every command is listed once: of the window, and of views that are not open', () => {
  const rows = rowsWith({ 'runs.star': ['S'] })
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
  expect(row(rows, 'runs.star')).toMatchObject({ title: 'Star the selected runs', own: ['*'], keys: ['S'] })
  expect(row(rows, '__proto__')).toMatchObject({ title: HOSTILE, scope: 'everywhere', keys: [] })
  expect(keyGroups(rows, '').flatMap((group) => group.rows)).toHaveLength(rows.length)
})

test('they are found by words and by keys', () => {
  const found = (text: string): string[] =>
    keyGroups(rowsWith(), text).flatMap((group) => group.rows.map(({ id }) => id))
  expect(found('ctrl+k')).toEqual(['app.open'])
  expect(found(' SELECTED  star ')).toEqual(['runs.star'])
  expect(found('no such thing')).toEqual([])
  expect(found('('.repeat(1000))).toEqual([])
})

test('a conflict is named where both can be meant, and only there', () => {
  const rows = rowsWith()
  const conflicts = (id: string, keys: string): string[] =>
    conflictsOf(rows, row(rows, id), keys).map((each) => each.id)
  expect(conflicts('runs.star', 'Ctrl+P')).toEqual(['app.open'])
  expect(conflicts('app.open', '*')).toEqual(['runs.star', 'run.star'])
  expect(conflicts('run.errors.regroup', 'M')).toEqual(['run.mark'])
  // Another view; a chart that has the focus; the same command.
  expect(conflicts('runs.star', 'M')).toEqual([])
  expect(conflicts('run.mark', 'L')).toEqual([])
  expect(conflicts('app.open', 'Ctrl+K')).toEqual([])
  expect(withoutKeys(row(rows, 'app.open'), 'Ctrl+K')).toEqual(['Ctrl+P'])
})
