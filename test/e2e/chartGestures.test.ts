/** What is done in the charts of a run with the pointer and by keys: what of it is part of the view, and what is not. */
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeSyntheticRun } from '../../bench/syntheticRun.ts'
import { hasNoChromium, launchChromium } from './chromium.ts'
import { openPage, settled } from './page.ts'
import { hashOf } from './shellParts.ts'
import { makeWorkspace, serveWorkbench, type ServedWorkbench, type Workspace } from './workbench.ts'

let workspace: Workspace
let served: ServedWorkbench
let browser: Browser

beforeAll(async () => {
  if (hasNoChromium) return
  workspace = makeWorkspace()
  for (const seconds of [60, 90]) writeSyntheticRun(workspace.historyFile, { seconds, endpoints: 3 })
  served = await serveWorkbench(workspace)
  browser = await launchChromium()
})

afterAll(async () => {
  await browser?.close()
  await served?.close()
  workspace?.remove()
})

/** A run in a page of its own; in the end nothing may have gone wrong in it. */
async function inRun(view: string, work: (page: Page) => Promise<void>): Promise<void> {
  const { page, faults } = await openPage(browser, served.url, `#/run/${view}`, { width: 1600, height: 1000 })
  await settled(page)
  await work(page)
  expect(faults).toEqual([])
  await page.context().close()
}

const timelineOf = (page: Page): Locator => page.getByRole('img', { name: /^Timeline from/ })
const legend = (page: Page, name: string): Locator => page.locator('button.reading', { hasText: name }).first()

/** Opens the menu of a chart at a part of its width and height, and picks. */
async function pickAt(page: Page, chart: Locator, [x, y]: [number, number], item: string | RegExp): Promise<void> {
  await chart.scrollIntoViewIfNeeded()
  const box = await chart.boundingBox()
  if (box === null) throw new Error('The chart is not there')
  await page.mouse.click(box.x + box.width * x, box.y + box.height * y, { button: 'right' })
  await page.getByRole('menuitem', { name: item }).click()
}

