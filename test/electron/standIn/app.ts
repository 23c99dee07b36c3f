/** Electron's app: its life, its lock, its folders. */
import { EventEmitter } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'

interface Closable {
  /** @returns false: it did not want to */
  tryClose(): boolean
}

interface UtilityInfo extends EventEmitter {
  readonly name: string
  /** Undefined: it has ended. */
  readonly pid: number | undefined
  readonly creationTime: number
}

/** Windows and processes register themselves. */
export const openWindows = new Set<Closable>()
export const utilities = new Set<UtilityInfo>()

const folder = process.env['STAND_IN_FOLDER'] ?? ''
const lockFile = join(folder, 'lock')

/** What Electron refuses before it is ready. @throws Error */
export function expectReady(what: string): void {
  if (!app.isReady()) throw new Error(`${what} cannot be used before the app is ready.`)
}
/** What it refuses afterwards. @throws Error */
export function expectNotReady(what: string): void {
  if (app.isReady()) throw new Error(`${what} can only be called before the app is ready.`)
}

class App extends EventEmitter {
  readonly isPackaged = Boolean(process.env['STAND_IN_PACKAGED'])
  /** What was asked of it that can be seen nowhere else. */
  readonly asked = {
    sandbox: false,
    userModelId: null as string | null,
    recentDocuments: [] as string[],
    trayIcon: null as string | null,
    /** How often. */
    keyring: 0,
  }
  readonly commandLine = { hasSwitch: (name: string) => process.argv.includes(`--${name}`) }
  readonly #ready = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
    this.#isReady = true
    this.emit('ready', {}, {})
  })
  #isReady = false
  #isQuitting = false

  isReady(): boolean {
    return this.#isReady
  }

  getVersion(): string {
    return '9.9.9'
  }
  getPath(name: string): string {
    const path = join(folder, name)
    mkdirSync(path, { recursive: true })
    return path
  }
  getAppMetrics(): { type: string; name: string; pid: number; creationTime: number }[] {
    return [...utilities].flatMap(({ name, pid, creationTime }) =>
      pid === undefined ? [] : [{ type: 'Utility', name, pid, creationTime }],
    )
  }
  addRecentDocument(path: string): void {
    this.asked.recentDocuments.push(path)
  }
  clearRecentDocuments(): void {
    this.asked.recentDocuments = []
  }
  enableSandbox(): void {
    expectNotReady('app.enableSandbox')
    this.asked.sandbox = true
  }
  setAppUserModelId(id: string): void {
    this.asked.userModelId = id
  }
  whenReady(): Promise<void> {
    return this.#ready
  }

  /** The second start leaves what it has to say as a file beside the lock. */
  requestSingleInstanceLock(handed: unknown): boolean {
    try {
      writeFileSync(lockFile, String(process.pid), { flag: 'wx' })
    } catch {
      writeFileSync(join(folder, `second-${process.pid}.part`), JSON.stringify(handed))
      writeFileSync(join(folder, `second-${process.pid}.json`), JSON.stringify(handed))
      return false
    }
    process.on('exit', () => rmSync(lockFile, { force: true }))
    const seen = new Set<string>()
    watch(folder, () => {
      for (const name of readdirSync(folder)) {
        if (!/^second-.*\.json$/.test(name) || seen.has(name)) continue
        const text = readFileSync(join(folder, name), 'utf8')
        if (text === '') continue
        seen.add(name)
        void this.#ready.then(() => this.emit('second-instance', {}, [], '/', JSON.parse(text)))
      }
    }).unref()
    return true
  }

  /** Asks nobody. */
  exit(code: number): void {
    process.exit(code)
  }
  quit(): void {
    if (!this.#isQuitting && this.#mayQuit()) this.#closeAll()
  }
  /** macOS asks all programs to end. @returns false: this one called it off */
  logOut(): boolean {
    const mayQuit = this.#mayQuit()
    if (mayQuit) setImmediate(() => this.#closeAll())
    return mayQuit
  }
  #mayQuit(): boolean {
    let isPrevented = false
    this.emit('before-quit', { preventDefault: () => (isPrevented = true) })
    return !isPrevented
  }
  #closeAll(): void {
    this.#isQuitting = true
    for (const window of openWindows) {
      if (window.tryClose()) continue
      this.#isQuitting = false
      return
    }
    this.emit('will-quit', { preventDefault: () => {} })
    process.exit(0)
  }
  windowClosed(): void {
    if (openWindows.size === 0 && !this.#isQuitting) this.emit('window-all-closed')
  }
}

export const app = new App()
