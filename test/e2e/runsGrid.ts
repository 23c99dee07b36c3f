/** The list of runs, as it is read: by the builds of its rows. */
import type { Locator, Page } from 'playwright-core'
import { settled } from './page.ts'
import type { Expected } from './tenThousandRuns.ts'

/** How many runs the list has. */
export function total(grid: Locator): Promise<number> {
  return grid.evaluate((element) => Number(element.getAttribute('aria-rowcount')) - 1)
}

/** The builds of the rows from `first` (0) on, as far as they are shown; null where a row is not there yet. */
export function buildsFrom(grid: Locator, first: number, count: number): Promise<(string | null)[]> {
  return grid.evaluate(
    (element, [from, length]) => {
      const heads = [...element.querySelectorAll('[role="columnheader"]')].map((head) => head.textContent.trim())
      const at = heads.findIndex((head) => head.startsWith('Build'))
      return Array.from({ length }, (_, index) => {
        const row = element.querySelector(`[role="row"][aria-rowindex="${from + index + 2}"]`)
        const text = row?.querySelectorAll('[role="gridcell"]')[at]?.textContent.trim()
        return text === undefined || text === '' ? null : text
      })
    },
    [first, count] as const,
  )
}

/** Of runs that are expected. */
export const buildsOf = (runs: readonly Expected[], first = 0, count = 5): string[] =>
  runs.slice(first, first + count).map(({ build }) => build)

export const row = (grid: Locator, build: string): Locator =>
  grid.getByRole('row').filter({ has: grid.page().getByText(build, { exact: true }) })

export const starOf = (grid: Locator, build: string): Promise<string> =>
  row(grid, build).getByRole('gridcell').first().innerText()

export async function groupBy(page: Page, choice: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Group by' }).click()
  await page.getByRole('option', { name: choice }).click()
  await settled(page)
}
