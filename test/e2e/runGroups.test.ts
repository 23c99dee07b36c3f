/** Ten thousand runs by build, scenario and day: opened and closed, with the mouse and without. */
import type { Locator, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { loadAxe, violationsInThemes } from './axe.ts'
import { hasNoChromium } from './chromium.ts'
import { settled } from './page.ts'
import { buildsFrom, buildsOf, groupBy, row, starOf, total } from './runsGrid.ts'
import { useRunsTrial } from './runsTrial.ts'
import { command, focused, hashOf } from './shellParts.ts'
import { ALL, COUNT, NEWEST_FIRST, type Expected } from './tenThousandRuns.ts'

const { inRuns } = useRunsTrial()

interface Heading {
  names: string[]
  text: string
  isOpen: boolean
  at: string
}

const treeOf = (page: Page): Locator => page.getByRole('treegrid', { name: 'Runs' })

/** Those that are shown. */
function headings(tree: Locator): Promise<Heading[]> {
  return tree.locator('[role="row"][aria-expanded]').evaluateAll((rows) =>
    rows
      .toSorted((one, other) => Number(one.getAttribute('aria-rowindex')) - Number(other.getAttribute('aria-rowindex')))
      .map((each) => ({
        names: [...each.querySelectorAll('bdi')].map((name) => name.textContent),
        text: each.textContent,
        isOpen: each.getAttribute('aria-expanded') === 'true',
        at: `${each.getAttribute('aria-posinset')} of ${each.getAttribute('aria-setsize')}`,
      })),
  )
}

const collapseAll = (page: Page): Promise<void> => page.getByRole('button', { name: 'Collapse all groups' }).click()

interface DatedLine {
  isHeading: boolean
  date: string
}

/** The lines that are shown, each with the first date in it. */
function datedLines(tree: Locator): Promise<DatedLine[]> {
  return tree.locator('[role="row"][aria-rowindex]').evaluateAll((rows) =>
    rows
      .toSorted((one, other) => Number(one.getAttribute('aria-rowindex')) - Number(other.getAttribute('aria-rowindex')))
      .flatMap((each) => {
        const [date] = /\d{4}-\d\d-\d\d/.exec(each.textContent) ?? []
        return date === undefined ? [] : [{ isHeading: each.hasAttribute('aria-expanded'), date }]
      }),
  )
}

const borderOf = (lines: readonly DatedLine[], day: string): number =>
  lines.findIndex(({ isHeading, date }) => isHeading && date === day)

const SCENARIOS = [...Map.groupBy(NEWEST_FIRST, ({ plan, scenario }) => `${plan} ${scenario}`).values()]
const PER_SCENARIO = COUNT / 10
const nameOf = ([first]: Expected[]): string[] => [first!.plan, first!.scenario]

describe.skipIf(hasNoChromium)('ten thousand runs in groups', () => {
  test('by scenario of a plan: counted all, closed and opened by pointer, in the link and remembered', () =>
    inRuns(async ({ page, grid }) => {
      await groupBy(page, 'By scenario')
      const tree = treeOf(page)
      await expect.poll(() => total(tree)).toBe(COUNT + SCENARIOS.length)
      expect(await buildsFrom(tree, 1, 5)).toEqual(buildsOf(SCENARIOS[0]!))
      await collapseAll(page)
      await expect.poll(() => total(tree)).toBe(SCENARIOS.length)
      const shown = await headings(tree)
      expect(shown.map(({ names }) => names)).toEqual(SCENARIOS.map(nameOf))
      expect(shown.map(({ at }) => at)).toEqual(SCENARIOS.map((_, at) => `${at + 1} of ${SCENARIOS.length}`))
      for (const [at, { text, isOpen }] of shown.entries()) {
        const { verdict } = SCENARIOS[at]![0]!
        // All of a group came out alike.
        expect([isOpen, text.includes('1,000 runs'), text.includes(`1,000 ${verdict}`)]).toEqual([false, true, true])
      }

      await tree.locator('[role="row"][aria-posinset="4"][aria-expanded]').click()
      await expect.poll(() => total(tree)).toBe(SCENARIOS.length + PER_SCENARIO)
      await expect.poll(() => buildsFrom(tree, 4, 5)).toEqual(buildsOf(SCENARIOS[3]!))
      const first = tree.locator('[role="row"][aria-rowindex="6"]')
      expect(await first.evaluate((each) => [each.ariaLevel, each.ariaPosInSet, each.ariaSetSize])).toEqual([
        '2',
        '1',
        String(PER_SCENARIO),
      ])
      await tree.locator('[role="row"][aria-posinset="4"][aria-expanded]').click()
      await expect.poll(() => total(tree)).toBe(SCENARIOS.length)

      expect(await hashOf(page)).toBe('#/runs?group=scenario')
      await page.reload()
      await expect.poll(() => total(tree)).toBe(COUNT + SCENARIOS.length)
      // A link that says nothing of it leaves it as it was; so does the list when it is opened again.
      await page.evaluate(() => void (location.hash = '#/runs?find=verdict:failed'))
      const failed = SCENARIOS.filter(([each]) => each!.verdict === 'failed')
      await expect.poll(() => total(tree)).toBe(failed.length * (PER_SCENARIO + 1))
      await command(page, 'Close tab')
      await page.evaluate(() => void (location.hash = '#/runs'))
      await expect.poll(() => hashOf(page)).toContain('group=scenario')
      await groupBy(page, 'No groups')
      await expect.poll(() => grid.count()).toBe(1)
      expect(await hashOf(page)).not.toContain('group')
    }))

  test('sorted: the groups stand as their first runs, the runs of each in the order that was chosen', () =>
    inRuns(async ({ page }) => {
      await groupBy(page, 'By scenario')
      const tree = treeOf(page)
      await tree.getByRole('columnheader').filter({ hasText: /^p95/ }).first().getByRole('button').click()
      const slowest = ALL.toSorted((one, other) => other.p95Ms - one.p95Ms)
      const groups = [...Map.groupBy(slowest, ({ plan, scenario }) => `${plan} ${scenario}`).values()]
      await expect.poll(() => buildsFrom(tree, 1, 5)).toEqual(buildsOf(groups[0]!))
      // From the end of one group to the beginning of the next.
      await tree.evaluate((element, line) => (element.scrollTop = line * 28), PER_SCENARIO - 5)
      await expect.poll(() => buildsFrom(tree, PER_SCENARIO - 1, 2)).toEqual(buildsOf(groups[0]!, PER_SCENARIO - 2, 2))
      await expect.poll(() => buildsFrom(tree, PER_SCENARIO + 2, 5)).toEqual(buildsOf(groups[1]!))
      await collapseAll(page)
      await expect.poll(async () => (await headings(tree)).map(({ names }) => names)).toEqual(groups.map(nameOf))
    }))

  test('by build, where every run has its own: ten thousand groups', () =>
    inRuns(async ({ page }) => {
      await groupBy(page, 'By build')
      const tree = treeOf(page)
      await expect.poll(() => total(tree)).toBe(2 * COUNT)
      expect(await tree.getByRole('row').count()).toBeLessThan(120)
      await tree.focus()
      await page.keyboard.press('End')
      await expect.poll(() => buildsFrom(tree, 2 * COUNT - 1, 1)).toEqual(buildsOf(NEWEST_FIRST, COUNT - 1, 1))
      await collapseAll(page)
      await expect.poll(() => total(tree)).toBe(COUNT)
      // The keyboard is still at the last group.
      await expect
        .poll(async () => (await headings(tree)).at(-1))
        .toMatchObject({ names: [ALL[0]!.build], at: `${COUNT} of ${COUNT}` })
      await page.getByRole('button', { name: 'Expand all groups' }).click()
      await expect.poll(() => total(tree)).toBe(2 * COUNT)
    }))

  test('by day of the calendar where it is looked at, not where it is served', () =>
    inRuns(async ({ page }) => {
      const session = await page.context().newCDPSession(page)
      for (const timezoneId of ['Pacific/Kiritimati', 'America/St_Johns']) {
        await session.send('Emulation.setTimezoneOverride', { timezoneId })
        await page.reload()
        await groupBy(page, 'By day')
        const tree = treeOf(page)
        await tree.evaluate((element) => (element.scrollTop = 0))
        await collapseAll(page)
        const days = await headings(tree)
        // Newest first, and none twice.
        expect(days.map(({ names }) => names[0]!)).toEqual(
          [...new Set(days.map(({ names }) => names[0]!))].toSorted().toReversed(),
        )
        const counts = days.map(({ text }) => Number(/([\d,]+) runs?/.exec(text.slice(10))![1]!.replace(',', '')))
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(COUNT)
        // A run each minute: whole days have about as many as they have minutes, also those on which the clock is changed.
        for (const count of counts.slice(1, -3)) expect(Math.abs(count - 1440)).toBeLessThan(63)
        await page.getByRole('button', { name: 'Expand all groups' }).click()
        await expect.poll(() => total(tree)).toBe(COUNT + days.length)
        // Around midnight: every row is of the day that it stands under.
        await tree.evaluate((element, line) => (element.scrollTop = (line - 10) * 28), counts[0]! + 1)
        await expect.poll(async () => borderOf(await datedLines(tree), days[1]!.names[0]!)).toBeGreaterThan(1)
        const shown = await datedLines(tree)
        const border = borderOf(shown, days[1]!.names[0]!)
        expect(new Set(shown.slice(0, border).map(({ date }) => date))).toEqual(new Set(days[0]!.names))
        expect(new Set(shown.slice(border).map(({ date }) => date))).toEqual(new Set(days[1]!.names))
      }
    }))
})

describe.skipIf(hasNoChromium)('by keyboard only', () => {
  test('a group is closed, opened and gone through; its runs are starred, deleted and brought back', () =>
    inRuns(async ({ page }) => {
      await page.getByRole('combobox', { name: 'Group by' }).focus()
      await page.keyboard.press('Enter')
      await page.getByRole('option', { name: 'By scenario' }).waitFor()
      await page.keyboard.type('By s')
      await page.keyboard.press('Enter')
      const tree = treeOf(page)
      await expect.poll(() => total(tree)).toBe(COUNT + SCENARIOS.length)
      await settled(page)
      const [first, second] = buildsOf(SCENARIOS[0]!)
      const active = (): Promise<string | null> =>
        tree.evaluate((element) => {
          const id = element.getAttribute('aria-activedescendant')
          const line = id === null ? null : document.getElementById(id)
          return line && `${line.ariaLevel} ${line.ariaPosInSet} ${line.ariaExpanded}`
        })
      await tree.focus()
      await page.keyboard.press('Home')
      expect(await active()).toBe('1 1 true')
      await page.keyboard.press('ArrowRight')
      expect(await active()).toBe('2 1 null')
      await expect.poll(() => row(tree, first!).getAttribute('aria-selected')).toBe('true')
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('*')
      await expect.poll(() => starOf(tree, second!)).toBe('★')
      await page.keyboard.press('*')
      await expect.poll(() => starOf(tree, second!)).toBe('')
      await page.keyboard.press('Delete')
      await page.getByText('1 run deleted').first().waitFor()
      await expect.poll(() => total(tree)).toBe(COUNT + SCENARIOS.length - 1)
      await expect.poll(async () => (await headings(tree))[0]!.text).toContain('999 runs')
      expect(await focused(page)).toBe('Runs')
      await page.getByRole('button', { name: 'Undo' }).focus()
      await page.keyboard.press('Enter')
      await expect.poll(async () => (await headings(tree))[0]!.text).toContain('1,000 runs')
      await tree.focus()
      await page.keyboard.press('ArrowLeft')
      expect(await active()).toBe('1 1 true')
      // Nothing is selected that a key could be about.
      expect(await tree.locator('[aria-selected="true"]').count()).toBe(0)
      await page.keyboard.press('ArrowLeft')
      await expect.poll(active).toBe('1 1 false')
      await expect.poll(() => total(tree)).toBe(COUNT + SCENARIOS.length - PER_SCENARIO)
      await page.keyboard.press('ArrowDown')
      await expect.poll(active).toBe('1 2 true')
      await page.keyboard.press('Enter')
      await expect.poll(active).toBe('1 2 false')
      await page.keyboard.press('Enter')
      await expect.poll(active).toBe('1 2 true')
      await page.keyboard.press('ArrowUp')
      await page.keyboard.press('ArrowRight')
      await expect.poll(active).toBe('1 1 true')
      await expect.poll(() => buildsFrom(tree, 1, 2)).toEqual([first, second])
    }))

  test('runs of two groups are compared', () =>
    inRuns(async ({ page }) => {
      await groupBy(page, 'By build')
      const tree = treeOf(page)
      const [first, second] = buildsOf(NEWEST_FIRST)
      await row(tree, first!).last().click()
      await tree.focus()
      // Over the heading between them.
      await page.keyboard.press('Shift+ArrowDown')
      await page.keyboard.press('Shift+ArrowDown')
      await page.getByText('2 selected').waitFor()
      expect(await row(tree, second!).last().getAttribute('aria-selected')).toBe('true')
      await page.keyboard.press('k')
      await expect.poll(() => hashOf(page)).toMatch(/^#\/compare/)
    }))
})

describe.skipIf(hasNoChromium)('a group', () => {
  test('is selected with all its runs by its menu, also those that are not there', () =>
    inRuns(async ({ page }) => {
      await groupBy(page, 'By scenario')
      const tree = treeOf(page)
      await collapseAll(page)
      await tree.locator('[role="row"][aria-posinset="2"][aria-expanded]').click({ button: 'right' })
      await page.getByRole('menuitem', { name: 'Select its runs' }).click()
      await page.getByText('1,000 selected').waitFor()
      await expect.poll(() => total(tree)).toBe(SCENARIOS.length + PER_SCENARIO)
      await page.getByRole('button', { name: 'Tag', exact: true }).last().click()
      const tags = page.getByRole('dialog', { name: 'Tag 1,000 runs' })
      await tags.getByLabel('Tags').fill('second')
      await page.keyboard.press('Enter')
      await tags.waitFor({ state: 'hidden' })
      // What is closed is selected no more.
      await tree.locator('[role="row"][aria-posinset="2"][aria-expanded]').click()
      await expect.poll(() => page.getByText('1,000 selected').count()).toBe(0)
      await page.getByRole('textbox', { name: 'Filter runs' }).fill('tag:second ')
      await page.getByRole('button', { name: 'Expand all groups' }).click()
      await expect.poll(() => total(tree)).toBe(PER_SCENARIO + 1)
      expect((await headings(tree)).map(({ names }) => names)).toEqual([nameOf(SCENARIOS[1]!)])
    }))

  test('is readable by everybody, in every theme, open and closed', () =>
    inRuns(async ({ page }) => {
      await loadAxe(page)
      await groupBy(page, 'By scenario')
      await settled(page)
      await treeOf(page).focus()
      expect(await violationsInThemes(page)).toEqual([])
      await collapseAll(page)
      expect(await violationsInThemes(page)).toEqual([])
    }))
})
