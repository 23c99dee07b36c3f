/** A new user: nothing but the program. Starts the example, watches it, marks a moment, stops it, finds it again. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { hasNoChromium, launchChromium } from './chromium.ts'
import { openPage } from './page.ts'
import { makeWorkspace, serveWorkbench, type ServedWorkbench, type Workspace } from './workbench.ts'

let browser: Browser
let workspace: Workspace
let served: ServedWorkbench

beforeAll(async () => {
  if (!hasNoChromium) browser = await launchChromium()
})
afterAll(() => browser?.close())

beforeEach(async () => {
  workspace = makeWorkspace()
  served = await serveWorkbench(workspace)
})
afterEach(async () => {
  await served?.close()
  workspace?.remove()
})

describe.skipIf(hasNoChromium)('first start', () => {
  test('with the mouse', { timeout: 120_000 }, async () => {
    const { page, faults } = await openPage(browser, served.url)
    await page.getByRole('button', { name: 'Run the example' }).click()
    await untilCharted(page)

    await page.getByRole('tab', { name: /^Timeline/ }).click()
    await page.getByRole('button', { name: /^Mark/ }).click()
    await page.getByRole('textbox', { name: 'What happens now' }).fill('a moment')
    await page.keyboard.press('Enter')
    await page
      .getByText(/a moment/)
      .first()
      .waitFor()

    await page.getByRole('button', { name: 'Stop', exact: true }).click()
    await page
      .getByText(/READY|NOT READY|INCONCLUSIVE|NOT JUDGED/i)
      .first()
      .waitFor({ timeout: 60_000 })
    await page.getByRole('button', { name: /^Star/ }).click()
    await page.getByRole('button', { name: /^Runs/ }).click()
    await page.getByRole('grid', { name: /Runs/ }).getByRole('row', { name: /smoke/ }).first().waitFor()
    expect(faults).toEqual([])
    await page.context().close()
  })

  test('by keyboard only', { timeout: 120_000 }, async () => {
    const { page, faults } = await openPage(browser, served.url)
    await command(page, 'example')
    await untilCharted(page)
    await page.keyboard.press('Alt+2')
    await expect.poll(() => selectedSection(page)).toMatch(/^Timeline/)
    await command(page, 'stop gracefully')
    await page
      .getByText(/READY|NOT READY|INCONCLUSIVE|NOT JUDGED/i)
      .first()
      .waitFor({ timeout: 60_000 })
    await page.keyboard.press('Control+2')
    const runs = page.getByRole('grid', { name: /Runs/ })
    await runs.getByRole('row', { name: /smoke/ }).first().waitFor()
    await runs.focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate(() => location.hash)).toContain('#/run/')
    expect(faults).toEqual([])
    await page.context().close()
  })

  test('a reload in mid-run disturbs nothing', { timeout: 120_000 }, async () => {
    const { page } = await openPage(browser, served.url)
    await page.getByRole('button', { name: 'Run the example' }).click()
    await untilCharted(page)
    await page.reload()
    await page.getByRole('button', { name: 'Stop', exact: true }).waitFor()
    await untilCharted(page)
    const before = await requestsSoFar(page)
    await expect.poll(() => requestsSoFar(page), { timeout: 20_000 }).toBeGreaterThan(before)
    await page.context().close()
  })
})

/** Numbers of the run, and a chart with something in it. */
async function untilCharted(page: Page): Promise<void> {
  await expect.poll(() => requestsSoFar(page), { timeout: 60_000 }).toBeGreaterThan(0)
  await page.locator('canvas').first().waitFor()
}

async function requestsSoFar(page: Page): Promise<number> {
  const text = await page.getByRole('group', { name: 'Errors' }).textContent({ timeout: 60_000 })
  const [, count, thousands] = / of ([\d,.]+)( k)?/.exec(text ?? '') ?? []
  return count === undefined ? 0 : Number(count.replaceAll(',', '')) * (thousands ? 1000 : 1)
}

async function command(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+Shift+P')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.type(text)
  await page.getByRole('option').first().waitFor()
  await page.keyboard.press('Enter')
}

function selectedSection(page: Page): Promise<string | null> {
  return page.getByRole('tablist', { name: 'Sections of the run' }).locator('[aria-selected="true"]').textContent()
}
