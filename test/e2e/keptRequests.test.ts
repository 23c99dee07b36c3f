/** A kept request beside others: what else was kept of its iteration, on one axis, and how it differs from the median one of its endpoint. */
import type { Locator, Page } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import type { Exemplar } from '../../src/core/recording/second.ts'
import { writeRawRun } from '../../src/host/analysis/testing/rawRun.ts'
import { steadyLoad } from '../../src/host/analysis/testing/steadyLoad.ts'
import { openHistory, type History } from '../../src/host/storage/history.ts'
import { loadAxe, violations } from './axe.ts'
import { hasNoChromium } from './chromium.ts'
import { settled } from './page.ts'
import { HOSTILE, useShellTrial } from './shellTrial.ts'

const SECONDS = 60

/** @param phasesUs blocked, DNS, connect, TLS, send, wait, receive */
function exemplar(startMs: number, phasesUs: number[], changes: Partial<Exemplar> = {}): Exemplar {
  const latencyUs = phasesUs.reduce((sum, us) => sum + us, 0)
  return {
    endpoint: 'GET /',
    userType: 'shopper',
    outcome: 'ok',
    reason: 'slowest',
    startMs,
    latencyUs,
    serviceUs: latencyUs,
    phasesUs,
    user: 3,
    iteration: 7,
    error: null,
    newConnection: false,
    request: { method: 'GET', url: 'http://shop.test/', headers: [], body: null },
    response: { status: 200, headers: [], body: 'ok', bodyBytes: 2 },
    ...changes,
  }
}

/** Of user 3, iteration 7: three, the last to begin told first. Of all requests p50 is 5 ms. */
const FIRST = exemplar(20_100, [0, 0, 0, 0, 1000, 240_000, 0])
const FAILED = exemplar(20_400, [0, 0, 90_000, 0, 10_000, 300_000, 0], {
  endpoint: `POST ${HOSTILE}`,
  outcome: 'failed',
  reason: 'failure',
  error: { class: 'status', message: 'Status 503' },
  newConnection: true,
})
const LAST = exemplar(21_100, [0, 0, 0, 0, 1000, 3000, 0], { reason: 'random' })
const OTHERS = [
  exemplar(20_200, [0, 0, 0, 0, 0, 50_000, 0], { iteration: 8 }),
  exemplar(20_300, [0, 0, 0, 0, 0, 60_000, 0], { user: 4 }),
  exemplar(30_000, [0, 0, 500, 0, 500, 4500, 0], { user: 5, iteration: 1, reason: 'random' }),
]

let runId = ''
let writing: History | null = null
const { inPage } = useShellTrial((file) => {
  writing = openHistory(file)
  const seconds = steadyLoad(SECONDS).map((second) => ({
    ...second,
    exemplars: [LAST, FAILED, FIRST, ...OTHERS].filter(
      ({ startMs, latencyUs }) => Math.floor((startMs + latencyUs / 1000) / 1000) === second.t,
    ),
  }))
  runId = writeRawRun(writing, seconds).run().id
})
afterAll(() => writing?.close())

const pane = (page: Page): Locator => page.getByRole('complementary', { name: 'Inspector' })

/** With the kept request selected that took so long. */
async function openKept(page: Page, totalMs: string, view = `slow?from=0&to=${SECONDS}`): Promise<void> {
  await page.evaluate((to) => void (location.hash = to), `#/run/${runId}/${view}`)
  const table = page.getByRole('grid', { name: 'Kept requests' })
  await table.waitFor()
  await settled(page)
  await table
    .getByRole('row')
    .filter({ has: page.getByRole('gridcell', { name: totalMs, exact: true }) })
    .first()
    .click()
  await pane(page).getByRole('region', { name: 'Kept request' }).waitFor()
}

const iteration = (page: Page): Locator => page.getByRole('region', { name: 'User 3, iteration 7' })

/** Each row: endpoint, when, in all, and where its bar begins, as a part of the width. */
async function rowsOf(panel: Locator): Promise<[name: string, at: string, total: string, from: number][]> {
  await panel.locator('.row').first().waitFor()
  return panel.locator('.row').evaluateAll((rows) =>
    rows.map((row): [string, string, string, number] => {
      const text = (part: string): string => row.querySelector(part)!.textContent.trim()
      const [bar, own] = [row.querySelector('.bar')!, row.querySelector('.own')!].map((part) =>
        part.getBoundingClientRect(),
      )
      return [text('.name'), text('.at'), text('.total'), (own!.left - bar!.left) / bar!.width]
    }),
  )
}

