/**
 * What Electron's roles bring into a menu unasked: keys that are taken from the window when its page leaves them, and whole submenus.
 * Those that main uses, and those that would close its window, as in Electron 45 (lib/browser/api/menu-item-roles.ts).
 */
import type { MenuItemOptions } from './menu.ts'

const MAC = process.platform === 'darwin'

interface Role {
  accelerator?: string
  /** Its key is shown only: the page has it by itself. */
  isShownOnly?: true
  submenu?: string[]
}

const ROLES: Record<string, Role> = {
  undo: { accelerator: 'CommandOrControl+Z' },
  redo: { accelerator: process.platform === 'win32' ? 'Control+Y' : 'Shift+CommandOrControl+Z' },
  cut: { accelerator: 'CommandOrControl+X', isShownOnly: true },
  copy: { accelerator: 'CommandOrControl+C', isShownOnly: true },
  paste: { accelerator: 'CommandOrControl+V', isShownOnly: true },
  delete: {},
  selectAll: { accelerator: 'CommandOrControl+A' },
  resetZoom: { accelerator: 'CommandOrControl+0' },
  zoomIn: { accelerator: 'CommandOrControl+Plus' },
  zoomOut: { accelerator: 'CommandOrControl+-' },
  togglefullscreen: { accelerator: MAC ? 'Control+Command+F' : 'F11' },
  reload: { accelerator: 'CmdOrCtrl+R' },
  toggleDevTools: { accelerator: MAC ? 'Alt+Command+I' : 'Ctrl+Shift+I' },
  minimize: { accelerator: 'CommandOrControl+M' },
  zoom: {},
  front: {},
  close: { accelerator: 'CommandOrControl+W' },
  quit: process.platform === 'win32' ? {} : { accelerator: 'CommandOrControl+Q' },
  hide: { accelerator: 'Command+H' },
  hideOthers: { accelerator: 'Command+Alt+H' },
  help: {},
  appMenu: { submenu: ['hide', 'hideOthers', 'quit'] },
  fileMenu: { submenu: [MAC ? 'close' : 'quit'] },
  editMenu: { submenu: ['undo', 'redo', 'cut', 'copy', 'paste', 'delete', 'selectAll'] },
  windowMenu: { submenu: ['minimize', 'zoom', MAC ? 'front' : 'close'] },
}

/** Anything that is given goes before what the role brings. */
export function withRole(item: MenuItemOptions): MenuItemOptions {
  const role = item.role === undefined ? {} : ROLES[item.role]
  if (role === undefined) throw new Error(`The stand-in does not know what the role ${item.role} brings.`)
  const { accelerator, isShownOnly, submenu } = role
  return {
    ...(accelerator === undefined ? {} : { accelerator }),
    ...(isShownOnly ? { registerAccelerator: false } : {}),
    ...(submenu === undefined ? {} : { submenu: submenu.map((each) => ({ role: each })) }),
    ...item,
  }
}
