/** What a test may do with the system: see it, click in it, and try what an attacker would. */
import { app, openWindows } from './app.ts'
import { BrowserWindow } from './browserWindow.ts'
import { answerCalls } from './control.ts'
import { registeredKeys } from './menuRoles.ts'
import { ipcMain, permissions, shown, unlockKeyring, type MenuItem } from './system.ts'
import { utilities, type UtilityProcess } from './utilityProcess.ts'

function theWindow(): BrowserWindow | null {
  return [...openWindows].find((each) => each instanceof BrowserWindow) ?? null
}

function find(items: readonly MenuItem[], name: string): MenuItem | null {
  for (const item of items) {
    const found = item.id === name || item.label === name ? item : find(item.submenu ?? [], name)
    if (found !== null) return found
  }
  return null
}

function click(item: MenuItem | null): void {
  item?.click?.(item, theWindow())
}

function labels(items: readonly MenuItem[]): string[] {
  return items.flatMap((item) => (item.label === undefined ? [] : [item.label]))
}

/** As plain data. */
export interface StandInState {
  window: {
    options: Record<string, unknown>
    isShown: boolean
    hasFlashed: boolean
    focused: number
    isMaximised: boolean
  } | null
  tray: { toolTip: string; items: string[] } | null
  recentItems: string[]
  recentDocuments: string[]
  external: string[]
  copied: string
  closedBoxes: number
  blockers: number
  processes: { name: string; pid: number }[]
}

function state(): StandInState {
  const window = theWindow()
  return {
    window: window && {
      options: { ...window.options },
      isShown: window.isShown,
      hasFlashed: window.hasFlashed,
      focused: window.focused,
      isMaximised: window.isMaximized(),
    },
    tray: shown.tray && { toolTip: shown.tray.toolTip, items: labels(shown.tray.menu) },
    recentItems: labels(find(shown.menu, 'recent')?.submenu ?? []),
    recentDocuments: app.recentDocuments,
    external: shown.external,
    copied: shown.copied,
    closedBoxes: shown.closedBoxes,
    blockers: shown.blockers.size,
    processes: [...utilities].flatMap(({ name, pid }) => (pid === undefined ? [] : [{ name, pid }])),
  }
}

function named(name: string): UtilityProcess[] {
  return [...utilities].filter((each) => each.name.includes(name))
}

function signal(name: string, kind: NodeJS.Signals): void {
  for (const { pid } of named(name)) if (pid !== undefined) process.kill(pid, kind)
}

answerCalls({
  state,
  clickMenu: (name: string) => click(find(shown.menu, name)),
  /** The keys that the menu shows beside a command; null: none. */
  menuKeys: (name: string) => find(shown.menu, name)?.accelerator ?? null,
  /** Keys that the system acts upon where the page has not used them. */
  registeredKeys: () => registeredKeys(shown.menu),
  clickTray: (label: string) => click(find(shown.tray?.menu ?? [], label)),
  closeWindow: () => theWindow()?.close(),
  logOut: () => app.logOut(),
  /** Of Windows. @param event `query-session-end`, `session-end` @returns whether it is to wait */
  sessionEnd(event: string) {
    let isPrevented = false
    theWindow()?.emit(event, { reasons: ['logoff'], preventDefault: () => (isPrevented = true) })
    return isPrevented
  },
  openFile: (path: string) => app.emit('open-file', { preventDefault: () => {} }, path),
  /** Whether the frame is given ports. */
  connectAs(frame: { url: string; origin: string; parent: object | null } | null) {
    let isGiven = false
    const senderFrame = frame && { ...frame, postMessage: () => (isGiven = true) }
    ipcMain.emit('host:connect', { senderFrame })
    return isGiven
  },
  permission(name: string, origin: string) {
    let isGranted: boolean | null = null
    const contents = { mainFrame: { parent: null, origin, url: `${origin}/` } }
    permissions.request?.(contents, name, (granted) => (isGranted = granted))
    return { isGranted, isChecked: permissions.check?.(contents, name, `${origin}/`) ?? null }
  },
  /** Whether it is refused. @param event `will-navigate`, `will-redirect`, `will-frame-navigate` */
  navigation(event: string, url: string, isMainFrame: boolean) {
    let isPrevented = false
    theWindow()?.webContents.emit(event, { url, isMainFrame, preventDefault: () => (isPrevented = true) })
    return isPrevented
  },
  windowOpen: (url: string) => theWindow()?.webContents.openHandler({ url }).action,
  webview() {
    let isPrevented = false
    theWindow()?.webContents.emit('will-attach-webview', { preventDefault: () => (isPrevented = true) })
    return isPrevented
  },
  unlockKeyring,
  /** It is there, and does nothing. */
  freeze: (name: string) => signal(name, 'SIGSTOP'),
  thaw: (name: string) => signal(name, 'SIGCONT'),
  crash: (name: string) => signal(name, 'SIGKILL'),
  /** It throws what nobody catches. */
  fault: (name: string) => signal(name, 'SIGUSR2'),
  /** As V8 has it when it cannot go on: said first, with a report that has the environment in it. */
  fatalError(name: string) {
    for (const each of named(name))
      each.emit(
        'error',
        'FatalError',
        'JSON.parse',
        JSON.stringify({ environmentVariables: { TOKEN: 'not to be seen' } }),
      )
    signal(name, 'SIGABRT')
  },
})
