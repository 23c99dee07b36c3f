/** A history of ten thousand runs: found, sorted, marked, deleted and brought back, with the mouse and without. */
import type { Locator } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { hasNoChromium } from './chromium.ts'
import { settled } from './page.ts'
import { buildsFrom, buildsOf, row, starOf, total } from './runsGrid.ts'
import { useRunsTrial } from './runsTrial.ts'
import { focused, hashOf, tabTitles } from './shellParts.ts'
import { ALL, COUNT, HOSTILE, NEWEST_FIRST, OLD, PLANS, type Expected } from './tenThousandRuns.ts'

const { inRuns, restart } = useRunsTrial()

describe.skipIf(hasNoChromium)('ten thousand runs', () => {
  test('are scrolled through: the newest first, the middle, the end', () =>
    inRuns(async ({ page, grid }) => {
      expect(await total(grid)).toBe(COUNT)
      expect(await buildsFrom(grid, 0, 5)).toEqual(buildsOf(NEWEST_FIRST))
      // No more rows are in the page than are seen, and some.
      expect(await grid.getByRole('row').count()).toBeLessThan(120)
      await grid.evaluate((element) => (element.scrollTop = element.scrollHeight / 2))
      const middle = await page.waitForFunction(() => {
        const shown = document.querySelectorAll('[role="grid"][aria-label="Runs"] [role="row"][aria-rowindex]')
        const index = Number(shown[Math.floor(shown.length / 2)]?.getAttribute('aria-rowindex')) - 2
        return index > 4900 && index < 5100 ? index : null
      })
      const at = (await middle.jsonValue()) ?? Number.NaN
      await expect.poll(() => buildsFrom(grid, at, 5)).toEqual(buildsOf(NEWEST_FIRST, at))
      await grid.focus()
      await page.keyboard.press('End')
      await expect.poll(() => buildsFrom(grid, COUNT - 5, 5)).toEqual(buildsOf(NEWEST_FIRST, COUNT - 5))
      await page.keyboard.press('Home')
      await expect.poll(() => buildsFrom(grid, 0, 5)).toEqual(buildsOf(NEWEST_FIRST))
    }))

  test('are selected by the first click, too, however far the list was scrolled before', () =>
    inRuns(async ({ page, grid }) => {
      const at = 200
      await grid.evaluate((element) => (element.scrollTop = 195 * 28))
      await expect.poll(() => buildsFrom(grid, at, 1)).toEqual(buildsOf(NEWEST_FIRST, at, 1))
      await settled(page)
      const clicked = grid.locator(`[role="row"][aria-rowindex="${at + 2}"]`)
      const box = (await clicked.boundingBox())!
      await page.mouse.click(box.x + 200, box.y + box.height / 2)
      await expect.poll(() => clicked.getAttribute('aria-selected')).toBe('true')
      expect(await buildsFrom(grid, at, 1)).toEqual(buildsOf(NEWEST_FIRST, at, 1))
    }))

  test('stay under the pointer when the first is selected: a double click opens it', () =>
    inRuns(async ({ page, grid }) => {
      const row = grid.getByRole('row').nth(1)
      const before = await row.boundingBox()
      await row.click()
      await page.getByRole('region', { name: 'Selected run' }).waitFor()
      expect((await row.boundingBox())?.y).toBe(before?.y)
    }))

  test('are sorted by two columns, all of them and not only what is seen', () =>
    inRuns(async ({ page, grid }) => {
      const head = (name: string) => grid.getByRole('columnheader').filter({ hasText: new RegExp(`^${name}`) })
      await head('Duration').getByRole('button').click()
      await head('p95')
        .first()
        .getByRole('button')
        .click({ modifiers: ['Shift'] })
      expect(await head('Duration').getAttribute('aria-sort')).toBe('descending')
      expect(await head('p95').first().getAttribute('aria-sort')).toBe('descending')
      const sorted = ALL.toSorted((one, other) => other.durationMs - one.durationMs || other.p95Ms - one.p95Ms)
      await expect.poll(() => buildsFrom(grid, 0, 8)).toEqual(buildsOf(sorted, 0, 8))
      // The boundary of two durations lies here.
      await grid.evaluate((element) => (element.scrollTop = 95 * 28))
      await expect.poll(() => buildsFrom(grid, 98, 5)).toEqual(buildsOf(sorted, 98, 5))
      // The other way round: by key on the head, which keeps its rank.
      await head('p95').first().getByRole('button').focus()
      await page.keyboard.press('Shift+Enter')
      expect(await head('p95').first().getAttribute('aria-sort')).toBe('ascending')
      const turned = ALL.toSorted((one, other) => other.durationMs - one.durationMs || one.p95Ms - other.p95Ms)
      await expect.poll(() => buildsFrom(grid, 0, 8)).toEqual(buildsOf(turned, 0, 8))
    }))

  test('are filtered by words, verdict and scenario; the link says how', () =>
    inRuns(async ({ page, grid, search }) => {
      const counted = (fits: (run: Expected) => boolean): number => ALL.filter(fits).length
      await page.keyboard.press('/')
      await page.keyboard.type('verdict:failed ')
      await expect.poll(() => total(grid)).toBe(counted(({ verdict }) => verdict === 'failed'))
      await page.keyboard.type('1.12')
      const fits = NEWEST_FIRST.filter(({ verdict, build }) => verdict === 'failed' && build.includes('1.12'))
      await expect.poll(() => total(grid)).toBe(fits.length)
      await expect.poll(() => buildsFrom(grid, 0, 5)).toEqual(buildsOf(fits))
      const link = await hashOf(page)
      await page.reload()
      await expect.poll(() => total(grid)).toBe(fits.length)
      expect(await hashOf(page)).toBe(link)
      expect(await search.inputValue()).toBe('1.12')

      await page.getByRole('button', { name: 'Clear', exact: true }).click()
      await expect.poll(() => total(grid)).toBe(COUNT)
      await page.getByRole('search').getByRole('button', { name: 'Scenario' }).click()
      await page.getByRole('menuitem', { name: 'spike' }).click()
      await expect.poll(() => total(grid)).toBe(counted(({ scenario }) => scenario === 'spike'))
      await search.fill('verdict:green ')
      await page.getByRole('search').getByRole('alert').getByText('A verdict is passed, failed').waitFor()
      await search.fill('no such words')
      await page.getByText('No run fits the filter').waitFor()
      await page.getByRole('button', { name: 'Clear the filter' }).click()
      await expect.poll(() => total(grid)).toBe(COUNT)
      for (const hostile of [HOSTILE, '__proto__', "' OR 1=1 --", '%', '_', '\u202e', `"${'x'.repeat(10_000)}`]) {
        await search.fill(hostile)
        await settled(page)
        const plan = PLANS.includes(hostile) ? counted((run) => run.plan === hostile) : 0
        await expect.poll(() => total(grid), { message: hostile.slice(0, 40) }).toBe(plan)
      }
    }))
})

