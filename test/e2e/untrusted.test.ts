/** Seconds in which the generator was not trusted are left out of everything that is about the window, beside what the other seconds add up to. */
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import type { Exemplar } from '../../src/core/recording/second.ts'
import { formatCount, formatSignificant } from '../../src/core/units/number.ts'
import { formatRate } from '../../src/core/units/rate.ts'
import { percentileOf, writeRawRun, type RawSecond } from '../../src/host/analysis/testing/rawRun.ts'
import { openHistory, type History } from '../../src/host/storage/history.ts'
import { seriesOf } from '../../src/host/storage/testing/syntheticSeconds.ts'
import { loadAxe, violationsInThemes } from './axe.ts'
import { hasNoChromium } from './chromium.ts'
import { settled } from './page.ts'
import { hashOf } from './shellParts.ts'
import { HOSTILE, useShellTrial } from './shellTrial.ts'
import { cells, totalsRow } from './tableParts.ts'

const SECONDS = 60
/** A stretch, and single seconds. */
const isUntrusted = (t: number): boolean => (t >= 20 && t < 30) || t === 5 || t === 44

/** While the generator is in the way everything takes 100 times as long, and half of it fails. */
function load(): RawSecond[] {
  return Array.from({ length: SECONDS }, (_, t): RawSecond => {
    const latenciesUs = Array.from({ length: 10 }, (_, at) => (at + 1) * (isUntrusted(t) ? 100_000 : 1000))
    const failed = {
      series: seriesOf('GET /', 'failed'),
      latenciesUs: Array<number>(10).fill(5_000_000),
      servicesUs: null,
    }
    const late = { series: seriesOf(HOSTILE), latenciesUs: [2000], servicesUs: null }
    return {
      t,
      requests: [
        { series: seriesOf('GET /'), latenciesUs, servicesUs: null },
        ...(isUntrusted(t) ? [failed] : []),
        ...(t >= 25 && t <= 44 ? [late] : []),
      ],
      errors: isUntrusted(t) ? [{ class: 'timeout', endpoint: 'GET /', message: 'Nothing came', count: 10 }] : [],
      exemplars: [keptAt(t)],
      ...(isUntrusted(t) && { doubt: 'eventLoopDelay' as const }),
    }
  })
}

function keptAt(t: number): Exemplar {
  const us = isUntrusted(t) ? 900_000 : 10_000
  return {
    endpoint: 'GET /',
    userType: 'shopper',
    outcome: 'ok',
    reason: 'slowest',
    startMs: t * 1000 + 10,
    latencyUs: us,
    serviceUs: us,
    phasesUs: [0, 0, 0, 0, 0, us, 0],
    user: 1,
    iteration: t,
    error: null,
    newConnection: false,
    request: { method: 'GET', url: 'http://a/', headers: [], body: null },
    response: null,
  }
}

let runId = ''
let trustedId = ''
let writing: History | null = null
const { inPage } = useShellTrial((file) => {
  writing = openHistory(file)
  runId = writeRawRun(writing, load()).run().id
  const trusted = load().map((second) => ({ t: second.t, requests: second.requests }))
  trustedId = writeRawRun(writing, trusted).run().id
})
afterAll(() => writing?.close())

/** What the seconds of the list add up to. */
function added(isCounted: (t: number) => boolean) {
  const seconds = load().filter(({ t }) => isCounted(t))
  const requests = seconds.flatMap((second) => second.requests)
  const of = (outcome: string): number[] =>
    requests.filter(({ series }) => series.outcome === outcome).flatMap(({ latenciesUs }) => latenciesUs)
  const [ok, failed] = [of('ok'), of('failed')]
  const count = ok.length + failed.length
  return {
    requests: formatCount(count),
    failed: failed.length,
    rate: formatRate(count / seconds.length, ''),
    p95: formatSignificant(percentileOf(ok, 95)),
    max: formatSignificant(Math.max(...ok) / 1000),
    seconds: seconds.length,
  }
}

const ALL = added(() => true)
const TRUSTED = added((t) => !isUntrusted(t))

async function open(page: Page, section: string, query = `from=0&to=${SECONDS}`, id = runId): Promise<void> {
  await page.evaluate((to) => void (location.hash = to), `#/run/${id}/${section}?${query}`)
  await page.getByRole('toolbar', { name: 'What is shown' }).waitFor()
  await settled(page)
}

const chip = (page: Page) => page.getByRole('button', { name: /^Exclude untrusted/ })
const table = (page: Page) => page.getByRole('grid', { name: 'Endpoints' })
const tile = (page: Page, name: string) => page.getByRole('group', { name })

async function expectTotals(page: Page, expected: ReturnType<typeof added>): Promise<void> {
  await expect
    .poll(() => cells(totalsRow(table(page))))
    .toMatchObject({
      Requests: expected.requests,
      'req/s': expected.rate,
      'p95 ms': expected.p95,
      'Max ms': expected.max,
    })
  expect(await tile(page, 'Throughput').textContent()).toContain(expected.rate)
  expect(await tile(page, 'Errors').textContent()).toContain(`${expected.failed} of ${expected.requests}`)
}

/** Column of a chart as a table, by a part of its head. */
async function column(page: Page, chart: string, head: RegExp): Promise<string[]> {
  const region = page.getByRole('region', { name: `${chart} as a table` })
  await region.waitFor()
  const heads = await region.getByRole('columnheader').allTextContents()
  const at = heads.findIndex((text) => head.test(text.trim()))
  expect(at, heads.join(' | ')).toBeGreaterThanOrEqual(0)
  return region
    .locator('tbody tr')
    .evaluateAll((rows, of) => rows.map((row) => row.children[of]!.textContent.trim()), at)
}

