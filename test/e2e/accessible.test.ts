/** axe (WCAG 2.2 A and AA) on every screen, in every theme, with a run that has something to show. What a run that goes on has: accessibleLive.test.ts. */
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadAxe, violationsInThemes } from './axe.ts'
import { hasNoChromium } from './chromium.ts'
import { openPage, settled, type WatchedPage } from './page.ts'
import { useShopTrial } from './shopTrial.ts'

/** Each with what is there when it is shown. */
const VIEWS: [hash: string, shown: (page: Page) => Locator][] = [
  ['#/home', (page) => page.getByRole('region', { name: 'Continue' })],
  ['#/runs', (page) => page.getByRole('grid', { name: 'Runs' })],
  ['#/plan', (page) => page.getByRole('tree')],
  ['#/plan?plan=shop.plan.yaml', (page) => page.getByRole('region', { name: 'Scenarios' })],
  ['#/plan?plan=broken.plan.yaml', (page) => page.getByRole('region', { name: 'Problems' })],
  ['#/compare', (page) => page.getByText('No builds yet')],
  ['#/settings', (page) => page.getByRole('heading', { name: 'Settings' })],
  ['#/settings/keyboard', (page) => page.getByRole('heading', { name: 'Everywhere' })],
  ...[
    ['overview', 'Overview'],
    ['timeline', 'Timeline'],
    ['latency', 'Latency'],
    ['endpoints', 'Endpoints'],
    ['errors', 'Errors'],
    ['slow', 'Slow requests'],
    ['generator', 'Generator'],
    ['setup', 'Set-up & log'],
    ['compare', 'Compare windows'],
  ].map(([section, name]): [string, (page: Page) => Locator] => [
    `#/run/last/${section}`,
    (page) => page.getByRole('tab', { name: new RegExp(`^${name}`), selected: true }),
  ]),
]

const shop = useShopTrial({
  target: ['--slow', 'GET /api/search=30ms', '--fail', 'GET /api/metrics=10%:503'],
  files: { 'broken.plan.yaml': 'name: Broken\nusers: 7\n' },
  async prepare({ cli }) {
    await cli('run', 'shop.plan.yaml', 'short', '--no-preflight', '-t', '4s')
  },
})

describe.skipIf(hasNoChromium)('every screen', () => {
  let opened: WatchedPage
  beforeAll(async () => {
    opened = await openPage(shop.browser, shop.served.url)
    await loadAxe(opened.page)
  })
  afterAll(() => opened.page.context().close())

  test.each(VIEWS)('%s', async (hash, shown) => {
    const { page, faults } = opened
    await page.evaluate((to) => void (location.hash = to), hash)
    await shown(page).first().waitFor()
    await settled(page)
    expect(await violationsInThemes(page)).toEqual([])
    expect(faults).toEqual([])
  })

  test('the palette and the shortcuts', async () => {
    const { page } = opened
    await page.evaluate(() => void (location.hash = '#/home'))
    await settled(page)
    for (const keys of ['Control+Shift+P', '?']) {
      await page.keyboard.press(keys)
      await page.getByRole('dialog').waitFor()
      expect(await violationsInThemes(page), keys).toEqual([])
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'hidden' })
    }
  })
})
