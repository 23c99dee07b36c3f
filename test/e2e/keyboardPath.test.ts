/**
 * The whole way of a new user by keyboard only: start the bundled example, watch it, stop it, find when and on which endpoint it got
 * slow and what the slow requests had in common, compare two windows, star it, find it again among thousands. What is found is held
 * against the exported seconds of the run.
 */
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { formatCount } from '../../src/core/units/number.ts'
import { writeRuns } from '../../src/host/storage/testing/manyRuns.ts'
import { forbidPointer, pointerEvents, press, tabTo } from './byKeyboard.ts'
import { hasNoChromium, launchChromium } from './chromium.ts'
import { readExport, type ExportedRun, type TimeWindow } from './exportedRun.ts'
import { openPage, settled } from './page.ts'
import { total } from './runsGrid.ts'
import { command, focused, hashOf } from './shellParts.ts'
import { cells } from './tableParts.ts'
import { ALL, COUNT, listed } from './tenThousandRuns.ts'
import { expectWithin } from './windowNumbers.ts'
import { makeWorkspace, runCommand, serveWorkbench, type ServedWorkbench, type Workspace } from './workbench.ts'

/** How long the example is watched. */
const WATCHED_S = 8
const THOUSANDS = 3000

let browser: Browser
let workspace: Workspace
let served: ServedWorkbench

beforeAll(async () => {
  if (!hasNoChromium) browser = await launchChromium()
})
afterAll(() => browser?.close())

beforeEach(async () => {
  if (hasNoChromium) return
  workspace = makeWorkspace()
  writeRuns(
    workspace.historyFile,
    ALL.slice(-THOUSANDS).map((run, at) => listed(run, COUNT - THOUSANDS + at)),
  )
  served = await serveWorkbench(workspace)
})
afterEach(async () => {
  await served?.close()
  workspace?.remove()
})

const sections = (page: Page): Locator => page.getByRole('tablist', { name: 'Sections of the run' })
const timeline = (page: Page): Locator => page.getByRole('img', { name: /^Timeline from/ })

async function paramsOf(page: Page): Promise<URLSearchParams> {
  return new URLSearchParams((await hashOf(page)).split('?')[1])
}

async function windowOf(page: Page): Promise<TimeWindow> {
  const params = await paramsOf(page)
  return { fromS: Number(params.get('from')), toS: Number(params.get('to')) }
}

/** Another section, by its key: the focus goes along. */
async function go(page: Page, number: number, name: string): Promise<void> {
  await press(page, `Alt+${number}`)
  await sections(page)
    .getByRole('tab', { name: new RegExp(`^${name}`), selected: true })
    .waitFor()
  await settled(page)
}

/** What the chart with the focus says after this key. */
async function heard(page: Page, key: string): Promise<string> {
  const said = (): Promise<string> =>
    page.evaluate(() => document.activeElement?.parentElement?.querySelector('[aria-live]')?.textContent ?? '')
  const before = await said()
  await press(page, key)
  await expect.poll(said).not.toBe(before)
  return said()
}

/** `p99 842 ms` of a sentence, in milliseconds; 0 where nothing was measured. */
function msOf(sentence: string, name: string): number {
  const [, value, unit] = new RegExp(`\\b${name} ([\\d.,]+) (µs|ms|s)\\b`).exec(sentence) ?? []
  return Number(value?.replaceAll(',', '') ?? 0) * (unit === 's' ? 1000 : unit === 'µs' ? 0.001 : 1)
}

async function exportOf(id: string): Promise<ExportedRun> {
  const of = async (format: string): Promise<string> =>
    (await runCommand(['export', id, '-f', format], workspace.folder)).stdout
  // Windows that are looked at end before the load does.
  return readExport(await of('csv'), await of('json'), Infinity)
}

/** Cells of the row of a table that begins with this. */
async function rowOf(panel: Locator, name: string): Promise<string[]> {
  const row = panel.getByRole('row', { name: new RegExp(`^${name}\\b`) }).first()
  return (await row.getByRole('cell').allTextContents()).map((text) => text.trim())
}

const between = ({ fromS, toS }: TimeWindow): string => `00:${two(fromS)}–00:${two(toS)}`
const two = (second: number): string => String(second).padStart(2, '0')

