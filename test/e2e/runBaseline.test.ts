/** What is compared with in the list of runs: the baseline by key, how runs stand to it, and the reports of several. */
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { writeRawRun } from '../../src/host/analysis/testing/rawRun.ts'
import { steadyLoad } from '../../src/host/analysis/testing/steadyLoad.ts'
import { openHistory, type History } from '../../src/host/storage/history.ts'
import { writeRuns } from '../../src/host/storage/testing/manyRuns.ts'
import { loadAxe, violations } from './axe.ts'
import { hasNoChromium } from './chromium.ts'
import { settled } from './page.ts'
import { row } from './runsGrid.ts'
import { HOSTILE, useShellTrial } from './shellTrial.ts'
import { cells, totalsRow } from './tableParts.ts'
import { unzipped } from './unzipped.ts'

const DAY_MS = 86_400_000
const NEW = Date.now() - DAY_MS
/** Oldest first, of one scenario but the last. */
const RUNS: readonly { build: string | null; p95Ms: number; scenario?: string }[] = [
  { build: 'b1', p95Ms: 90 },
  { build: 'b1', p95Ms: 100 },
  { build: 'b1', p95Ms: 300 },
  { build: `b2${HOSTILE}\u202e`, p95Ms: 118 },
  { build: 'b3', p95Ms: 80 },
  { build: 'b4', p95Ms: 102 },
  { build: null, p95Ms: 200 },
  { build: 'b5', p95Ms: 50, scenario: 'another' },
]
let writing: History | null = null
let reported: string[] = []
/** Of one scenario: the second takes twice as long. */
let compared: string[] = []
const { inPage } = useShellTrial((file) => {
  writeRuns(
    file,
    RUNS.map(({ build, p95Ms, scenario = 'delta' }, at) => ({
      run: { scenario, build: { label: build, commit: null, branch: null }, startedAtMs: NEW + at * 60_000 },
      numbers: { p95Ms },
    })),
  )
  writing = openHistory(file)
  reported = [10, 20].map(
    (lengthS) => writeRawRun(writing!, steadyLoad(lengthS), { run: { scenario: 'reported' } }).run().id,
  )
  compared = (['quick', 'slow'] as const).map((label) => {
    const seconds = steadyLoad(10).map((second) => ({
      ...second,
      requests: second.requests.map((each) => ({
        ...each,
        latenciesUs: each.latenciesUs.map((us) => (label === 'quick' ? us : 2 * us)),
      })),
    }))
    const build = { label, commit: null, branch: null }
    return writeRawRun(writing!, seconds, { run: { scenario: 'compared', build } }).run().id
  })
})
afterAll(() => writing?.close())

const runs = (page: Page) => page.getByRole('grid', { name: 'Runs' })

async function inDelta(work: (page: Page) => Promise<void>): Promise<void> {
  await inPage(async (page) => {
    await row(runs(page), 'b3').waitFor()
    await work(page)
  }, '#/runs?find=b')
}

/** Δ p95 of what is listed, by build and p95. */
function deltas(page: Page): Promise<Record<string, string>> {
  return runs(page).evaluate((grid) => {
    const textsOf = (row: Element, role: string): string[] =>
      [...row.querySelectorAll(`[role="${role}"]`)].map((cell) => cell.textContent.trim())
    const heads = textsOf(grid, 'columnheader')
    const [build, p95, delta] = ['Build', 'p95', 'Δ p95'].map((name) => heads.indexOf(name))
    const rows = [...grid.querySelectorAll('[role="row"][aria-selected]')].map((row) => textsOf(row, 'gridcell'))
    return Object.fromEntries(rows.map((texts) => [`${texts[build!]} ${texts[p95!]}`, texts[delta!] ?? '']))
  })
}

