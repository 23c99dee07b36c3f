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

test('commands stand by what they are about; those without keys, or not there now, do not', () => {
  const groups = shortcutGroups([
    command('tab.close', 'Ctrl+W'),
    command('app.open', 'Ctrl+P'),
    command('help.shortcuts', '?'),
    command('latency.log', 'L'),
    command('constructor.x', 'X'),
    command('tab.reopen', 'Ctrl+Shift+T', false),
    { id: 'tab.pin', title: 'tab.pin', run: () => {} },
  ])
  expect(groups.slice(0, 3).map(({ title, keys }) => [title, keys.map(({ text }) => text)])).toEqual([
    ['Window', ['app.open', 'help.shortcuts']],
    ['Tabs', ['tab.close']],
    ['This view', ['latency.log', 'constructor.x']],
  ])
  expect(groups.slice(3).map(({ title }) => title)).toEqual(['Tables', 'Charts'])
})

test('of two with one id the later is meant', () => {
  const [group] = shortcutGroups([command('run.x', 'A'), command('run.x', 'B')])
  expect(group?.keys).toEqual([{ keys: ['B'], text: 'run.x' }])
})
