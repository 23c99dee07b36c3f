/** Tabs and links: what is open, in which order, and what the address says of it. */
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { hasNoChromium } from './chromium.ts'
import { command, focused, hashOf, quickOpen, tabs, tabTitles } from './shellParts.ts'
import { useShellTrial } from './shellTrial.ts'

const trial = useShellTrial()
const { inPage } = trial

describe.skipIf(hasNoChromium)('tabs', () => {
  test('are opened, left, closed and brought back by keys', () =>
    inPage(async (page) => {
      for (const key of ['Control+2', 'Control+3', 'Control+,']) await page.keyboard.press(key)
      await expect.poll(() => tabTitles(page)).toEqual(['Home', 'Runs', 'Plans', 'Settings*'])
      await page.keyboard.press('Alt+PageUp')
      await page.keyboard.press('Control+PageUp')
      await expect.poll(() => tabTitles(page)).toEqual(['Home', 'Runs*', 'Plans', 'Settings'])
      // A view that is there once is shown, not opened again.
      await page.keyboard.press('Control+,')
      await expect.poll(() => tabTitles(page)).toEqual(['Home', 'Runs', 'Plans', 'Settings*'])

      await page.keyboard.press('Alt+w')
      // Back to where one came from.
      await expect.poll(() => tabTitles(page)).toEqual(['Home', 'Runs*', 'Plans'])
      await page.keyboard.press('Control+w')
      await expect.poll(() => tabTitles(page)).toEqual(['Home', 'Plans*'])
      await page.keyboard.press('Alt+Shift+T')
      await expect.poll(() => tabTitles(page)).toEqual(['Home', 'Plans', 'Runs*'])
      await page.keyboard.press('Alt+Shift+T')
      await expect.poll(() => tabTitles(page)).toEqual(['Home', 'Plans', 'Runs', 'Settings*'])
    }))

  test('are a tab list: arrows, Home, End, Delete, and the focus is never lost', () =>
    inPage(async (page) => {
      for (const key of ['Control+2', 'Control+3']) await page.keyboard.press(key)
      await tabs(page).filter({ hasText: 'Plans' }).focus()
      await page.keyboard.press('ArrowLeft')
      await expect.poll(() => focused(page)).toBe('Runs')
      await page.keyboard.press('Home')
      await expect.poll(() => tabTitles(page)).toEqual(['Home*', 'Runs', 'Plans'])
      await page.keyboard.press('ArrowLeft')
      await expect.poll(() => focused(page)).toBe('Plans')
      await page.keyboard.press('Delete')
      await expect.poll(() => tabTitles(page)).toEqual(['Home*', 'Runs'])
      await expect.poll(() => focused(page)).toBe('Home')
      await page.keyboard.press('Delete')
      await page.keyboard.press('Delete')
      await expect.poll(() => tabTitles(page)).toEqual([])
      await page.getByText('No view is open').waitFor()
      await page.getByRole('main').getByRole('button', { name: 'Home' }).click()
      await expect.poll(() => tabTitles(page)).toEqual(['Home*'])
    }))

  test('are closed by the middle button, the cross and the menu; the rest at once', () =>
    inPage(async (page) => {
      for (const key of ['Control+2', 'Control+3', 'Control+,']) await page.keyboard.press(key)
      await tabs(page).filter({ hasText: 'Runs' }).click({ button: 'middle' })
      await expect.poll(() => tabTitles(page)).toEqual(['Home', 'Plans', 'Settings*'])
      await tabs(page).filter({ hasText: 'Settings' }).locator('.close').click()
      await expect.poll(() => tabTitles(page)).toEqual(['Home', 'Plans*'])
      await page.keyboard.press('Control+2')
      await tabs(page).filter({ hasText: 'Home' }).click({ button: 'right' })
      await page.getByRole('menuitem', { name: 'Close others' }).click()
      await expect.poll(() => tabTitles(page)).toEqual(['Home*'])
    }))

  test('of a run are previews until they are kept', () =>
    inPage(async (page) => {
      await quickOpen(page, 'Checkout')
      await expect.poll(() => tabTitles(page)).toEqual(['Home', expect.stringMatching(/^Checkout.*\*$/)])
      await quickOpen(page, 'Search')
      await expect.poll(() => tabTitles(page)).toEqual(['Home', expect.stringMatching(/^Search.*\*$/)])
      await tabs(page).filter({ hasText: 'Search' }).dblclick()
      await quickOpen(page, 'Login')
      await expect
        .poll(() => tabTitles(page))
        .toEqual(['Home', expect.stringMatching(/^Search/), expect.stringMatching(/^Login.*\*$/)])
      await command(page, 'keep tab open')
      await quickOpen(page, 'Checkout')
      await expect.poll(async () => (await tabTitles(page)).length).toBe(4)
    }))

  test('are put in another order', () =>
    inPage(async (page) => {
      for (const key of ['Control+2', 'Control+3', 'Control+,']) await page.keyboard.press(key)
      const tab = (name: string) => tabs(page).filter({ hasText: name })
      await tab('Settings').dragTo(tab('Home'))
      await expect.poll(() => tabTitles(page)).toEqual(['Settings*', 'Home', 'Runs', 'Plans'])
      await tab('Home').dragTo(tab('Plans'))
      await expect.poll(() => tabTitles(page)).toEqual(['Settings*', 'Runs', 'Plans', 'Home'])
      await page.keyboard.press('Alt+Shift+PageDown')
      await page.keyboard.press('Control+Shift+PageDown')
      await expect.poll(() => tabTitles(page)).toEqual(['Runs', 'Plans', 'Settings*', 'Home'])
      await tab('Plans').click({ button: 'right' })
      await page.getByRole('menuitem', { name: 'Move left' }).click()
      await expect.poll(() => tabTitles(page)).toEqual(['Plans', 'Runs', 'Settings*', 'Home'])
    }))
})

