/** BrowserWindow as a page of the Chromium that the test started. */
import { EventEmitter } from 'node:events'
import { chromium, type BrowserContext, type Frame, type Page } from 'playwright-core'
import { decodeMessage, encodeMessage } from '../../../src/contract/wire.ts'
import { app, expectReady, openWindows } from './app.ts'
import { carry, givenPorts, type MessagePortMain } from './messagePorts.ts'
import { pageScript } from './pageScript.ts'
import { expectSocket, fromHttp, toHttp } from './protocol.ts'
import { ipcMain } from './system.ts'

export interface WindowOptions {
  x?: number
  y?: number
  width: number
  height: number
  webPreferences: Record<string, unknown> & { preload: string }
}
interface OpenHandler {
  (details: { url: string }): { action: 'deny' | 'allow' }
}

let context: Promise<BrowserContext> | null = null
function theContext(): Promise<BrowserContext> {
  context ??= chromium.connectOverCDP(process.env['STAND_IN_CHROMIUM'] ?? '').then((browser) => {
    const [shared] = browser.contexts()
    if (shared === undefined) throw new Error('Chromium has no context to share.')
    return shared
  })
  return context
}

/** Under Wayland a window that was not shown yet is not painted, and so is never ready to be shown. */
const isWayland = Boolean(process.env['STAND_IN_WAYLAND'])

/** Of windows and what is in them. @throws TypeError */
function expectAlive(object: { isDestroyed(): boolean }): void {
  if (object.isDestroyed()) throw new TypeError('Object has been destroyed')
}

let nextPort = 1

/** Electron's WebFrameMain. */
function frameOf(page: Page, frame: Frame) {
  const parent = frame.parentFrame()
  return {
    url: fromHttp(frame.url()),
    origin: fromHttp(new URL(frame.url()).origin),
    parent: parent === null ? null : { url: parent.url() },
    postMessage(channel: string, _message: unknown, transfer: MessagePortMain[]) {
      if (page.isClosed() || frame.isDetached())
        throw new Error('Render frame was disposed before WebFrameMain could be accessed')
      const ids = givenPorts(transfer).map((port) => {
        const id = nextPort++
        expectSocket(id, (socket) => {
          const near = carry(port, { send: (data) => socket.send(encodeMessage(data)), close: () => socket.close() })
          socket.on('message', (data) => near.send(decodeMessage(data as Buffer)))
          socket.on('close', () => near.close())
        })
        return id
      })
      const deliver = `window.standInDeliver(${JSON.stringify(channel)}, ${JSON.stringify(ids)})`
      void page.evaluate(deliver).catch(() => {})
    },
  }
}

class WebContents extends EventEmitter {
  openHandler: OpenHandler = () => ({ action: 'allow' })
  readonly page: Promise<Page>
  /** Navigations that main itself asked for are not asked about. */
  #isLoading = false
  isGone = false

  constructor(preload: string) {
    super()
    this.page = this.#open(preload)
  }
  get mainFrame() {
    return { parent: null, origin: 'app://workbench', url: 'app://workbench/' }
  }
  isDestroyed(): boolean {
    return this.isGone
  }
  setWindowOpenHandler(handler: OpenHandler): void {
    expectAlive(this)
    this.openHandler = handler
  }
  reload(): void {
    expectAlive(this)
    void this.#load((page) => page.reload())
  }
  loadURL(url: string): Promise<void> {
    return this.#load((page) => page.goto(toHttp(url)))
  }

  async #load(go: (page: Page) => Promise<unknown>): Promise<void> {
    const page = await this.page
    this.#isLoading = true
    try {
      await go(page)
    } finally {
      this.#isLoading = false
    }
    if (!this.isGone) this.emit('did-finish-load')
  }

  async #open(preload: string): Promise<Page> {
    const page = await (await theContext()).newPage()
    await page.exposeBinding('standInSend', ({ frame }, channel: string) => {
      ipcMain.emit(channel, { senderFrame: frameOf(page, frame) })
    })
    await page.exposeBinding('standInOpen', (_, url: string) => this.openHandler({ url }).action)
    await page.addInitScript(pageScript(preload))
    await page.route('**/*', async (route) => {
      const request = route.request()
      if (!request.isNavigationRequest() || this.#isLoading) return route.fallback()
      const isMainFrame = request.frame() === page.mainFrame()
      return this.#mayNavigate(fromHttp(request.url()), isMainFrame) ? route.fallback() : route.abort('aborted')
    })
    return page
  }
  #mayNavigate(url: string, isMainFrame: boolean): boolean {
    let isPrevented = false
    const details = { url, isMainFrame, preventDefault: () => (isPrevented = true) }
    this.emit('will-frame-navigate', details)
    if (isMainFrame && !isPrevented) this.emit('will-navigate', details)
    return !isPrevented
  }
}

export class BrowserWindow extends EventEmitter {
  readonly options: WindowOptions
  readonly #contents: WebContents
  #isShown = false
  #isMaximised = false
  #isDestroyed = false

  constructor(options: WindowOptions) {
    expectReady('BrowserWindow')
    super()
    this.options = options
    this.#contents = new WebContents(options.webPreferences.preload)
    openWindows.add(this)
    app.emit('web-contents-created', {}, this.webContents)
    app.emit('browser-window-created', {}, this)
  }
  static getAllWindows(): BrowserWindow[] {
    return [...openWindows].filter((each) => each instanceof BrowserWindow)
  }
  get webContents(): WebContents {
    expectAlive(this)
    return this.#contents
  }
  async loadURL(url: string): Promise<void> {
    await this.webContents.loadURL(url)
    if (!this.#isDestroyed && (!isWayland || this.#isShown)) this.emit('ready-to-show')
  }
  show(): void {
    expectAlive(this)
    this.#isShown = true
    this.emit('show')
  }
  isVisible(): boolean {
    expectAlive(this)
    return this.#isShown
  }
  focus(): void {
    expectAlive(this)
  }
  isMinimized(): boolean {
    expectAlive(this)
    return false
  }
  restore(): void {
    expectAlive(this)
  }
  /** Shows it, as Electron does. */
  maximize(): void {
    this.#isMaximised = true
    this.show()
  }
  isMaximized(): boolean {
    expectAlive(this)
    return this.#isMaximised
  }
  isFullScreen(): boolean {
    expectAlive(this)
    return false
  }
  isDestroyed(): boolean {
    return this.#isDestroyed
  }
  getNormalBounds() {
    expectAlive(this)
    const { x = 0, y = 0, width, height } = this.options
    return { x, y, width, height }
  }
  close(): void {
    expectAlive(this)
    this.tryClose()
  }
  tryClose(): boolean {
    let isPrevented = false
    this.emit('close', { preventDefault: () => (isPrevented = true) })
    if (!isPrevented && !this.#isDestroyed) this.destroy()
    return !isPrevented
  }
  destroy(): void {
    expectAlive(this)
    this.#isDestroyed = true
    this.#contents.isGone = true
    openWindows.delete(this)
    void this.#contents.page.then((page) => page.close())
    this.emit('closed')
    app.windowClosed()
  }
}
