/** The timeline of each user type by itself, against the lists that went in. */
import { parse } from 'csv-parse/sync'
import { readFileSync } from 'node:fs'
import type { Locator, Page } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { writeRawRun, type RawSecond } from '../../src/host/analysis/testing/rawRun.ts'
import { openHistory, type History } from '../../src/host/storage/history.ts'
import { seriesOf } from '../../src/host/storage/testing/syntheticSeconds.ts'
import { loadAxe, violations } from './axe.ts'
import { hasNoChromium } from './chromium.ts'
import { settled } from './page.ts'
import { HOSTILE, useShellTrial } from './shellTrial.ts'

const SECONDS = 20
/** What every request of each type takes, and how many there are a second: 84 % and 16 % of the time. */
const USER_TYPES = [
  { userType: HOSTILE, ms: 20, perS: 4 },
  { userType: 'Reader', ms: 70, perS: 6 },
]

function load(userTypes = USER_TYPES): RawSecond[] {
  return Array.from({ length: SECONDS }, (_, t) => ({
    t,
    requests: userTypes.map(({ userType, ms, perS }) => ({
      series: seriesOf('GET /', 'ok', userType),
      latenciesUs: Array.from({ length: perS }, () => ms * 1000),
      servicesUs: null,
    })),
  }))
}

let writing: History | null = null
let [runId, uniformId] = ['', '']
const { inPage } = useShellTrial((file) => {
  writing = openHistory(file)
  runId = writeRawRun(writing, load()).run().id
  uniformId = writeRawRun(writing, load(USER_TYPES.slice(1))).run().id
})
afterAll(() => writing?.close())

const charts = (page: Page): Locator => page.getByRole('main').locator('figure figure')

/** The chart as a file: the values of its first step. */
async function read(page: Page, name: string): Promise<Record<string, string>> {
  await page.getByRole('button', { name: `More for ${name}`, exact: true }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Save as CSV' }).click(),
  ])
  const [names = [], first = []] = parse(readFileSync(await download.path()), { bom: true }) as string[][]
  return Object.fromEntries(
    names.map((column, at) => [column, first[at] ?? '']).filter(([column]) => column?.includes(': ')),
  )
}

describe.skipIf(hasNoChromium)('the timeline by user type', () => {
  test('has a chart of each, that took most time first, and is part of the link', () =>
    inPage(async (page) => {
      await page.evaluate((to) => void (location.hash = to), `#/run/${runId}/timeline`)
      await page.getByRole('button', { name: 'By user type' }).click()
      await expect.poll(() => charts(page).count()).toBe(2)
      await settled(page)
      await page.reload()
      await expect.poll(() => charts(page).count()).toBe(2)
      await settled(page)
      const texts = await charts(page).allInnerTexts()
      expect(texts[0]).toContain('Reader')
      expect(texts[0]).toContain('84.00 % of the time')
      expect(texts[1]).toContain(HOSTILE)
      expect(texts[1]).toContain('16.00 % of the time')
      expect(await read(page, 'Reader')).toEqual({ 'p95: p95 (ms)': '70', 'Requests: requests (per second)': '6' })
      expect(await read(page, HOSTILE)).toEqual({ 'p95: p95 (ms)': '20', 'Requests: requests (per second)': '4' })
      expect(await page.evaluate(() => (globalThis as { pwned?: unknown }).pwned)).toBeUndefined()
      await loadAxe(page)
      expect(await violations(page)).toEqual([])
    }))

  test('is not offered where there is one user type only', () =>
    inPage(async (page) => {
      await page.evaluate((to) => void (location.hash = to), `#/run/${uniformId}/timeline`)
      await page.getByRole('button', { name: 'By endpoint' }).waitFor()
      expect(await page.getByRole('button', { name: 'By user type' }).count()).toBe(0)
    }))
})
