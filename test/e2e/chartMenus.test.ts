/** Every chart of every screen can be seen as a table and saved as a picture and as numbers. */
import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeSearches } from './capacityHistory.ts'
import { hasNoChromium, launchChromium } from './chromium.ts'
import { SHOP, writeCompareHistory } from './compareHistory.ts'
import { openPage, settled } from './page.ts'
import { makeWorkspace, serveWorkbench, type ServedWorkbench, type Workspace } from './workbench.ts'

let workspace: Workspace
let served: ServedWorkbench
let browser: Browser
let run = ''

beforeAll(async () => {
  if (hasNoChromium) return
  workspace = makeWorkspace()
  run = writeCompareHistory(workspace.historyFile)[1]?.[0] ?? ''
  writeSearches(workspace.historyFile)
  served = await serveWorkbench(workspace)
  browser = await launchChromium()
})

afterAll(async () => {
  await browser?.close()
  await served?.close()
  workspace?.remove()
})

const COMPARED = `compare?baseline=${SHOP[0]}&candidate=${SHOP[1]}`
const VIEWS: [hash: string, charts: readonly string[]][] = [
  ['run/RUN/overview', ['Timeline']],
  ['run/RUN/timeline', ['Timeline']],
  ['run/RUN/timeline?form=split', ['GET /search']],
  ['run/RUN/timeline?form=against', ['Timeline']],
  ['run/RUN/latency', ['Latency over time', 'Percentile spectrum', 'Distribution']],
  [`${COMPARED}&view=heat`, ['Differences', 'Overlay']],
  ['trends', []],
  ['capacity', []],
]

async function menuOf(page: Page, name: string): Promise<{ words: string[]; refused: string[] }> {
  await page.getByRole('button', { name, exact: true }).first().click()
  const menu = page.getByRole('menu')
  await menu.waitFor()
  const items = await menu
    .getByRole('menuitem')
    .or(menu.getByRole('menuitemcheckbox'))
    .evaluateAll((all) =>
      all.map((item) => ({ text: item.textContent.trim(), isRefused: item.getAttribute('aria-disabled') === 'true' })),
    )
  await page.keyboard.press('Escape')
  await menu.waitFor({ state: 'hidden' })
  return {
    words: items.map(({ text }) => text),
    refused: items.filter(({ isRefused }) => isRefused).map(({ text }) => text),
  }
}

describe.skipIf(hasNoChromium)('the menu of every chart', () => {
  test.each(VIEWS)('%s', async (hash, charts) => {
    const { page, faults } = await openPage(browser, served.url, `#/${hash.replace('RUN', run)}`)
    const buttons = page.getByRole('main').getByRole('button', { name: /^More for / })
    await buttons.first().waitFor()
    for (const chart of charts)
      await page
        .getByRole('button', { name: `More for ${chart}`, exact: true })
        .first()
        .waitFor()
    await settled(page)
    const names = await buttons.evaluateAll((all) => all.map((button) => button.getAttribute('aria-label') ?? ''))
    for (const name of new Set(names)) {
      const { words, refused } = await menuOf(page, name)
      for (const wanted of ['View as table', 'Save as PNG', 'Save as SVG', 'Save as CSV'])
        expect(
          words.some((word) => word.startsWith(wanted)),
          `${name}: ${wanted}`,
        ).toBe(true)
      expect(refused, name).toEqual([])
    }
    expect(faults).toEqual([])
    await page.context().close()
  })
})

describe.skipIf(hasNoChromium)('the heat of Compare', () => {
  test('as a table, as numbers, as pictures', async () => {
    const { page, faults } = await openPage(browser, served.url, `#/${COMPARED}&view=heat`)
    await page.getByRole('grid', { name: 'Differences of endpoints' }).waitFor()
    const menu = page.getByRole('button', { name: 'More for Differences' })
    const saved = async (item: string): Promise<Buffer> => {
      await menu.click()
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('menuitem', { name: item }).click(),
      ])
      return readFile(await download.path())
    }
    const csv = (await saved('Save as CSV')).toString('utf8')
    expect(csv.split('\r\n')[0]).toMatch(/^Endpoint,Verdict,p95 change \(%\),p95 95 % from,p95 95 % to,p95 verdict/)
    expect(csv).toMatch(/GET \/search,regressed,\d/)
    const svg = (await saved('Save as SVG')).toString('utf8')
    expect(svg).toContain('GET /search')
    expect(svg).toMatch(/✕ \+\d/)
    const png = await saved('Save as PNG')
    expect(png.subarray(1, 4).toString('latin1')).toBe('PNG')
    await menu.click()
    await page.getByRole('menuitemcheckbox', { name: 'View as table' }).click()
    const table = page.getByRole('region', { name: 'Differences as a table' })
    await table.getByText('GET /search').waitFor()
    expect(faults).toEqual([])
    await page.context().close()
  })
})
