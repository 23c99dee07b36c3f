/** The window itself: where it is, what it may do, and what happens when its page is lost. */
import { BrowserWindow, nativeTheme, screen } from 'electron'
import type { ShellSettings } from '../kept/settings.ts'
import { createRestartLimit } from '../processes/restartLimit.ts'
import { PAGE_URL } from '../security/appProtocol.ts'
import { offerTextMenu } from './textMenu.ts'
import { LEAST, placeWindow } from './windowPlace.ts'

export interface WindowEvents {
  /** It is to be closed. @returns false: it stays */
  mayClose(): boolean
  /** The system logs off or shuts down, whatever is said (Windows). */
  sessionEnds(): void
  closed(): void
  log: (line: string) => void
}

const PLACE_SETTLES_MS = 500

export function openWindow(
  files: { preload: string; icon: string },
  settings: ShellSettings,
  events: WindowEvents,
): BrowserWindow {
  const main = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter(({ id }) => id !== main.id)
  const window = new BrowserWindow({
    ...placeWindow(
      settings.place,
      [main, ...others].map(({ workArea }) => workArea),
    ),
    minWidth: LEAST.width,
    minHeight: LEAST.height,
    title: 'Loadwright',
    icon: files.icon,
    show: false,
    // Of the page before its styles are there: no flash of the other theme.
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#16181d' : '#f6f7f9',
    webPreferences: {
      preload: files.preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      // Names and paths are no words; and off the Mac it would fetch a dictionary from the network, unasked.
      spellcheck: false,
      // A run goes on when the window is covered, and its charts must be right when it is back.
      backgroundThrottling: true,
    },
  })
  showWhenReady(window, settings)
  window.on('close', (event) => {
    if (!events.mayClose()) event.preventDefault()
  })
  // Of Windows only: it says who keeps it waiting, and lets people choose.
  window.on('query-session-end', (event) => {
    if (!events.mayClose()) event.preventDefault()
  })
  window.on('session-end', () => events.sessionEnds())
  window.once('closed', () => events.closed())
  offerTextMenu(window)
  reloadWhenLost(window, events.log)
  void window.loadURL(PAGE_URL).catch((error: Error) => events.log(`The page was not loaded: ${error.message}`))
  return window
}

/** Not before its page can be seen; until then it is in no place that is worth keeping. */
function showWhenReady(window: BrowserWindow, settings: ShellSettings): void {
  let isReady = false
  const ready = (): void => {
    if (isReady) return
    isReady = true
    // Maximised, it is shown by that.
    if (settings.place?.isMaximised) window.maximize()
    window.show()
    keepPlace(window, settings)
  }
  window.once('ready-to-show', ready)
  // Under Wayland a window is not painted before it is shown, and waited for for ever (electron/electron#48859).
  if (process.platform === 'linux') window.webContents.once('did-finish-load', ready)
}

function keepPlace(window: BrowserWindow, settings: ShellSettings): void {
  let settling: NodeJS.Timeout | undefined
  const keep = (): void => {
    clearTimeout(settling)
    if (window.isDestroyed() || window.isMinimized() || window.isFullScreen()) return
    settings.keepPlace({ ...window.getNormalBounds(), isMaximised: window.isMaximized() })
  }
  const keepSoon = (): void => {
    clearTimeout(settling)
    settling = setTimeout(keep, PLACE_SETTLES_MS)
  }
  window.on('resize', keepSoon)
  window.on('move', keepSoon)
  window.on('maximize', keepSoon)
  window.on('unmaximize', keepSoon)
  window.on('close', keep)
  window.once('closed', () => clearTimeout(settling))
}

/** Nothing is lost with the page: what it shows is the host's. */
function reloadWhenLost(window: BrowserWindow, log: (line: string) => void): void {
  const limit = createRestartLimit()
  window.webContents.on('render-process-gone', (_, { reason, exitCode }) => {
    log(`The page's process ended: ${reason}, exit code ${exitCode}`)
    if (reason === 'clean-exit' || !limit.allows(Date.now())) return
    // Not from within: what is left of the page is still being taken down (electron/electron#51900).
    setImmediate(() => {
      if (!window.isDestroyed()) window.webContents.reload()
    })
  })
}

/** Brings it before the user's eyes. */
export function showWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}
