/** A served workbench with a history of ten thousand runs, for tests of their list: one of each file that asks for it. */
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { writeRuns } from '../../src/host/storage/testing/manyRuns.ts'
import { hasNoChromium, launchChromium } from './chromium.ts'
import { openPage, settled } from './page.ts'
import { ALL, listed } from './tenThousandRuns.ts'
import { makeWorkspace, serveWorkbench, type ServedWorkbench, type Workspace } from './workbench.ts'

export interface RunsPage {
  page: Page
  grid: Locator
  search: Locator
}

export interface RunsTrial {
  /** The list of runs in a page of its own; in the end nothing may have gone wrong in it. */
  inRuns: (work: (parts: RunsPage) => Promise<void>, find?: string) => Promise<void>
  /** The same history, served by a new process. */
  restart: () => Promise<void>
}

export function useRunsTrial(): RunsTrial {
  let workspace: Workspace
  let served: ServedWorkbench
  let browser: Browser
  beforeAll(async () => {
    if (hasNoChromium) return
    workspace = makeWorkspace()
    writeRuns(workspace.historyFile, ALL.map(listed))
    served = await serveWorkbench(workspace)
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser?.close()
    await served?.close()
    workspace?.remove()
  })
  return {
    async inRuns(work, find = '') {
      const hash = find === '' ? '#/runs' : `#/runs?find=${encodeURIComponent(find)}`
      const { page, faults } = await openPage(browser, served.url, hash)
      const grid = page.getByRole('grid', { name: 'Runs' })
      await grid.waitFor()
      await settled(page)
      await work({ page, grid, search: page.getByRole('textbox', { name: 'Filter runs' }) })
      expect(await page.evaluate(() => (globalThis as { pwned?: unknown }).pwned)).toBeUndefined()
      expect(faults).toEqual([])
      await page.context().close()
    },
    async restart() {
      await served.close()
      served = await serveWorkbench(workspace)
    },
  }
}
