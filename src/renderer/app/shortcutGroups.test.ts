import { expect, test } from 'vitest'
import type { Command } from './commands.ts'
import { shortcutGroups } from './shortcutGroups.ts'

const command = (id: string, keys: string, when = true): Command => ({
  id,
  title: id,
  keys,
  when: () => when,
  run: () => {},
})

const asTheyAre = (_id: string, own: readonly string[]): readonly string[] => own

test('commands stand by what they are about; those without keys, or not there now, do not', () => {
  const groups = shortcutGroups(
    [
      command('tab.close', 'Ctrl+W'),
      command('app.open', 'Ctrl+P'),
      command('help.shortcuts', '?'),
      command('latency.log', 'L'),
      command('constructor.x', 'X'),
      command('tab.reopen', 'Ctrl+Shift+T', false),
      { id: 'tab.pin', title: 'tab.pin', run: () => {} },
    ],
    asTheyAre,
  )
  expect(groups.slice(0, 3).map(({ title, keys }) => [title, keys.map(({ text }) => text)])).toEqual([
    ['Window', ['app.open', 'help.shortcuts']],
    ['Tabs', ['tab.close']],
    ['This view', ['latency.log', 'constructor.x']],
  ])
  expect(groups.slice(3).map(({ title }) => title)).toEqual(['Tables', 'Charts'])
})

test('of two with one id the later is meant', () => {
  const [group] = shortcutGroups([command('run.x', 'A'), command('run.x', 'B')], asTheyAre)
  expect(group?.keys).toEqual([{ keys: ['B'], text: 'run.x' }])
})

test('keys of charts are those that were chosen; one without any is left out', () => {
  const chosen = new Map([
    ['chart.scale', ['Ctrl+L']],
    ['chart.clock', []],
  ])
  const charts = shortcutGroups([], (id, own) => chosen.get(id) ?? own).at(-1)
  expect(charts?.title).toBe('Charts')
  expect(charts?.keys).toContainEqual({ keys: ['Ctrl+L'], text: 'Log or linear' })
  expect(charts?.keys).toContainEqual({ keys: ['+'], text: 'Zoom in' })
  expect(charts?.keys.some(({ text }) => text === 'Elapsed or clock time')).toBe(false)
})
