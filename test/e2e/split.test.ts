/** Two groups of tabs beside each other: what each shows, where the focus and the keys are, and what is kept. */
import type { Locator, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { writeRawRun } from '../../src/host/analysis/testing/rawRun.ts'
import { steadyLoad } from '../../src/host/analysis/testing/steadyLoad.ts'
import { openHistory } from '../../src/host/storage/history.ts'
import { hasNoChromium } from './chromium.ts'
import { settled } from './page.ts'
import { command, hashOf, quickOpen } from './shellParts.ts'
import { useShellTrial } from './shellTrial.ts'

/** One that can be opened: something was measured in it. */
const { inPage } = useShellTrial((file) => {
  const history = openHistory(file)
  writeRawRun(history, steadyLoad(5))
  history.close()
})

/** Titles by group, from left to right; those that are shown end with a star. */
function groups(page: Page): Promise<string[][]> {
  return page
    .getByRole('tablist', { name: /^Open views/ })
    .evaluateAll((lists) =>
      lists.map((list) =>
        [...list.querySelectorAll('[role="tab"]')].map(
          (tab) => tab.textContent.trim().slice(0, 8) + (tab.getAttribute('aria-selected') === 'true' ? '*' : ''),
        ),
      ),
    )
}

function panel(page: Page, index: number): Locator {
  return page.locator('[role="tabpanel"]:visible').nth(index)
}

/** The number of the group that has the focus; -1 for none. */
function focusedGroup(page: Page): Promise<number> {
  return page.evaluate(() =>
    [...document.querySelectorAll('.group')].findIndex((group) => group.contains(document.activeElement)),
  )
}

describe.skipIf(hasNoChromium)('split', () => {
  test('a view stands beside itself; the focus, the keys and the address are those of one of them', () =>
    inPage(async (page) => {
      await page.keyboard.press('Control+2')
      await panel(page, 0).getByRole('grid', { name: 'Runs' }).waitFor()
      await page.keyboard.press('Control+\\')
      await expect.poll(() => groups(page)).toEqual([['Home', 'Runs*'], ['Runs*']])
      await panel(page, 1).getByRole('grid', { name: 'Runs' }).waitFor()
      await expect.poll(() => focusedGroup(page)).toBe(1)
      // The filter of the right one is no filter of the left one.
      await page.keyboard.press('/')
      await page.keyboard.type('Search')
      await expect.poll(() => hashOf(page)).toBe('#/runs?find=Search')
      const boxes = page.getByRole('textbox', { name: 'Filter runs' })
      await expect
        .poll(() => boxes.evaluateAll((all) => all.map((box) => (box as HTMLInputElement).value)))
        .toEqual(['', 'Search'])
      await page.keyboard.press('Control+F6')
      await expect.poll(() => focusedGroup(page)).toBe(0)
      await expect.poll(() => hashOf(page)).toBe('#/runs')
      await page.keyboard.press('/')
      await page.keyboard.type('Login')
      await expect.poll(() => hashOf(page)).toBe('#/runs?find=Login')

      // Round all parts of the window by F6: both sides are among them.
      const seen = new Set<number>()
      for (let press = 0; press < 9; press++) {
        await page.keyboard.press('F6')
        seen.add(await focusedGroup(page))
      }
      expect([...seen].toSorted((one, other) => one - other)).toEqual([-1, 0, 1])

      // A click is enough, too.
      await panel(page, 1)
        .getByRole('grid', { name: 'Runs' })
        .click({ position: { x: 200, y: 200 } })
      await expect.poll(() => hashOf(page)).toBe('#/runs?find=Search')
      await page.reload()
      await expect.poll(() => groups(page)).toEqual([['Home', 'Runs*'], ['Runs*']])
      await expect
        .poll(() => boxes.evaluateAll((all) => all.map((box) => (box as HTMLInputElement).value)))
        .toEqual(['Login', 'Search'])
      expect(await hashOf(page)).toBe('#/runs?find=Search')
    }))

  test('the border is moved by keys, and stays there', () =>
    inPage(async (page) => {
      await page.keyboard.press('Control+\\')
      const border = page.getByRole('separator', { name: 'Border between the views' })
      await border.waitFor()
      const share = async (): Promise<number> => {
        const [left, right] = await page
          .locator('.group')
          .evaluateAll((all) => all.map((group) => group.getBoundingClientRect().width))
        return (left ?? 0) / ((left ?? 0) + (right ?? 0))
      }
      await expect.poll(share).toBeCloseTo(0.5, 1)
      await border.focus()
      for (let press = 0; press < 3; press++) await page.keyboard.press('ArrowLeft')
      await expect.poll(share).toBeLessThan(0.4)
      const moved = await share()
      await page.reload()
      await expect.poll(share).toBeCloseTo(moved, 1)
      // None is pushed out of sight.
      await border.focus()
      for (let press = 0; press < 12; press++) await page.keyboard.press('ArrowLeft')
      expect(await share()).toBeGreaterThan(0.15)
    }))

  test('the last tab of a side takes the side with it; tabs go over; links open where one works', () =>
    inPage(async (page) => {
      await page.keyboard.press('Control+2')
      await page.keyboard.press('Control+\\')
      await expect.poll(() => groups(page)).toEqual([['Home', 'Runs*'], ['Runs*']])
      await quickOpen(page, 'Checkout')
      await expect
        .poll(() => groups(page))
        .toEqual([
          ['Home', 'Runs*'],
          ['Runs', 'Checkout*'],
        ])
      const link = await hashOf(page)
      await page.keyboard.press('Alt+w')
      await page.keyboard.press('Alt+w')
      await expect.poll(() => groups(page)).toEqual([['Home', 'Runs*']])
      await expect.poll(() => focusedGroup(page)).toBe(0)

      await command(page, 'move tab to the other side')
      await expect.poll(() => groups(page)).toEqual([['Home*'], ['Runs*']])
      await page.evaluate((to) => void (location.hash = to), link)
      await expect.poll(() => groups(page)).toEqual([['Home*'], ['Runs', 'Run*']])
      // The left side goes; what is left takes the window.
      await page.keyboard.press('Control+F6')
      await page.keyboard.press('Alt+w')
      await expect.poll(() => groups(page)).toEqual([['Runs', 'Run*']])
      await expect.poll(() => panel(page, 0).evaluate((element) => element.clientWidth)).toBeGreaterThan(1300)
      await page.keyboard.press('Control+\\')
      await expect.poll(() => groups(page)).toEqual([['Runs', 'Run*'], ['Run*']])
    }))

  test('one run beside itself: each has its own section, and does not move the other', () =>
    inPage(async (page) => {
      await page.keyboard.press('Control+2')
      await page.getByRole('grid', { name: 'Runs' }).focus()
      await page.keyboard.press('Home')
      await page.keyboard.press('Enter')
      await page.getByRole('tab', { name: 'Overview' }).waitFor()
      await page.keyboard.press('Alt+4')
      await expect.poll(() => hashOf(page)).toContain('/endpoints')
      await page.keyboard.press('Control+\\')
      await expect.poll(async () => (await groups(page)).length).toBe(2)
      await settled(page)
      await page.keyboard.press('Alt+5')
      const sections = (): Promise<string[]> =>
        page
          .getByRole('tab', { selected: true })
          .evaluateAll((tabs) =>
            tabs
              .filter((tab) => tab.closest('[role="tabpanel"]') !== null)
              .map((tab) => tab.textContent.trim().replace(/ \d+$/, '')),
          )
      await expect.poll(sections).toEqual(['Endpoints', 'Errors'])
      await expect.poll(() => hashOf(page)).toContain('/errors')
      await page.keyboard.press('Control+F6')
      await page.keyboard.press('Alt+3')
      await expect.poll(sections).toEqual(['Latency', 'Errors'])
      await page.reload()
      await expect.poll(sections).toEqual(['Latency', 'Errors'])
    }))
})
