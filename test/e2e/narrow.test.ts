/** Small windows, long names and large numbers: nothing that is needed lies outside, and what is cut can be read. */
import type { Locator } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { writeBuilds } from '../../src/host/comparison/testing/twoBuilds.ts'
import { openHistory } from '../../src/host/storage/history.ts'
import { writeRuns } from '../../src/host/storage/testing/manyRuns.ts'
import { hasNoChromium } from './chromium.ts'
import { settled } from './page.ts'
import { useShellTrial } from './shellTrial.ts'

const LONG = 'Checkout of the international storefront with vouchers, gift cards and split deliveries, second revision'
const BUILD = 'release/2026-11-storefront-international-vouchers-and-gift-cards+build.20261130.4711.deadbeef'
const ENDPOINT = 'GET /api/workflows/{workflowId}/steps/{stepId}/executions/{executionId}/attachments/{attachmentId}'
/** 200 % of a window of 1440×900. */
const ZOOMED = { width: 720, height: 450 }

let longRun = ''
const trial = useShellTrial((historyFile) => {
  writeRuns(historyFile, [{ numbers: { ratePerS: 1_234_567.8 } }])
  const history = openHistory(historyFile)
  const [[id = ''] = []] = writeBuilds(history, [
    { build: BUILD, runs: 1, endpoints: [[ENDPOINT, 30]], run: { planName: LONG, scenario: LONG } },
  ])
  history.close()
  longRun = id
})

describe.skipIf(hasNoChromium)('where there is little room', () => {
  test('every column of runs is seen in a window of 1440 px', () =>
    trial.inPage(async (page) => {
      const table = page.getByRole('grid', { name: 'Runs', exact: true })
      await table.getByRole('row').nth(1).waitFor()
      expect(await scrollsAside(table)).toBe(false)
      const right = await rightOf(table.getByRole('columnheader', { name: 'Tags' }))
      expect(right).toBeLessThanOrEqual(await rightOf(table))
    }, '#/runs'))

  test('a number that its cell cuts is told to whoever points at it', () =>
    trial.inPage(async (page) => {
      const cell = page.getByRole('gridcell', { name: '1,234,568' })
      expect(await cell.getAttribute('title')).toBe(null)
      await cell.hover()
      expect(await cell.getAttribute('title')).toBe('1,234,568')
      const whole = page.getByRole('gridcell', { name: '16.5' }).first()
      await whole.hover()
      expect(await whole.getAttribute('title')).toBe(null)
    }, '#/runs'))

  test('runs stay under the pointer when one is selected, at 200 %', () =>
    trial.inPage(
      async (page) => {
        const row = page.getByRole('grid', { name: 'Runs', exact: true }).getByRole('row').nth(1)
        const before = await row.boundingBox()
        await row.click()
        await page.getByText('1 selected').waitFor()
        await page.getByRole('button', { name: 'Hide the inspector' }).click()
        expect((await row.boundingBox())?.y).toBe(before?.y)
        expect(await page.getByRole('button', { name: 'Baseline' }).isVisible()).toBe(true)
      },
      '#/runs',
      ZOOMED,
    ))

  test('a run with long names is no wider than its view', () =>
    trial.inPage(async (page) => {
      await page.evaluate((id) => void (location.hash = `#/run/${id}`), longRun)
      await page.getByRole('heading', { name: LONG }).waitFor()
      await settled(page)
      expect(await scrollsAside(page.locator('.screen').filter({ hasText: LONG }))).toBe(false)
    }))

  test('a long tag ends before the button that removes it', () =>
    trial.inPage(
      async (page) => {
        await page.evaluate((id) => void (location.hash = `#/run/${id}`), longRun)
        await page.getByRole('button', { name: 'Details' }).click()
        await page.getByRole('button', { name: 'Add a tag' }).click()
        const tag = 'x'.repeat(60)
        await page.getByRole('dialog', { name: 'New tags' }).getByRole('textbox').fill(tag)
        await page.keyboard.press('Enter')
        const text = page.getByTitle(tag).first()
        const remove = page.getByRole('button', { name: `Clear ${tag}` })
        await remove.waitFor()
        expect(await rightOf(text)).toBeLessThanOrEqual((await remove.boundingBox())!.x)
      },
      '',
      { width: 1024, height: 768 },
    ))

  test('what can be done with a chart stays in its frame, however long its title is', () =>
    trial.inPage(
      async (page) => {
        await page.evaluate((id) => void (location.hash = `#/run/${id}/timeline?form=split`), longRun)
        const chart = page.getByRole('figure', { name: ENDPOINT })
        await expect.poll(() => isWithin(chart.getByRole('button', { name: /^More for/ }), chart)).toBe(true)
      },
      '',
      { width: 1024, height: 768 },
    ))

  test('a run can be started at 200 % without scrolling the form', () =>
    trial.inPage(
      async (page) => {
        await page.getByRole('banner').getByRole('button', { name: 'Run', exact: true }).click()
        const dialog = page.getByRole('dialog', { name: 'Start a run' })
        await expect.poll(() => isWithin(dialog.getByRole('button', { name: /^Start/ }), dialog)).toBe(true)
      },
      '#/home',
      ZOOMED,
    ))
})

function scrollsAside(of: Locator): Promise<boolean> {
  return of.evaluate((element) => element.scrollWidth > element.clientWidth)
}

async function isWithin(inner: Locator, outer: Locator): Promise<boolean> {
  const [one, all] = [await inner.boundingBox(), await outer.boundingBox()]
  return (
    one !== null &&
    all !== null &&
    one.x >= all.x &&
    one.x + one.width <= all.x + all.width &&
    one.y >= all.y &&
    one.y + one.height <= all.y + all.height
  )
}

async function rightOf(of: Locator): Promise<number> {
  const box = (await of.boundingBox())!
  return box.x + box.width
}
