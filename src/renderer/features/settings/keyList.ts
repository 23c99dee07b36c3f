/** All commands with their keys, as they can be changed: what is there, and what stands in the way of what. */
import { keysOf, type Command } from '../../app/commands.ts'
import { overlap, VIEW_COMMANDS, type KeyScope } from '../../app/viewCommands.ts'
import { normalSequence } from '../../ui/keys.ts'

export interface KeyRow {
  id: string
  title: string
  scope: KeyScope
  /** Those that it has at first. */
  own: readonly string[]
  keys: readonly string[]
}

export interface KeyRowGroup {
  title: string
  rows: readonly KeyRow[]
}

/**
 * @param registered what can be done now: the window's own commands, and those of views that are open
 * @param keysFor those that were chosen, else those it has at first
 */
export function keyRows(
  registered: readonly Command[],
  keysFor: (id: string, own: readonly string[]) => readonly string[],
): KeyRow[] {
  const listed = new Map<string, Omit<KeyRow, 'keys'>>(
    VIEW_COMMANDS.map(({ id, title, keys, scope }) => [id, { id, title, own: keys, scope }]),
  )
  const ofWindow = registered.flatMap((command): [string, Omit<KeyRow, 'keys'>][] => {
    const { id, title } = command
    return listed.has(id) ? [] : [[id, { id, title, own: keysOf(command), scope: 'everywhere' }]]
  })
  return [...new Map([...ofWindow, ...listed]).values()].map((row) => ({ ...row, keys: keysFor(row.id, row.own) }))
}

const GROUPS: readonly { title: string; has: (scope: KeyScope) => boolean }[] = [
  { title: 'Everywhere', has: (scope) => scope === 'everywhere' },
  { title: 'Home', has: (scope) => scope === 'home' },
  { title: 'List of runs', has: (scope) => scope === 'runs' },
  { title: 'Plans', has: (scope) => scope === 'plans' },
  { title: 'A run', has: (scope) => scope === 'run' || scope.startsWith('run.') },
  { title: 'Compare', has: (scope) => scope === 'compare' },
  { title: 'Trends', has: (scope) => scope === 'trends' },
  { title: 'Capacity', has: (scope) => scope === 'capacity' },
  { title: 'Charts, when one has the focus', has: (scope) => scope === 'chart' },
]

/** @param text words of the title, or keys: `ctrl+k` */
export function keyGroups(rows: readonly KeyRow[], text: string): KeyRowGroup[] {
  const words = text.trim().toLowerCase().split(/\s+/)
  const fits = ({ title, keys }: KeyRow): boolean => {
    const searched = [title, ...keys].join('\n').toLowerCase()
    return words.every((word) => searched.includes(word))
  }
  return GROUPS.map(({ title, has }) => ({ title, rows: rows.filter((row) => has(row.scope) && fits(row)) })).filter(
    (group) => group.rows.length > 0,
  )
}

/** Others that the keys would mean, too, where the command has its own. */
export function conflictsOf(rows: readonly KeyRow[], { id, scope }: KeyRow, keys: string): KeyRow[] {
  return rows.filter((row) => row.id !== id && overlap(row.scope, scope) && hasKeys(row, keys))
}

export function hasKeys(row: KeyRow, keys: string): boolean {
  return row.keys.some((each) => normalSequence(each) === keys)
}

export function withoutKeys(row: KeyRow, keys: string): string[] {
  return row.keys.filter((each) => normalSequence(each) !== keys)
}
