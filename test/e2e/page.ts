/** A page of the workbench in a real browser: what every test wants of it. */
import type { Browser, Page } from 'playwright-core'

export interface OpenOptions {
  theme?: 'light' | 'dark'
  width?: number
  height?: number
  /** Before it is loaded. */
  prepare?: (page: Page) => Promise<void>
}

export interface WatchedPage {
  page: Page
  /** What went wrong in it: errors in the console, uncaught ones, refused by the policy. */
  faults: string[]
}

/** @param hash the view: `#/runs` */
export async function openPage(
  browser: Browser,
  url: string,
  hash = '',
  { theme = 'light', width = 1440, height = 900, prepare }: OpenOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, reducedMotion: 'reduce' })
  const page = await context.newPage()
  await prepare?.(page)
  return { page, faults: await visit(page, url, hash) }
}

/** Opens the workbench in a page that is there. @returns what goes wrong in it, as of `WatchedPage` */
export async function visit(page: Page, url: string, hash = ''): Promise<string[]> {
  const faults: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.text().includes('Content Security Policy')) faults.push(message.text())
  })
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('dialog', (dialog) => {
    faults.push(`a dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  await page.goto(url)
  await page.locator('[data-region="status"]').getByText('Connected').first().waitFor()
  if (hash !== '') await page.evaluate((to) => void (location.hash = to), hash)
  return faults
}

/** Until nothing is being asked any more, and what was answered is painted. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle')
  await page.waitForFunction(() => document.querySelector('[role="progressbar"]') === null)
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
}
