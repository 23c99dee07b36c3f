/** axe (WCAG 2.2 A and AA) in a page. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** Once a page: what it defines stays until that is loaded again. */
export async function loadAxe(page: Page): Promise<void> {
  await page.evaluate(AXE)
}

/** What is wrong, with the first element that has it. */
export async function violations(page: Page): Promise<string[]> {
  const results = await page.evaluate(
    (values) =>
      (globalThis as unknown as { axe: { run(context: Document, options: object): Promise<AxeResults> } }).axe.run(
        document,
        { runOnly: { type: 'tag', values } },
      ),
    RULES,
  )
  return results.violations.map(({ id, impact, nodes }) => {
    const [first] = nodes
    return `${id} (${impact}): ${first!.target.join(' ')} and ${nodes.length - 1} more. ${first!.failureSummary}`
  })
}