describe.skipIf(hasNoChromium)('links', () => {
  test('the address is the view: back, forward, and a link of it elsewhere', () =>
    inPage(async (page) => {
      await page.keyboard.press('Control+2')
      await expect.poll(() => hashOf(page)).toBe('#/runs')
      await page.keyboard.press('Control+,')
      await expect.poll(() => hashOf(page)).toBe('#/settings')
      await page.goBack()
      await expect.poll(() => tabTitles(page)).toEqual(['Home', 'Runs*', 'Settings'])
      await page.goBack()
      await expect.poll(() => tabTitles(page)).toEqual(['Home*', 'Runs', 'Settings'])
      await page.goForward()
      await expect.poll(() => hashOf(page)).toBe('#/runs')
      // What a view only adjusts is no step back.
      await page.getByRole('textbox', { name: 'Filter runs' }).fill('scenario:smoke Search')
      await expect.poll(() => hashOf(page)).toMatch(/^#\/runs\?find=.*Search/)
      const link = await hashOf(page)
      await page.goBack()
      await expect.poll(() => hashOf(page)).toBe('#/home')
      await page.goForward()
      await expect.poll(() => hashOf(page)).toBe(link)

      const other = await page.context().newPage()
      await other.goto(trial.served.url.replace(/#.*$/, link))
      await expect.poll(() => rowTexts(other)).toEqual([expect.stringContaining('Search')])
    }))

  test('a reload brings back the session, in its order and on its view', () =>
    inPage(async (page) => {
      await page.keyboard.press('Control+2')
      await quickOpen(page, 'Login')
      await page.keyboard.press('Control+,')
      await tabs(page)
        .filter({ hasText: 'Settings' })
        .dragTo(tabs(page).filter({ hasText: 'Home' }))
      await tabs(page).filter({ hasText: 'Login' }).click()
      await expect.poll(() => hashOf(page)).toMatch(/^#\/run\//)
      const [before, hash] = [await tabTitles(page), await hashOf(page)]
      expect(before.map((title) => title.slice(0, 5))).toEqual(['Setti', 'Home', 'Runs', 'Login'])
      await page.reload()
      await expect.poll(() => tabTitles(page)).toEqual(before)
      expect(await hashOf(page)).toBe(hash)
      // It still is a preview.
      await quickOpen(page, 'Checkout')
      await expect.poll(async () => (await tabTitles(page)).length).toBe(before.length)
    }))

  test('a session that somebody tampered with is none', () =>
    inPage(async (page) => {
      const key = 'loadwright:session'
      await page.keyboard.press('Control+2')
      await expect.poll(() => page.evaluate((name) => localStorage.getItem(name), key)).toContain('runs')
      for (const text of ['{', '[]', '{"tabs":[{"kind":"__proto__"}],"active":1}', `"${'x'.repeat(1e6)}"`]) {
        await page.evaluate(([name, value]) => localStorage.setItem(name!, value!), [key, text])
        await page.evaluate(() => history.replaceState(null, '', '#/home'))
        await page.reload()
        await expect.poll(() => tabTitles(page)).toEqual(['Home*'])
      }
    }))
})

async function rowTexts(page: Page): Promise<string[]> {
  return page.getByRole('grid', { name: 'Runs' }).locator('[aria-rowindex]:not([aria-rowindex="1"])').allTextContents()
}
