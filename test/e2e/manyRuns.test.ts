/** What one keeps of a long list, and does to all of it: saved filters, chosen columns, all runs selected. */
import type { Locator, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { hasNoChromium } from './chromium.ts'
import { buildsFrom, buildsOf, groupBy, row, starOf, total } from './runsGrid.ts'
import { useRunsTrial } from './runsTrial.ts'
import { hashOf } from './shellParts.ts'
import { ALL, COUNT, HOSTILE, NEWEST_FIRST } from './tenThousandRuns.ts'

const { inRuns } = useRunsTrial()
const COUNT_TEXT = '10,000'

async function saved(page: Page, item: string | RegExp): Promise<void> {
  await page.getByRole('button', { name: 'Saved', exact: true }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

/** The heads of the columns as they are shown. */
function heads(grid: Locator): Promise<string[]> {
  return grid.getByRole('columnheader').evaluateAll((cells) => cells.map((cell) => cell.textContent.trim()))
}

async function toggleColumn(page: Page, grid: Locator, name: string): Promise<void> {
  await grid.getByRole('columnheader').filter({ hasText: 'Verdict' }).click({ button: 'right' })
  await page.getByRole('menuitemcheckbox', { name, exact: true }).click()
  // It stays, for choosing more.
  await page.keyboard.press('Escape')
  await page.getByRole('menu').waitFor({ state: 'hidden' })
}

describe.skipIf(hasNoChromium)('saved filters', () => {
  test('are named, chosen with their order, replaced and deleted; a reload keeps them', () =>
    inRuns(async ({ page, grid, search }) => {
      const dialog = page.getByRole('dialog', { name: 'Saved filters' })
      await saved(page, 'Saved filters…')
      await dialog.getByText('No filters are saved yet.').waitFor()
      await page.keyboard.press('Escape')

      await search.fill('verdict:failed scenario:steady ')
      const fits = ALL.filter(({ verdict, scenario }) => verdict === 'failed' && scenario === 'steady')
      await expect.poll(() => total(grid)).toBe(fits.length)
      await grid.getByRole('columnheader').filter({ hasText: /^p95/ }).first().getByRole('button').click()
      const slowest = fits.toSorted((one, other) => other.p95Ms - one.p95Ms)
      await expect.poll(() => buildsFrom(grid, 0, 5)).toEqual(buildsOf(slowest))
      await groupBy(page, 'By build')
      await saved(page, 'Save this filter…')
      await dialog.getByText('verdict:failed scenario:steady, by build').waitFor()
      // It has the name that one would type for it.
      const name = dialog.getByRole('textbox', { name: 'Name of this filter' })
      await expect.poll(() => name.inputValue()).toBe('verdict:failed scenario:steady')
      await name.fill(HOSTILE)
      await page.keyboard.press('Enter')
      await dialog.waitFor({ state: 'hidden' })

      await page.reload()
      await page.getByRole('button', { name: 'Clear', exact: true }).click()
      await groupBy(page, 'No groups')
      await expect.poll(() => total(grid)).toBe(COUNT)
      await saved(page, HOSTILE)
      await page.getByRole('treegrid', { name: 'Runs' }).waitFor()
      await expect.poll(() => hashOf(page)).toContain('group=build')
      await groupBy(page, 'No groups')
      await expect.poll(() => buildsFrom(grid, 0, 5)).toEqual(buildsOf(slowest))
      expect(await hashOf(page)).toContain('verdict%3Afailed')

      // The same name again: the filter is another then.
      await search.fill('Checkout')
      await expect.poll(() => hashOf(page)).toContain('Checkout')
      await saved(page, 'Save this filter…')
      await name.fill(HOSTILE)
      await page.keyboard.press('Enter')
      await search.fill('')
      await page.getByRole('button', { name: 'Clear', exact: true }).click()
      await expect.poll(() => total(grid)).toBe(COUNT)
      await saved(page, HOSTILE)
      // With the chips of before.
      const checkouts = fits.filter(({ plan }) => plan === 'Checkout').length
      await expect.poll(() => total(grid)).toBe(checkouts)
      await saved(page, 'Save this filter…')
      await dialog.getByRole('button', { name: `Delete the filter ${HOSTILE}` }).click()
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Saved', exact: true }).click()
      await page.getByRole('menuitem', { name: 'Save this filter…' }).waitFor()
      expect(await page.getByRole('menuitem').count()).toBe(1)
    }))

  test('that somebody tampered with are none', () =>
    inRuns(async ({ page }) => {
      for (const text of [
        '{',
        '[{"name":"x","filter":{"__proto__":1},"sort":[]}]',
        '[{"name":"","filter":{},"sort":[]}]',
      ]) {
        await page.evaluate((value) => localStorage.setItem('loadwright:runs.filters', value), text)
        await page.reload()
        await page.getByRole('button', { name: 'Saved', exact: true }).click()
        await page.getByRole('menuitem').first().waitFor()
        expect(await page.getByRole('menuitem').allTextContents()).toEqual(['Saved filters…'])
        await page.keyboard.press('Escape')
      }
    }))
})

describe.skipIf(hasNoChromium)('columns', () => {
  test('are hidden and shown, and stay so; all can be had back', () =>
    inRuns(async ({ page, grid }) => {
      const before = await heads(grid)
      expect(before).toContain('Scenario')
      await toggleColumn(page, grid, 'Scenario')
      await expect.poll(() => heads(grid)).toEqual(before.filter((head) => head !== 'Scenario'))
      await toggleColumn(page, grid, 'Target')
      await expect.poll(async () => (await heads(grid)).includes('Target')).toBe(true)
      const chosen = await heads(grid)
      await page.reload()
      await expect.poll(() => heads(grid)).toEqual(chosen)
      // What tells starred runs cannot be hidden.
      await grid.getByRole('columnheader').filter({ hasText: 'Verdict' }).click({ button: 'right' })
      const star = page.getByRole('menuitemcheckbox', { name: '★' })
      expect(await star.getAttribute('aria-disabled')).toBe('true')
      await page.getByRole('menuitem', { name: 'Reset columns' }).click()
      await expect.poll(() => heads(grid)).toEqual(before)
    }))

  test('that somebody tampered with are those of the beginning', () =>
    inRuns(async ({ page, grid }) => {
      const before = await heads(grid)
      await toggleColumn(page, grid, 'Scenario')
      await expect.poll(() => heads(grid)).not.toEqual(before)
      const key = await page.evaluate(() => Object.keys(localStorage).find((each) => /table|columns/.test(each)))
      expect(key).toBeDefined()
      for (const text of ['{', 'null', '{"hidden":["__proto__"],"order":7}', `"${'x'.repeat(1e6)}"`]) {
        await page.evaluate(([name, value]) => localStorage.setItem(name!, value!), [key!, text])
        await page.reload()
        await expect.poll(() => heads(grid), { message: text.slice(0, 40) }).toEqual(before)
      }
    }))
})

describe.skipIf(hasNoChromium)('all runs', () => {
  test('are selected by one key, starred, tagged, deleted and brought back', () =>
    inRuns(async ({ page, grid, search }) => {
      const selectAll = async (): Promise<void> => {
        await grid.focus()
        await page.keyboard.press('Control+A')
        await page.getByText(`${COUNT_TEXT} selected`).waitFor()
      }
      const [newest] = buildsOf(NEWEST_FIRST)
      await selectAll()
      // Also what was not there when it was selected.
      await grid.evaluate((element) => (element.scrollTop = element.scrollHeight / 2))
      await expect
        .poll(() => grid.locator('[aria-selected]').evaluateAll((rows) => rows.map((each) => each.ariaSelected)))
        .toSatisfy((states: string[]) => states.length > 10 && states.every((state) => state === 'true'))
      await grid.evaluate((element) => (element.scrollTop = 0))

      await page.keyboard.press('*')
      await expect.poll(() => starOf(grid, newest!)).toBe('★')
      await page.keyboard.press('*')
      await expect.poll(() => starOf(grid, newest!)).toBe('')
      await search.fill('is:starred ')
      await page.getByText('No run fits the filter').waitFor()
      await page.getByRole('button', { name: 'Clear the filter' }).click()
      await expect.poll(() => total(grid)).toBe(COUNT)

      await selectAll()
      await page.getByRole('button', { name: 'Tag', exact: true }).last().click()
      const tags = page.getByRole('dialog', { name: `Tag ${COUNT_TEXT} runs` })
      await tags.getByLabel('Tags').fill('nightly')
      await page.keyboard.press('Enter')
      await tags.waitFor({ state: 'hidden' })
      await search.fill('tag:nightly ')
      await expect.poll(() => total(grid)).toBe(COUNT)

      await row(grid, newest!).click()
      await page.keyboard.press('*')
      await expect.poll(() => starOf(grid, newest!)).toBe('★')
      await selectAll()
      await page.keyboard.press('Delete')
      const question = page.getByRole('alertdialog', { name: `Delete ${COUNT_TEXT} runs?` })
      // How many, and what would be missed.
      await question.getByText('With a star: 1.').waitFor()
      await question.getByRole('button', { name: `Delete ${COUNT_TEXT} runs` }).click()
      await page.getByText('No run fits the filter').waitFor()
      await page.getByRole('button', { name: 'Undo' }).click()
      await expect.poll(() => total(grid)).toBe(COUNT)
    }))

  test('of a filter only; what is filtered again is selected no more', () =>
    inRuns(async ({ page, grid, search }) => {
      const spikes = ALL.filter(({ scenario }) => scenario === 'spike').length
      await grid.focus()
      await page.keyboard.press('Control+A')
      await page.getByText('5,000 selected').waitFor()
      expect(spikes).toBe(5000)
      await search.fill('1.77')
      await expect.poll(() => total(grid)).toBeLessThan(spikes)
      expect(await page.getByText('5,000 selected').count()).toBe(0)
      await grid.focus()
      await page.keyboard.press('Home')
      await page.keyboard.press('Shift+ArrowDown')
      await page.getByText('2 selected').waitFor()
      const some = await total(grid)
      await page.getByRole('button', { name: `Select all ${some}` }).click()
      await page.getByText(`${some} selected`).waitFor()
    }, 'scenario:spike'))
})
