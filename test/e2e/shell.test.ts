/** The window around the views: palette, keys, theme, dialogs. */
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { hasNoChromium } from './chromium.ts'
import { settled } from './page.ts'
import { command, focused, focusedRegion, paletteOf, tabTitles } from './shellParts.ts'
import { HOSTILE, useShellTrial } from './shellTrial.ts'

const trial = useShellTrial()
const { inPage } = trial

describe.skipIf(hasNoChromium)('palette', () => {
  test('finds commands, runs, plans and open views, and gives the focus back', () =>
    inPage(async (page) => {
      await page.keyboard.press('Control+2')
      const grid = page.getByRole('grid', { name: 'Runs' })
      await grid.focus()
      await page.keyboard.press('F1')
      await page.getByRole('option', { name: /Theme: dark/ }).waitFor()
      await page.keyboard.press('Escape')
      await expect.poll(() => focused(page)).toBe('Runs')

      await page.keyboard.press('Control+K')
      await page.keyboard.type('Checkout')
      const chosen = page.getByRole('option', { selected: true })
      await expect.poll(() => chosen.textContent()).toContain('Checkout')
      await page.keyboard.press('Control+A')
      await page.keyboard.type('shop')
      await page.getByRole('option', { name: /shop.plan.yaml/ }).click()
      await expect.poll(() => tabTitles(page)).toEqual(['Home', 'Runs', 'Plans*'])
      await page.getByRole('heading', { name: 'Shop' }).waitFor()

      await page.keyboard.press('Control+P')
      await page.keyboard.type('home')
      await page.keyboard.press('Enter')
      await expect.poll(() => tabTitles(page)).toEqual(['Home*', 'Runs', 'Plans'])
    }))

  test('by arrows, round the list, with words that are hostile or are not there', () =>
    inPage(async (page) => {
      await page.keyboard.press('Control+Shift+P')
      const selected = page.getByRole('option', { selected: true })
      const first = await selected.textContent()
      await page.keyboard.press('ArrowDown')
      await expect.poll(() => selected.textContent()).not.toBe(first)
      await page.keyboard.press('ArrowUp')
      await expect.poll(() => selected.textContent()).toBe(first)

      const box = paletteOf(page)
      await box.fill('>no such command at all')
      await page.getByText('Nothing found.').waitFor()
      await page.keyboard.press('Enter')
      await box.fill('onerror')
      await page.getByRole('option').filter({ hasText: HOSTILE }).waitFor()
      await page.keyboard.press('Enter')
      await expect.poll(() => tabTitles(page)).toEqual(['Home', expect.stringContaining(HOSTILE)])
      expect(await page.evaluate(() => (globalThis as { pwned?: unknown }).pwned)).toBeUndefined()
      for (const text of ['__proto__', '\u202e', '%00', '('.repeat(500)]) {
        await page.keyboard.press('Control+P')
        await box.fill(text)
        await settled(page)
        await page.keyboard.press('Escape')
        await box.waitFor({ state: 'hidden' })
      }
    }))
})

describe.skipIf(hasNoChromium)('keys', () => {
  test('the sheet says them all, of the view that is shown, too', () =>
    inPage(async (page) => {
      await page.keyboard.press('Control+2')
      await page.getByRole('grid', { name: 'Runs' }).waitFor()
      await page.keyboard.press('?')
      const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
      for (const text of ['Close tab', 'Search plans and runs', 'Filter runs', 'Window starts at the crosshair'])
        await sheet.getByText(text, { exact: true }).waitFor()
      // Keys of the window are not for it while something is over it.
      await page.keyboard.press('Control+3')
      await page.keyboard.press('Escape')
      await sheet.waitFor({ state: 'hidden' })
      expect(await tabTitles(page)).toEqual(['Home', 'Runs*'])
    }))

  test('signs that are typed into a field are text', () =>
    inPage(async (page) => {
      await page.keyboard.press('Control+2')
      const box = page.getByRole('textbox', { name: 'Filter runs' })
      await page.getByRole('grid', { name: 'Runs' }).waitFor()
      await page.keyboard.press('/')
      await page.keyboard.type('?/*')
      await expect.poll(() => box.inputValue()).toBe('?/*')
      expect(await page.getByRole('dialog').count()).toBe(0)
    }))

  test('F6 goes round the parts of the window', () =>
    inPage(async (page) => {
      await page.keyboard.press('Control+2')
      await page.getByRole('grid', { name: 'Runs' }).waitFor()
      await settled(page)
      const regions = await page.evaluate(() =>
        [...document.querySelectorAll('[data-region]')].map((region) => region.getAttribute('data-region')),
      )
      expect(new Set(regions)).toEqual(new Set(['title', 'activities', 'tabs', 'editor', 'status']))
      const visited: (string | null)[] = []
      for (let press = 0; press <= regions.length; press++) {
        await page.keyboard.press('F6')
        visited.push(await focusedRegion(page))
      }
      expect(new Set(visited)).toEqual(new Set(regions))
      expect(visited.at(-1)).toBe(visited[0])
      await page.keyboard.press('Shift+F6')
      expect(await focusedRegion(page)).toBe(visited.at(-2))
      // What has the focus is to be seen.
      expect(await page.evaluate(() => document.activeElement?.matches(':focus-visible'))).toBe(true)
    }))
})

