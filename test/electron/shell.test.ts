/** The Electron shell: the built main, host and engines, and the built page in a real Chromium. Only Electron itself is stood in for. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { openHistory } from '../../src/host/storage/history.ts'
import { hasNoChromium } from '../e2e/chromium.ts'
import { startApp, startChromium, type App, type AppOptions, type SharedChromium } from './startApp.ts'

let chromium: SharedChromium
beforeAll(async () => {
  if (!hasNoChromium) chromium = await startChromium()
})
afterAll(() => chromium?.close())

let folder: string
let workspace: string
let target: Server
let apps: App[]
beforeEach(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'loadwright-electron-')))
  workspace = join(folder, 'shop')
  mkdirSync(workspace)
  target = createServer((_request, response) => response.end('ok'))
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve))
  writeFileSync(join(workspace, 'shop.plan.yaml'), planText((target.address() as AddressInfo).port))
  apps = []
})
afterEach(async () => {
  for (const { child, exited } of apps) {
    child.kill('SIGKILL')
    await exited
  }
  for (const page of chromium?.context.pages().slice(1) ?? []) await page.close()
  target.closeAllConnections()
  await new Promise((resolve) => target.close(resolve))
  rmSync(folder, { recursive: true, force: true })
})

function planText(port: number): string {
  return `
name: Shop
target: http://127.0.0.1:${port}
users: { Visitor: { wait: 10ms, tasks: [ { name: look, steps: [ { get: / } ] } ] } }
scenarios:
  long: { load: { users: 3, spawnRate: 100, for: 10m }, gracefulStop: 1s }
`
}

function start(options: Partial<AppOptions> = {}): App {
  const app = startApp(chromium, { folder, args: [workspace], ...options })
  apps.push(app)
  return app
}

/** The page, when it is connected to the host of the folder. */
async function connected(app: App, name = 'shop'): Promise<Page> {
  const page = await app.page()
  await shows(page, name)
  return page
}

async function shows(page: Page, name: string): Promise<void> {
  await expect.poll(() => page.title(), { timeout: 30_000 }).toContain(` — ${name} — Loadwright`)
  await isConnected(page)
}

async function isConnected(page: Page): Promise<void> {
  await page.getByText(/^(?!Not).*Connected$/).first().waitFor()
}

/** Until the run has numbers on the screen. */
async function startRun(app: App, page: Page): Promise<void> {
  await app.call('clickMenu', 'run.start')
  const start = page.getByRole('dialog').getByRole('button', { name: /^Start/ })
  await start.click()
  await expect.poll(() => requestsSoFar(page), { timeout: 30_000 }).toBeGreaterThan(0)
}

async function requestsSoFar(page: Page): Promise<number> {
  const text = await page.getByRole('group', { name: 'Errors' }).textContent({ timeout: 30_000 })
  const [, count, thousands] = / of ([\d,.]+)( k)?/.exec(text ?? '') ?? []
  return count === undefined ? 0 : Number(count.replaceAll(',', '')) * (thousands ? 1000 : 1)
}

function runsInHistory(): { status: string }[] {
  const history = openHistory(join(workspace, '.loadwright', 'history.db'), { readOnly: true })
  const runs = history.listRuns()
  history.close()
  return runs
}

