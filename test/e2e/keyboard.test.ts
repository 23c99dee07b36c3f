/** The keys are the user's: listed, recorded, taken from one another, reset, and shown wherever a key is shown. */
import type { Locator, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { press } from './byKeyboard.ts'
import { hasNoChromium } from './chromium.ts'
import { focused, hashOf, paletteOf, tabTitles } from './shellParts.ts'
import { useShellTrial } from './shellTrial.ts'

const { inPage } = useShellTrial()
const LIST = '#/settings/keyboard'

function line(page: Page, title: string): Locator {
  return page.getByRole('listitem').filter({ has: page.getByText(title, { exact: true }) })
}

/** Without the signs between them: `CtrlShiftP`. */
function keysOf(page: Page, title: string): Promise<string[]> {
  return line(page, title).locator('kbd').allTextContents()
}

async function record(page: Page, title: string, keys: string): Promise<void> {
  await line(page, title)
    .getByRole('button', { name: `Change keys: ${title}` })
    .click()
  await page.getByRole('button', { name: `Press the keys for: ${title}` }).waitFor()
  await page.keyboard.press(keys)
}

describe.skipIf(hasNoChromium)('keys', () => {
  test('Ctrl+K Ctrl+S leads to all of them, of views that are not open and of charts, too', () =>
    inPage(async (page) => {
      await page.keyboard.press('Control+K')
      await paletteOf(page).waitFor()
      await page.keyboard.press('Control+S')
      await expect.poll(() => hashOf(page)).toBe(LIST)
      expect(await paletteOf(page).count()).toBe(0)
      for (const title of [
        'Close tab',
        'Star the selected runs',
        'Errors: group by message or by class',
        'Log or linear',
      ])
        await line(page, title).waitFor()
      // What was typed between the two is no way there.
      await page.keyboard.press('Control+1')
      await page.keyboard.press('Control+K')
      await paletteOf(page).waitFor()
      await page.keyboard.type('x')
      await page.keyboard.press('Control+S')
      expect(await hashOf(page)).toBe('#/home')
      await page.keyboard.press('Escape')

      await page.keyboard.press('Control+,')
      await page.getByRole('tab', { name: 'Keyboard' }).click()
      await expect.poll(() => hashOf(page)).toBe(LIST)
      const find = page.getByRole('textbox', { name: 'Find a command or its keys' })
      await find.fill('ctrl+shift+pgdn')
      await expect.poll(() => page.getByRole('listitem').count()).toBe(1)
      await find.fill('no such command')
      await page.getByText('No command fits.').waitFor()
    }))

  test('others are recorded: they work, are kept, and are what is shown everywhere', () =>
    inPage(async (page) => {
      await record(page, 'Runs', 'Alt+r')
      await expect.poll(() => keysOf(page, 'Runs')).toEqual(['AltR'])
      await expect.poll(() => focused(page)).toBe('Change keys: Runs')
      await page.keyboard.press('Control+2')
      expect(await hashOf(page)).toBe(LIST)
      await page.reload()
      await line(page, 'Runs').waitFor()
      await page.keyboard.press('Alt+r')
      await expect.poll(() => tabTitles(page)).toContain('Runs*')

      await page.keyboard.press('?')
      const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
      const entry = sheet.locator('.line').filter({ has: page.getByText('Runs', { exact: true }) })
      await expect.poll(() => entry.locator('kbd').allTextContents()).toEqual(['AltR'])
      await page.keyboard.press('Escape')
      await page.keyboard.press('Control+Shift+P')
      await page.keyboard.type('runs')
      const option = page.getByRole('option').filter({ has: page.getByText('Runs', { exact: true }) })
      await expect.poll(() => option.locator('kbd').textContent()).toBe('AltR')
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Runs', exact: true }).first().hover()
      await expect.poll(() => page.locator('.ui-tooltip kbd').first().textContent()).toBe('AltR')

      // One more beside it; then none; then as at first.
      await page.keyboard.press('Control+,')
      await line(page, 'Runs').getByRole('button', { name: 'Add keys: Runs' }).click()
      await page.keyboard.press('F2')
      await expect.poll(() => keysOf(page, 'Runs')).toEqual(['AltR', 'F2'])
      await line(page, 'Runs').getByRole('button', { name: 'No keys: Runs' }).click()
      await expect.poll(() => keysOf(page, 'Runs')).toEqual([])
      await line(page, 'Runs').getByRole('button', { name: 'Reset: Runs' }).click()
      await expect.poll(() => keysOf(page, 'Runs')).toEqual(['Ctrl2'])
    }, LIST))

  test('what cannot be had is refused with the reason; what another has is taken only when that is said', () =>
    inPage(async (page) => {
      await record(page, 'Home', 'Control+c')
      await page.getByRole('alert').getByText('Ctrl+C copies, here as everywhere.').waitFor()
      await page.keyboard.press('ArrowLeft')
      await page.getByRole('alert').getByText('Left moves in tables').waitFor()
      // A browser keeps it: no event of it would come.
      await page.evaluate(() => {
        const press = { key: 'w', ctrlKey: true, bubbles: true, cancelable: true }
        document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', press))
      })
      await page.getByRole('alert').getByText('The browser keeps Ctrl+W for itself: it closes its tab.').waitFor()
      await page.keyboard.press('Escape')
      await expect.poll(() => focused(page)).toBe('Change keys: Home')

      await page.keyboard.press('Enter')
      await page.keyboard.press('*')
      const conflict = page.getByRole('alert').filter({ hasText: 'Star the selected runs' })
      await conflict.waitFor()
      await expect.poll(() => focused(page)).toBe('Take it from there')
      await page.keyboard.press('Escape')
      await expect.poll(() => keysOf(page, 'Home')).toEqual(['Ctrl1'])
      await expect.poll(() => keysOf(page, 'Star the selected runs')).toEqual(['*'])

      await record(page, 'Home', '*')
      await page.getByRole('button', { name: 'Take it from there' }).click()
      await expect.poll(() => keysOf(page, 'Home')).toEqual(['*'])
      expect(await keysOf(page, 'Star the selected runs')).toEqual([])
      // Had back by one of the two, it is named at both.
      await line(page, 'Star the selected runs')
        .getByRole('button', { name: /^Reset/ })
        .click()
      await line(page, 'Home').getByText('also Star the selected runs').waitFor()
      await line(page, 'Star the selected runs').getByText('also Home').waitFor()

      await page.getByRole('button', { name: 'Reset all' }).click()
      await page
        .getByRole('alertdialog', { name: 'Reset all keys?' })
        .getByRole('button', { name: 'Reset all keys' })
        .click()
      await expect.poll(() => keysOf(page, 'Home')).toEqual(['Ctrl1'])
      expect(await page.getByText('changed', { exact: true }).count()).toBe(0)
      expect(await page.getByRole('button', { name: 'Reset all' }).isDisabled()).toBe(true)
    }, LIST))

  test('that somebody tampered with are those of the beginning', () =>
    inPage(async (page) => {
      const hostile = [
        '{',
        '{"__proto__":["X"]}',
        '[{"command":"go.home","keys":["Esc"]}]',
        '[{"command":"go.home","keys":["Alt+X"]},{"command":"go.runs","keys":"<img src=x>"}]',
        `"${'x'.repeat(1e6)}"`,
      ]
      for (const text of hostile) {
        await page.evaluate((value) => localStorage.setItem('loadwright:keys', value), text)
        await page.reload()
        await expect.poll(() => keysOf(page, 'Home'), { message: text.slice(0, 60) }).toEqual(['Ctrl1'])
      }
    }, LIST))

  test('Ctrl+Enter starts what is shown; / and Ctrl+F look for a plan', () =>
    inPage(async (page) => {
      const dialog = page.getByRole('dialog', { name: 'Start a run' })
      await page.getByRole('button', { name: /^New run…/ }).waitFor()
      await press(page, 'Control+Enter')
      await dialog.waitFor()
      await press(page, 'Escape', 'Control+3')
      const tree = page.getByRole('tree', { name: 'Plan files' })
      await tree.waitFor()
      for (const keys of ['/', 'Control+f']) {
        await press(page, keys)
        await expect.poll(() => focused(page)).toBe('Filter plans')
        await press(page, 'Tab')
      }
      await press(page, '/')
      await page.keyboard.type('no such plan')
      await page.getByText('No plan fits what is sought.').waitFor()
      await page.getByText('0 of 1 plan').waitFor()
      await press(page, 'Control+a')
      // A scenario of it.
      await page.keyboard.type('long SHOP')
      await expect.poll(() => tree.getByRole('treeitem').count()).toBe(1)
      await press(page, 'ArrowDown')
      await expect.poll(() => focused(page)).toBe('Plan files')
      await page.getByRole('button', { name: /^Start….*Ctrl.*Enter/ }).waitFor()
      await press(page, 'Control+Enter')
      await expect.poll(() => dialog.getByRole('combobox', { name: 'Plan' }).textContent()).toContain('Shop')
      await press(page, 'Escape', '?')
      const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
      const line = sheet.locator('.line').filter({ has: page.getByText('Plans: start the plan that is shown') })
      await expect.poll(() => line.locator('kbd').allTextContents()).toEqual(['CtrlEnter'])
    }))
})
