/**
 * The tests' hand in main, the same under Electron and under its stand-in: it answers main's dialogs, clicks in its menus, sees what it
 * asked of the system, and tries what an attacker would. It knows Electron's interface only, and takes hold before main begins.
 */
import type * as Electron from 'electron'

/** As plain data. */
export interface ShellState {
  window: {
    isShown: boolean
    /** Shown while there was nothing in it. */
    hasFlashed: boolean
    /** How often main wanted it to have the focus, or to be maximised: without a window manager neither happens. */
    focused: number
    maximised: number
    bounds: Electron.Rectangle
  } | null
  tray: { toolTip: string; items: string[] } | null
  recentItems: string[]
  external: string[]
  closedBoxes: number
  blockers: number
  /** Those of ours, in the order of their starts. */
  processes: { name: string; pid: number }[]
}

/** A dialog that waits for its answer. */
export interface Question {
  id: number
  kind: 'messageBox' | 'openDialog'
  options: { message?: string; detail?: string; buttons?: string[]; type?: string; defaultPath?: string }
}

export type ElectronOfMain = Pick<
  typeof Electron,
  'app' | 'BrowserWindow' | 'clipboard' | 'dialog' | 'ipcMain' | 'Menu' | 'powerSaveBlocker' | 'shell' | 'Tray'
>

export type Hand = ReturnType<typeof takeHold>

