/** The panel below the views: what it says of a plan and of a run, together with the screen that it is about, and how large it is. */
import type { Locator, Page } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { writeRawRun, type RawSecond } from '../../src/host/analysis/testing/rawRun.ts'
import { steadyLoad } from '../../src/host/analysis/testing/steadyLoad.ts'
import { openHistory, type History } from '../../src/host/storage/history.ts'
import { seriesOf } from '../../src/host/storage/testing/syntheticSeconds.ts'
import { loadAxe, violationsInThemes } from './axe.ts'
import { hasNoChromium } from './chromium.ts'
import { settled } from './page.ts'
import { focused, hashOf } from './shellParts.ts'
import { HOSTILE, useShellTrial } from './shellTrial.ts'

const SECONDS = 60
/** From then on. */
const FAILING_S = 30
let failing = ''

/** Half of the requests of one endpoint fail in the second half. */
function failingLoad(): RawSecond[] {
  return steadyLoad(SECONDS).map((second): RawSecond => {
    if (second.t < FAILING_S) return second
    const failed = { series: seriesOf('GET /', 'failed'), latenciesUs: [1000, 2000, 3000, 4000], servicesUs: null }
    return {
      ...second,
      requests: [...second.requests, failed],
      errors: [
        { class: 'status', endpoint: 'GET /', message: HOSTILE, count: 3 },
        { class: 'timeout', endpoint: 'GET /', message: '\u202e__proto__', count: 1 },
      ],
    }
  })
}

let writing: History | null = null
const { inPage } = useShellTrial((file) => {
  // Whoever closes it has ended its runs.
  writing = openHistory(file)
  failing = writeRawRun(writing, failingLoad()).run().id
  writeRawRun(writing, steadyLoad(5), { loadEndMs: null })
}, 'name: Broken\nusers: 7\n')
afterAll(() => writing?.close())

function panel(page: Page): Locator {
  return page.getByRole('region', { name: 'Panel' })
}

function choose(page: Page, name: 'Problems' | 'Log' | 'Errors'): Promise<void> {
  return panel(page).getByRole('tab', { name }).click()
}