describe.skipIf(hasNoChromium)('seconds that are not trusted', () => {
  test('are in the numbers until they are excluded, by key, in the link too, and until the filter is cleared', () =>
    inPage(async (page) => {
      await open(page, 'endpoints')
      await expectTotals(page, ALL)
      await chip(page).focus()
      await page.keyboard.press('Enter')
      await expectTotals(page, TRUSTED)
      await page.getByRole('button', { name: `Exclude untrusted ${SECONDS - TRUSTED.seconds} s` }).waitFor()
      await expect.poll(() => hashOf(page)).toContain('trusted=only')
      // A link says it, too.
      const hash = await hashOf(page)
      await page.reload()
      await page.evaluate((to) => void (location.hash = to), hash)
      await page.keyboard.press('Alt+4')
      await expectTotals(page, TRUSTED)

      await page.getByRole('button', { name: 'Clear filter' }).click()
      await expectTotals(page, ALL)
      expect(await hashOf(page)).not.toContain('trusted')
    }))

  test('are in no section but that of the generator, which says so', () =>
    inPage(async (page) => {
      await open(page, 'endpoints', `from=0&to=${SECONDS}&trusted=only`)
      await expectTotals(page, TRUSTED)
      await loadAxe(page)
      expect(await violationsInThemes(page)).toEqual([])

      await page.keyboard.press('Alt+5')
      await page
        .getByText(/^No errors/)
        .first()
        .waitFor()
      await page.keyboard.press('Alt+6')
      // Twenty were kept, the slowest: twelve of them of seconds that are not trusted.
      await expect.poll(() => page.getByRole('grid', { name: 'Kept requests' }).getAttribute('aria-rowcount')).toBe('9')
      await page.keyboard.press('Alt+7')
      await page.getByText('Of all seconds of the window').waitFor()
    }))

  test('are gaps in the timeline, and hatched still; rates are of what remains', () =>
    inPage(async (page) => {
      await open(page, 'timeline', `from=0&to=${SECONDS}&trusted=only`)
      await page
        .getByRole('main')
        .getByRole('img', { name: /^Timeline from/ })
        .focus()
      await page.keyboard.press('t')
      const p95 = await column(page, 'Timeline', /p95/)
      expect(p95.map((text) => text === '' || text === '–')).toEqual(
        Array.from({ length: SECONDS }, (_, t) => isUntrusted(t)),
      )
      const trust = await column(page, 'Timeline', /[Gg]enerator|[Tt]rust/)
      expect(trust.map((text) => /not trusted/i.test(text))).toEqual(
        Array.from({ length: SECONDS }, (_, t) => isUntrusted(t)),
      )
    }))

  test('may be all there are: then that is said instead of numbers', () =>
    inPage(async (page) => {
      await open(page, 'overview', 'from=20&to=30&trusted=only')
      const said = page.getByText('No second of this window is trusted.')
      for (const key of ['1', '2', '3', '4', '5', '6']) {
        await page.keyboard.press(`Alt+${key}`)
        await said.locator('visible=true').first().waitFor()
      }
      for (const name of ['Throughput', 'Latency p95', 'Errors', 'Users'])
        expect(
          await tile(page, name)
            .locator('.value')
            .textContent()
            .then((text) => text?.trim()),
          name,
        ).toBe('–')
      await loadAxe(page)
      expect(await violationsInThemes(page)).toEqual([])
      await page.getByRole('button', { name: 'Include untrusted seconds' }).locator('visible=true').first().click()
      await page.keyboard.press('Alt+4')
      await expect.poll(async () => (await cells(totalsRow(table(page))))['Requests']).toBe('205')
    }))

  test('are not offered to be excluded where there are none', () =>
    inPage(async (page) => {
      await open(page, 'endpoints', `from=0&to=${SECONDS}`, trustedId)
      await expect.poll(async () => (await cells(totalsRow(table(page))))['Requests']).toBe(ALL.requests)
      expect(await chip(page).count()).toBe(0)
    }))
})

describe.skipIf(hasNoChromium)('endpoints', () => {
  test('say when they were first and last seen, in columns to choose, and in a file', () =>
    inPage(async (page) => {
      await open(page, 'endpoints')
      for (const name of ['First seen', 'Last seen']) {
        await table(page).getByRole('columnheader', { name: 'Endpoint' }).click({ button: 'right' })
        await page.getByRole('menuitemcheckbox', { name }).click()
      }
      const late = table(page).getByRole('row').filter({ hasText: 'onerror' })
      await expect.poll(() => cells(late)).toMatchObject({ 'First seen': '00:25', 'Last seen': '00:44' })
      await expect
        .poll(() => cells(totalsRow(table(page))))
        .toMatchObject({ 'First seen': '00:00', 'Last seen': '00:59' })
      await table(page).getByRole('columnheader', { name: 'First seen' }).click()
      await expect.poll(() => table(page).getByRole('row').nth(1).textContent()).toContain('onerror')

      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Save the table as CSV' }).click(),
      ])
      const [head, first, , sum] = readFileSync(await download.path(), 'utf8').split('\r\n')
      expect(head).toContain('First seen (s since the start of the run),Last seen (s since the start of the run)')
      expect([first!.endsWith(',25,44'), sum!.endsWith(',0,59')]).toEqual([true, true])

      await chip(page).click()
      await expect.poll(() => cells(late)).toMatchObject({ 'First seen': '00:30', 'Last seen': '00:43' })
    }))
})