describe.skipIf(hasNoChromium)('charts of a run', () => {
  test('what is hidden by its name is so in all timelines of the run, in its link, and after a reload', () =>
    inRun('last/timeline?window=whole', async (page) => {
      await timelineOf(page).waitFor()
      await legend(page, 'users').click()
      await legend(page, 'p99').click({ modifiers: ['Alt'] })
      await expect.poll(() => hashOf(page)).toMatch(/hide=timeline/)
      await page.reload()
      await timelineOf(page).waitFor()
      for (const [name, shown] of [
        ['users', 'false'],
        ['in flight', 'true'],
        ['p99', 'true'],
        ['p50', 'false'],
      ] as const)
        expect(await legend(page, name).getAttribute('aria-pressed')).toBe(shown)
      await page.getByRole('tab', { name: 'Overview' }).click()
      await timelineOf(page).waitFor()
      expect(await legend(page, 'p50').getAttribute('aria-pressed')).toBe('false')
    }))

  test('a zoomed axis is of this look at this run only', () =>
    inRun('last/timeline?window=whole', async (page) => {
      await timelineOf(page).focus()
      await page.keyboard.press('Shift+ArrowUp')
      const chip = page.getByRole('button', { name: /^Latency: y axis .*, reset$/ })
      await chip.waitFor()
      const hash = await hashOf(page)
      expect(hash).not.toMatch(/y=|zoom/)
      const label = await timelineOf(page).getAttribute('aria-label')
      await page.evaluate(() => void (location.hash = '#/run/last~1/timeline?window=whole'))
      // The other run has another length.
      await expect.poll(() => timelineOf(page).getAttribute('aria-label')).not.toBe(label)
      expect(await chip.count()).toBe(0)
    }))

  test('one measure is plotted against another, from the menu of a lane; axes are part of the link', () =>
    inRun('last/timeline?window=whole', async (page) => {
      await timelineOf(page).waitFor()
      await pickAt(page, timelineOf(page), [0.4, 0.5], 'Plot against…')
      const scatter = page.getByRole('img', { name: /^p95 against Throughput/ })
      await scatter.waitFor()
      await page.getByRole('combobox', { name: 'Horizontal axis' }).click()
      await page.getByRole('option', { name: 'In flight' }).click()
      await page.getByRole('button', { name: 'Swap the axes' }).click()
      await expect.poll(() => hashOf(page)).toMatch(/form=against.*x=p95.*y=inFlight/)
      await page.reload()
      const again = page.getByRole('img', { name: /^In flight against p95\. 1 point = 1 s/ })
      await again.waitFor()
      await again.focus()
      await page.keyboard.press('Shift+ArrowRight')
      await page.keyboard.press(']')
      await expect.poll(() => hashOf(page)).toMatch(/to=10(&|$)/)
    }))

  test('a moment is pinned and let go; marks are for runs that go on', () =>
    inRun('last/timeline?window=whole', async (page) => {
      await timelineOf(page).waitFor()
      await pickAt(page, timelineOf(page), [0.5, 0.3], 'Pin the moment')
      await expect.poll(() => hashOf(page)).toMatch(/pins=\d+(&|$)/)
      await pickAt(page, timelineOf(page), [0.5, 0.3], 'Remove the pin in time')
      await expect.poll(() => hashOf(page)).not.toMatch(/pins/)
      await timelineOf(page).click({ button: 'right' })
      expect(await page.getByRole('menuitem', { name: /^Mark/ }).count()).toBe(0)
    }))

  test('percentiles, bars and cells are pinned, and others are held against them', () =>
    inRun('last/latency?window=whole', async (page) => {
      const spectrum = page.getByRole('img', { name: /^Latency by percentile/ })
      await spectrum.focus()
      await page.keyboard.press('ArrowRight')
      await page.keyboard.press('Enter')
      await page.getByText(/^Pin p[\d.]+: response time [\d.]+ .?s$/).waitFor()
      for (let press = 0; press < 3; press++) await page.keyboard.press('ArrowRight')
      await page.getByText(/^Pin p[\d.]+: response time .*, p[\d.]+ (\+[\d.]+ .?s \([\d.]+×\)|the same)/).waitFor()
      await page.keyboard.press('Escape')
      await expect.poll(() => page.getByText(/^Pin p/).count()).toBe(0)

      const bars = page.getByRole('img', { name: /^Requests by latency/ })
      await pickAt(page, bars, [0.3, 0.6], /^Pin .* to compare/)
      await page.getByText(/^Pin .+s: [\d,]+/).waitFor()
      await bars.hover({ position: { x: 250, y: 150 } })
      await page.getByText(/^Pin .*; .* requests \([<\d.]+ %\)$/).waitFor()
      await bars.focus()
      await page.keyboard.press('Escape')

      const heatmap = page.getByRole('img', { name: /^Heatmap/ })
      await pickAt(page, heatmap, [0.4, 0.7], /^Pin .* to compare/)
      await page.getByText(/^Pin \d\d:\d\d.*request/).waitFor()
      await pickAt(page, heatmap, [0.6, 0.7], 'Pin the moment')
      await expect.poll(() => hashOf(page)).toMatch(/pins=\d+/)
      await expect.poll(() => page.locator('.heat .pin').count()).toBe(1)
      await pickAt(page, heatmap, [0.4, 0.7], 'Remove the pin')
      await expect.poll(() => page.getByText(/^Pin \d\d:\d\d/).count()).toBe(0)
    }))

  test('a cell of the heatmap is explained from its menu, and the window stays', () =>
    inRun('last/latency?window=whole', async (page) => {
      const heatmap = page.getByRole('img', { name: /^Heatmap of latency/ })
      await heatmap.waitFor()
      const before = await hashOf(page)
      await pickAt(page, heatmap, [0.4, 0.6], 'Explain this cell')
      await page.getByRole('status').filter({ hasText: 'requests are selected' }).waitFor()
      expect(await hashOf(page)).toBe(before)
    }))
})