describe.skipIf(hasNoChromium)('the panel', () => {
  test('where there is nothing to show it says what would be shown', () =>
    inPage(async (page) => {
      await page.keyboard.press('Control+j')
      await panel(page).getByText('Problems are those of a plan or a run: open one.').waitFor()
      await expect.poll(() => focused(page)).toBe('Problems')
      await page.keyboard.press('ArrowRight')
      await page.keyboard.press('ArrowRight')
      await panel(page).getByText('Errors are those of a run: open one.').waitFor()
      await page.keyboard.press('Control+j')
      await expect.poll(() => panel(page).count()).toBe(0)
      await page.keyboard.press('Control+j')
      await panel(page).getByRole('tab', { name: 'Errors', selected: true }).waitFor()
    }))

  test('the log of a run that goes on is there without opening it', () =>
    inPage(async (page) => {
      await page.keyboard.press('Control+j')
      await choose(page, 'Log')
      await panel(page).getByText('smoke · 1.0 · shop').waitFor()
      await panel(page).getByText('The load began.').waitFor()
      await panel(page).getByText('Notices are written when the run has ended.').waitFor()
    }, '#/settings'))

  test('problems of the plan that is looked at', () =>
    inPage(async (page) => {
      await page.keyboard.press('Control+j')
      await panel(page).getByText('`users` cannot be a number.').waitFor()
      await page
        .getByRole('main')
        .getByRole('treeitem', { name: /shop\.plan\.yaml/ })
        .click()
      await panel(page).getByText('The plan has no problems.').waitFor()
      await choose(page, 'Errors')
      await panel(page).getByText('Errors are those of a run: open one.').waitFor()
    }, '#/plan?plan=broken.plan.yaml'))

  test('findings and log of a run; a finding leads to its evidence in the view', () =>
    inPage(async (page) => {
      await page.evaluate((to) => void (location.hash = to), `#/run/${failing}/setup`)
      await page.getByRole('tab', { name: 'Set-up & log', selected: true }).waitFor()
      await page.keyboard.press('Control+j')
      const findings = panel(page)
        .getByRole('listitem')
        .filter({ has: page.getByRole('button') })
      await findings.first().waitFor()
      const evidence = findings.first().getByRole('button')
      const leadsTo = ((await evidence.textContent()) ?? '').split(',')[0]!.trim()
      await evidence.click()
      await page.getByRole('main').getByRole('tab', { name: leadsTo, selected: true }).waitFor()

      await page.keyboard.press('Alt+8')
      await choose(page, 'Log')
      const texts = (of: Locator) => of.locator('.entry').allTextContents()
      const own = await texts(page.getByRole('main').getByRole('region', { name: 'Log' }))
      expect(own.length).toBeGreaterThan(1)
      await expect.poll(() => texts(panel(page))).toEqual(own)
    }))

  test('errors are of the window that the view is about', () =>
    inPage(async (page) => {
      await page.evaluate((to) => void (location.hash = to), `#/run/${failing}/errors`)
      await page.getByRole('main').getByRole('grid', { name: 'Errors' }).waitFor()
      await page.keyboard.press('Control+j')
      await choose(page, 'Errors')
      const counts = (of: Locator) => of.getByText(/errors in \d+ groups/).allTextContents()
      await expect.poll(() => counts(panel(page))).toEqual(['120 errors in 2 groups'])
      await panel(page).getByText(HOSTILE).first().waitFor()
      expect(await page.evaluate(() => (globalThis as { pwned?: unknown }).pwned)).toBeUndefined()
      await page.evaluate((to) => void (location.hash = to), `#/run/${failing}/timeline?from=30&to=40`)
      await expect.poll(() => counts(panel(page))).toEqual(['40 errors in 2 groups'])
      await page.evaluate((to) => void (location.hash = to), `#/run/${failing}/timeline?from=0&to=20`)
      await panel(page).getByText('No errors in 200 requests').waitFor()
      // It goes with the run.
      await page.keyboard.press('Alt+w')
      await panel(page).getByText('Errors are those of a run: open one.').waitFor()
    }))

  test('of two sides it is about the one that is worked with', () =>
    inPage(async (page) => {
      await page.evaluate((to) => void (location.hash = to), `#/run/${failing}/timeline?from=30&to=40`)
      await page.getByRole('tab', { name: 'Timeline', selected: true }).waitFor()
      await page.keyboard.press('Control+\\')
      await expect.poll(() => page.getByRole('tab', { name: 'Timeline', selected: true }).count()).toBe(2)
      await page.evaluate((to) => void (location.hash = to), `#/run/${failing}/timeline?from=30&to=35`)
      await page.keyboard.press('Control+j')
      await choose(page, 'Errors')
      await panel(page).getByText('20 errors in 2 groups').waitFor()
      await page.keyboard.press('Control+F6')
      await panel(page).getByText('40 errors in 2 groups').waitFor()
    }))

  test('its border is moved by pointer and keys, and stays there', () =>
    inPage(async (page) => {
      const heightOf = async (): Promise<number> => Math.round((await panel(page).boundingBox())?.height ?? 0)
      await page.keyboard.press('Control+j')
      await expect.poll(heightOf).toBe(260)
      const border = page.getByRole('separator', { name: 'Border of the panel' })
      const at = (await border.boundingBox())!
      await page.mouse.move(at.x + 300, at.y)
      await page.mouse.down()
      await page.mouse.move(at.x + 300, at.y - 90, { steps: 3 })
      await page.mouse.up()
      await expect.poll(heightOf).toBe(350)
      await page.reload()
      await expect.poll(heightOf).toBe(350)
      await border.focus()
      await page.keyboard.press('ArrowDown')
      await expect.poll(heightOf).toBe(326)
      await page.keyboard.press('ArrowUp')
      await expect.poll(heightOf).toBe(350)
      await page.keyboard.press('Home')
      await expect.poll(heightOf).toBe(120)
      await page.getByRole('button', { name: 'Hide the panel' }).click()
      await expect.poll(() => panel(page).count()).toBe(0)
    }))

  test('everybody can use it, in any theme', () =>
    inPage(async (page) => {
      await page.evaluate((to) => void (location.hash = to), `#/run/${failing}/overview`)
      await page.getByRole('tab', { name: 'Overview', selected: true }).waitFor()
      await page.keyboard.press('Control+j')
      await loadAxe(page)
      for (const name of ['Problems', 'Log', 'Errors'] as const) {
        await choose(page, name)
        await settled(page)
        expect(await violationsInThemes(page), name).toEqual([])
      }
      expect(await hashOf(page)).toContain('/overview')
    }))
})
