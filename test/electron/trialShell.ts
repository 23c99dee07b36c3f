/** What the tests of the shell share: a folder with a plan, a server to load, and apps that are gone afterwards. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import type { Page } from 'playwright-core'
import { openHistory } from '../../src/host/storage/history.ts'
import type { App, AppOptions, OpenShell, Shell } from './app.ts'

export interface TrialShell {
  /** Where the app keeps its own things. */
  readonly folder: string
  /** A folder in it, named `shop`, with a plan. */
  readonly workspace: string
  /** The server that is loaded. */
  readonly targetUrl: string
  /** Opens the workspace, unless other arguments are given. */
  start(options?: Partial<AppOptions>): App
  /** A second start, while an app is there. @returns its exit code */
  startAgain(args: string[]): Promise<number | null>
}

/** Everything is new for each test of the file, but for what its apps share. */
export function useTrialShell(shell: Shell): TrialShell {
  let opened: OpenShell
  let target: Server
  let folder: string
  let workspace: string
  let apps: App[] = []
  beforeAll(async () => {
    if (shell.obstacle === null) opened = await shell.open()
  })
  afterAll(() => opened?.close())
  beforeEach(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'loadwright-electron-')))
    workspace = join(folder, 'shop')
    mkdirSync(workspace)
    target = createServer((_request, response) => response.end('ok'))
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve))
    writeFileSync(join(workspace, 'shop.plan.yaml'), planText((target.address() as AddressInfo).port))
  })
  afterEach(async () => {
    for (const app of apps.splice(0)) await app.kill()
    await opened?.clear()
    target.closeAllConnections()
    await new Promise((resolve) => target.close(resolve))
    rmSync(folder, { recursive: true, force: true })
  })
  return {
    get folder() {
      return folder
    },
    get workspace() {
      return workspace
    },
    get targetUrl() {
      return `http://127.0.0.1:${(target.address() as AddressInfo).port}`
    },
    start(options = {}) {
      const app = opened.start({ folder, args: [workspace], ...options })
      apps.push(app)
      return app
    },
    startAgain: (args) => opened.startAgain({ folder, args }),
  }
}

export function planText(port: number, target = `http://127.0.0.1:${port}`, secrets = ''): string {
  return `
name: Shop
target: ${target}
${secrets}
users: { Visitor: { wait: 10ms, tasks: [ { name: look, steps: [ { get: / } ] } ] } }
scenarios:
  long: { load: { users: 3, spawnRate: 100, for: 10m }, gracefulStop: 1s }
`
}

/** The page, when it is connected to the host of the folder. */
export async function connected(app: App, name = 'shop'): Promise<Page> {
  const page = await app.page()
  await shows(page, name)
  return page
}

export async function shows(page: Page, name: string): Promise<void> {
  await expect.poll(() => page.title(), { timeout: 30_000 }).toContain(` — ${name} — Loadwright`)
  await isConnected(page)
}

export async function isConnected(page: Page): Promise<void> {
  await page
    .getByText(/^(?!Not).*Connected$/)
    .first()
    .waitFor()
}

/** To processes of ours whose name has it. @param kind `SIGSTOP`: it is there, and does nothing, until `SIGCONT` */
export async function signal(app: App, name: string, kind: NodeJS.Signals): Promise<void> {
  const { processes } = await app.state()
  for (const each of processes) if (each.name.includes(name)) process.kill(each.pid, kind)
}

/** Until the run has numbers on the screen. */
export async function startRun(app: App, page: Page): Promise<void> {
  await app.call('clickMenu', 'run.start')
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Start/ })
    .click()
  await expect.poll(() => requestsSoFar(page), { timeout: 30_000 }).toBeGreaterThan(0)
}

export async function requestsSoFar(page: Page): Promise<number> {
  const text = await page.getByRole('group', { name: 'Errors' }).textContent({ timeout: 30_000 })
  const [, count, thousands] = / of ([\d,.]+)( k)?/.exec(text ?? '') ?? []
  return count === undefined ? 0 : Number(count.replaceAll(',', '')) * (thousands ? 1000 : 1)
}

export function runsInHistory(workspace: string): { status: string }[] {
  const history = openHistory(join(workspace, '.loadwright', 'history.db'), { readOnly: true })
  const runs = history.listRuns()
  history.close()
  return runs
}
