/** The menu bar of the program, as the system shows it. */
import { app, Menu } from 'electron'
import { menuTemplate, type ChosenKeys, type MenuActions } from './menuTemplate.ts'

export function setMenu(recent: readonly string[], chosen: ChosenKeys, actions: MenuActions): void {
  const place = { platform: process.platform, isPackaged: app.isPackaged }
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(recent, chosen, actions, place)))
}
