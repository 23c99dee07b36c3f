/** What the system around has: dialogs, menus, a tray, a clipboard, a keyring. The tests' hand is in it: it answers and clicks. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { existsSync } from 'node:fs'
import { app, expectReady } from './app.ts'
import { Menu } from './menu.ts'

export { Menu }

export const ipcMain = new EventEmitter()

const unanswered = (): never => {
  throw new Error('Nobody is there to answer a dialog.')
}
export const dialog = {
  showMessageBox: unanswered,
  showOpenDialog: unanswered,
  /** It blocks, so no test can answer; without a display Electron says it like this. */
  showErrorBox: (title: string, content: string) => void process.stderr.write(`[${title}] ${content}\n`),
}

export class Tray extends EventEmitter {
  #isDestroyed = false

  constructor(icon: string) {
    expectReady('Tray')
    super()
    app.asked.trayIcon = icon
    if (!existsSync(icon)) throw new Error(`Failed to load image from path '${icon}'`)
  }
  setToolTip(): void {
    this.#expectAlive()
  }
  setContextMenu(): void {
    this.#expectAlive()
  }
  destroy(): void {
    this.#expectAlive()
    this.#isDestroyed = true
  }
  #expectAlive(): void {
    if (this.#isDestroyed) throw new TypeError('Object has been destroyed')
  }
}

let nextBlocker = 0
const blockers = new Set<number>()
export const powerSaveBlocker = {
  start: () => {
    blockers.add(nextBlocker)
    return nextBlocker++
  },
  stop: (id: number) => blockers.delete(id),
  isStarted: (id: number) => blockers.has(id),
}

let copied = ''
export const clipboard = {
  writeText: (text: string) => {
    copied = text
    return Promise.resolve()
  },
  readText: () => Promise.resolve(copied),
}

export const shell = { openExternal: unanswered }

type PermissionRequest = (contents: unknown, permission: string, answer: (granted: boolean) => void) => void
type PermissionCheck = (contents: unknown, permission: string, origin: string) => boolean
export const permissions: { request: PermissionRequest | null; check: PermissionCheck | null } = {
  request: null,
  check: null,
}
const defaultSession = {
  setPermissionRequestHandler: (handler: PermissionRequest) => void (permissions.request = handler),
  setPermissionCheckHandler: (handler: PermissionCheck) => void (permissions.check = handler),
  setDevicePermissionHandler: () => {},
}
export const session = {
  get defaultSession() {
    expectReady('session')
    return defaultSession
  },
}

const display = { id: 1, workArea: { x: 0, y: 0, width: 1600, height: 1000 } }
export const screen = {
  getPrimaryDisplay() {
    expectReady('screen')
    return display
  },
  getAllDisplays() {
    expectReady('screen')
    return [display]
  },
}
export const nativeTheme = { shouldUseDarkColors: false }

/** `hangs` until the test unlocks it, `fails`, or is `missing`. */
const keyring = process.env['STAND_IN_KEYRING'] ?? 'there'
const unlocked = Promise.withResolvers<boolean>()
if (keyring !== 'hangs') unlocked.resolve(true)
export const unlockKeyring = (): void => unlocked.resolve(true)

const key = Buffer.alloc(32, 7)
/** As Linux has it: of a key that is in Chromium's source, and of one from the keyring. */
const tag = Buffer.from(keyring === 'missing' ? 'v10' : 'v11')
export const safeStorage = {
  isAsyncEncryptionAvailable() {
    app.asked.keyring++
    return keyring === 'fails' ? Promise.reject(new Error('The keyring has failed.')) : unlocked.promise
  },
  encryptStringAsync: (text: string) => {
    const nonce = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', key, nonce)
    const content = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return Promise.resolve(Buffer.concat([tag, nonce, cipher.getAuthTag(), content]))
  },
  decryptStringAsync: async (tagged: Buffer) => {
    const encrypted = tagged.subarray(tag.length)
    const decipher = createDecipheriv('aes-256-gcm', key, encrypted.subarray(0, 12))
    decipher.setAuthTag(encrypted.subarray(12, 28))
    const result = Buffer.concat([decipher.update(encrypted.subarray(28)), decipher.final()]).toString('utf8')
    return { shouldReEncrypt: false, result }
  },
}