describe.skipIf(hasNoChromium)('the Electron shell', () => {
  test('opens the folder that is given, in a window that may do nothing else', async () => {
    const app = start()
    await connected(app)
    const { window, recentItems, tray, blockers } = await app.state()
    expect(window?.options).toMatchObject({
      webPreferences: { contextIsolation: true, sandbox: true, nodeIntegration: false, webviewTag: false },
    })
    expect(window?.isShown).toBe(true)
    expect(recentItems).toContain(workspace)
    expect([tray, blockers]).toEqual([null, 0])
    expect(app.said()).toBe('')
    await app.call('closeWindow')
    expect(await app.exited).toBe(0)
  })

  test('a run in engines of main, seen in the window; closing asks, and stops it in order', async () => {
    const app = start()
    const page = await connected(app)
    await startRun(app, page)
    const { tray, blockers, processes } = await app.state()
    expect(tray?.toolTip).toContain('Shop, long')
    expect(blockers).toBe(1)
    expect(processes.map(({ name }) => name)).toEqual([
      expect.stringContaining('Loadwright host'),
      expect.stringContaining('Loadwright engine'),
    ])

    await app.call('closeWindow')
    const cancelled = await app.asked()
    expect(cancelled.options).toMatchObject({
      message: 'A run goes on: Shop, long.',
      buttons: ['Keep Running in Tray', 'Stop Run', 'Cancel'],
    })
    cancelled.answer(2)
    const before = await requestsSoFar(page)
    await expect.poll(() => requestsSoFar(page), { timeout: 20_000 }).toBeGreaterThan(before)

    await app.call('closeWindow')
    const stopped = await app.asked()
    stopped.answer(1)
    expect(await app.exited).toBe(0)
    expect(runsInHistory()).toMatchObject([{ status: 'stopped' }])
    expect(app.said()).toBe('')
  })

  test('a run goes on in the tray without a window, and is there again in the next one', async () => {
    const app = start()
    const page = await connected(app)
    await startRun(app, page)
    await app.call('closeWindow')
    const question = await app.asked()
    question.answer(0)
    await expect.poll(async () => (await app.state()).window).toBeNull()
    await app.call('clickTray', 'Open Loadwright')
    const again = await connected(app)
    await again.getByRole('button', { name: 'Stop', exact: true }).first().waitFor()
    await app.call('clickTray', 'Quit')
    const quit = await app.asked()
    quit.answer(1)
    expect(await app.exited).toBe(0)
    expect(runsInHistory()).toMatchObject([{ status: 'stopped' }])
  })

  test('a host that dies is followed by another: the window reconnects, the run is in the history as interrupted', async () => {
    const app = start()
    const page = await connected(app)
    await startRun(app, page)
    const before = await app.state()
    await app.call('crash', 'host')
    await page
      .getByText(/The host ended: was killed/)
      .first()
      .waitFor()
    await isConnected(page)
    // With it went what it had started.
    await expect
      .poll(async () => (await app.state()).processes.map(({ name }) => name))
      .toEqual([expect.not.stringContaining(before.processes[0]!.name)])
    await page.keyboard.press('Control+2')
    await page
      .getByRole('grid', { name: /Runs/ })
      .getByRole('row', { name: /interrupted/i })
      .first()
      .waitFor()
    const { tray, blockers } = await app.state()
    expect([tray, blockers]).toEqual([null, 0])
  })

  test('a host that keeps ending is not started for ever', async () => {
    const app = start()
    await connected(app)
    const hosts = new Set<string>()
    for (let times = 0; times < 4; times++) {
      const host = await expect
        .poll(async () => (await app.state()).processes.find(({ name }) => !hosts.has(name))?.name ?? null)
        .not.toBeNull()
        .then(async () => (await app.state()).processes[0]!.name)
      hosts.add(host)
      await app.call('crash', host)
    }
    const question = await app.asked()
    expect(question.options.message).toBe('The host keeps ending.')
    question.answer(1)
    expect(await app.exited).toBe(0)
  })

  test('an engine that dies ends the run, and nothing else', async () => {
    const app = start()
    const page = await connected(app)
    await startRun(app, page)
    await app.call('crash', 'engine')
    await expect.poll(async () => (await app.state()).blockers, { timeout: 20_000 }).toBe(0)
    await isConnected(page)
    expect(runsInHistory()).toMatchObject([{ status: 'interrupted' }])
  })

  test('a second start hands over its plan, and ends', async () => {
    const other = join(folder, 'other')
    mkdirSync(other)
    writeFileSync(join(other, 'a & b.plan.yaml'), planText(1).replace('Shop', 'Other'))
    const app = start()
    const page = await connected(app)
    const second = start({ args: ['--switch', join(workspace, 'shop.plan.yaml')] })
    expect(await second.exited).toBe(0)
    await expect.poll(() => page.evaluate(() => location.hash)).toBe('#/plan?plan=shop.plan.yaml')
    expect((await app.state()).window?.focused).toBeGreaterThan(0)

    await start({ args: [join(other, 'a & b.plan.yaml')] }).exited
    await shows(page, 'other')
    await expect.poll(() => page.evaluate(() => location.hash)).toBe('#/plan?plan=a+%26+b.plan.yaml')
    expect((await app.state()).recentItems.slice(0, 2)).toEqual([other, workspace])
  })

  test('menus do what the window can; another folder is chosen with the dialog of the system', async () => {
    const other = join(folder, 'other')
    mkdirSync(other)
    const app = start()
    const page = await connected(app)
    await app.call('clickMenu', 'go.runs')
    await expect.poll(() => page.evaluate(() => location.hash)).toMatch(/^#\/runs/)
    await app.call('clickMenu', 'folder.open')
    const chosen = await app.asked()
    expect(chosen.kind).toBe('openDialog')
    chosen.answer(other)
    await shows(page, 'other')
    await app.call('openFile', join(workspace, 'shop.plan.yaml'))
    await shows(page, 'shop')
  })

  test('a folder that cannot be served is said, and another one can be chosen', async () => {
    const broken = join(folder, 'broken')
    mkdirSync(join(broken, '.loadwright'), { recursive: true })
    mkdirSync(join(broken, '.loadwright', 'history.db'))
    const app = start({ args: [broken] })
    const question = await app.asked()
    expect(question.options).toMatchObject({ type: 'error', message: 'The folder cannot be opened.' })
    expect(question.options.detail).toContain('history.db')
    question.answer(0)
    const dialog = await app.asked()
    dialog.answer(workspace)
    await connected(app)
  })

  test('damaged settings are put aside, and a place that no screen shows is not used', async () => {
    const kept = join(folder, 'userData')
    mkdirSync(kept)
    writeFileSync(join(kept, 'settings.json'), '{"version":1,"recent":["__proto__"')
    const app = start()
    await connected(app)
    expect(app.said()).toContain('settings.json is damaged. It was put aside')
    expect(readFileSync(join(kept, 'settings.json.damaged'), 'utf8')).toContain('__proto__')
    await app.call('closeWindow')
    await app.exited

    const place = { x: 9000, y: 9000, width: 900, height: 700, isMaximised: true }
    writeFileSync(join(kept, 'settings.json'), JSON.stringify({ version: 1, window: place, recent: [workspace] }))
    const again = start({ args: [] })
    await connected(again)
    const { window } = await again.state()
    expect(window).toMatchObject({ isMaximised: true, options: { width: 900, height: 700 } })
    expect(window?.options).not.toHaveProperty('x')
    expect(existsSync(join(kept, 'settings.json.part'))).toBe(false)
  })

  test('without anything to open there is a folder to begin in', async () => {
    const app = start({ args: [join(folder, 'nowhere')] })
    await connected(app, 'Loadwright')
    expect(existsSync(join(folder, 'documents', 'Loadwright'))).toBe(true)
  })
})
