/** axe, in every theme, on what is there for a while only: a run that goes on, its controls and notices, dialogs and what opens of a button. */
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadAxe, violationsInThemes } from './axe.ts'
import { hasNoChromium } from './chromium.ts'
import { openPage, settled, type WatchedPage } from './page.ts'
import { useShopTrial } from './shopTrial.ts'

const SHOP = '#/plan?plan=shop.plan.yaml'

const shop = useShopTrial({ target: ['--slow', 'GET /api/search=30ms', '--fail', 'GET /api/metrics=10%:503'] })
let opened: WatchedPage
let page: Page

beforeAll(async () => {
  if (hasNoChromium) return
  opened = await openPage(shop.browser, shop.served.url)
  page = opened.page
  await loadAxe(page)
})

async function goTo(hash: string): Promise<void> {
  await page.evaluate((to) => void (location.hash = to), hash)
}

/** Nothing is wrong with what is shown, in any theme. */
async function expectFine(what: string): Promise<void> {
  // What is wrong here hides nothing of what is wrong further on.
  expect.soft(await violationsInThemes(page), what).toEqual([])
  expect.soft(opened.faults, what).toEqual([])
}

/** The same with a list or a menu open, which are in no landmark: axe's best practice is about what stays. */
async function expectFineOpen(what: string): Promise<void> {
  const found = await violationsInThemes(page)
  expect
    .soft(
      found.filter((violation) => !violation.startsWith('light: region')),
      what,
    )
    .toEqual([])
}

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true })

// One run is made, watched and stopped: each test goes on where the one before it has ended.
describe.skipIf(hasNoChromium)('for a while', () => {
  test('the dialog that starts a run', async () => {
    await goTo(SHOP)
    await button('Start long').click()
    const dialog = page.getByRole('dialog', { name: 'Start a run' })
    await dialog
      .getByText(/^10 users/)
      .first()
      .waitFor()
    await dialog.getByRole('button', { name: 'Add a value' }).click()
    await expectFine('the dialog')
    await dialog.getByRole('textbox', { name: 'Users' }).fill('many')
    await expectFine('with a field that is wrong')
    await dialog.getByRole('textbox', { name: 'Users' }).fill('10')
    await dialog.getByRole('combobox', { name: 'Scenario' }).click()
    await page.getByRole('option').first().waitFor()
    await expectFineOpen('its scenarios')
    await page.keyboard.press('Escape')
    await dialog.getByRole('button', { name: /^Start/ }).click()
    await page.getByRole('toolbar', { name: 'Controls of the run' }).waitFor()
    await expect.poll(() => page.getByRole('group', { name: 'Errors' }).textContent()).toMatch(/[1-9]\d* of/)
  })

  test.each(['overview', 'timeline', 'latency', 'endpoints', 'errors', 'slow', 'generator', 'setup', 'compare'])(
    'a run that goes on: %s',
    async (section) => {
      await goTo(`#/run/last/${section}`)
      await page.getByRole('tabpanel').first().waitFor()
      await page.getByRole('toolbar', { name: 'Controls of the run' }).waitFor()
      await expectFine(section)
    },
  )

  test('what its buttons open', async () => {
    await goTo('#/run/last/overview')
    for (const [name, field] of [
      [/^Mark/, 'What happens now'],
      [/^Users ±/, 'Users'],
    ] as const) {
      await page.getByRole('toolbar', { name: 'Controls of the run' }).getByRole('button', { name }).click()
      await page.getByRole('textbox', { name: field, exact: true }).waitFor()
      await expectFine(field)
      await page.keyboard.press('Escape')
    }
    const shown = page.getByRole('toolbar', { name: 'What is shown' }).getByRole('button')
    for (const chip of [shown.first(), shown.filter({ hasText: 'Endpoint' }), shown.last()]) {
      await settled(page)
      await chip.click()
      await expectFineOpen('what is shown')
      await page.keyboard.press('Escape')
    }
    await button('Details').click()
    await button('Add a tag').click()
    await page.getByRole('textbox', { name: 'Tag' }).waitFor()
    await expectFine('details')
    await page.keyboard.press('Escape')
  })

  test('its notices', async () => {
    await page.reload()
    await loadAxe(page)
    await page
      .getByRole('toolbar', { name: 'Controls of the run' })
      .getByRole('button', { name: /^Freeze/ })
      .click()
    await page.getByText('View frozen at').waitFor()
    await expectFine('frozen')
    await button(/^Resume$/)
      .or(button(/^Resume view/))
      .first()
      .click()
    await page.getByRole('button', { name: /^Pause load/ }).click()
    await page.getByText('The load is paused.').waitFor()
    await expectFine('paused')
    await page.getByRole('button', { name: /^Resume load/ }).click()
    await page.getByText('The load is paused.').waitFor({ state: 'hidden' })
  })

  test('where it is listed, and where another one cannot start', async () => {
    await goTo('#/runs')
    await page.getByRole('region', { name: /^Running: Shop/ }).waitFor()
    await expectFine('the list')
    await goTo('#/home')
    await page.getByRole('region', { name: 'Continue' }).waitFor()
    await expectFine('home')
    await goTo(SHOP)
    await button('Start long').click()
    const dialog = page.getByRole('dialog', { name: 'Start a run' })
    await dialog.getByRole('button', { name: /^Start/ }).click()
    await dialog.getByRole('button', { name: 'Open the run' }).waitFor()
    await expectFine('the dialog')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await dialog.waitFor({ state: 'hidden' })
  })

  test('its end, in the window that was looked at', async () => {
    await goTo('#/run/last/overview?from=0&to=2')
    await button('Stop').click()
    await button('Switch to judged window').waitFor()
    await settled(page)
    await expectFine('ended')
  })

  test('dialogs of the list of runs', async () => {
    await goTo('#/runs')
    await page.getByRole('grid', { name: 'Runs' }).getByRole('row').nth(1).click()
    await button('Tag').click()
    await page.getByRole('dialog', { name: 'Tag 1 run' }).waitFor()
    await expectFine('tags')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await button('History').click()
    const history = page.getByRole('dialog', { name: 'History' })
    await history.getByRole('textbox', { name: 'Keep for days' }).fill('many')
    await history.getByRole('button', { name: 'Save' }).click()
    await settled(page)
    await expectFine('history')
  })
})
