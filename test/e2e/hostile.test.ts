/** Plans, replies and histories full of hostile strings: text everywhere, nothing executed, nothing turned round, nothing lost. */
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasNoChromium, launchChromium } from './chromium.ts'
import {
  BUILD,
  hostilePlan,
  HTML,
  LONG,
  longPlan,
  PLAN_NAME,
  SCENARIO_OF_BUILDS,
  SCENARIO_OF_TREND,
  startHostileTarget,
  TURNED,
  writeHostileHistory,
} from './hostileTexts.ts'
import { misleadingTexts, watchPaintedTexts } from './misleading.ts'
import { openPage, settled, type WatchedPage } from './page.ts'
import { hashOf } from './shellParts.ts'
import { makeWorkspace, runCommand, serveWorkbench, type ServedWorkbench, type Workspace } from './workbench.ts'

const PLAN_FILE = 'evil.plan.yaml'
const LONG_FILE = 'long.plan.yaml'
/** How a name with marks of direction is to be read. */
const SPELT = '[RLO]exe.txt[LRI][ALM][RLM]'

let workspace: Workspace
let served: ServedWorkbench
let browser: Browser
let target: Server
let runId: string

beforeAll(async () => {
  if (hasNoChromium) return
  target = await startHostileTarget()
  const url = `http://127.0.0.1:${(target.address() as AddressInfo).port}`
  workspace = makeWorkspace({ [PLAN_FILE]: hostilePlan(url), [LONG_FILE]: longPlan() })
  writeHostileHistory(workspace.historyFile)
  const args = ['run', PLAN_FILE, '--json', '--no-preflight', '--build', BUILD]
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

/** A page of its own; in the end it must have stayed what it is. */
async function inPage(hash: string, work: (page: Page) => Promise<void>): Promise<void> {
  const { page, faults } = await openPage(browser, served.url, hash, { prepare: watchPaintedTexts })
  await settled(page)
  await work(page)
  await settled(page)
  await expectHarmless(page)
  expect(faults).toEqual([])
  await page.context().close()
}

async function expectHarmless(page: Page): Promise<void> {
  expect(await page.evaluate(() => (globalThis as { pwned?: unknown }).pwned)).toBeUndefined()
  expect(await page.evaluate(() => ({} as { polluted?: unknown }).polluted)).toBeUndefined()
  // Nothing that a name said became an element.
  expect(await page.locator('img[src="x"], script:not([src])').count()).toBe(0)
  expect(await misleadingTexts(page)).toEqual([])
  // Long names do not push the screen aside.
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
}

/** Both show that it is text, and say of the marks that they are there. */
async function expectShown(page: Page, texts: readonly string[] = ['<img src=x onerror=', SPELT]): Promise<void> {
  for (const text of texts) await expect.poll(() => page.locator('body').innerText()).toContain(text)
}

const link = (kind: string, params: Record<string, string>): string => `#/${kind}?${new URLSearchParams(params)}`
const BUILDS = { plan: PLAN_NAME, scenario: SCENARIO_OF_BUILDS }
const TREND = { plan: PLAN_NAME, scenario: SCENARIO_OF_TREND }
/** The run of the test stands for `RUN`, which is not known yet. */
const VIEWS: readonly [what: string, hash: string][] = [
  ['home', '#/home'],
  ['runs', '#/runs'],
  ['a plan', link('plan', { plan: PLAN_FILE })],
  ['a plan with long names', link('plan', { plan: LONG_FILE })],
  ['compare', link('compare', BUILDS)],
  ['compare, as a heat', link('compare', { ...BUILDS, view: 'heat', overlay: 'endpoint' })],
  ['trends', link('trends', TREND)],
  ['trends, all metrics', link('trends', { ...TREND, show: 'metrics', list: 'series' })],
  ['trends, all endpoints', link('trends', { ...TREND, show: 'endpoints' })],
  ...['overview', 'timeline', 'latency', 'endpoints', 'errors', 'slow', 'generator', 'setup', 'compare'].map(
    (section): [string, string] => [`a run: ${section}`, `#/run/RUN/${section}`],
  ),
  // Everything of one endpoint only, which its charts say.
  ...['timeline', 'latency', 'errors'].map((section): [string, string] => [
    `one endpoint of it: ${section}`,
    `#/run/RUN/${section}?${new URLSearchParams({ endpoint: `GET ${TURNED}` })}`,
  ]),
]

describe.skipIf(hasNoChromium)('hostile strings', () => {
  describe('every view, with what is beside and below it', () => {
    let opened: WatchedPage
    beforeAll(async () => {
      opened = await openPage(browser, served.url, '', { prepare: watchPaintedTexts })
      await opened.page.keyboard.press('Control+b')
      await opened.page.getByRole('complementary', { name: 'Side bar' }).waitFor()
      await opened.page.keyboard.press('Control+j')
      await opened.page.getByRole('region', { name: 'Panel' }).waitFor()
    })
    afterAll(() => opened.page.context().close())

    test.each(VIEWS)('%s', async (_, view) => {
      const { page, faults } = opened
      await page.evaluate((to) => void (location.hash = to), view.replace('RUN', runId))
      await settled(page)
      await expectShown(page, view.includes(LONG_FILE) ? [LONG.slice(0, 100)] : undefined)
      await expectHarmless(page)
      expect(faults).toEqual([])
    })
  })

  test('endpoints, inspected', () =>
    inPage(`#/run/${runId}/endpoints`, async (page) => {
      const table = page.getByRole('grid', { name: 'Endpoints' })
      for (const name of ['__proto__', 'constructor', 'GET <img', SPELT, '␀', 'long xx']) {
        await table.getByRole('row').filter({ hasText: name }).first().click()
        await page.keyboard.press('Space')
        await page.getByRole('region', { name: /^Endpoint / }).waitFor()
        await settled(page)
        await expectHarmless(page)
        await page.getByRole('button', { name: 'Hide the inspector' }).click()
      }
    }))

  test('a kept request with headers and bodies, and the same laid out for the command line', () =>
    inPage(`#/run/${runId}/slow`, async (page) => {
      const table = page.getByRole('grid', { name: 'Kept requests' })
      await table.getByRole('row').nth(1).click()
      const told = page.getByRole('region', { name: 'Kept request' })
      const body = told.getByLabel('Body of the response', { exact: true })
      await body.waitFor()
      expect(await body.innerText()).toContain(`${HTML}${SPELT}a␀b␛[31mc␇d[U+0085]e[LS]f[ZWSP]g[BOM]h[SHY]i`)
      // In the bytes that headers are.
      await told.getByText('x-evil').waitFor()
      await told.getByText('cURL', { exact: true }).click()
    }))

  test('errors, inspected', () =>
    inPage(`#/run/${runId}/errors`, async (page) => {
      const table = page.getByRole('grid', { name: 'Errors' })
      for (const name of [SPELT, '␀', 'GET <img']) {
        await table.getByRole('row').filter({ hasText: name }).first().click()
        const told = page.getByRole('region', { name: /^Errors: / })
        await told.getByRole('button', { name: /·/ }).first().click()
        await told.getByLabel('Body of the response', { exact: true }).waitFor()
        await expectHarmless(page)
      }
    }))

  test('charts: what is read at a crosshair, their menus and their tables', () =>
    inPage(`#/run/${runId}/errors`, async (page) => {
      const chart = page.getByRole('figure', { name: 'Errors over time' })
      await chart.getByRole('img').focus()
      await page.keyboard.press('Home')
      await page.keyboard.press('ArrowRight')
      await chart.locator('[aria-live]').filter({ hasText: /\S/ }).waitFor()
      await expectHarmless(page)
      await page.keyboard.press('t')
      await chart.getByRole('table').waitFor()
    }))

  test('the start of a run', () =>
    inPage(link('plan', { plan: PLAN_FILE }), async (page) => {
      await page
        .getByRole('main')
        .getByRole('button', { name: /^Start/ })
        .first()
        .click()
      const dialog = page.getByRole('dialog', { name: 'Start a run' })
      for (const list of ['Plan', 'Scenario']) {
        await dialog.getByRole('combobox', { name: list }).click()
        await page.getByRole('option').first().waitFor()
        await expectHarmless(page)
        await page.keyboard.press('Escape')
      }
    }))

  test('a run of the list, its tags, and what is found for its name', () =>
    inPage('#/runs', async (page) => {
      const grid = page.getByRole('grid', { name: 'Runs' })
      await grid
        .getByRole('row')
        .filter({ hasText: `b ${SPELT}` })
        .click()
      const told = page.getByRole('region', { name: 'Selected run' })
      await told.getByRole('combobox', { name: 'Add a tag' }).fill(`t ${HTML.slice(0, 40)} עברית`)
      await page.keyboard.press('Enter')
      await told.getByRole('button', { name: /^Remove t <img/ }).waitFor()
      await told.getByRole('textbox', { name: 'Note' }).fill(`${TURNED} ${HTML}`)
      await page.keyboard.press('Control+Enter')
      await grid.getByText(SPELT).first().click({ button: 'right' })
      await page.getByRole('menu').waitFor()
      await expectHarmless(page)
      await page.keyboard.press('Escape')
      await page.keyboard.press('Control+p')
      await page.keyboard.type('Evil')
      await page.getByRole('option').filter({ hasText: SPELT }).first().waitFor()
      await expectHarmless(page)
      await page.keyboard.press('Enter')
      await expect.poll(() => hashOf(page)).not.toBe('#/runs')
    }))

  test('links from elsewhere say nothing that is executed', () =>
    inPage('', async (page) => {
      for (const hash of [
        `#/run/${encodeURIComponent(HTML)}`,
        `#/run/${encodeURIComponent(TURNED)}`,
        `#/run/${runId}/${encodeURIComponent(HTML)}?from=-5&to=NaN`,
        `#/run/${runId}/latency?endpoint=${encodeURIComponent(TURNED)}&user=${encodeURIComponent(HTML)}`,
        '#/run/../../etc/passwd',
        `#/${'x'.repeat(100_000)}`,
        '#/runs?__proto__=1&filter[a]=b',
        '#javascript:alert(1)',
      ]) {
        await page.evaluate((to) => void (location.hash = to), hash)
        await settled(page)
        await expectHarmless(page)
      }
    }))
})
