/** What opens of a button beside it: each is a dialog with a name that says what it is for, whatever its button says at the moment. */
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadAxe, violations } from './axe.ts'
import { hasNoChromium } from './chromium.ts'
import { openPage, settled, type WatchedPage } from './page.ts'
import { useShopTrial } from './shopTrial.ts'

const shop = useShopTrial({
  async prepare({ cli }) {
    for (const build of ['1.0', '1.1'])
      await cli('run', 'shop.plan.yaml', 'short', '--no-preflight', '-t', '3s', '--build', build)
  },
})

const RUN = '#/run/last/latency'
const shown = (page: Page): Locator => page.getByRole('toolbar', { name: 'What is shown' }).getByRole('button')
const POPOVERS: [name: string, hash: string, opener: (page: Page) => Locator][] = [
  ['Window', RUN, (page) => shown(page).first()],
  ['Endpoint', RUN, (page) => shown(page).filter({ hasText: 'Endpoint' })],
  ['Explain a range of latencies', RUN, (page) => page.getByRole('button', { name: 'Explain…' })],
  ['Baseline', '#/compare?baseline=1.0&candidate=1.1', (page) => page.getByRole('button', { name: /^Baseline/ })],
  ['Candidate', '#/compare?baseline=1.0&candidate=1.1', (page) => page.getByRole('button', { name: /^Candidate/ })],
]

describe.skipIf(hasNoChromium)('popovers', () => {
  let opened: WatchedPage
  beforeAll(async () => {
    opened = await openPage(shop.browser, shop.served.url)
    await loadAxe(opened.page)
  })
  afterAll(() => opened?.page.context().close())

  test.each(POPOVERS)('%s', async (name, hash, opener) => {
    const { page, faults } = opened
    await page.evaluate((to) => void (location.hash = to), hash)
    await opener(page).first().waitFor()
    await settled(page)
    await opener(page).first().click()
    await page.getByRole('dialog').waitFor()
    await page.getByRole('dialog', { name, exact: true }).waitFor()
    expect(await violations(page, { type: 'rule', values: ['aria-dialog-name'] })).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    expect(faults).toEqual([])
  })
})
