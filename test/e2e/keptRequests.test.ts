/** A kept request beside others: what else was kept of its iteration, on one axis, what is usual for its endpoint, and how it differs from the median one. */
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

/** Of user 9, iteration 2: a WebSocket is opened, asked, and waited for in vain. */
const UPGRADE = exemplar(40_000, [0, 0, 1000, 0, 500, 9500, 0], {
  endpoint: 'WS /live',
  user: 9,
  iteration: 2,
  newConnection: true,
  request: { method: 'GET', url: 'ws://shop.test/live', headers: [], body: null },
  response: { status: 101, headers: [], body: null, bodyBytes: 0 },
})
/** 250 messages came before the answer; the first hundred every half millisecond. */
const AFTER_US = Array.from({ length: 100 }, (_, at) => (at + 1) * 500)
const ASK = exemplar(40_020, [0, 0, 0, 0, 0, 0, 0], {
  endpoint: 'WS ask',
  latencyUs: 80_000,
  serviceUs: 80_000,
  user: 9,
  iteration: 2,
  request: { method: 'SEND', url: 'ws://shop.test/live', headers: [], body: HOSTILE },
  response: { status: 0, headers: [], body: 'the answer', bodyBytes: 10 },
  otherMessages: { count: 250, afterUs: AFTER_US },
})
const IN_VAIN = exemplar(40_120, [0, 0, 0, 0, 0, 0, 0], {
  endpoint: 'WS ask',
  outcome: 'failed',
  reason: 'failure',
  error: { class: 'reply', message: 'no message with text "done" within 200ms' },
  latencyUs: 200_000,
  serviceUs: 200_000,
  user: 9,
  iteration: 2,
  request: { method: 'WAIT', url: 'ws://shop.test/live', headers: [], body: null },
  response: null,
  otherMessages: { count: 1, afterUs: [30_000] },
})
const KEPT = [LAST, FAILED, FIRST, ...OTHERS, UPGRADE, ASK, IN_VAIN]

