/** axe (WCAG 2.2 A and AA) in a page, in every theme. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const ALL = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }
const OF_COLOURS = ['color-contrast', 'link-in-text-block']

/** Each as the system asks for it; the page follows at once, whatever is open in it. */
const THEMES = {
  light: { colorScheme: 'light', contrast: 'no-preference' },
  dark: { colorScheme: 'dark', contrast: 'no-preference' },
  contrast: { colorScheme: 'light', contrast: 'more' },
} as const

/** Once a page: what it defines stays until that is loaded again. */
export async function loadAxe(page: Page): Promise<void> {
  await page.evaluate(AXE)
}

/** What is wrong in any theme. The page is left in the light one. */
export async function violationsInThemes(page: Page): Promise<string[]> {
  const found: string[] = []
  for (const [theme, media] of Object.entries(THEMES)) {
    await page.emulateMedia(media)
    await page.waitForFunction((to) => document.documentElement.dataset['theme'] === to, theme)
    // Only colours are others.
    const only = theme === 'light' ? ALL : { type: 'rule', values: OF_COLOURS }
    found.push(...(await violations(page, only)).map((violation) => `${theme}: ${violation}`))
  }
  await page.emulateMedia(THEMES.light)
  return found
}

/** What is wrong as it is, with the first element that has it. */
export async function violations(page: Page, runOnly: object = ALL): Promise<string[]> {
  const results = await page.evaluate(
    (only) =>
      (globalThis as unknown as { axe: { run(context: Document, options: object): Promise<AxeResults> } }).axe.run(
        document,
        { runOnly: only, resultTypes: ['violations'] },
      ),
    runOnly,
  )
  return results.violations.map(({ id, impact, nodes }) => {
    const [first] = nodes
    return `${id} (${impact}): ${first!.target.join(' ')} and ${nodes.length - 1} more. ${first!.failureSummary}`
  })
}