describe.skipIf(hasNoChromium)('appearance', () => {
  test('theme and density are kept, for other pages as well', () =>
    inPage(async (page) => {
      const look = (of: Page) => of.evaluate(() => Object.assign({}, document.documentElement.dataset))
      expect(await look(page)).toMatchObject({ theme: 'light', density: 'comfortable' })
      await command(page, 'theme dark')
      await command(page, 'density')
      await expect.poll(() => look(page)).toMatchObject({ theme: 'dark', density: 'compact' })
      await page.reload()
      await expect.poll(() => look(page)).toMatchObject({ theme: 'dark', density: 'compact' })
      const other = await page.context().newPage()
      await other.goto(trial.served.url)
      await expect.poll(() => look(other)).toMatchObject({ theme: 'dark', density: 'compact' })
      await other.close()
      await command(page, 'theme contrast')
      await expect.poll(() => look(page)).toMatchObject({ theme: 'contrast' })
      await command(page, 'theme system')
      await expect.poll(() => look(page)).toMatchObject({ theme: 'light' })
      await page.emulateMedia({ colorScheme: 'dark' })
      await expect.poll(() => look(page)).toMatchObject({ theme: 'dark' })
    }))

  test('the settings say the same', () =>
    inPage(async (page) => {
      await page
        .getByRole('radiogroup', { name: 'Theme' })
        .or(page.getByRole('group', { name: 'Theme' }))
        .getByText('Dark')
        .click()
      await expect.poll(() => page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark')
    }, '#/settings'))
})

describe.skipIf(hasNoChromium)('dialogs', () => {
  test('are closed by Escape, and give the focus back to what opened them', () =>
    inPage(async (page) => {
      await page.keyboard.press('Control+2')
      await page.getByRole('grid', { name: 'Runs' }).waitFor()
      await settled(page)
      for (const name of ['Run', 'History', /^Search runs, plans/]) {
        const opener = page.getByRole('button', { name, exact: true })
        await opener.focus()
        await page.keyboard.press('Enter')
        const dialog = page.getByRole('dialog')
        await dialog.waitFor()
        const hasFocus = () => dialog.evaluate((element) => element.contains(document.activeElement))
        await expect.poll(hasFocus, { message: String(name) }).toBe(true)
        for (let press = 0; press < 12; press++) {
          await page.keyboard.press('Tab')
          expect(await hasFocus(), `${String(name)}: ${await focused(page)}`).toBe(true)
        }
        await page.keyboard.press('Escape')
        await dialog.waitFor({ state: 'hidden' })
        await expect.poll(() => opener.evaluate((element) => element === document.activeElement)).toBe(true)
      }
    }))

  test('a question is answered with no by Escape', () =>
    inPage(async (page) => {
      await page.getByRole('grid', { name: 'Runs' }).waitFor()
      await page.getByRole('grid', { name: 'Runs' }).getByRole('row').nth(1).click({ button: 'right' })
      await page.getByRole('menuitem', { name: 'Tag…' }).click()
      await page.getByRole('dialog', { name: 'Tag 1 run' }).waitFor()
      await page.keyboard.type('never')
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'hidden' })
      expect(await page.getByRole('grid', { name: 'Runs' }).getByText('never').count()).toBe(0)
    }, '#/runs'))
})
