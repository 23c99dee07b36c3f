/** Rows of tables, as they are read. */
import type { Locator } from 'playwright-core'

/** The texts of a row by the heads of their columns. */
export async function cells(row: Locator): Promise<Record<string, string>> {
  await row.waitFor()
  return row.evaluate((element) => {
    const table = element.closest('[role="grid"]')!
    const heads = [...table.querySelectorAll('[role="columnheader"]')].map((head) => head.textContent.trim())
    const texts = [...element.querySelectorAll('[role="gridcell"], [role="rowheader"]')].map((cell) =>
      cell.textContent.trim(),
    )
    return Object.fromEntries(heads.map((head, at) => [head, texts[at] ?? '']))
  })
}

/** The last row of the endpoints: of all requests. */
export function totalsRow(table: Locator): Locator {
  return table.getByRole('row').filter({ hasText: 'All requests' })
}
