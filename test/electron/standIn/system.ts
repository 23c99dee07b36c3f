/** What the system around has: dialogs, that the test answers; menus and a tray, that it clicks; a keyring. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { askTest } from './control.ts'
import { withRoles } from './menuRoles.ts'

export interface MenuItem {
  id?: string
  label?: string
  enabled?: boolean
  role?: string
  accelerator?: string
  registerAccelerator?: boolean
  submenu?: MenuItem[]
  click?: (item: MenuItem, window: { close(): void } | null) => void
}
export const shown = {
  menu: [] as MenuItem[],
  tray: null as { toolTip: string; menu: MenuItem[] } | null,
  external: [] as string[],
  copied: '',
  /** Closed by main itself. */
  closedBoxes: 0,
  blockers: new Set<number>(),
}

export const ipcMain = new EventEmitter()

/** The window, where there is one, comes first. */
const optionsOf = (args: unknown[]): unknown => args.at(-1)
export const dialog = {
  async showMessageBox(...args: unknown[]) {
    const { signal, ...options } = optionsOf(args) as { signal?: AbortSignal; cancelId?: number }
    const closed = Promise.withResolvers<unknown>()
    signal?.addEventListener('abort', () => {
      shown.closedBoxes++
      closed.resolve(options.cancelId)
    })
    return { response: await Promise.race([askTest('messageBox', options), closed.promise]) }
  },
  /** It blocks, so no test can answer; without a display Electron says it like this. */
  showErrorBox: (title: string, content: string) => void process.stderr.write(`[${title}] ${content}\n`),
  showOpenDialog: async (...args: unknown[]) => {
    const folder = (await askTest('openDialog', optionsOf(args))) as string | null
    return { canceled: folder === null, filePaths: folder === null ? [] : [folder] }
  },
}

export const Menu = {
  buildFromTemplate: withRoles,
  setApplicationMenu: (menu: MenuItem[]) => void (shown.menu = menu),
}

export class Tray extends EventEmitter {
  constructor(readonlyIcon: string) {
    super()
    if (readonlyIcon === '') throw new Error('A tray has an icon.')
    shown.tray = { toolTip: '', menu: [] }
  }
  setToolTip(text: string): void {
    if (shown.tray !== null) shown.tray.toolTip = text
  }
  setContextMenu(menu: MenuItem[]): void {
    if (shown.tray !== null) shown.tray.menu = menu
  }
  destroy(): void {
    shown.tray = null
  }
}

let nextBlocker = 0
export const powerSaveBlocker = {
  start: () => {
    shown.blockers.add(nextBlocker)
    return nextBlocker++
  },
  stop: (id: number) => shown.blockers.delete(id),
}

export const clipboard = {
  writeText: (text: string) => {
    shown.copied = text
    return Promise.resolve()
  },
}

export const shell = {
  openExternal: (url: string) => {
    shown.external.push(url)
    return Promise.resolve()
  },
}

type PermissionRequest = (contents: unknown, permission: string, answer: (granted: boolean) => void) => void
type PermissionCheck = (contents: unknown, permission: string, origin: string) => boolean
export const permissions: { request: PermissionRequest | null; check: PermissionCheck | null } = {
  request: null,
  check: null,
}
export const session = {
  defaultSession: {
    setPermissionRequestHandler: (handler: PermissionRequest) => void (permissions.request = handler),
    setPermissionCheckHandler: (handler: PermissionCheck) => void (permissions.check = handler),
    setDevicePermissionHandler: () => {},
  },
}

const display = { id: 1, workArea: { x: 0, y: 0, width: 1600, height: 1000 } }
export const screen = { getPrimaryDisplay: () => display, getAllDisplays: () => [display] }
export const nativeTheme = { shouldUseDarkColors: false }

/** `hangs` until the test unlocks it, `fails`, or is the name of a backend. */
const keyring = process.env['STAND_IN_KEYRING'] ?? 'gnome_libsecret'
const unlocked = Promise.withResolvers<boolean>()
if (keyring !== 'hangs') unlocked.resolve(true)
export const unlockKeyring = (): void => unlocked.resolve(true)

const key = Buffer.alloc(32, 7)
export const safeStorage = {
  getSelectedStorageBackend: () => keyring,
  isAsyncEncryptionAvailable: () =>
    keyring === 'fails' ? Promise.reject(new Error('The keyring has failed.')) : unlocked.promise,
  encryptStringAsync: (text: string) => {
    const nonce = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', key, nonce)
    const content = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return Promise.resolve(Buffer.concat([nonce, cipher.getAuthTag(), content]))
  },
  decryptStringAsync: async (encrypted: Buffer) => {
    const decipher = createDecipheriv('aes-256-gcm', key, encrypted.subarray(0, 12))
    decipher.setAuthTag(encrypted.subarray(12, 28))
    const result = Buffer.concat([decipher.update(encrypted.subarray(28)), decipher.final()]).toString('utf8')
    return { shouldReEncrypt: false, result }
  },
}
