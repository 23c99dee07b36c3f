/** Plans and replies full of hostile strings: text everywhere, nothing executed, nothing lost. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasNoChromium, launchChromium } from './chromium.ts'
import { openPage, settled } from './page.ts'
import { makeWorkspace, runCommand, serveWorkbench, type ServedWorkbench, type Workspace } from './workbench.ts'

const HTML = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>'
const RTL = '\u202Egnp.exe'
const LONG = `long ${'x'.repeat(9000)}`
const NAMES = [`GET ${HTML}`, `GET ${RTL}`, LONG, '__proto__', 'constructor', '=cmd|calc']

let workspace: Workspace
let served: ServedWorkbench
let browser: Browser
let target: Server
let runId: string

/** Every reply is hostile, too; every third is a failure with a hostile message. */
async function startHostileTarget(): Promise<Server> {
  let asked = 0
  const server = createServer((_, response) => {
    const status = asked++ % 3 === 0 ? 500 : 200
    response.writeHead(status, { 'content-type': 'text/html', 'x-evil': HTML })
    response.end(`${HTML}${RTL}\u0000\u001b[31m{"__proto__": {"polluted": true}}`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

beforeAll(async () => {
  if (hasNoChromium) return
  target = await startHostileTarget()
  const url = `http://127.0.0.1:${(target.address() as AddressInfo).port}`
  const plan = {
    name: `Evil ${HTML} ${RTL}`,
    target: url,
    users: {
      [HTML.slice(0, 60)]: {
        wait: '20ms..40ms',
        tasks: [{ name: HTML, steps: NAMES.map((as) => ({ get: '/x', as, expect: { status: 200 } })) }],
      },
    },
    scenarios: {
      [`s ${HTML}`]: { purpose: HTML, load: { users: 3, spawnRate: 10, for: '4s' }, criteria: ['failures < 1%'] },
    },
  }
  // JSON is YAML.
  workspace = makeWorkspace({ 'evil.plan.yaml': JSON.stringify(plan) })
  const args = ['run', 'evil.plan.yaml', '--json', '--no-preflight', '--build', `b${HTML}`]
  const run = await runCommand(args, workspace.folder)
  expect(run.stdout, run.stderr).not.toBe('')
  runId = (JSON.parse(run.stdout) as { run: { id: string } }).run.id
  served = await serveWorkbench(workspace)
  browser = await launchChromium()
})

afterAll(async () => {
  await browser?.close()
  await served?.close()
  target?.close()
  workspace?.remove()
})

describe.skipIf(hasNoChromium)('hostile strings', () => {
  const sections = ['overview', 'timeline', 'latency', 'endpoints', 'errors', 'slow', 'generator', 'setup', 'compare']
  test.each(['home', 'runs', 'plan', ...sections.map((section) => `run/RUN/${section}`)])('%s', async (view) => {
    const { page, faults } = await openPage(browser, served.url, `#/${view.replace('RUN', runId)}`)
    await settled(page)
    expect(await page.evaluate(() => (globalThis as { pwned?: unknown }).pwned)).toBeUndefined()
    expect(await page.evaluate(() => ({} as { polluted?: unknown }).polluted)).toBeUndefined()
    // Nothing that a name said became an element.
    expect(await page.locator('img[src="x"], script:not([src])').count()).toBe(0)
    expect(await page.locator('body').innerText()).toContain('<img src=x onerror=')
    // Long names do not push the screen aside.
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    expect(faults).toEqual([])
    await page.context().close()
  })

  test('hovering, filtering and inspecting them is no different', async () => {
    const { page, faults } = await openPage(browser, served.url, `#/run/${runId}/endpoints`)
    const table = page.getByRole('grid', { name: 'Endpoints' })
    await table.waitFor()
    await settled(page)
    for (const name of ['__proto__', 'constructor', 'GET <img']) {
      await table.getByRole('row').filter({ hasText: name }).first().click()
      await page.keyboard.press('Space')
      await page.getByRole('region', { name: /^Endpoint / }).waitFor()
      await settled(page)
      await page.getByRole('button', { name: 'Hide the inspector' }).click()
    }
    expect(faults).toEqual([])
    await page.context().close()
  })

  test('links from elsewhere say nothing that is executed', async () => {
    const { page, faults } = await openPage(browser, served.url)
    for (const hash of [
      `#/run/${encodeURIComponent(HTML)}`,
      `#/run/${runId}/${encodeURIComponent(HTML)}?from=-5&to=NaN`,
      '#/run/../../etc/passwd',
      `#/${'x'.repeat(100_000)}`,
      '#/runs?__proto__=1&filter[a]=b',
      '#javascript:alert(1)',
    ]) {
      await page.evaluate((to) => void (location.hash = to), hash)
      await settled(page)
      expect(await page.evaluate(() => (globalThis as { pwned?: unknown }).pwned)).toBeUndefined()
    }
    expect(faults).toEqual([])
    await page.context().close()
  })
})
