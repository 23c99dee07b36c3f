/** Several endpoints of the table over each other in one chart, by keys and with the mouse. */
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

const SECONDS = 30
const STRANGE = `GET ${HOSTILE}\u202e`
/** What every request of each takes, and how many there are a second. */
const ENDPOINTS: readonly { name: string; ms: number; perS: number }[] = [
  { name: 'GET /slow', ms: 400, perS: 4 },
  { name: 'GET /middle', ms: 50, perS: 10 },
  { name: STRANGE, ms: 20, perS: 2 },
  ...Array.from({ length: 6 }, (_, index) => ({ name: `GET /more/${index}`, ms: 5, perS: 1 })),
]

function load(): RawSecond[] {
  return Array.from({ length: SECONDS }, (_, t) => ({
    t,
    requests: ENDPOINTS.map(({ name, ms, perS }) => ({
      series: seriesOf(name),
      latenciesUs: Array.from({ length: perS }, () => ms * 1000),
      servicesUs: null,
    })),
  }))
}

let writing: History | null = null
let runId = ''
const { inPage } = useShellTrial((file) => {
  writing = openHistory(file)
  runId = writeRawRun(writing, load()).run().id
})
afterAll(() => writing?.close())

const grid = (page: Page): Locator => page.getByRole('grid', { name: 'Endpoints' })
const overlay = (page: Page): Locator => page.getByRole('figure', { name: 'Selected endpoints' })
const rowOf = (page: Page, name: string): Locator => grid(page).getByRole('row').filter({ hasText: name })

async function openEndpoints(page: Page): Promise<void> {
  await page.evaluate((to) => void (location.hash = to), `#/run/${runId}/endpoints`)
  await rowOf(page, 'GET /slow').waitFor()
  await settled(page)
}

async function chooseMeasure(page: Page, name: string): Promise<void> {
  await overlay(page).getByRole('combobox', { name: 'Measure' }).click()
  await page.getByRole('option', { name }).click()
}

/** The chart as a file: the names of its lines, and the values of its first step. */
async function read(page: Page): Promise<Record<string, string>> {
  await page.getByRole('button', { name: 'More for Selected endpoints' }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Save as CSV' }).click(),
  ])
  const [names = [], first = []] = parse(readFileSync(await download.path()), { bom: true }) as string[][]
  return Object.fromEntries(names.map((name, at) => [name, first[at] ?? '']).filter(([name]) => name?.includes(': ')))
}

