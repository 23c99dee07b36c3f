/** What the screen of a run says, read as a person would: tiles, rows, pairs, charts as tables. */
import type { Locator, Page } from 'playwright-core'

export interface ShownTile {
  value: string
  scope: string
  /** Without the word for its level; empty: there is none. */
  aim: string
}

/** A tile by its name. */
export async function tileOf(page: Page, name: string): Promise<ShownTile> {
  const tile = page.getByRole('group', { name, exact: true })
  await tile.waitFor()
  return tile.evaluate((element) => {
    const own = (selector: string): string =>
      [...(element.querySelector(selector)?.childNodes ?? [])]
        .filter(({ nodeType }) => nodeType === Node.TEXT_NODE)
        .map((node) => node.textContent)
        .join('')
        .trim()
    return { value: own('.value'), scope: own('.scope'), aim: own('.aim') }
  })
}

/** Rows of the table of criteria, by their heads; the words of a criterion and its level apart. */
export async function criteriaOf(page: Page): Promise<Record<string, string>[]> {
  const region = page.getByRole('region', { name: 'Criteria', exact: true })
  return region.locator('tbody tr').evaluateAll((rows) =>
    rows.map((row) => {
      const heads = [...row.closest('table')!.querySelectorAll('thead th')].map((head) => head.textContent.trim())
      const texts = [...row.children].map((cell) => cell.textContent.trim())
      return {
        ...Object.fromEntries(heads.map((head, at) => [head, texts[at] ?? ''])),
        Status: texts[0]!.replace(/^[^A-Za-z]*/, ''),
        Criterion: row.querySelector('button')!.textContent.trim(),
        Level: row.querySelector('.level')!.textContent.trim(),
      }
    }),
  )
}

/** All rows of a grid by the heads of their columns, the last one of totals included. */
export async function rowsOf(grid: Locator): Promise<Record<string, string>[]> {
  await grid.getByRole('row').nth(1).waitFor()
  return grid.evaluate((element) => {
    const heads = [...element.querySelectorAll('[role="columnheader"]')].map((head) => head.textContent.trim())
    return [...element.querySelectorAll('[role="row"]')]
      .map((row) => [...row.querySelectorAll('[role="gridcell"], [role="rowheader"]')])
      .filter((cells) => cells.length > 0)
      .map((cells) => Object.fromEntries(heads.map((head, at) => [head, cells[at]?.textContent.trim() ?? ''])))
  })
}

/** Rows by what stands in a column. */
export function rowsByName(
  rows: readonly Record<string, string>[],
  column: string,
): Record<string, Record<string, string>> {
  return Object.fromEntries(rows.map((row) => [row[column] ?? '', row]))
}

/** Names and values of a list of facts. */
export function factsOf(within: Locator): Promise<Record<string, string>> {
  return within.evaluate((element) =>
    Object.fromEntries(
      [...element.querySelectorAll('dt')].map((name) => [
        name.textContent.trim(),
        name.nextElementSibling!.textContent.trim(),
      ]),
    ),
  )
}

/** A chart as the table that T shows, by the heads of its columns. */
export async function chartTable(page: Page, chart: Locator, title: string): Promise<Record<string, string>[]> {
  await chart.focus()
  await page.keyboard.press('t')
  const table = page.getByRole('region', { name: `${title} as a table` })
  await table.waitFor()
  return table.evaluate((element) => {
    const heads = [...element.querySelectorAll('th')].map((head) => head.textContent.trim())
    return [...element.querySelectorAll('tbody tr')].map((row) =>
      Object.fromEntries(heads.map((head, at) => [head, row.children[at]?.textContent.trim() ?? ''])),
    )
  })
}

/** White space as one space. */
export async function textOf(within: Locator): Promise<string> {
  return (await within.innerText()).replaceAll(/\s+/g, ' ').trim()
}