describe.skipIf(hasNoChromium)('the baseline', () => {
  test('is set by a key, and every run of its scenario is told beside it; the key again takes it back', () =>
    inDelta(async (page) => {
      const start = Object.values(await deltas(page))
      expect(start.length).toBeGreaterThan(0)
      expect(start.every((text) => text === '–')).toBe(true)
      await row(runs(page), 'b1').first().click()
      await page.keyboard.press('b')
      await page.getByText('b1 is the baseline', { exact: true }).first().waitFor()
      // The median of its three runs is 100 ms.
      await expect
        .poll(() => deltas(page))
        .toMatchObject({
          'b1 90.0 ms': 'baseline',
          'b1 300 ms': 'baseline',
          'b3 80.0 ms': '▼ −20 %',
          'b4 102 ms': '~ +2.0 %',
          'b5 50.0 ms': '–',
        })
      const other = (await deltas(page))[`b2${HOSTILE}[RLO] 118 ms`]
      expect(other).toBe('▲ +18 %')
      expect(await runs(page).getByRole('img', { name: 'Baseline' }).count()).toBe(3)
      expect(await page.evaluate(() => (globalThis as { pwned?: unknown }).pwned)).toBeUndefined()

      await page.keyboard.press('b')
      await expect.poll(async () => Object.values(await deltas(page)).every((text) => text === '–')).toBe(true)
      await page.getByText('b1 is the baseline no longer').first().waitFor()
    }))

  test('is another one with a way back, and told of the selected run', () =>
    inDelta(async (page) => {
      await row(runs(page), 'b1').first().click()
      await page.keyboard.press('b')
      await expect.poll(async () => (await deltas(page))['b3 80.0 ms']).toBe('▼ −20 %')
      await row(runs(page), 'b4').click({ button: 'right' })
      await page.getByRole('menuitem', { name: 'Baseline: set or clear' }).click()
      await page.getByText('b4 is the baseline', { exact: true }).first().waitFor()
      await expect.poll(async () => (await deltas(page))['b4 102 ms']).toBe('baseline')
      await page.getByRole('button', { name: 'Undo' }).last().click()
      await expect.poll(async () => (await deltas(page))['b4 102 ms']).toBe('~ +2.0 %')
      await row(runs(page), 'b3').click()
      const told = page.getByRole('region', { name: 'Selected run' })
      await told.getByText('▼ −20 %').waitFor()
      await loadAxe(page)
      expect(await violations(page)).toEqual([])
    }))

  test('is one build: runs of several, or of none, are none', () =>
    inDelta(async (page) => {
      await row(runs(page), 'b3').click()
      await row(runs(page), 'b4').click({ modifiers: ['Control'] })
      await page.keyboard.press('b')
      await page.getByText('A baseline is one build: select runs of one.').first().waitFor()
    }))
})

describe.skipIf(hasNoChromium)('reports', () => {
  const save = async (page: Page, format: string): Promise<{ name: string; content: Buffer }> => {
    await page.getByRole('button', { name: 'Report', exact: true }).click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: format }).click(),
    ])
    return { name: download.suggestedFilename(), content: readFileSync(await download.path()) }
  }

  test('of the selected runs are one file; of one it is its own', () =>
    inPage(async (page) => {
      const rows = runs(page).locator('[role="row"][aria-selected]')
      await expect.poll(() => rows.count()).toBe(2)
      await settled(page)
      await runs(page).focus()
      await page.keyboard.press('Control+A')
      await page.getByText('2 selected').waitFor()
      const { name, content } = await save(page, 'JSON')
      expect(name).toBe('reports-of-2-runs-json.zip')
      const reports = [...unzipped(content).values()].map((text) => JSON.parse(text) as { run: { id: string } })
      expect(reports.map(({ run }) => run.id).toSorted()).toEqual(reported.toSorted())
      await rows.first().click()
      const one = await save(page, 'Markdown')
      expect(one.name).toMatch(/^shop-reported-.*\.md$/)
      expect(one.content.toString()).toContain('reported')
      expect(await page.getByText('Reports:').count()).toBe(0)
    }, '#/runs?find=scenario:reported'))
})

describe.skipIf(hasNoChromium)('endpoints of a run', () => {
  test('are told beside the baseline, in a column of their own, until another window is looked at', () =>
    inPage(async (page) => {
      const [before, after] = compared as [string, string]
      const grid = runs(page)
      await row(grid, 'slow').waitFor()
      await row(grid, 'quick').click()
      await page.keyboard.press('b')
      await page.getByText('quick is the baseline', { exact: true }).first().waitFor()
      const table = page.getByRole('grid', { name: 'Endpoints' })
      const delta = async (): Promise<string | undefined> =>
        (await cells(table.getByRole('row').filter({ hasText: 'GET /' })))['Δ p95']
      await page.evaluate((to) => void (location.hash = to), `#/run/${after}/endpoints`)
      await table.getByRole('row').filter({ hasText: 'GET /' }).waitFor()
      expect(await delta()).toBeUndefined()
      await table.getByRole('columnheader').filter({ hasText: 'Requests' }).click({ button: 'right' })
      await page.getByRole('menuitemcheckbox', { name: 'Δ p95', exact: true }).click()
      await page.keyboard.press('Escape')
      await expect.poll(delta).toBe('▲ +100 %')
      expect((await cells(totalsRow(table)))['Δ p95']).toBe('▲ +100 %')
      await page.evaluate((to) => void (location.hash = to), `#/run/${after}/endpoints?from=2&to=8`)
      await expect.poll(delta).toBe('–')
      await page.evaluate((to) => void (location.hash = to), `#/run/${before}/endpoints`)
      await expect.poll(delta).toBe('–')
    }, '#/runs?find=scenario:compared'))
})
