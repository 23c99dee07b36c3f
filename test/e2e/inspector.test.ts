/** The inspector at the right of the window: Space, what it tells of each view, and that it is not in the way. */
import type { Locator, Page } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { writeRawRun } from '../../src/host/analysis/testing/rawRun.ts'
import { failingLoad } from '../../src/host/analysis/testing/steadyLoad.ts'
import { openHistory, type History } from '../../src/host/storage/history.ts'
import { loadAxe, violations } from './axe.ts'
import { hasNoChromium } from './chromium.ts'
import { settled } from './page.ts'
import { command, focused, hashOf } from './shellParts.ts'
import { HOSTILE, useShellTrial } from './shellTrial.ts'

const SECONDS = 60
/** From then on. */
const FAILING_S = 30
const STRANGE = `GET ${HOSTILE}\u202e__proto__`
let runId = ''

let writing: History | null = null
const { inPage } = useShellTrial((file) => {
  writing = openHistory(file)
  runId = writeRawRun(writing, failingLoad(SECONDS, FAILING_S, { endpoint: STRANGE, message: HOSTILE })).run().id
})
afterAll(() => writing?.close())

const pane = (page: Page): Locator => page.getByRole('complementary', { name: 'Inspector' })
const isOpen = (page: Page): Promise<boolean> => pane(page).isVisible()
const chartOf = (page: Page): Locator => page.getByRole('img', { name: /^Timeline from/ })

async function openRun(page: Page, view: string): Promise<void> {
  await page.evaluate((to) => void (location.hash = to), `#/run/${runId}/${view}`)
  await page.getByRole('tab', { name: 'Overview' }).waitFor()
  await settled(page)
}

/** By keys: the crosshair of the timeline at a second. */
async function goTo(page: Page, second: number): Promise<void> {
  await chartOf(page).focus()
  await page.keyboard.press('Home')
  for (let left = second; left > 0; left -= left >= 10 ? 10 : 1)
    await page.keyboard.press(left >= 10 ? 'Shift+ArrowRight' : 'ArrowRight')
}

/** What stands beside a name, in the order of the lanes. */
async function readings(page: Page, name: string): Promise<string[]> {
  const rows = pane(page)
    .getByRole('definition')
    .filter({ has: page.getByText(name, { exact: true }) })
  return (await rows.locator('.num').allTextContents()).map((text) => text.trim())
}

describe.skipIf(hasNoChromium)('Space', () => {
  test('shows and hides the inspector, wherever it presses nothing else', () =>
    inPage(async (page) => {
      await page.getByRole('region', { name: 'Continue' }).waitFor()
      expect(await isOpen(page)).toBe(false)
      await page.locator('body').press('Space')
      await pane(page).getByText('Nothing of this view is told here.').waitFor()
      await page.locator('body').press('Space')
      await expect.poll(() => isOpen(page)).toBe(false)

      await page.evaluate(() => void (location.hash = '#/runs'))
      const search = page.getByRole('search').getByRole('textbox')
      await search.fill('one')
      await search.press('Space')
      expect(await search.inputValue()).toBe('one ')
      expect(await isOpen(page)).toBe(false)
      await search.fill('')
      const history = page.getByRole('button', { name: 'History' })
      await history.press('Space')
      await page.getByRole('dialog').waitFor()
      await page.keyboard.press('Escape')
      expect(await isOpen(page)).toBe(false)
      await page.evaluate(() => void (location.hash = '#/settings'))
      const percentile = page.getByRole('checkbox').first()
      await percentile.waitFor()
      const before = await percentile.getAttribute('aria-checked')
      await percentile.press('Space')
      await expect.poll(() => percentile.getAttribute('aria-checked')).not.toBe(before)
      expect(await isOpen(page)).toBe(false)
    }))

  test('is a command: from the palette, and with another key', () =>
    inPage(async (page) => {
      await page.keyboard.press('Control+Shift+P')
      await page.keyboard.type('inspector')
      await page.keyboard.press('Enter')
      await pane(page).waitFor()
      await page.evaluate(() => localStorage.setItem('loadwright:keys', '[{"command":"app.inspector","keys":["F8"]}]'))
      await page.reload()
      await pane(page).waitFor()
      await page.locator('body').press('Space')
      expect(await isOpen(page)).toBe(true)
      await page.keyboard.press('F8')
      await expect.poll(() => isOpen(page)).toBe(false)
    }))
})