describe.skipIf(hasNoChromium)('by keyboard only', () => {
  test('a run is found, starred, inspected and opened', () =>
    inRuns(async ({ page, grid }) => {
      const [first, second, third] = buildsOf(NEWEST_FIRST)
      await grid.focus()
      await page.keyboard.press('Home')
      await page.keyboard.press('ArrowDown')
      const inspector = page.getByRole('region', { name: 'Selected run' })
      await inspector.getByText(second!, { exact: true }).waitFor()
      await page.keyboard.press('*')
      await expect.poll(() => starOf(grid, second!)).toBe('★')
      await page.keyboard.press('Space')
      await inspector.waitFor({ state: 'hidden' })
      await page.keyboard.press('Space')
      await inspector.waitFor()
      await page.keyboard.press('*')
      await expect.poll(() => starOf(grid, second!)).toBe('')
      await page.keyboard.press('Shift+ArrowDown')
      await page.getByText('2 selected').waitFor()
      expect(await row(grid, third!).getAttribute('aria-selected')).toBe('true')
      expect(await row(grid, first!).getAttribute('aria-selected')).toBe('false')
      await page.keyboard.press('ArrowUp')
      await page.keyboard.press('ArrowUp')
      await page.keyboard.press('Enter')
      await expect.poll(() => hashOf(page)).toMatch(/^#\/run\//)
      await expect.poll(async () => (await tabTitles(page)).at(-1)).toContain(ALL.at(-1)!.plan)
      // Back to the list, and the keyboard is where it was.
      await page.keyboard.press('Control+2')
      await expect.poll(() => row(grid, first!).getAttribute('aria-selected')).toBe('true')
    }))

  test('a run is deleted and brought back', () =>
    inRuns(async ({ page, grid }) => {
      const [, second, third] = buildsOf(NEWEST_FIRST)
      await grid.focus()
      await page.keyboard.press('Home')
      await page.keyboard.press('ArrowDown')
      await expect.poll(() => row(grid, second!).getAttribute('aria-selected')).toBe('true')
      await page.keyboard.press('Delete')
      await page.getByText('1 run deleted').first().waitFor()
      await expect.poll(() => total(grid)).toBe(COUNT - 1)
      expect(await row(grid, second!).count()).toBe(0)
      // The keyboard is still in the table.
      expect(await focused(page)).toBe('Runs')
      await expect.poll(() => grid.locator('[data-cursor]').getByText(third!).count()).toBe(1)
      await page.getByRole('button', { name: 'Undo' }).focus()
      await page.keyboard.press('Enter')
      await expect.poll(() => total(grid)).toBe(COUNT)
      await expect.poll(() => buildsFrom(grid, 0, 5)).toEqual(buildsOf(NEWEST_FIRST))
    }))
})

describe.skipIf(hasNoChromium)('what is written to runs', () => {
  test('stars are kept, and found', () =>
    inRuns(async ({ page, grid }) => {
      await row(grid, '1.7777').click()
      await page.getByRole('region', { name: 'Selected run' }).getByRole('button', { name: 'Star' }).click()
      await expect.poll(() => starOf(grid, '1.7777')).toBe('★')
      await page.getByRole('button', { name: 'Clear', exact: true }).click()
      await page.getByRole('search').getByRole('button', { name: 'Starred' }).click()
      await expect.poll(() => buildsFrom(grid, 0, 2)).toEqual(['1.7777', null])
      await page.reload()
      await expect.poll(() => buildsFrom(grid, 0, 2)).toEqual(['1.7777', null])
      expect(await total(grid)).toBe(1)
    }, '1.7777'))

  test('tags are given to many, filtered by, and taken away', () =>
    inRuns(async ({ page, grid }) => {
      await grid.focus()
      await page.keyboard.press('Home')
      for (let press = 0; press < 3; press++) await page.keyboard.press('Shift+ArrowDown')
      await page.getByText('4 selected').waitFor()
      await page.getByRole('button', { name: 'Tag', exact: true }).last().click()
      const dialog = page.getByRole('dialog', { name: 'Tag 4 runs' })
      await expect.poll(() => dialog.getByLabel('Tags').evaluate((box) => box === document.activeElement)).toBe(true)
      await page.keyboard.type('x'.repeat(61))
      await page.keyboard.press('Enter')
      await expect.poll(() => dialog.getByLabel('Tags').getAttribute('aria-invalid')).toBe('true')
      await dialog.getByLabel('Tags').fill(`nightly, ${HOSTILE}`)
      await page.keyboard.press('Enter')
      await dialog.waitFor({ state: 'hidden' })
      await expect
        .poll(() =>
          grid
            .getByRole('row')
            .filter({ hasText: `nightly, ${HOSTILE}` })
            .count(),
        )
        .toBe(4)

      await page.getByRole('textbox', { name: 'Filter runs' }).fill('tag:nightly ')
      await expect.poll(() => total(grid)).toBe(4)
      await grid.getByRole('row').nth(1).click()
      const inspector = page.getByRole('region', { name: 'Selected run' })
      await inspector.getByRole('button', { name: 'Remove nightly' }).click()
      await expect.poll(() => total(grid)).toBe(3)
      await page.reload()
      await expect.poll(() => total(grid)).toBe(3)
    }, 'verdict:inconclusive'))

  test('a note is kept, whatever is in it, and never with another run', () =>
    inRuns(async ({ page, grid }) => {
      const note = page.getByRole('region', { name: 'Selected run' }).getByRole('textbox', { name: 'Note' })
      const text = `Pool raised to 40.\n${HOSTILE}\u202e\n${'long '.repeat(2000)}`
      await row(grid, '1.5000').click()
      await note.fill(text)
      await row(grid, '1.5001').click()
      await expect.poll(() => note.inputValue()).toBe('')
      await row(grid, '1.5000').click()
      await expect.poll(() => note.inputValue()).toBe(text)
      await page.reload()
      await row(grid, '1.5000').click()
      await expect.poll(() => note.inputValue()).toBe(text)
      await page.getByRole('textbox', { name: 'Filter runs' }).fill('"pool raised"')
      await settled(page)
      await page.getByRole('textbox', { name: 'Filter runs' }).fill('pool raised')
      await expect.poll(() => buildsFrom(grid, 0, 2)).toEqual(['1.5000', null])
    }, '1.500'))
})

describe.skipIf(hasNoChromium)('what goes', () => {
  test('many are deleted only when it is meant; what was deleted is gone after a restart', async () => {
    await inRuns(async ({ page, grid }) => {
      const before = await total(grid)
      const selectAll = async (): Promise<void> => {
        await grid.focus()
        await page.keyboard.press('Control+A')
        await page.getByText(`${before} selected`).waitFor()
        await grid.focus()
      }
      await selectAll()
      await page.keyboard.press('Delete')
      const question = page.getByRole('alertdialog', { name: `Delete ${before} runs?` })
      await question.waitFor()
      await page.keyboard.press('Escape')
      await question.waitFor({ state: 'hidden' })
      expect(await total(grid)).toBe(before)
      await expect.poll(() => focused(page)).toBe('Runs')

      await page.keyboard.press('Delete')
      await question.getByRole('button', { name: `Delete ${before} runs` }).click()
      await page.getByText('No run fits the filter').waitFor()
      await page.getByRole('button', { name: 'Undo' }).click()
      await expect.poll(() => total(grid)).toBe(before)
      await selectAll()
      await page.keyboard.press('Delete')
      await question.getByRole('button', { name: `Delete ${before} runs` }).click()
      await page.getByText('No run fits the filter').waitFor()
    }, '1.88')
    await restart()
    await inRuns(async ({ page, grid }) => {
      await page.getByText('No run fits the filter').waitFor()
      await page.getByRole('button', { name: 'Clear the filter' }).click()
      const gone = ALL.filter(({ build }) => build.includes('1.88')).length
      await expect.poll(() => total(grid)).toBe(COUNT - gone)
    }, '1.88')
  })

  test('the retention is told what it may not be, kept, and done; starred runs stay', () =>
    inRuns(async ({ page, grid }) => {
      const open = async (): Promise<Locator> => {
        await page.getByRole('button', { name: 'History' }).click()
        const dialog = page.getByRole('dialog', { name: 'History' })
        await dialog.getByRole('textbox', { name: 'Keep for days' }).waitFor()
        return dialog
      }
      const before = await total(grid)
      await page.getByRole('textbox', { name: 'Filter runs' }).fill('scenario:steady ')
      await expect.poll(() => total(grid)).toBeLessThan(before)
      await grid.focus()
      await page.keyboard.press('End')
      const [oldest] = ALL
      await expect.poll(() => row(grid, oldest!.build).getAttribute('aria-selected')).toBe('true')
      await page.keyboard.press('*')
      await expect.poll(() => starOf(grid, oldest!.build)).toBe('★')
      await page.getByRole('button', { name: 'Clear', exact: true }).click()

      const dialog = await open()
      await dialog.getByText('Runs are kept for ever.').waitFor()
      const [days, size] = [
        dialog.getByRole('textbox', { name: 'Keep for days' }),
        dialog.getByRole('textbox', { name: 'Keep at most' }),
      ]
      for (const [box, wrong, words] of [
        [days, '-1', 'A whole number of days'],
        [days, HOSTILE, 'A whole number of days'],
        [size, 'much', 'A size such as 20GB'],
        [size, '1kB', 'At least 1MB'],
      ] as const) {
        await days.fill('')
        await size.fill('')
        await box.fill(wrong)
        await page.keyboard.press('Enter')
        await dialog.getByText(words).waitFor()
      }
      await size.fill('')
      await days.fill('300')
      await dialog.getByRole('button', { name: 'Save' }).click()
      await dialog.waitFor({ state: 'hidden' })
      // All from another year went but the one with the star.
      await expect.poll(() => total(grid)).toBe(before - OLD + 1)
      await (
        await open()
      )
        .getByText('Runs older than 300 days are deleted. Starred runs, and runs of a baseline, are kept.')
        .waitFor()
      await page.keyboard.press('Escape')
      await page.reload()
      await (await open()).getByText('Runs older than 300 days are deleted.').waitFor()
      expect(await days.inputValue()).toBe('300')
    }))
})
