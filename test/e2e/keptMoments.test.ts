/** A click in any chart over time of a run, or Enter at its crosshair, keeps the moment: in the sections whose charts are not the timeline. */
import type { Locator, Page } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { writeRawRun } from '../../src/host/analysis/testing/rawRun.ts'
import { failingLoad } from '../../src/host/analysis/testing/steadyLoad.ts'
import { openHistory, type History } from '../../src/host/storage/history.ts'
import { hasNoChromium } from './chromium.ts'
import { settled } from './page.ts'
import { focused } from './shellParts.ts'
import { useShellTrial } from './shellTrial.ts'

const SECONDS = 60
/** From then on four of fourteen requests fail. */
const FAILING_S = 30
const FAILING = 'POST /pay'
/** What the inspector says of second 40. */
const KEPT = '14 requests ended, 4 failed'
let runId = ''

let writing: History | null = null
const { inPage } = useShellTrial((file) => {
  writing = openHistory(file)
  runId = writeRawRun(writing, failingLoad(SECONDS, FAILING_S, { endpoint: FAILING, message: 'Status 503' })).run().id
})
afterAll(() => writing?.close())

const pane = (page: Page): Locator => page.getByRole('complementary', { name: 'Inspector' })

/** With the inspector shown. */
async function openRun(page: Page, view: string): Promise<void> {
  await page.evaluate((to) => void (location.hash = to), `#/run/${runId}/${view}?from=0&to=${SECONDS}`)
  await page.getByRole('tab', { name: 'Overview' }).waitFor()
  await settled(page)
  await page.locator('body').press('Space')
  await pane(page).waitFor()
  await settled(page)
}

/** By keys: the crosshair at a second. */
async function goTo(page: Page, chart: Locator, second: number): Promise<void> {
  await chart.focus()
  await page.keyboard.press('Home')
  for (let left = second; left > 0; left -= left >= 10 ? 10 : 1)
    await page.keyboard.press(left >= 10 ? 'Shift+ArrowRight' : 'ArrowRight')
}

async function clickAt(page: Page, chart: Locator, share: number): Promise<void> {
  await chart.scrollIntoViewIfNeeded()
  const box = (await chart.boundingBox())!
  await page.mouse.click(box.x + box.width * share, box.y + Math.min(60, box.height / 2))
}

const inMain = (page: Page, name: RegExp): Locator => page.getByRole('main').getByRole('img', { name })
const CHARTS = {
  generator: /^Event loop delay.*Arrow keys read values/,
  setup: /^Users.*Arrow keys read values/,
  errors: /^Errors, .*Arrow keys read values/,
} as const

describe.skipIf(hasNoChromium)('a moment is kept', () => {
  test.each(['generator', 'setup'] as const)('in %s, where the one of the crosshair is told before', (section) =>
    inPage(async (page) => {
      await openRun(page, section)
      const chart = inMain(page, CHARTS[section])
      await goTo(page, chart, 40)
      await pane(page).getByRole('heading', { name: '00:40' }).waitFor()
      await page.keyboard.press('Enter')
      await pane(page).getByText(KEPT).waitFor()
      expect(await pane(page).getByRole('heading', { name: '00:40' }).count()).toBe(1)
      await pane(page).getByRole('button', { name: 'Let go of this moment' }).click()
      await pane(page).getByText(KEPT).waitFor({ state: 'hidden' })
      await clickAt(page, chart, 0.25)
      await pane(page).getByText('10 requests ended, 0 failed').waitFor()
      await clickAt(page, chart, 0.9)
      await pane(page).getByText(KEPT).waitFor()
    }),
  )

  test('in Errors, in place of the row that is selected, which is told again afterwards', () =>
    inPage(async (page) => {
      await openRun(page, 'errors')
      const chart = inMain(page, CHARTS.errors)
      await page.getByRole('grid', { name: 'Errors', exact: true }).getByRole('row').nth(1).click()
      const row = pane(page).getByRole('region', { name: /^Errors/ })
      await row.getByText('Status 503').first().waitFor()
      await goTo(page, chart, 40)
      await page.keyboard.press('Enter')
      await pane(page).getByText(KEPT).waitFor()
      expect(await row.count()).toBe(0)
      await pane(page).getByRole('button', { name: 'Let go of this moment' }).click()
      await row.getByText('Status 503').first().waitFor()
      await clickAt(page, chart, 0.25)
      await pane(page).getByText('10 requests ended, 0 failed').waitFor()
      // By class it is another row: whoever selects it looks at it.
      await page.keyboard.press('g')
      await page.getByRole('grid', { name: 'Errors', exact: true }).getByRole('row').nth(1).click()
      await row.getByText('Status 503').first().waitFor()
    }))

  test('in the chart of an endpoint that the inspector shows itself; the focus is not lost with it', () =>
    inPage(async (page) => {
      await openRun(page, 'endpoints')
      await page.getByRole('grid', { name: 'Endpoints' }).getByRole('row').filter({ hasText: FAILING }).first().click()
      const chart = pane(page).getByRole('img', { name: /^p95, Requests/ })
      await goTo(page, chart, 40)
      await page.keyboard.press('Enter')
      await pane(page).getByText(KEPT).waitFor()
      expect(await focused(page)).not.toBeNull()
      await page.getByRole('grid', { name: 'Endpoints' }).getByRole('row').filter({ hasText: 'GET /' }).first().click()
      await pane(page).getByRole('region', { name: 'Endpoint GET /' }).waitFor()
    }))
})
