/** The menu bar: commands of the page by their ids there, with the keys that the page itself hears, and what only the system can do. */
import { app, Menu, type MenuItemConstructorOptions } from 'electron'

export interface MenuActions {
  /** A command of the page. */
  command(id: string): void
  openFolder(): void
  openRecent(folder: string): void
  forgetRecent(): void
}

const MAC = process.platform === 'darwin'

export function setMenu(recent: readonly string[], actions: MenuActions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(recent, actions)))
}

function menuTemplate(recent: readonly string[], actions: MenuActions): MenuItemConstructorOptions[] {
  /** Shown only: the page has the keys, and what is looked at goes before the window around it. */
  const command = (id: string, label: string, accelerator?: string): MenuItemConstructorOptions => ({
    id,
    label,
    ...(accelerator === undefined ? {} : { accelerator, registerAccelerator: false }),
    click: () => actions.command(id),
  })
  const separator: MenuItemConstructorOptions = { type: 'separator' }
  const recentItems: MenuItemConstructorOptions[] = [
    ...recent.map((folder) => ({ label: asLabel(folder), click: () => actions.openRecent(folder) })),
    ...(recent.length > 0 ? [separator] : []),
    { id: 'recent.forget', label: 'Clear List', enabled: recent.length > 0, click: () => actions.forgetRecent() },
  ]
  return [
    ...(MAC ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        {
          id: 'folder.open',
          label: 'Open Folder…',
          accelerator: 'CmdOrCtrl+O',
          registerAccelerator: false,
          click: () => actions.openFolder(),
        },
        { id: 'recent', label: 'Open Recent', submenu: recentItems },
        separator,
        command('tab.close', 'Close Tab', 'CmdOrCtrl+W'),
        command('tab.reopen', 'Reopen Closed Tab', 'CmdOrCtrl+Shift+T'),
        separator,
        command('go.settings', 'Settings', 'CmdOrCtrl+,'),
        ...(MAC ? [] : [separator, { role: 'quit' } as const]),
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
        ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' } as const]),
      ],
    },
    {
      label: '&Run',
      submenu: [command('run.start', 'Start a Run…'), command('run.example', 'Run the Example')],
    },
    { role: 'windowMenu' },
    { role: 'help', submenu: [command('help.shortcuts', 'Keyboard Shortcuts', '?')] },
  ]
}

/** An ampersand would be the sign before a key of the menu. */
function asLabel(folder: string): string {
  return folder.replaceAll('&', '&&')
}
