/**
 * The built program under Electron itself, where its runtime and a display are. Playwright starts it, as `npm start` would, and
 * brings what the tests ask for into main; their hand (hand.ts) is there before main is.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { _electron as electron, type ElectronApplication, type Page } from 'playwright-core'
import { electronRuntime } from '../../scripts/electronRuntime.mjs'
import type { App, AppOptions, Shell } from './app.ts'
import { takeHold, type Hand } from './hand.ts'
import { nextIn, nextQuestion } from './next.ts'

const ROOT = resolve(import.meta.dirname, '../..')

/** The window is sandboxed (`app.enableSandbox`), which root cannot be. */
function findObstacle(): string | null {
  if (electronRuntime() === null) return 'the Electron runtime is not installed'
  if (process.platform !== 'linux') return null
  if (!process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return 'there is no display'
  return process.getuid?.() === 0 ? 'Electron does not run as root' : null
}

export const electronShell: Shell = {
  name: 'Electron',
  isStandIn: false,
  obstacle: findObstacle(),
  // Playwright starts it with `--password-store=basic`, which on Linux is no keyring; elsewhere one of its own is used.
  hasKeyring: process.platform !== 'linux',
  async open() {
    const runtime = electronRuntime() ?? ''
    expectElectron(runtime)
    return {
      start: startElectron,
      startAgain(options) {
        const child = spawn(runtime, argsOf(options), { env: environmentOf(options), stdio: 'ignore' })
        return new Promise((resolve, reject) => child.once('exit', resolve).once('error', reject))
      },
      clear: async () => {},
      close: async () => {},
    }
  },
}

function startElectron(options: AppOptions): App {
  const launched = launch(options)
  const pages: Page[] = []
  const exited = launched.then((app) => {
    const child = app.process()
    for (const page of app.windows()) pages.push(page)
    app.on('window', (page) => pages.push(page))
    return new Promise<number | null>((resolve) => {
      if (child.exitCode === null && child.signalCode === null) child.once('exit', (code) => resolve(code))
      else resolve(child.exitCode)
    })
  })
  // A test that waits for anything is told of it there.
  exited.catch(() => {})
  const logFile = join(userDataOf(options), 'loadwright.log')
  // On standard error Chromium has its say, too.
  const said = (): string => (existsSync(logFile) ? readFileSync(logFile, 'utf8').replaceAll(/^\S+Z /gm, '') : '')
  const call = async (name: string, ...args: unknown[]): Promise<never> => callIn(await launched, name, args)
  return {
    exited,
    said,
    async page() {
      await launched
      return nextIn(pages, said)
    },
    async asked(withinMs) {
      await launched
      return nextQuestion(call, said, withinMs)
    },
    state: () => call('state'),
    call,
    async kill() {
      const app = await launched.catch(() => null)
      if (app === null) return
      app.process().kill('SIGKILL')
      await exited
    },
  }
}

async function launch(options: AppOptions): Promise<ElectronApplication> {
  const documents = join(options.folder, 'documents')
  mkdirSync(documents, { recursive: true })
  const firstFile = join(options.folder, 'beforeMain.cjs')
  writeFileSync(firstFile, beforeMain(documents))
  return electron.launch({
    args: ['--require', firstFile, ...argsOf(options)],
    env: environmentOf(options),
    chromiumSandbox: true,
  })
}

/**
 * Asked before Playwright starts it, which says little of one that ends.
 * @throws Error when it is no Electron: with what it said
 */
function expectElectron(file: string): void {
  const { error, status, signal, stdout, stderr } = spawnSync(file, ['--version'], {
    encoding: 'utf8',
    timeout: 30_000,
  })
  if (status === 0 && /^v\d+\./m.test(stdout)) return
  const how = error?.message ?? `it ended with ${status ?? signal}`
  const said = `${stdout ?? ''}${stderr ?? ''}`.trim()
  throw new Error(`${file} is no Electron: asked for its version, ${how}, and said ${said || 'nothing'}.`)
}

/** Two arguments are Electron's, and main is not to see them. */
export function beforeMain(documents: string): string {
  return `'use strict'
process.argv.splice(process.argv.indexOf('--require'), 2)
const electron = require('electron')
electron.app.setPath('documents', ${JSON.stringify(documents)})
globalThis.loadwrightHand = (${takeHold.toString()})(electron)
`
}

async function callIn(app: ElectronApplication, name: string, args: unknown[]): Promise<never> {
  return (await app.evaluate(
    (_, asked) => {
      const { loadwrightHand } = globalThis as unknown as { loadwrightHand: Hand }
      const call = (loadwrightHand as unknown as Record<string, (...args: unknown[]) => unknown>)[asked.name]
      if (call === undefined) throw new Error(`Only the stand-in can play this: ${asked.name}.`)
      return call(...asked.args) ?? null
    },
    { name, args },
  )) as never
}

const userDataOf = ({ folder }: AppOptions): string => join(folder, 'userData')

function argsOf(options: AppOptions): string[] {
  return [ROOT, `--user-data-dir=${userDataOf(options)}`, ...options.args]
}

function environmentOf({ folder, environment = {} }: AppOptions): Record<string, string> {
  const inherited = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return { ...Object.fromEntries(inherited), INIT_CWD: folder, ...environment }
}