/** It is brought into Electron as its own text, so that it uses nothing but what is in it. */
export function takeHold(electron: ElectronOfMain) {
  const { app, BrowserWindow, clipboard, dialog, ipcMain, Menu, powerSaveBlocker, shell, Tray } = electron
  type Window = Electron.BrowserWindow
  type Answer = number | string | null

  const seen = new WeakMap<Window, { hasFlashed: boolean; focused: number; maximised: number }>()
  const openHandlers = new WeakMap<Electron.WebContents, Parameters<Electron.WebContents['setWindowOpenHandler']>[0]>()
  const external: string[] = []
  const blockers = new Set<number>()
  let tray: { toolTip: string; menu: Electron.Menu | null } | null = null
  let closedBoxes = 0

  /** What is called is done, and told. */
  function watch<T, K extends keyof T>(
    owner: T,
    name: K,
    told: T[K] extends (...args: infer Args) => infer Result ? (args: Args, result: Result) => void : never,
  ): void {
    const original = owner[name] as (...args: unknown[]) => unknown
    const watched = function (this: unknown, ...args: unknown[]): unknown {
      const result = original.apply(this, args)
      ;(told as (args: unknown[], result: unknown) => void)(args, result)
      return result
    }
    owner[name] = watched as T[K]
  }

  app.on('browser-window-created', (_, window) => {
    const state = { hasFlashed: false, focused: 0, maximised: 0 }
    let isReady = false
    seen.set(window, state)
    window.once('ready-to-show', () => (isReady = true))
    window.webContents.once('did-finish-load', () => (isReady = true))
    window.on('show', () => (state.hasFlashed ||= !isReady))
    watch(window, 'focus', () => state.focused++)
    watch(window, 'maximize', () => state.maximised++)
  })
  app.on('web-contents-created', (_, contents) => {
    watch(contents, 'setWindowOpenHandler', ([handler]) => void openHandlers.set(contents, handler))
  })
  watch(Tray.prototype, 'setToolTip', ([toolTip]) => (tray = { toolTip, menu: tray?.menu ?? null }))
  watch(Tray.prototype, 'setContextMenu', ([menu]) => (tray = { toolTip: tray?.toolTip ?? '', menu }))
  watch(Tray.prototype, 'destroy', () => (tray = null))
  watch(powerSaveBlocker, 'start', (_, id) => void blockers.add(id))
  // Nothing is opened outside.
  shell.openExternal = (url) => {
    external.push(url)
    return Promise.resolve()
  }

  const questions: Question[] = []
  const answers = new Map<number, (answer: Answer) => void>()
  let nextId = 1
  /** @param args the window, where there is one, and the options */
  function ask(kind: Question['kind'], args: readonly unknown[]): Promise<Answer> {
    const { signal, cancelId, ...options } = args.at(-1) as Electron.MessageBoxOptions
    const id = nextId++
    return new Promise((resolve) => {
      answers.set(id, resolve)
      signal?.addEventListener('abort', () => {
        closedBoxes++
        resolve(cancelId ?? 0)
      })
      questions.push({ id, kind, options: JSON.parse(JSON.stringify(options)) as Question['options'] })
    })
  }
  dialog.showMessageBox = async (...args: unknown[]) => {
    const response = (await ask('messageBox', args)) as number
    return { response, checkboxChecked: false }
  }
  dialog.showOpenDialog = async (...args: unknown[]) => {
    const folder = (await ask('openDialog', args)) as string | null
    return { canceled: folder === null, filePaths: folder === null ? [] : [folder] }
  }

  const theWindow = (): Window | null => BrowserWindow.getAllWindows()[0] ?? null
  const itemsOf = (menu: Electron.Menu | null | undefined): Electron.MenuItem[] => menu?.items ?? []
  const labelsOf = (menu: Electron.Menu | null | undefined): string[] =>
    itemsOf(menu).flatMap(({ type, label }) => (type === 'separator' ? [] : [label]))
  /** @param name its id, or its label */
  function find(menu: Electron.Menu | null | undefined, name: string): Electron.MenuItem | null {
    for (const item of itemsOf(menu)) {
      const found = item.id === name || item.label === name ? item : find(item.submenu, name)
      if (found !== null) return found
    }
    return null
  }
  function click(menu: Electron.Menu | null | undefined, name: string): void {
    const item = find(menu, name)
    if (item === null) throw new Error(`There is no ${name} in the menu.`)
    item.click(undefined, theWindow(), theWindow()?.webContents)
  }
  /** Those of `menu` that the system acts upon where the page has not used them; on macOS all that are shown. */
  function keysOf(menu: Electron.Menu | null | undefined): string[] {
    return itemsOf(menu).flatMap(({ accelerator, registerAccelerator, submenu }) => [
      ...(accelerator != null && (process.platform === 'darwin' || registerAccelerator) ? [accelerator] : []),
      ...keysOf(submenu),
    ])
  }
  /** Main's listeners are told of something that has not happened. @returns whether they would have none of it */
  function pretend(
    target: { emit(event: string, details: object): boolean } | undefined,
    event: string,
    details: object,
  ): boolean {
    let isPrevented = false
    target?.emit(event, { ...details, preventDefault: () => (isPrevented = true) })
    return isPrevented
  }

  return {
    state(): ShellState {
      const window = theWindow()
      const state = window === null ? undefined : seen.get(window)
      return {
        window:
          window === null || state === undefined
            ? null
            : { ...state, isShown: window.isVisible(), bounds: window.getNormalBounds() },
        tray: tray && { toolTip: tray.toolTip, items: labelsOf(tray.menu) },
        recentItems: labelsOf(find(Menu.getApplicationMenu(), 'recent')?.submenu),
        external,
        closedBoxes,
        blockers: [...blockers].filter((id) => powerSaveBlocker.isStarted(id)).length,
        processes: app
          .getAppMetrics()
          .toSorted((one, other) => one.creationTime - other.creationTime)
          .flatMap(({ name, pid }) => (name?.startsWith('Loadwright ') ? [{ name, pid }] : [])),
      }
    },
    /** The next dialog, once. */
    question: (): Question | null => questions.shift() ?? null,
    /** @param value of a button its number, of a folder its path; null: none was chosen */
    answer: (id: number, value: Answer): void => answers.get(id)?.(value),
    copied: (): Promise<string> => clipboard.readText(),
    clickMenu: (name: string): void => click(Menu.getApplicationMenu(), name),
    clickTray: (label: string): void => click(tray?.menu, label),
    /** The keys that the menu shows beside a command; null: none. */
    menuKeys: (name: string): string | null => find(Menu.getApplicationMenu(), name)?.accelerator ?? null,
    registeredKeys: (): string[] => keysOf(Menu.getApplicationMenu()),
    closeWindow: (): void => theWindow()?.close(),
    openFile: (path: string): boolean => app.emit('open-file', { preventDefault: () => {} }, path),
    /** Of Windows. @returns whether it is to wait */
    sessionEnd: (event: 'query-session-end' | 'session-end'): boolean =>
      pretend(theWindow() as never, event, { reasons: ['logoff'] }),
    /** Whether the frame is given ports. */
    connectAs(frame: { url: string; origin: string; parent: object | null } | null): boolean {
      let isGiven = false
      const senderFrame = frame && { ...frame, postMessage: () => (isGiven = true) }
      ipcMain.emit('host:connect', { senderFrame })
      return isGiven
    },
    /** Whether it is refused. @param event `will-navigate`, `will-redirect`, `will-frame-navigate` */
    navigation: (event: string, url: string, isMainFrame: boolean): boolean =>
      pretend(theWindow()?.webContents as never, event, { url, isMainFrame }),
    webview: (): boolean => pretend(theWindow()?.webContents as never, 'will-attach-webview', {}),
    windowOpen(url: string): string | null {
      const window = theWindow()
      const handler = window === null ? undefined : openHandlers.get(window.webContents)
      return handler?.({ url } as Electron.HandlerDetails).action ?? null
    },
  }
}