let runId = ''
let writing: History | null = null
const { inPage } = useShellTrial((file) => {
  writing = openHistory(file)
  const seconds = steadyLoad(SECONDS).map((second) => ({
    ...second,
    exemplars: KEPT.filter(({ startMs, latencyUs }) => Math.floor((startMs + latencyUs / 1000) / 1000) === second.t),
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

/** Where marks of a row lie, as parts of the width of its bar: their middles. */
function placesOf(row: Locator, mark: string): Promise<number[]> {
  return row.evaluate((element, selector) => {
    const bar = element.querySelector('.bar')!.getBoundingClientRect()
    return [...element.querySelectorAll(selector)].map((each) => {
      const { left, width } = each.getBoundingClientRect()
      return (left + width / 2 - bar.left) / bar.width
    })
  }, mark)
}

const tableIn = (page: Page, heading: string): Promise<string[][]> =>
  pane(page)
    .getByRole('table')
    .filter({ hasText: heading })
    .locator('tbody tr')
    .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent.trim())))

describe.skipIf(hasNoChromium)('what is usual for its endpoint', () => {
  test('is told of each phase, and shown where the phase took longer', () =>
    inPage(async (page) => {
      await openKept(page, '241')
      // The load waits for all of its time, and sends for 2 µs of each request.
      const latenciesUs = steadyLoad(1)[0]!.requests[0]!.latenciesUs
      const meanMs = latenciesUs.reduce((sum, us) => sum + us, 0) / latenciesUs.length / 1000
      const row = page.getByRole('region', { name: 'Waterfall' }).locator('.row').first()
      const title = await row.getAttribute('title')
      expect(title?.split('\n')).toEqual([
        '241 ms in all',
        'send 1.00 ms (0.41 %) · mean of the endpoint 2 µs',
        `wait 240 ms (99.59 %) · mean of the endpoint ${meanMs.toFixed(2)} ms`,
        'reused connection',
        'p50 of the endpoint 5.00 ms',
        'p95 10.0 ms',
      ])
      // Who does not see the bar hears the same.
      expect(await row.getByRole('img').getAttribute('aria-label')).toBe(title?.split('\n').join(', '))
      const [tick, ...more] = await placesOf(row, '.mean')
      expect(tick).toBeCloseTo((1 + meanMs) / 241, 2)
      expect(more).toEqual([])
      expect((await tableIn(page, 'Mean of the endpoint')).find(([name]) => name === 'wait')).toEqual([
        'wait',
        '240 ms',
        '99.59 %',
        `${meanMs.toFixed(2)} ms`,
      ])
    }))

  test.each([
    ['connect>50', KEPT.filter(({ phasesUs }) => (phasesUs[2] ?? 0) > 50_000)],
    ['wait>0.2s', KEPT.filter(({ phasesUs }) => (phasesUs[5] ?? 0) > 200_000)],
  ])('is left for what is not, by the filter %s', (words, left) =>
    inPage(async (page) => {
      await openKept(page, '241')
      await page.keyboard.press('/')
      await page.keyboard.type(words)
      await page.getByText(`${left.length} of ${KEPT.length} sampled requests`).waitFor()
      const table = page.getByRole('grid', { name: 'Kept requests' })
      for (const { latencyUs } of left)
        await table.getByRole('gridcell', { name: String(latencyUs / 1000), exact: true }).waitFor()
    }),
  )
})

describe.skipIf(hasNoChromium)('messages', () => {
  const ofUser9 = (page: Page): Locator => page.getByRole('region', { name: 'User 9, iteration 2' })

  test('an iteration shows its upgrade, its brackets, and when other messages came', () =>
    inPage(async (page) => {
      await openKept(page, '80.0')
      await page.keyboard.press('i')
      await ofUser9(page).waitFor()
      const rows = await rowsOf(ofUser9(page))
      expect(rows.map(([name, at, total]) => [name, at, total])).toEqual([
        ['WS /live', '0', '11.0 ms'],
        ['WS ask', '+20.0 ms', '80.0 ms'],
        ['WS ask', '+120 ms', '200 ms'],
      ])
      const [upgrade, ask, inVain] = await ofUser9(page).locator('.row').all()
      expect(await upgrade!.getAttribute('title')).toContain('upgrade to a WebSocket, 11.0 ms in all')
      expect(await ask!.getAttribute('title')).toBe(
        'sent, answered after 80.0 ms\n250 other messages meanwhile, the first 100 after 500 µs to 50.0 ms',
      )
      expect(await inVain!.getAttribute('title')).toBe(
        'waited 200 ms for a message that did not come\n1 other message meanwhile, after 30.0 ms',
      )
      // From the first start to the last end: 40 s to 40.32 s.
      const partOf = (startMs: number, afterMs: number): number => (startMs - 40_000 + afterMs) / 320
      const ticks = await placesOf(ask!, '.other')
      expect(ticks).toHaveLength(AFTER_US.length)
      for (const [at, us] of AFTER_US.entries()) expect(ticks[at]).toBeCloseTo(partOf(40_020, us / 1000), 2)
      expect((await placesOf(inVain!, '.other'))[0]).toBeCloseTo(partOf(40_120, 30), 2)
      // Sent at its start and answered at its end; what did not come has no end.
      expect(await ask!.locator('.sent, .answer').count()).toBe(2)
      expect(await inVain!.locator('.sent, .answer').count()).toBe(0)
      expect(await inVain!.locator('.span.open').count()).toBe(1)
    }))

  test('are told in the inspector by time', () =>
    inPage(async (page) => {
      await openKept(page, '80.0')
      expect(await tableIn(page, 'After the start')).toEqual([
        ['sent', '0 ms'],
        ...AFTER_US.map((us) => ['another message', us < 1000 ? `${us} µs` : `${(us / 1000).toPrecision(3)} ms`]),
        ['the answer', '80.0 ms'],
      ])
      await pane(page).getByText('When 150 more of them came was not kept.').waitFor()
      await page.keyboard.press('i')
      await ofUser9(page).locator('.row').nth(1).focus()
      await page.keyboard.press('ArrowUp')
      await pane(page).getByText('upgrade to a WebSocket').waitFor()
      expect(await page.evaluate(() => (globalThis as { pwned?: unknown }).pwned)).toBeUndefined()
    }))
})

test.skipIf(hasNoChromium).each(['light', 'dark'] as const)('everybody can use all of it: %s', (theme) =>
  inPage(
    async (page) => {
      await loadAxe(page)
      await openKept(page, '241')
      await page.keyboard.press('i')
      await page.keyboard.press('d')
      await iteration(page).waitFor()
      await settled(page)
      expect(await violations(page)).toEqual([])
      await openKept(page, '80.0')
      await page.keyboard.press('d')
      await page.getByRole('region', { name: 'User 9, iteration 2' }).waitFor()
      await settled(page)
      expect(await violations(page)).toEqual([])
    },
    '',
    { theme },
  ),
)