describe.skipIf(hasNoChromium)('it tells', () => {
  test('the selected run of Runs, by itself until somebody hides it, and then not again', () =>
    inPage(async (page) => {
      const rows = page.getByRole('grid', { name: 'Runs' }).getByRole('row')
      await rows.nth(1).click()
      const card = pane(page).getByRole('region', { name: 'Selected run' })
      await card.getByRole('textbox', { name: 'Note' }).waitFor()
      await page.keyboard.press('Space')
      await expect.poll(() => isOpen(page)).toBe(false)
      await page.keyboard.press('ArrowDown')
      expect(await isOpen(page)).toBe(false)
      await page.keyboard.press('Space')
      await card.waitFor()
      // The focus stays in the table, for the next run.
      expect(await focused(page)).toBe('Runs')
      await page.keyboard.press('Control+Space')
      await pane(page).getByText('Select one run').waitFor()
    }, '#/runs'))

  test('the moment of the crosshair, and keeps the one that was chosen, in exact numbers', () =>
    inPage(async (page) => {
      await openRun(page, 'timeline')
      await chartOf(page).focus()
      await page.keyboard.press('Space')
      await goTo(page, 40)
      await pane(page).getByRole('heading', { name: '00:40' }).waitFor()
      expect(await readings(page, 'OK')).toEqual(['10.0 /s'])
      await page.keyboard.press('Enter')
      await pane(page).getByText('14 requests ended, 4 failed').waitFor()
      // Wherever the crosshair goes, it stays.
      await page.keyboard.press('Home')
      await pane(page).getByText('14 requests ended, 4 failed').waitFor()
      expect(await readings(page, 'OK')).toEqual(['10.0 /s'])
      await pane(page).getByText(HOSTILE).first().waitFor()
      expect(await page.evaluate(() => (globalThis as { pwned?: unknown }).pwned)).toBeUndefined()
      await pane(page).getByRole('button', { name: 'Make it the window' }).click()
      await expect.poll(() => hashOf(page)).toContain('from=40&to=41')
      await pane(page).getByRole('button', { name: 'Let go of this moment' }).click()
      await pane(page).getByText('Point at a chart over time').waitFor()
    }))

  test('a moment that was clicked, and goes on from there', () =>
    inPage(async (page) => {
      await openRun(page, 'timeline?from=0&to=60')
      await page.locator('body').press('Space')
      await pane(page).getByText('Point at a chart over time').waitFor()
      const box = (await chartOf(page).boundingBox())!
      await page.mouse.click(box.x + box.width * 0.8, box.y + box.height / 2)
      await pane(page).getByText('14 requests ended, 4 failed').waitFor()
      await pane(page).getByRole('button', { name: 'All errors of it' }).click()
      await page.getByRole('main').getByText('4 errors in 1 group').waitFor()
      // The section tells of its own rows.
      await pane(page).getByText('Select errors').waitFor()
    }))

  test('the endpoint under the keyboard, the next one too, and filters by it', () =>
    inPage(async (page) => {
      await openRun(page, 'endpoints')
      const table = page.getByRole('grid', { name: 'Endpoints' })
      await table.focus()
      await page.keyboard.press('Home')
      await page.keyboard.press('Space')
      const told = pane(page).getByRole('region', { name: /^Endpoint / })
      await told.getByRole('heading', { name: 'Distribution' }).waitFor()
      const first = await told.getAttribute('aria-label')
      await page.keyboard.press('ArrowDown')
      await expect.poll(() => told.getAttribute('aria-label')).not.toBe(first)
      await page.keyboard.press('Space')
      await expect.poll(() => isOpen(page)).toBe(false)
      await page.keyboard.press('Space')
      await told.getByRole('button', { name: /Filter everything to it/ }).click()
      await expect.poll(() => hashOf(page)).toContain('endpoint=GET')
    }))

  test('a group of errors by itself; hidden, Enter has it back', () =>
    inPage(async (page) => {
      await openRun(page, 'errors')
      const table = page.getByRole('grid', { name: 'Errors', exact: true })
      await table.getByRole('row').nth(1).click()
      const told = pane(page).getByRole('region', { name: /^Errors/ })
      await told.getByText(HOSTILE).first().waitFor()
      await pane(page).getByRole('button', { name: 'Hide the inspector' }).click()
      await expect.poll(() => isOpen(page)).toBe(false)
      await table.focus()
      await page.keyboard.press('Enter')
      await told.waitFor()
    }))

  test('of two sides, what is selected in the one that is worked with', () =>
    inPage(async (page) => {
      await page.getByRole('grid', { name: 'Runs' }).getByRole('row').nth(1).click()
      await pane(page).getByRole('region', { name: 'Selected run' }).waitFor()
      await page.keyboard.press('Control+\\')
      await pane(page).getByText('Select one run').waitFor()
      await page.keyboard.press('Control+F6')
      await pane(page).getByRole('region', { name: 'Selected run' }).waitFor()
      // It goes with the view.
      await page.evaluate(() => void (location.hash = '#/home'))
      await pane(page).getByText('Nothing of this view is told here.').waitFor()
    }, '#/runs'))
})

