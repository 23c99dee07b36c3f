/** What a test may do in the stand-in: what it may in Electron itself, and what only a stand-in can play. */
import { takeHold, type ElectronOfMain } from '../hand.ts'
import { app, utilities } from './app.ts'
import { BrowserWindow } from './browserWindow.ts'
import { answerCalls } from './control.ts'
import { popups } from './menu.ts'
import {
  clipboard,
  dialog,
  ipcMain,
  Menu,
  permissions,
  powerSaveBlocker,
  shell,
  Tray,
  unlockKeyring,
} from './system.ts'

export type StandInCalls = typeof standInCalls

const standInCalls = {
  /** What main gave to the window when it was made. */
  windowOptions: () => BrowserWindow.getAllWindows()[0]?.options ?? null,
  /** What main asked of Electron's app that shows nowhere else. */
  asked: () => app.asked,
  /** On macOS all programs are asked to end. @returns false: this one called it off */
  logOut: () => app.logOut(),
  permission(name: string, origin: string) {
    let isGranted: boolean | null = null
    const contents = { mainFrame: { parent: null, origin, url: `${origin}/` } }
    permissions.request?.(contents, name, (granted) => (isGranted = granted))
    return { isGranted, isChecked: permissions.check?.(contents, name, `${origin}/`) ?? null }
  },
  unlockKeyring,
  /** The right mouse button, on text. @returns what can be done with it; null: no menu is shown */
  textMenu(params: { isEditable: boolean; selectionText: string; editFlags: Record<string, boolean> }) {
    BrowserWindow.getAllWindows()[0]?.webContents.emit('context-menu', {}, params)
    return popups.shift()?.items.flatMap(({ role, enabled }) => (enabled ? (role ?? []) : [])) ?? null
  },
  /** As V8 has it when it cannot go on: said first, with a report that has the environment in it. */
  fatalError(name: string) {
    const report = JSON.stringify({ environmentVariables: { TOKEN: 'not to be seen' } })
    for (const each of utilities) {
      if (!each.name.includes(name)) continue
      each.emit('error', 'FatalError', 'JSON.parse', report)
      if (each.pid !== undefined) process.kill(each.pid, 'SIGABRT')
    }
  },
}

const electron = { app, BrowserWindow, clipboard, dialog, ipcMain, Menu, powerSaveBlocker, shell, Tray }
answerCalls({ ...takeHold(electron as unknown as ElectronOfMain), ...standInCalls })
