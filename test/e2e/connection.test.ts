/** What the window says when its host is gone, when it is there again, and when it may only look. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { writeRuns } from '../../src/host/storage/testing/manyRuns.ts'
import { hasNoChromium, launchChromium } from './chromium.ts'
import { openPage, settled } from './page.ts'
import { hashOf, tabTitles } from './shellParts.ts'
import { makeWorkspace, runCommand, serveWorkbench, type ServedWorkbench, type Workspace } from './workbench.ts'

let browser: Browser
let workspace: Workspace
let served: ServedWorkbench | undefined

beforeAll(async () => {
  if (!hasNoChromium) browser = await launchChromium()
})
afterAll(() => browser?.close())

beforeEach(() => {
  const plan = readFileSync(join(import.meta.dirname, 'shop.plan.yaml'), 'utf8')
  workspace = makeWorkspace({ 'shop.plan.yaml': plan })
  writeRuns(workspace.historyFile, [{ run: { planName: 'Before' } }])
})
afterEach(async () => {
  await served?.close()
  served = undefined
  workspace?.remove()
})

const status = (page: Page): Locator => page.locator('[data-region="status"]')
const runs = (page: Page): Locator => page.getByRole('grid', { name: 'Runs' })

describe.skipIf(hasNoChromium)('connection', () => {
  test('lost, refused, and there again once the new address was opened', async () => {
    served = await serveWorkbench(workspace)
    const { page } = await openPage(browser, served.url, '#/runs')
    await runs(page).getByText('Before').waitFor()
    const port = new URL(served.url).port
    await served.close()

    await page.getByText('Connection lost').waitFor()
    await status(page).getByText('Not connected').waitFor()
    // What was shown stays, and says what it is.
    await page.getByText('What is shown may be old.').waitFor()
    expect(await runs(page).getByText('Before').count()).toBe(1)
    expect(await reasonOf(page, 'Run')).toBe('There is no connection to the host.')
    await page.getByRole('button', { name: 'Retry now' }).click()
    await status(page).getByText('Not connected').waitFor()
    expect(await page.getByText('Connection lost').count()).toBe(1)

    // Written while it was away.
    writeRuns(workspace.historyFile, [{ run: { planName: 'After' } }])
    served = await serveWorkbench(workspace, ['--port', port])
    // Each start has a token of its own: this page is told so, not left to try on.
    await page.getByText('This page has no valid token.').waitFor()
    await page.getByText('No access').waitFor()

    const other = await page.context().newPage()
    await other.goto(served.url)
    await status(other).getByText('Connected').waitFor()
    await status(page).getByText('Connected').waitFor()
    await page.getByText('No access').waitFor({ state: 'hidden' })
    expect(await page.getByText('Connection lost').count()).toBe(0)
    await runs(page).getByText('After').waitFor()
    expect([await hashOf(page), await tabTitles(page)]).toEqual(['#/runs', ['Home', 'Runs*']])
    expect(await page.getByRole('button', { name: 'Run', exact: true }).isEnabled()).toBe(true)
    await page.context().close()
  })

  test('a page without a token shows nothing, and says what helps', async () => {
    served = await serveWorkbench(workspace)
    const context = await browser.newContext()
    const page = await context.newPage()
    for (const hash of ['', '#token=wrong', '#ticket=%3Cimg%3E', '#/runs']) {
      await page.goto('about:blank')
      await page.goto(served.url.replace(/#.*$/, hash))
      await page.getByText('This page has no valid token.').waitFor()
      expect(await page.getByText('Before').count()).toBe(0)
    }
    await context.close()
  })
})

describe.skipIf(hasNoChromium)('read-only', () => {
  const REASON = 'This workbench is read-only.'

  test('what changes something is there, and says why it cannot be done', async () => {
    // Nobody listens there: a run is a run.
    const run = ['run', 'shop.plan.yaml', 'short', '--no-preflight', '-t', '3s', '-H', 'http://127.0.0.1:9']
    await runCommand(run, workspace.folder)
    served = await serveWorkbench(workspace, ['--read-only'])
    const { page, faults } = await openPage(browser, served.url, '#/runs')
    await status(page).getByText('Read-only').waitFor()
    expect(await reasonOf(page, 'Run')).toBe(REASON)

    const row = runs(page).getByRole('row').filter({ hasText: 'Before' })
    await row.click()
    expect(await reasonOf(page, 'Delete')).toBe(REASON)
    expect(await page.getByRole('complementary').getByRole('textbox', { name: 'Note' }).isEditable()).toBe(false)
    await runs(page).focus()
    await page.keyboard.press('*')
    await page.keyboard.press('Delete')
    await row.click({ button: 'right' })
    const menu = page.getByRole('menu')
    for (const name of ['Star', 'Tag…', 'Delete'])
      expect(await menu.getByRole('menuitem', { name }).getAttribute('aria-disabled'), name).toBe('true')
    await page.keyboard.press('Escape')
    await menu.waitFor({ state: 'hidden' })

    await page.keyboard.press('Control+Shift+P')
    await page.keyboard.type('start a run')
    await page
      .getByRole('option', { name: /Start a run/ })
      .getByText(REASON)
      .waitFor()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })

    await page.getByRole('button', { name: 'History' }).click()
    const history = page.getByRole('dialog', { name: 'History' })
    await expect.poll(() => history.getByRole('textbox', { name: 'Keep for days' }).isEditable()).toBe(false)
    await page.keyboard.press('Escape')

    await page.keyboard.press('Control+3')
    await page.getByRole('button', { name: 'Start short' }).waitFor()
    expect(await reasonOf(page, 'Start short')).toBe(REASON)
    expect(await reasonOf(page, 'Check')).toBe(REASON)

    await page.evaluate(() => void (location.hash = '#/run/last'))
    await page.getByRole('heading', { name: 'Shop' }).first().waitFor()
    expect(await reasonOf(page, 'Run again…')).toBe(REASON)
    expect(await page.getByRole('button', { name: 'Star', exact: true }).isDisabled()).toBe(true)
    await page.getByRole('button', { name: 'Details' }).click()
    await page.getByRole('banner').or(page.locator('header')).getByText('Tags').waitFor()
    expect(await page.getByRole('button', { name: 'Add a tag' }).count()).toBe(0)
    // What only reads is there.
    expect(await page.getByRole('button', { name: 'Report', exact: true }).isEnabled()).toBe(true)

    // Nothing of it was done.
    await page.keyboard.press('Control+2')
    await page.reload()
    await row.waitFor()
    await settled(page)
    expect(await row.textContent()).not.toContain('★')
    expect(faults).toEqual([])
    await page.context().close()
  })
})

/** What the tooltip of a button says that is disabled, asked by keyboard. */
async function reasonOf(page: Page, name: string): Promise<string | null> {
  const button = page.getByRole('button', { name, exact: true })
  await expect.poll(() => button.getAttribute('aria-disabled')).toBe('true')
  await page.keyboard.press('Shift')
  await button.focus()
  const reason = await page.getByRole('tooltip').textContent()
  await button.blur()
  await page.getByRole('tooltip').waitFor({ state: 'hidden' })
  return reason
}
