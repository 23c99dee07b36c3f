/** The menu bar: commands of the page by their ids there, with the keys that the page itself hears, and what only the system can do. */
import type { MenuItemConstructorOptions } from 'electron'
import { acceleratorOf } from './accelerator.ts'

export interface MenuActions {
  /** A command of the page. */
  command(id: string): void
  openFolder(): void
  openRecent(folder: string): void
  forgetRecent(): void
}

/** By commands of the page: keys that somebody has chosen for them; null: none. Others have those they have at first. */
export type ChosenKeys = ReadonlyMap<string, string | null>

/** Where the menu is. */
export interface MenuPlace {
  platform: NodeJS.Platform
  isPackaged: boolean
}

export function menuTemplate(
  recent: readonly string[],
  chosen: ChosenKeys,
  actions: MenuActions,
  { platform, isPackaged }: MenuPlace,
): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin'
  /**
   * Shown only: the page has the keys, and what is looked at goes before the window around it. On a Mac a menu that shows keys takes
   * them, too, once the page leaves them: a sign or a letter would be lost to text.
   */
  const withKeys = (
    id: string,
    first?: string,
  ): Pick<MenuItemConstructorOptions, 'accelerator' | 'registerAccelerator'> => {
    const keys = chosen.get(id)
    const accelerator = keys === undefined ? first : keys === null ? null : acceleratorOf(keys)
    return accelerator == null || (isMac && isForText(accelerator)) ? {} : { accelerator, registerAccelerator: false }
  }
  const command = (id: string, label: string, first?: string): MenuItemConstructorOptions => ({
    id,
    label,
    ...withKeys(id, first),
    click: () => actions.command(id),
  })
  const separator: MenuItemConstructorOptions = { type: 'separator' }
  const recentItems: MenuItemConstructorOptions[] = [
    ...recent.map((folder) => ({ label: asLabel(folder), click: () => actions.openRecent(folder) })),
    ...(recent.length > 0 ? [separator] : []),
    { id: 'recent.forget', label: 'Clear List', enabled: recent.length > 0, click: () => actions.forgetRecent() },
  ]
  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        {
          id: 'folder.open',
          label: 'Open Folder…',
          ...withKeys('app.openFolder', 'CmdOrCtrl+O'),
          click: () => actions.openFolder(),
        },
        { id: 'recent', label: 'Open Recent', submenu: recentItems },
        separator,
        command('tab.close', 'Close Tab', 'CmdOrCtrl+W'),
        command('tab.reopen', 'Reopen Closed Tab', 'CmdOrCtrl+Shift+T'),
        separator,
        command('go.settings', 'Settings', 'CmdOrCtrl+,'),
        ...(isMac ? [] : [separator, { role: 'quit' } as const]),
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        command('app.commands', 'All Commands…', 'CmdOrCtrl+Shift+P'),
        command('app.open', 'Search Plans and Runs…', 'CmdOrCtrl+P'),
        separator,
        command('go.home', 'Home', 'CmdOrCtrl+1'),
        command('go.runs', 'Runs', 'CmdOrCtrl+2'),
        command('go.plans', 'Plans', 'CmdOrCtrl+3'),
        command('go.compare', 'Compare', 'CmdOrCtrl+4'),
        command('go.trends', 'Trends', 'CmdOrCtrl+5'),
        command('go.capacity', 'Capacity', 'CmdOrCtrl+6'),
        separator,
        command('app.side', 'Side Bar', 'CmdOrCtrl+B'),
        command('app.panel', 'Panel', 'CmdOrCtrl+J'),
        command('app.inspector', 'Inspector', 'Space'),
        command('tab.split', 'Split', 'CmdOrCtrl+\\'),
        separator,
        command('tab.next', 'Next Tab', 'Ctrl+Tab'),
        command('tab.previous', 'Previous Tab', 'Ctrl+Shift+Tab'),
        separator,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
        separator,
        { role: 'reload' },
        ...(isPackaged ? [] : [{ role: 'toggleDevTools' } as const]),
      ],
    },
    {
      label: '&Run',
      submenu: [command('run.start', 'Start a Run…'), command('run.example', 'Run the Example')],
    },
    isMac ? { role: 'windowMenu' } : WINDOW_MENU,
    { role: 'help', submenu: [command('help.shortcuts', 'Keyboard Shortcuts', '?')] },
  ]
}

/**
 * In place of the role `windowMenu`, which off the Mac closes the window with Ctrl+W: whenever the page leaves that key (a dialog is open,
 * there is no tab, it is no key of `tab.close` any more) the program would end.
 */
const WINDOW_MENU: MenuItemConstructorOptions = {
  label: '&Window',
  submenu: [
    { role: 'minimize' },
    { id: 'window.close', label: 'Close Window', click: (_item, window) => window?.close() },
  ],
}

/** Neither Command nor Control is held: keys that may write something, or mean something in a field. */
function isForText(accelerator: string): boolean {
  return !accelerator.split('+').some((part) => part === 'CmdOrCtrl' || part === 'Ctrl')
}

/** An ampersand would be the sign before a key of the menu. */
function asLabel(folder: string): string {
  return folder.replaceAll('&', '&&')
}