describe.skipIf(hasNoChromium)('endpoints that are selected', () => {
  test('by keys lie over each other, by whichever measure', () =>
    inPage(async (page) => {
      await openEndpoints(page)
      expect(await overlay(page).count()).toBe(0)
      await grid(page).focus()
      await page.keyboard.press('Home')
      expect(await overlay(page).count()).toBe(0)
      await page.keyboard.press('Shift+ArrowDown')
      await overlay(page).getByText('2 selected').waitFor()
      await settled(page)
      // The row of the keyboard is still seen.
      await expect.poll(() => grid(page).locator('[data-cursor]').isVisible()).toBe(true)
      const first = await read(page)
      expect(Object.keys(first)).toHaveLength(2)
      // Sorted by what took most time.
      expect(first).toEqual({ 'p95: GET /slow (ms)': '400', 'p95: GET /middle (ms)': '50' })
      await chooseMeasure(page, 'Throughput')
      expect(await read(page)).toEqual({
        'Throughput: GET /slow (per second)': '4',
        'Throughput: GET /middle (per second)': '10',
      })
      await loadAxe(page)
      expect(await violations(page)).toEqual([])
    }))

  test('with the mouse; hostile names are names, one alone is in no chart', () =>
    inPage(async (page) => {
      await openEndpoints(page)
      await rowOf(page, 'GET /slow').click()
      await rowOf(page, HOSTILE).click({ modifiers: ['Control'] })
      await overlay(page).getByText('2 selected').waitFor()
      await settled(page)
      expect(await read(page)).toEqual({
        'p95: GET /slow (ms)': '400',
        [`p95: ${`GET ${HOSTILE}[RLO]`} (ms)`]: '20',
      })
      expect(await page.evaluate(() => (globalThis as { pwned?: unknown }).pwned)).toBeUndefined()
      await rowOf(page, 'GET /slow').click({ modifiers: ['Control'] })
      await overlay(page).waitFor({ state: 'detached' })
      // All of them: as many as can be told apart.
      await page.keyboard.press('Control+A')
      await overlay(page).getByText(`the first 6 of ${ENDPOINTS.length} selected`).waitFor()
      await settled(page)
      expect(Object.keys(await read(page))).toHaveLength(6)
    }))

  test('are part of the link: a reload and another page show the same chart', () =>
    inPage(async (page) => {
      await openEndpoints(page)
      await rowOf(page, 'GET /middle').click()
      expect(await page.evaluate(() => location.hash)).not.toContain('select=')
      await rowOf(page, HOSTILE).click({ modifiers: ['Control'] })
      await overlay(page).getByText('2 selected').waitFor()
      await expect.poll(() => page.evaluate(() => location.hash)).toContain('select=')
      await chooseMeasure(page, 'Throughput')
      await expect.poll(() => page.evaluate(() => location.hash)).toContain('measure=throughput')
      await settled(page)
      const [hash, shown] = [await page.evaluate(() => location.hash), await read(page)]
      expect(Object.keys(shown).map((name) => name.split(':')[0])).toEqual(['Throughput', 'Throughput'])

      await page.reload()
      await overlay(page).getByText('2 selected').waitFor()
      await settled(page)
      expect(await read(page)).toEqual(shown)
      await expect.poll(() => page.evaluate(() => location.hash)).toBe(hash)
      // Another section and back: they are still selected.
      await page.getByRole('tab', { name: /^Errors/ }).click()
      await page.getByRole('tab', { name: /^Endpoints/ }).click()
      await overlay(page).getByText('2 selected').waitFor()
    }))

  test.each([
    ['nothing of the run', 'http%2520GET%2520%252Fnone,constructor,__proto__', 0],
    ['the same twice', 'http%2520GET%2520%252Fslow,http%2520GET%2520%252Fslow', 0],
    ['nonsense', '%25,%2500,%25E0%25A4%25A', 0],
    ['far too much', 'http%2520GET%2520%252Fslow,'.repeat(200), 0],
    [
      'two of it, and what is none',
      'http%2520GET%2520%252Fslow,%253Cimg%2520src%3Dx%253E,http%2520GET%2520%252Fmiddle',
      2,
    ],
  ])('in a hostile link: %s', (_, select, lines) =>
    inPage(async (page) => {
      await page.evaluate((to) => void (location.hash = to), `#/run/${runId}/endpoints?select=${select}`)
      await rowOf(page, 'GET /slow').waitFor()
      await settled(page)
      expect(await overlay(page).count()).toBe(lines === 0 ? 0 : 1)
      if (lines > 0) expect(Object.keys(await read(page))).toEqual(['p95: GET /slow (ms)', 'p95: GET /middle (ms)'])
      expect(await page.evaluate(() => (globalThis as { pwned?: unknown }).pwned)).toBeUndefined()
    }),
  )

  test('are inspected one by one, and stay selected', () =>
    inPage(async (page) => {
      await openEndpoints(page)
      await grid(page).focus()
      await page.keyboard.press('Home')
      await page.keyboard.press('Shift+ArrowDown')
      await page.keyboard.press('Space')
      const told = page.getByRole('complementary', { name: 'Inspector' }).getByRole('region', { name: /^Endpoint / })
      await expect.poll(() => told.getAttribute('aria-label')).toBe('Endpoint GET /middle')
      await page.keyboard.press('Control+ArrowUp')
      await page.keyboard.press('Space')
      await expect.poll(() => told.getAttribute('aria-label')).toBe('Endpoint GET /slow')
      await overlay(page).getByText('2 selected').waitFor()
    }))
})
