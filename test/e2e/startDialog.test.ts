/** The dialog that starts a run: it stands still while a plan in code is read, and offers again what was run. */
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeBuilds } from '../../src/host/comparison/testing/twoBuilds.ts'
import { openHistory } from '../../src/host/storage/history.ts'
import { hasNoChromium, launchChromium } from './chromium.ts'
import { openPage } from './page.ts'
import { makeWorkspace, serveWorkbench, type ServedWorkbench, type Workspace } from './workbench.ts'

/** Reading it takes long enough to look at the dialog meanwhile. */
const PLAN = `import { plan, user, task } from 'loadwright'
const from = Date.now()
while (Date.now() - from < 1500);
const load = { users: 3, spawnRate: 100, for: '10m' }
export default plan({
  name: 'Coded',
  target: 'http://127.0.0.1:9',
  users: { Visitor: user({ tasks: [task('look', async ({ http }) => void (await http.get('/')))] }) },
  scenarios: {
    first: { purpose: 'What the shop is like on a Monday. '.repeat(9), load },
    staged: { load: { stages: [{ to: 5, over: '10s' }, { to: 2, over: '10s' }] } },
    second: { load },
  },
})
`

let workspace: Workspace
let served: ServedWorkbench
let browser: Browser
/** By its scenario. */
const runs = new Map<string, string>()
beforeAll(async () => {
  if (hasNoChromium) return
  workspace = makeWorkspace({ 'coded.plan.ts': PLAN })
  const scenarios = ['second', 'second (capacity)', 'gone']
  const history = openHistory(workspace.historyFile)
  const ids = writeBuilds(
    history,
    scenarios.map((scenario) => ({ build: 'b', runs: 1, run: { planFile: 'coded.plan.ts', scenario } })),
  )
  history.close()
  scenarios.forEach((scenario, at) => runs.set(scenario, ids[at]![0]!))
  served = await serveWorkbench(workspace)
  browser = await launchChromium()
})
afterAll(async () => {
  await browser?.close()
  await served?.close()
  workspace?.remove()
})

async function inPage(hash: string, work: (page: Page, dialog: Locator) => Promise<void>): Promise<void> {
  const { page, faults } = await openPage(browser, served.url, hash)
  await work(page, page.getByRole('dialog', { name: 'Start a run' }))
  expect(faults).toEqual([])
  await page.context().close()
}

const startOf = (dialog: Locator): Locator => dialog.getByRole('button', { name: /^Start/ })
const scenarioOf = (dialog: Locator): Locator => dialog.getByRole('combobox', { name: 'Scenario' })

describe.skipIf(hasNoChromium)('the start dialog', () => {
  test('stands still while a plan is read and another scenario is chosen, and starts nothing before', () =>
    inPage('#/runs', async (page, dialog) => {
      await page.getByRole('button', { name: 'Run', exact: true }).first().click()
      await dialog.getByText('Reading the plan…').first().waitFor()
      const place = await startOf(dialog).boundingBox()
      expect(await startOf(dialog).isDisabled()).toBe(true)
      await page.keyboard.press('Control+Enter')
      await dialog
        .getByText(/^3 users/)
        .first()
        .waitFor()
      expect(await startOf(dialog).boundingBox()).toEqual(place)
      expect(await startOf(dialog).isDisabled()).toBe(false)
      await scenarioOf(dialog).click()
      await page.getByRole('option', { name: /^staged/ }).click()
      await expect.poll(() => dialog.getByRole('textbox', { name: 'Users' }).isDisabled()).toBe(true)
      expect(await startOf(dialog).boundingBox()).toEqual(place)
    }))

  test.each([
    ['second', 'second'],
    ['second (capacity)', 'second'],
  ])('a run of %s is run again as %s', (scenario, offered) =>
    inPage(`#/run/${runs.get(scenario)}`, async (page, dialog) => {
      await page.getByRole('button', { name: 'Run again…' }).click()
      await expect.poll(() => scenarioOf(dialog).textContent()).toBe(offered)
      await expect.poll(() => startOf(dialog).isDisabled()).toBe(false)
    }),
  )

  test('a scenario that is gone is said to be, and no other takes its place', () =>
    inPage(`#/run/${runs.get('gone')}`, async (page, dialog) => {
      await page.getByRole('button', { name: 'Run again…' }).click()
      await dialog.getByText('Scenario gone is not in this plan any more: choose another one.').waitFor()
      expect(await scenarioOf(dialog).textContent()).toBe('Choose a scenario')
      await scenarioOf(dialog).click()
      await page.getByRole('option', { name: /^first/ }).click()
      await expect.poll(() => startOf(dialog).isDisabled()).toBe(false)
      expect(await dialog.getByRole('alert').count()).toBe(0)
    }))
})