describe.skipIf(hasNoChromium)('the pane', () => {
  test('is reached by F6, its border is moved by keys, and it is there again at the next start', () =>
    inPage(async (page) => {
      const widthOf = async (): Promise<number> => Math.round((await pane(page).boundingBox())?.width ?? 0)
      await page.locator('body').press('Space')
      await expect.poll(widthOf).toBe(360)
      const border = page.getByRole('separator', { name: 'Border of the inspector' })
      await border.focus()
      await page.keyboard.press('ArrowLeft')
      await expect.poll(widthOf).toBe(384)
      await page.keyboard.press('Space')
      expect(await isOpen(page)).toBe(true)
      await page.reload()
      await expect.poll(widthOf).toBe(384)
      await page.getByRole('main').getByRole('tab').first().focus()
      for (let press = 0; press < 8 && (await focused(page)) !== 'What is inspected'; press++)
        await page.keyboard.press('F6')
      expect(await focused(page)).toBe('What is inspected')
      await page.keyboard.press('Space')
      await expect.poll(() => isOpen(page)).toBe(false)
    }))

  test('hidden, it asks nothing', () =>
    inPage(async (page) => {
      await openRun(page, 'timeline')
      await goTo(page, 40)
      await page.keyboard.press('Enter')
      await settled(page)
      expect(await page.getByText('requests ended').count()).toBe(0)
      await page.keyboard.press('Space')
      await pane(page).getByText('14 requests ended, 4 failed').waitFor()
    }))

  test.each(['light', 'dark', 'contrast'] as const)('everybody can use it: %s', (theme) =>
    inPage(
      async (page) => {
        if (theme === 'contrast') await command(page, 'Theme: high contrast')
        await loadAxe(page)
        await page.locator('body').press('Space')
        for (const [section, ready] of [
          ['timeline', 'Point at a chart'],
          ['endpoints', 'Select an endpoint'],
          ['errors', 'Select errors'],
          ['slow', 'Select a request'],
        ] as const) {
          await openRun(page, section)
          await pane(page).getByText(ready).waitFor()
          expect(await violations(page), section).toEqual([])
        }
        await openRun(page, 'timeline')
        await goTo(page, 40)
        await page.keyboard.press('Enter')
        await pane(page).getByText('14 requests ended, 4 failed').waitFor()
        await settled(page)
        expect(await violations(page), 'a moment').toEqual([])
        await openRun(page, 'errors')
        await page.getByRole('grid', { name: 'Errors', exact: true }).getByRole('row').nth(1).click()
        await settled(page)
        expect(await violations(page), 'errors').toEqual([])
      },
      '',
      { theme: theme === 'contrast' ? 'light' : theme },
    ),
  )
})
