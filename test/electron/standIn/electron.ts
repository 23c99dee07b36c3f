/** What main imports from `electron`, as far as it does. Processes, ports, files and the browser behind it are real. */
import './calls.ts'
export { app } from './app.ts'
export { BrowserWindow } from './browserWindow.ts'
export { MessageChannelMain } from './messagePorts.ts'
export {
  clipboard,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  powerSaveBlocker,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
} from './system.ts'
export { protocol } from './protocol.ts'
export { utilityProcess } from './utilityProcess.ts'
