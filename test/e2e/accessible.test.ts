/** axe (WCAG 2.2 A and AA) on every screen, in both themes, with a run that has something to show. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { AxeResults } from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasNoChromium, launchChromium } from './chromium.ts'
import { openPage, settled } from './page.ts'
import { startTargetProcess, type TargetProcess } from './targetProcess.ts'
import { makeWorkspace, runCommand, serveWorkbench, type ServedWorkbench, type Workspace } from './workbench.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const SECTIONS = ['overview', 'timeline', 'latency', 'endpoints', 'errors', 'slow', 'generator', 'setup', 'compare']

let workspace: Workspace
let target: TargetProcess
let served: ServedWorkbench
let browser: Browser

beforeAll(async () => {
  if (hasNoChromium) return
  target = await startTargetProcess(['--slow', 'GET /api/search=30ms', '--fail', 'GET /api/metrics=10%:503'])
  const plan = readFileSync(join(import.meta.dirname, 'shop.plan.yaml'), 'utf8')
  workspace = makeWorkspace({ 'shop.plan.yaml': plan, 'broken.plan.yaml': 'name: Broken\nusers: 7\n' })
  const run = ['run', 'shop.plan.yaml', 'short', '--no-preflight', '-t', '4s', '-H', target.url]
  await runCommand(run, workspace.folder)
  served = await serveWorkbench(workspace)
  browser = await launchChromium()
})

afterAll(async () => {
  await browser?.close()
  await served?.close()
  await target?.close()
  workspace?.remove()
})

describe.skipIf(hasNoChromium).each(['light', 'dark'] as const)('%s', (theme) => {
  test.each(['#/home', '#/runs', '#/plan', '#/settings', ...SECTIONS.map((name) => `#/run/last/${name}`)])(
    '%s',
    async (hash) => {
      const { page, faults } = await openPage(browser, served.url, hash, { theme })
      await settled(page)
      expect(await violations(page)).toEqual([])
      expect(faults).toEqual([])
      await page.context().close()
    },
  )

  test('the start of a run, the palette and the shortcuts', async () => {
    const { page } = await openPage(browser, served.url, '#/home', { theme })
    for (const open of [
      () => page.getByRole('button', { name: 'Run', exact: true }).click(),
      () => page.keyboard.press('Control+Shift+P'),
      () => page.keyboard.press('?'),
    ]) {
      await open()
      await page.getByRole('dialog').waitFor()
      expect(await violations(page)).toEqual([])
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'hidden' })
    }
    await page.context().close()
  })
})

/** What is wrong, with the first element that has it. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  const results = await page.evaluate(
    (values) =>
      (globalThis as unknown as { axe: { run(context: Document, options: object): Promise<AxeResults> } }).axe.run(
        document,
        {
          runOnly: { type: 'tag', values },
        },
      ),
    RULES,
  )
  return results.violations.map(({ id, impact, nodes }) => {
    const [first] = nodes
    return `${id} (${impact}): ${first!.target.join(' ')} and ${nodes.length - 1} more. ${first!.failureSummary}`
  })
}
