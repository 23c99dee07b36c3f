/** Parts of the window that tests of any screen use. */
import type { Locator, Page } from 'playwright-core'

/** The titles of the open tabs in their order; the one that is shown ends with a star. */
export function tabTitles(page: Page): Promise<string[]> {
  return tabs(page).evaluateAll((elements) =>
    elements.map(
      (element) => `${element.textContent.trim()}${element.getAttribute('aria-selected') === 'true' ? '*' : ''}`,
    ),
  )
}

export function tabs(page: Page): Locator {
  return page.getByRole('tablist', { name: 'Open views' }).getByRole('tab')
}

/** Where one types what to go to; other screens have boxes to choose from, too. */
export function paletteOf(page: Page): Locator {
  return page.getByRole('combobox', { name: /^Plans, runs, open views/ })
}

/** Runs a command by its name, as the palette finds it. */
export async function command(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+Shift+P')
  await paletteOf(page).waitFor()
  await page.keyboard.type(text)
  await page.getByRole('option').first().waitFor()
  await page.keyboard.press('Enter')
  await paletteOf(page).waitFor({ state: 'hidden' })
}

/** Opens a run or a plan by its name, as a preview. */
export async function quickOpen(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+P')
  await paletteOf(page).waitFor()
  await page.keyboard.type(text)
  await page.getByRole('option', { name: text }).first().waitFor()
  await page.keyboard.press('Enter')
  await paletteOf(page).waitFor({ state: 'hidden' })
}

/** The view of the address: `#/runs`. */
export function hashOf(page: Page): Promise<string> {
  return page.evaluate(() => location.hash)
}

/** The part of the window that has the focus; null where none has. */
export function focusedRegion(page: Page): Promise<string | null> {
  return page.evaluate(() => document.activeElement?.closest('[data-region]')?.getAttribute('data-region') ?? null)
}

/** What has the focus, by its words: its label, else its text; of a field the words beside it. */
export function focused(page: Page): Promise<string | null> {
  return page.evaluate(() => {
    const element = document.activeElement
    if (element === null || element === document.body) return null
    const named = element.getAttribute('aria-label') ?? element.textContent.trim()
    const [label] = (element instanceof HTMLInputElement && element.labels) || []
    return named === '' && label !== undefined ? label.textContent.trim() : named
  })
}
