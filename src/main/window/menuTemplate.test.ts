import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, test } from 'vitest'
import { menuTemplate, type ChosenKeys } from './menuTemplate.ts'

const actions = { command: () => {}, openFolder: () => {}, openRecent: () => {}, forgetRecent: () => {} }

function itemsOn(platform: NodeJS.Platform, chosen: ChosenKeys = new Map()): MenuItemConstructorOptions[] {
  const all = (items: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
    items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? all(item.submenu) : [])])
  return all(menuTemplate(['/a & b'], chosen, actions, { platform, isPackaged: true }))
}

function keysOn(platform: NodeJS.Platform, chosen?: ChosenKeys): Record<string, string> {
  return Object.fromEntries(
    itemsOn(platform, chosen).flatMap(({ id, accelerator }) => (id && accelerator ? [[id, accelerator]] : [])),
  )
}

test.each(['linux', 'win32'] as const)('on %s no role closes the window, and a click does', (platform) => {
  const roles = itemsOn(platform).flatMap(({ role }) => role ?? [])
  expect(roles).toEqual(expect.arrayContaining(['minimize', 'editMenu', 'quit']))
  expect(roles.filter((role) => ['close', 'windowMenu', 'fileMenu'].includes(role))).toEqual([])
  const close = itemsOn(platform).find(({ id }) => id === 'window.close')
  expect(close).not.toHaveProperty('accelerator')
  let closed = 0
  close?.click?.({} as never, { close: () => closed++ } as never, {} as never)
  // Chosen in a menu while no window has the focus.
  close?.click?.({} as never, undefined, {} as never)
  expect(closed).toBe(1)
})

test('on a Mac there are its own menus, which close nothing by keys', () => {
  const roles = itemsOn('darwin').flatMap(({ role }) => role ?? [])
  expect(roles).toEqual(expect.arrayContaining(['appMenu', 'windowMenu']))
  expect(roles.filter((role) => ['close', 'fileMenu', 'quit'].includes(role))).toEqual([])
})

describe('keys', () => {
  test('of the page are never registered for the menu', () => {
    const registered = itemsOn('linux').filter(
      ({ accelerator, registerAccelerator }) => accelerator !== undefined && registerAccelerator !== false,
    )
    expect(registered).toEqual([])
  })

  test('that may be text stand in no menu of a Mac', () => {
    const chosen = new Map([
      ['app.panel', 'F9'],
      ['app.side', 'M'],
      ['go.runs', 'Alt+Shift+R'],
      ['go.plans', 'Shift+A'],
      ['go.home', 'Ctrl+Alt+H'],
      ['tab.close', '+'],
      ['tab.split', 'Ctrl++'],
    ])
    expect(keysOn('linux', chosen)).toMatchObject({
      'app.panel': 'F9',
      'app.side': 'M',
      'go.runs': 'Alt+Shift+R',
      'go.plans': 'Shift+A',
      'go.home': 'CmdOrCtrl+Alt+H',
      'tab.close': 'Plus',
      'tab.split': 'CmdOrCtrl+Plus',
      'app.inspector': 'Space',
      'help.shortcuts': '?',
    })
    const onMac = keysOn('darwin', chosen)
    expect(onMac).toMatchObject({ 'go.home': 'CmdOrCtrl+Alt+H', 'tab.split': 'CmdOrCtrl+Plus', 'tab.next': 'Ctrl+Tab' })
    for (const id of ['app.panel', 'app.side', 'go.runs', 'go.plans', 'tab.close', 'app.inspector', 'help.shortcuts'])
      expect(onMac).not.toHaveProperty([id])
  })
})

test('a folder is named as it is, with its ampersands', () => {
  expect(itemsOn('linux').map(({ label }) => label)).toContain('/a && b')
})