describe.skipIf(hasNoChromium)('by keyboard only', () => {
  test('from the bundled example to a run that is found again', { timeout: 180_000 }, async () => {
    const { page, faults } = await openPage(browser, served.url, '', { prepare: forbidPointer })
    // Started from Home, watched, marked, stopped.
    await tabTo(page, page.getByRole('main').getByRole('button', { name: 'Run the example' }), 40)
    await press(page, 'Enter')
    await sections(page).waitFor({ timeout: 60_000 })
    const id = /#\/run\/([^/?]+)/.exec(await hashOf(page))![1]!
    await go(page, 2, 'Timeline')
    const elapsed = page.getByText(/^\d\d:\d\d of \d\d:\d\d · /).first()
    const elapsedS = async (): Promise<number> => {
      const [, minutes, seconds] = /(\d\d):(\d\d) of/.exec((await elapsed.textContent()) ?? '') ?? []
      return 60 * Number(minutes) + Number(seconds)
    }
    // A second more: a window that reaches the end of the load has what was under way then as well.
    await expect.poll(elapsedS, { timeout: 60_000 }).toBeGreaterThan(WATCHED_S)
    await press(page, 'm')
    await expect.poll(() => focused(page)).toBe('What happens now')
    await page.keyboard.type('enough seen')
    await press(page, 'Enter')
    await page.getByRole('textbox', { name: 'What happens now' }).waitFor({ state: 'hidden' })
    await command(page, 'stop gracefully')
    await page.getByRole('button', { name: 'Run again…' }).waitFor({ timeout: 60_000 })
    const exported = await exportOf(id)

    // When: the second whose p99 is the highest, as the chart reads its seconds out.
    await command(page, 'window of the whole run')
    await go(page, 2, 'Timeline')
    await tabTo(page, timeline(page), 8)
    const said = [await heard(page, 'Home')]
    while (said.length < WATCHED_S) said.push(await heard(page, 'ArrowRight'))
    const p99 = said.map((sentence) => msOf(sentence, 'p99'))
    const at = p99.indexOf(Math.max(...p99.slice(1)))
    expectWithin(p99[at]!, exported.percentileMs({ fromS: at, toS: at + 1 }, 99))
    for (let back = said.length - 1; back > at; back--) await heard(page, 'ArrowLeft')
    await press(page, '[')
    await expect.poll(async () => (await windowOf(page)).fromS).toBe(at)
    await settled(page)
    await press(page, ']')
    const slow = { fromS: at, toS: at + 1 }
    await expect.poll(() => windowOf(page)).toEqual(slow)
    await settled(page)

    // What sets its slowest requests apart.
    await go(page, 3, 'Latency')
    await command(page, 'explain a range')
    await expect.poll(() => focused(page)).toBe('From, ms')
    await page.getByText(/whole rows of the heatmap/).waitFor()
    await press(page, 'Enter')
    const explained = page.getByRole('region', { name: 'Explain selection' })
    const counted = await explained.getByText(/requests are selected/).textContent()
    const [selected, others] = (counted?.match(/[\d,]+/g) ?? []).map((text) => Number(text.replaceAll(',', '')))
    expect(selected).toBeGreaterThan(0)
    const ended = exported.added(slow)
    expect(selected! + others!).toBe(ended.requests - ended.failures)

    // Beside as long before it; then swapped, then beside the whole run.
    await go(page, 9, 'Compare windows')
    const before = { fromS: at - 1, toS: at }
    const sideOf = (name: 'A' | 'B'): Locator => page.getByRole('region', { name, exact: true })
    await sideOf('A').getByText(between(before)).first().waitFor()
    await sideOf('B').getByText(between(slow)).first().waitFor()
    const compared = page.getByRole('region', { name: 'Numbers' })
    const requests = (window: TimeWindow): string => formatCount(exported.added(window).requests)
    await expect
      .poll(async () => (await rowOf(compared, 'Requests')).slice(0, 2))
      .toEqual([requests(before), requests(slow)])
    await press(page, 'x')
    await expect
      .poll(async () => (await rowOf(compared, 'Requests')).slice(0, 2))
      .toEqual([requests(slow), requests(before)])
    await tabTo(page, page.getByRole('combobox', { name: 'Window B' }))
    await press(page, 'Enter')
    const wholeRun = page.getByRole('option', { name: /^Whole run/ })
    // The list takes the focus after it is shown: keys before that would be nobody's.
    await page.locator('[role="option"]:focus').waitFor()
    await press(page, 'Home')
    await expect.poll(() => wholeRun.evaluate((option) => option === document.activeElement)).toBe(true)
    await press(page, 'Enter')
    const whole = { fromS: 0, toS: exported.endS }
    await expect.poll(async () => (await rowOf(compared, 'Requests'))[1]).toBe(requests(whole))

    // On which endpoint: the rows by p95.
    await go(page, 4, 'Endpoints')
    const table = page.getByRole('grid', { name: 'Endpoints' })
    await tabTo(page, table.getByRole('columnheader').filter({ hasText: /^p95/ }).first().getByRole('button').first())
    await press(page, 'Enter', '/', 'ArrowDown')
    await expect.poll(() => focused(page)).toBe('Endpoints')
    await press(page, 'Home')
    const worst = await cells(table.getByRole('row').nth(1))
    const endpoint = worst['Endpoint']!
    expectWithin(Number(worst['p95 ms']), exported.percentileMs(slow, 95, endpoint))
    await press(page, 'Space')
    await page.getByRole('region', { name: `Endpoint ${endpoint}` }).waitFor()
    await press(page, 'Enter')
    await expect.poll(async () => (await paramsOf(page)).get('endpoint')).toBe(endpoint)

    // What slow requests have in common, over all the run.
    await command(page, 'window of the whole run')
    await go(page, 6, 'Slow requests')
    const traits = page.getByRole('region', { name: 'What the slow ones have in common' })
    await traits.getByText(/kept requests took longer than p95 of the window/).waitFor()
    await press(page, '/')
    await page.keyboard.type('time>0')
    await press(page, 'ArrowDown', 'Home')
    await page.getByRole('region', { name: 'Kept request', exact: true }).getByText('started').waitFor()

    // Starred, and found again among thousands.
    await press(page, '*')
    await page.getByRole('button', { name: 'Starred: kept whatever is cleaned up', pressed: true }).waitFor()
    await press(page, 'Control+2')
    const runs = page.getByRole('grid', { name: 'Runs' })
    await expect.poll(() => total(runs)).toBe(THOUSANDS + 1)
    await press(page, '/')
    await page.keyboard.type('smoke is:starred ')
    await expect.poll(() => total(runs)).toBe(1)
    await press(page, 'ArrowDown')
    await expect.poll(() => focused(page)).toBe('Runs')
    await press(page, 'Home', 'Enter')
    await expect.poll(() => hashOf(page)).toContain(`#/run/${id}`)
    expect(await pointerEvents(page)).toEqual([])
    expect(faults).toEqual([])
    await page.context().close()
  })
})
