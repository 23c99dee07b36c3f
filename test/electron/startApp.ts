/** The built main process under the stand-in for Electron, as a test sees it: its page, its dialogs, its menus, its processes. */
import { fork, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext, type Page } from 'playwright-core'
import { expect, vi } from 'vitest'
import { findChromium } from '../e2e/chromium.ts'
import type { StandInState } from './standIn/calls.ts'
import type { FromStandIn, ToStandIn } from './standIn/control.ts'

const REGISTER = new URL('./standIn/register.mjs', import.meta.url).href
const BUILT = join(import.meta.dirname, '../..')

export interface SharedChromium {
  context: BrowserContext
  /** For another process to drive it, too. */
  address: string
  close(): Promise<void>
}

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--remote-debugging-port=0',
]

export async function startChromium(): Promise<SharedChromium> {
  const folder = mkdtempSync(join(tmpdir(), 'loadwright-chromium-'))
  const executablePath = findChromium()
  if (executablePath === null) throw new Error('There is no Chromium. Install one, or name it in CHROMIUM.')
  const context = await chromium.launchPersistentContext(folder, {
    executablePath,
    args: ARGS,
    reducedMotion: 'reduce',
  })
  const [port] = await vi.waitFor(() => readFileSync(join(folder, 'DevToolsActivePort'), 'utf8').split('\n'), 20_000)
  return {
    context,
    address: `http://127.0.0.1:${port}`,
    close: async () => {
      await context.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export interface Asked {
  kind: 'messageBox' | 'openDialog'
  options: { message?: string; detail?: string; buttons?: string[]; type?: string }
  answer(value: unknown): void
}

export interface App {
  child: ChildProcess
  /** With the code. */
  exited: Promise<number | null>
  /** On standard error, so far. */
  said(): string
  /** The next window that opens. */
  page(): Promise<Page>
  /** The next dialog. @param withinMs longer for what main itself waits for */
  asked(withinMs?: number): Promise<Asked>
  state(): Promise<StandInState>
  call(name: string, ...args: unknown[]): Promise<unknown>
}

export interface AppOptions {
  /** Where the app keeps its own things. */
  folder: string
  args?: string[]
  /** The files of a package to run, in place of what was built. */
  packaged?: string
  environment?: Record<string, string>
}

export function startApp(chromium: SharedChromium, options: AppOptions): App {
  const { folder, args = [], packaged, environment = {} } = options
  const pages: Page[] = []
  chromium.context.on('page', (page) => pages.push(page))
  const child = fork(join(packaged ?? BUILT, 'out/main/index.js'), args, {
    execArgv: ['--disable-warning=ExperimentalWarning', '--import', REGISTER],
    env: {
      ...process.env,
      INIT_CWD: folder,
      STAND_IN_FOLDER: folder,
      STAND_IN_CHROMIUM: chromium.address,
      STAND_IN_PACKAGED: packaged === undefined ? '' : 'yes',
      ...environment,
    },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let stderr = ''
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  const dialogs: Asked[] = []
  const results = new Map<number, (value: unknown) => void>()
  let nextId = 1
  const send = (message: ToStandIn): void => void child.send(message)
  child.on('message', (raw) => {
    const message = raw as FromStandIn
    if (message.type === 'result') results.get(message.id)?.(message.value)
    else {
      const options = message.options as Asked['options']
      dialogs.push({ kind: message.kind, options, answer: (value) => send({ type: 'answer', id: message.id, value }) })
    }
  })
  const call = (name: string, ...given: unknown[]): Promise<unknown> => {
    const id = nextId++
    return new Promise((resolve) => {
      results.set(id, resolve)
      send({ type: 'call', id, name, args: given })
    })
  }
  async function next<T>(queue: T[], timeout = 30_000): Promise<T> {
    await expect.poll(() => queue.length, { timeout, message: stderr }).toBeGreaterThan(0)
    return queue.shift() as T
  }
  return {
    child,
    exited,
    said: () => stderr,
    page: () => next(pages),
    asked: (withinMs) => next(dialogs, withinMs),
    state: () => call('state') as Promise<StandInState>,
    call,
  }
}
