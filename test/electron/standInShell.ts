/** The built main process under the stand-in for Electron: in a Node that the test drives as its parent, its pages in a Chromium. */
import { fork } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext, type Page } from 'playwright-core'
import { vi } from 'vitest'
import { CHROMIUM_ARGS, findChromium, hasNoChromium } from '../e2e/chromium.ts'
import type { App, AppOptions, Shell } from './app.ts'
import { nextIn, nextQuestion } from './next.ts'
import type { FromStandIn, ToStandIn } from './standIn/control.ts'

const REGISTER = new URL('./standIn/register.mjs', import.meta.url).href
const BUILT = join(import.meta.dirname, '../..')

interface SharedChromium {
  context: BrowserContext
  /** For another process to drive it, too. */
  address: string
  close(): Promise<void>
}

async function startChromium(): Promise<SharedChromium> {
  const folder = mkdtempSync(join(tmpdir(), 'loadwright-chromium-'))
  const executablePath = findChromium()
  if (executablePath === null) throw new Error('There is no Chromium. Install one, or name it in CHROMIUM.')
  const context = await chromium.launchPersistentContext(folder, {
    executablePath,
    args: [...CHROMIUM_ARGS, '--remote-debugging-port=0'],
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

/** Main, host, engines, page and preload are those that were built; only Electron is another. */
export const standInShell: Shell = {
  name: 'the stand-in for Electron',
  isStandIn: true,
  obstacle: hasNoChromium ? 'there is no Chromium' : null,
  hasKeyring: true,
  async open() {
    const chromium = await startChromium()
    return {
      start: (options) => startApp(chromium, options),
      startAgain: (options) => startApp(chromium, options).exited,
      async clear() {
        for (const page of chromium.context.pages().slice(1)) await page.close()
      },
      close: () => chromium.close(),
    }
  },
}

function startApp(chromium: SharedChromium, { folder, args, packaged, environment = {} }: AppOptions): App {
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
  const results = new Map<number, PromiseWithResolvers<never>>()
  let nextId = 1
  void exited.then(() => results.forEach(({ reject }) => reject(new Error(`The app has ended. ${stderr}`))))
  child.on('message', (raw) => {
    const { id, value } = raw as FromStandIn
    results.get(id)?.resolve(value as never)
    results.delete(id)
  })
  const call = (name: string, ...given: unknown[]): Promise<never> => {
    const id = nextId++
    const result = Promise.withResolvers<never>()
    results.set(id, result)
    child.send({ id, name, args: given } satisfies ToStandIn, (error) => error && result.reject(error))
    return result.promise
  }
  const said = (): string => stderr
  return {
    exited,
    said,
    page: () => nextIn(pages, said),
    asked: (withinMs) => nextQuestion(call, said, withinMs),
    state: () => call('state'),
    call,
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
  }
}