describe.skipIf(hasNoChromium)('the iteration of a kept request', () => {
  test('is what was kept of it, by time, whatever the window and the filter leave out', () =>
    inPage(async (page) => {
      await openKept(page, '241', 'slow?from=20&to=21&endpoint=GET+%2F&kind=http')
      await page.keyboard.press('i')
      await iteration(page).waitFor()
      const rows = await rowsOf(iteration(page))
      expect(rows.map(([name, at, total]) => [name, at, total])).toEqual([
        ['GET /', '0', '241 ms'],
        [`POST ${HOSTILE}`, '+300 ms', '400 ms'],
        ['GET /', '+1.00 s', '4.00 ms'],
      ])
      // From the first start to the last end: 20.1 s to 21.104 s.
      for (const [at, fromMs] of [0, 300, 1000].entries()) expect(rows[at]![3]).toBeCloseTo(fromMs / 1004, 2)
      await iteration(page).getByText('3 kept requests from 00:20 on').waitFor()
      await iteration(page).getByText('Others that it made are not here').waitFor()
      // One that the window does not have is inspected as well.
      await iteration(page).locator('.row').nth(2).click()
      await pane(page).getByText('started 00:21').waitFor()
      expect(await iteration(page).locator('[aria-pressed="true"]').count()).toBe(1)
      await page.keyboard.press('ArrowUp')
      await pane(page).getByText('Status 503').first().waitFor()
      await page.keyboard.press('i')
      await iteration(page).waitFor({ state: 'hidden' })
    }))

  test('follows the request that is looked at, and closes', () =>
    inPage(async (page) => {
      await openKept(page, '241')
      await pane(page)
        .getByRole('button', { name: /^Iteration/ })
        .click()
      await iteration(page).waitFor()
      await page
        .getByRole('grid', { name: 'Kept requests' })
        .getByRole('row')
        .filter({ hasText: '3 / 8' })
        .first()
        .click()
      const next = page.getByRole('region', { name: 'User 3, iteration 8' })
      await next.getByText('Only this request of it was kept').waitFor()
      expect(await rowsOf(next)).toEqual([['GET /', '0', '50.0 ms', 0]])
      await next.getByRole('button', { name: 'Close the iteration' }).click()
      await next.waitFor({ state: 'hidden' })
    }))
})

describe.skipIf(hasNoChromium)('the difference to the median one', () => {
  const differences = (page: Page): Promise<string[][]> =>
    pane(page)
      .getByRole('table')
      .filter({ hasText: 'Median one' })
      .locator('tbody tr')
      .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent.trim())))

  test('is told phase by phase, by D, and stays for the next request', () =>
    inPage(async (page) => {
      await openKept(page, '241')
      await page.keyboard.press('d')
      // Of 4 ms and 5.5 ms, 5.5 ms is nearer to the p50 of 5 ms.
      await pane(page).getByText('started 00:30: 5.50 ms, p50 5.00 ms').waitFor()
      expect(await differences(page)).toEqual([
        ['connect', '0 ms', '500 µs', '−500 µs'],
        ['send', '1.00 ms', '500 µs', '+500 µs'],
        ['wait', '240 ms', '4.50 ms', '+236 ms'],
        ['In all', '241 ms', '5.50 ms', '+236 ms'],
      ])
      await page
        .getByRole('grid', { name: 'Kept requests' })
        .getByRole('row')
        .filter({ hasText: '5 / 1' })
        .first()
        .click()
      await pane(page).getByText('This is the kept request nearest to the median').waitFor()
      await page.keyboard.press('d')
      await pane(page).getByText('Mean of the endpoint').waitFor()
    }))

  test('of an endpoint of which none succeeded there is none, which is said', () =>
    inPage(async (page) => {
      await openKept(page, '400')
      await page.keyboard.press('d')
      await pane(page).getByText('No successful request of this endpoint was kept').waitFor()
      expect(await page.evaluate(() => (globalThis as { pwned?: unknown }).pwned)).toBeUndefined()
    }))
})

test.skipIf(hasNoChromium).each(['light', 'dark'] as const)('everybody can use both: %s', (theme) =>
  inPage(
    async (page) => {
      await loadAxe(page)
      await openKept(page, '241')
      await page.keyboard.press('i')
      await page.keyboard.press('d')
      await iteration(page).waitFor()
      await settled(page)
      expect(await violations(page)).toEqual([])
    },
    '',
    { theme },
  ),
)
