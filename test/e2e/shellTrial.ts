/** A served workbench with a plan and some runs, for tests of the window around the views: one of each file that asks for it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { writeRuns } from '../../src/host/storage/testing/manyRuns.ts'
import { hasNoChromium, launchChromium } from './chromium.ts'
import { openPage, type OpenOptions } from './page.ts'
import { makeWorkspace, serveWorkbench, type ServedWorkbench, type Workspace } from './workbench.ts'

export const HOSTILE = '<img src=x onerror="window.pwned=1">'
export const PLANS = ['Checkout', 'Search', 'Login', HOSTILE, `${'long '.repeat(60)}end`]

export interface ShellTrial {
  /** A page of its own, with a storage of its own; in the end nothing may have gone wrong in it. */
  inPage: (work: (page: Page) => Promise<void>, hash?: string, options?: OpenOptions) => Promise<void>
  readonly served: ServedWorkbench
}

/**
 * @param alsoWrite more runs, into the file of the history
 * @param brokenPlan text of another plan, `broken.plan.yaml`
 */
export function useShellTrial(
  alsoWrite: (historyFile: string) => void = () => {},
  brokenPlan: string | null = null,
): ShellTrial {
  let workspace: Workspace
  let served: ServedWorkbench
  let browser: Browser
  beforeAll(async () => {
    if (hasNoChromium) return
    const plan = readFileSync(join(import.meta.dirname, 'shop.plan.yaml'), 'utf8')
    workspace = makeWorkspace({
      'shop.plan.yaml': plan,
      ...(brokenPlan === null ? {} : { 'broken.plan.yaml': brokenPlan }),
    })
    writeRuns(
      workspace.historyFile,
      PLANS.map((planName) => ({ run: { planName } })),
    )
    alsoWrite(workspace.historyFile)
    served = await serveWorkbench(workspace)
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser?.close()
    await served?.close()
    workspace?.remove()
  })
  return {
    async inPage(work, hash = '', options) {
      const { page, faults } = await openPage(browser, served.url, hash, options)
      await work(page)
      expect(faults).toEqual([])
      await page.context().close()
    },
    get served() {
      return served
    },
  }
}
