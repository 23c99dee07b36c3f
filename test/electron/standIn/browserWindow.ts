/** BrowserWindow as a page of the Chromium that the test started. */
import { EventEmitter } from 'node:events'
import { chromium, type BrowserContext, type Frame, type Page } from 'playwright-core'
import { decodeMessage, encodeMessage } from '../../../src/contract/wire.ts'
import { app, openWindows } from './app.ts'
import { carry, type MessagePortMain } from './messagePorts.ts'
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

let nextPort = 1

/** Electron's WebFrameMain. */
function frameOf(page: Page, frame: Frame) {
  const parent = frame.parentFrame()
  return {
    url: fromHttp(frame.url()),
    origin: fromHttp(new URL(frame.url()).origin),
    parent: parent === null ? null : { url: parent.url() },
    postMessage(channel: string, _message: unknown, ports: MessagePortMain[]) {
      const ids = ports.map((port) => {
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

  constructor(preload: string) {
    super()
    this.page = this.#open(preload)
  }
  get mainFrame() {
    return { parent: null, origin: 'app://workbench', url: 'app://workbench/' }
  }
  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler
  }
  reload(): void {
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
  readonly webContents: WebContents
  #isShown = false
  #isMaximised = false
  #isDestroyed = false

  constructor(options: WindowOptions) {
    super()
    this.options = options
    this.webContents = new WebContents(options.webPreferences.preload)
    openWindows.add(this)
    app.emit('web-contents-created', {}, this.webContents)
    app.emit('browser-window-created', {}, this)
  }
  static getAllWindows(): BrowserWindow[] {
    return [...openWindows].filter((each) => each instanceof BrowserWindow)
  }
  async loadURL(url: string): Promise<void> {
    await this.webContents.loadURL(url)
    this.emit('ready-to-show')
  }
  show(): void {
    this.#isShown = true
    this.emit('show')
  }
  isVisible(): boolean {
    return this.#isShown
  }
  focus(): void {}
  isMinimized(): boolean {
    return false
  }
  restore(): void {}
  /** Shows it, as Electron does. */
  maximize(): void {
    this.#isMaximised = true
    this.show()
  }
  isMaximized(): boolean {
    return this.#isMaximised
  }
  isFullScreen(): boolean {
    return false
  }
  isDestroyed(): boolean {
    return this.#isDestroyed
  }
  getNormalBounds() {
    const { x = 0, y = 0, width, height } = this.options
    return { x, y, width, height }
  }
  close(): void {
    this.tryClose()
  }
  tryClose(): boolean {
    let isPrevented = false
    this.emit('close', { preventDefault: () => (isPrevented = true) })
    if (!isPrevented) this.destroy()
    return !isPrevented
  }
  destroy(): void {
    if (this.#isDestroyed) return
    this.#isDestroyed = true
    openWindows.delete(this)
    void this.webContents.page.then((page) => page.close())
    this.emit('closed')
    app.windowClosed()
  }
}
