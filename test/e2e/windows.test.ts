/**
 * Any window of a run, chosen with the mouse and without: all numbers follow, and are what the exported seconds add up to. What adds
 * them up here is none of ours: csv-parse for counts, hdr-histogram-js for percentiles.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parse } from 'csv-parse/sync'
import type { Download, Locator, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { formatCount } from '../../src/core/units/number.ts'
import { formatRate } from '../../src/core/units/rate.ts'
import { press, retype, tabTo } from './byKeyboard.ts'
import { hasNoChromium } from './chromium.ts'
import { readExport, type ExportedRun, type TimeWindow } from './exportedRun.ts'
import { openPage, settled } from './page.ts'
import { focused, hashOf } from './shellParts.ts'
import { useShopTrial } from './shopTrial.ts'
import { cells } from './tableParts.ts'
import { unzipped } from './unzipped.ts'
import { expectNumbers, expectWithin, latencyTileMs } from './windowNumbers.ts'

const LENGTH_S = 12
const SLOW = 'GET /api/search'
const FAILING = 'GET /api/metrics'

let runId: string
let exported: ExportedRun
const shop = useShopTrial({
  target: ['--slow', `${SLOW}=30ms`, '--fail', `${FAILING}=30%:503`],
  async prepare({ cli }) {
    const run = await cli('run', 'shop.plan.yaml', 'short', '--json', '--no-preflight', '-t', `${LENGTH_S}s`)
    runId = (JSON.parse(run.stdout) as { run: { id: string } }).run.id
    const [csv, json] = [await cli('export', runId, '-f', 'csv'), await cli('export', runId, '-f', 'json')]
    exported = readExport(csv.stdout, json.stdout, LENGTH_S)
  },
})

/** The run in a page of its own; in the end nothing may have gone wrong in it. */
async function inRun(view: string, work: (page: Page) => Promise<void>): Promise<void> {
  const { page, faults } = await openPage(shop.browser, shop.served.url, `#/run/${runId}/${view}`, { width: 1800 })
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await settled(page)
  await work(page)
  expect(faults).toEqual([])
  await page.context().close()
}

/** Names of endpoints in the rows below the head. */
function endpointsIn(table: Locator): Promise<string[]> {
  return table.getByRole('row').evaluateAll((rows) => {
    const heads = [...rows[0]!.querySelectorAll('[role="columnheader"]')].map((head) => head.textContent.trim())
    const at = heads.indexOf('Endpoint')
    return rows.slice(1).map((row) => row.querySelectorAll('[role="gridcell"]')[at]?.textContent.trim() ?? '')
  })
}

const byText = (one: string, other: string): number => one.localeCompare(other)
const chartOf = (page: Page): Locator => page.getByRole('img', { name: /^Timeline from/ })

/** The window of the address; null: none of its own. */
async function windowOf(page: Page): Promise<TimeWindow | null> {
  const query = new URLSearchParams((await hashOf(page)).split('?')[1])
  const [from, to] = [query.get('from'), query.get('to')]
  return from === null || to === null ? null : { fromS: Number(from), toS: Number(to) }
}

async function contentOf(download: Download): Promise<string> {
  return readFileSync(await download.path(), 'utf8')
}

describe.skipIf(hasNoChromium)('a window', () => {
  test('of the mouse: dragged over the timeline, taken back by a double click', () =>
    inRun('timeline', async (page) => {
      const box = (await chartOf(page).boundingBox())!
      const y = box.y + box.height / 2
      await page.mouse.move(box.x + box.width * 0.35, y)
      await page.mouse.down()
      await page.mouse.move(box.x + box.width * 0.5, y, { steps: 4 })
      await page.mouse.move(box.x + box.width * 0.7, y, { steps: 4 })
      await page.mouse.up()
      await expect.poll(() => windowOf(page)).not.toBeNull()
      const window = (await windowOf(page))!
      expect(window.fromS).toBeGreaterThan(0)
      expect(window.toS).toBeLessThan(LENGTH_S)
      await expectNumbers(page, exported, window)
      await page.keyboard.press('Alt+2')
      await chartOf(page).dblclick()
      await expect.poll(() => windowOf(page)).toBeNull()
      await expectNumbers(page, exported, { fromS: 0, toS: exported.endS })
    }))

  test('of the keyboard: [ and ] at the crosshair, Z and Escape for all of it', () =>
    inRun('timeline', async (page) => {
      const chart = chartOf(page)
      await chart.focus()
      await page.keyboard.press('Home')
      for (let press = 0; press < 3; press++) await page.keyboard.press('ArrowRight')
      await page.keyboard.press('[')
      await expect.poll(() => windowOf(page)).toEqual({ fromS: 3, toS: LENGTH_S })
      await settled(page)
      for (let press = 0; press < 4; press++) await page.keyboard.press('ArrowRight')
      await page.keyboard.press(']')
      await expect.poll(() => windowOf(page)).toEqual({ fromS: 3, toS: 8 })
      await expectNumbers(page, exported, { fromS: 3, toS: 8 })
      for (const key of ['z', 'Escape']) {
        await page.evaluate((to) => void (location.hash = to), `#/run/${runId}/timeline?from=3&to=8`)
        await expect.poll(() => windowOf(page)).toEqual({ fromS: 3, toS: 8 })
        await settled(page)
        await chart.focus()
        await page.keyboard.press(key)
        await expect.poll(() => windowOf(page)).toBeNull()
      }
    }))

  test('of the fields: typed, and refused where it cannot be', () =>
    inRun('overview', async (page) => {
      await page.getByRole('toolbar', { name: 'What is shown' }).getByRole('button').first().click()
      const [from, to] = [page.getByRole('textbox', { name: 'From' }), page.getByRole('textbox', { name: 'To' })]
      await from.fill('0:09')
      await to.fill('4')
      await page.getByText('The end lies before the beginning').waitFor()
      await from.fill('<img src=x>')
      await page.getByText('A time such as 5:00 or 300').waitFor()
      await from.fill('2')
      await to.fill('0:04')
      await page.keyboard.press('Enter')
      await expect.poll(() => windowOf(page)).toEqual({ fromS: 2, toS: 4 })
      await expectNumbers(page, exported, { fromS: 2, toS: 4 })
    }))

  test('of a link is cut to what there is', () =>
    inRun('endpoints?from=10&to=99999', (page) => expectNumbers(page, exported, { fromS: 10, toS: exported.endS })))
})

describe.skipIf(hasNoChromium)('an endpoint', () => {
  test('of the table is what everything is filtered to', () =>
    inRun('endpoints?from=2&to=10', async (page) => {
      const window = { fromS: 2, toS: 10 }
      const name = exported.endpoints.find((each) => each.startsWith(SLOW))!
      const table = page.getByRole('grid', { name: 'Endpoints' })
      await table.getByRole('row').filter({ hasText: name }).first().click()
      await table.focus()
      await page.keyboard.press('Enter')
      await expect
        .poll(() => hashOf(page))
        .toContain(`/timeline?endpoint=${encodeURIComponent(name).replaceAll('%20', '+')}`)
      expect(await windowOf(page)).toEqual(window)
      const own = exported.added(window, name)
      await expect
        .poll(() => page.getByRole('group', { name: 'Throughput' }).textContent())
        .toContain(formatRate(own.ratePerS))
      await settled(page)
      expectWithin(await latencyTileMs(page), exported.percentileMs(window, 95, name))
      await page.getByRole('button', { name: 'Clear filter', exact: true }).click()
      await expectNumbers(page, exported, window)
    }))
})

describe.skipIf(hasNoChromium)('errors', () => {
  test('of the window are counted, and one of them is shown as it was', () =>
    inRun('errors?from=0&to=9', async (page) => {
      const { failures } = exported.added({ fromS: 0, toS: 9 })
      expect(failures).toBeGreaterThan(0)
      await page
        .getByText(`${formatCount(failures)} errors in 1 group`, { exact: true })
        .first()
        .waitFor()
      const table = page.getByRole('grid', { name: 'Errors', exact: true })
      const row = table.getByRole('row').filter({ hasText: FAILING })
      expect((await cells(row))['Count']).toBe(formatCount(failures))
      await row.click()
      const inspector = page.getByRole('complementary').getByRole('region', { name: /^Errors/ })
      await inspector.getByText('GET ·').first().waitFor()
      await inspector.getByText(/503/).first().waitFor()
      await page.keyboard.press('g')
      await expect.poll(async () => (await cells(table.getByRole('row').nth(1)))['Count']).toBe(formatCount(failures))
    }))
})

describe.skipIf(hasNoChromium)('slow requests', () => {
  test('are chosen, seen phase by phase, and copied as a command', () =>
    inRun('slow', async (page) => {
      const table = page.getByRole('grid', { name: 'Kept requests' })
      const row = table.getByRole('row').filter({ hasText: SLOW }).first()
      await row.click()
      await table.focus()
      await page.keyboard.press('Shift+ArrowDown')
      const waterfall = page.getByRole('heading', { name: 'Waterfall' }).locator('xpath=ancestor::section[1]')
      await expect.poll(() => waterfall.locator('button[aria-pressed]').count()).toBe(2)
      await waterfall.locator('button[aria-pressed]').first().click()
      await page
        .getByText(/(new|reused) connection/)
        .first()
        .waitFor()
      await page.getByRole('button', { name: 'Copy as cURL' }).click()
      await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain('curl --globoff --url ')
      const command = await page.evaluate(() => navigator.clipboard.readText())
      expect(command).toContain(shop.target.url)
      // The token of the login is a secret.
      expect(command).toMatch(/--header 'authorization: /i)
      expect(command).not.toMatch(/Bearer [\w-]{8,}/)
    }))
})

describe.skipIf(hasNoChromium)('two windows', () => {
  test('stand side by side with their own numbers, and change sides', () =>
    inRun('compare', async (page) => {
      const panel = page.getByRole('table').filter({ hasText: 'B − A' })
      const requests = async (): Promise<string[]> =>
        panel.getByRole('row').filter({ hasText: 'Requests' }).getByRole('cell').allTextContents()
      const half = LENGTH_S / 2
      const [a, b] = [exported.added({ fromS: 0, toS: half }), exported.added({ fromS: half, toS: LENGTH_S })].map(
        (sum) => formatCount(sum.requests),
      )
      await expect.poll(async () => (await requests()).slice(0, 2)).toEqual([a, b])
      await page.keyboard.press('x')
      await expect.poll(async () => (await requests()).slice(0, 2)).toEqual([b, a])
      await page
        .getByRole('combobox', { name: 'Window A' })
        .or(page.getByRole('button', { name: 'Window A' }))
        .click()
      await page.getByRole('option', { name: /Whole run/ }).click()
      await expect
        .poll(async () => (await requests())[0])
        .toBe(formatCount(exported.added({ fromS: 0, toS: exported.endS }).requests))
      await page.getByText(`A and B have ${half} s in common`).waitFor()
    }))
})

describe.skipIf(hasNoChromium)('the timeline', () => {
  test('is a table by T, and a file; both have the seconds of the export', () =>
    inRun('timeline?from=1&to=11', async (page) => {
      const window = { fromS: 1, toS: 11 }
      await chartOf(page).focus()
      await page.keyboard.press('t')
      const table = page.getByRole('region', { name: 'Timeline as a table' })
      await table.waitFor()
      const heads = await table.getByRole('columnheader').allTextContents()
      const column = heads.findIndex((head) => /^Throughput.*OK/i.test(head.trim()))
      expect(column, heads.join(' | ')).toBeGreaterThan(0)
      const body = table.locator('tbody tr')
      expect(await body.count()).toBe(window.toS - window.fromS)
      const shown = await body.evaluateAll(
        (all, at) => all.map((row) => Number(row.children[at]!.textContent.replaceAll(',', ''))),
        column,
      )
      const ok = (second: number): number => {
        const { requests, failures } = exported.added({ fromS: second, toS: second + 1 })
        return requests - failures
      }
      expect(shown).toEqual(Array.from({ length: 10 }, (_, index) => ok(window.fromS + index)))

      const downloaded = page.waitForEvent('download')
      await page.getByRole('button', { name: 'More for Timeline' }).click()
      await page.getByRole('menuitem', { name: 'Save as CSV' }).click()
      const file = await downloaded
      expect(file.suggestedFilename()).toBe('timeline.csv')
      const [first, ...others] = parse(await contentOf(file)) as string[][]
      expect(first).toEqual(heads.map((head) => head.trim()))
      expect(others.map((row) => Number(row[column]))).toEqual(shown)
      await table.focus()
      await page.keyboard.press('t')
      await table.waitFor({ state: 'hidden' })
    }))
})

describe.skipIf(hasNoChromium)('the head', () => {
  test('keeps star and tags', () =>
    inRun('overview', async (page) => {
      await page.getByRole('button', { name: 'Star', exact: true }).click()
      await page.getByRole('button', { name: /^Starred/, pressed: true }).waitFor()
      await page.getByRole('button', { name: 'Details', expanded: false }).press('Enter')
      for (const tag of ['release', '<b>bold</b>']) {
        await page.getByRole('button', { name: 'Add a tag' }).click()
        await page.getByRole('textbox', { name: 'Tag' }).fill(tag)
        await page.keyboard.press('Enter')
        await page.getByRole('banner').or(page.locator('header')).getByText(tag, { exact: true }).first().waitFor()
      }
      await page.reload()
      await page.getByRole('button', { name: /^Starred/, pressed: true }).waitFor()
      // What was opened is open: it is a preference.
      await page.getByRole('button', { name: 'Details', expanded: true }).waitFor()
      await page.getByText('<b>bold</b>', { exact: true }).first().waitFor()
      await page.keyboard.press('Control+2')
      const row = page.getByRole('grid', { name: 'Runs' }).getByRole('row').nth(1)
      await expect.poll(() => row.textContent()).toContain('release')
      expect(await row.textContent()).toContain('★')
    }))

  test('leaves the room to the charts, and what they are about in sight', () =>
    inRun('latency', async (page) => {
      await page.setViewportSize({ width: 1440, height: 900 })
      const top = async (element: Locator): Promise<number> => (await element.boundingBox())?.y ?? Number.NaN
      const screen = page.locator('[data-region="editor"]')
      const panel = page.getByRole('tabpanel', { name: 'Latency' })
      expect((await top(panel)) - (await top(screen))).toBeLessThanOrEqual(250)
      await panel.getByRole('heading').last().scrollIntoViewIfNeeded()
      await page.mouse.move(700, 700)
      await page.mouse.wheel(0, 5000)
      const bar = page.getByRole('toolbar', { name: 'What is shown' })
      await expect.poll(async () => (await top(bar)) - (await top(screen))).toBe(0)
      const tabs = page.getByRole('tablist', { name: 'Sections of the run' })
      expect((await top(tabs)) - (await top(bar))).toBe((await bar.boundingBox())?.height)
    }))

  test('gives the reports that the command line gives', () =>
    inRun('overview', async (page) => {
      const out = join(shop.workspace.folder, 'reports')
      await shop.cli('report', runId, '-f', 'md,json,junit,csv', '-o', out)
      const written = readdirSync(out, { recursive: true }).map((name) => join(out, String(name)))
      const save = async (name: string): Promise<Download> => {
        const downloaded = page.waitForEvent('download')
        await page.getByRole('button', { name: 'Report', exact: true }).click()
        await page.getByRole('menuitem', { name }).click()
        return downloaded
      }
      for (const [name, extension] of [
        ['Markdown', '.md'],
        ['JSON', '.json'],
        ['JUnit XML of criteria', '.xml'],
      ] as const) {
        const file = await save(name)
        expect(file.suggestedFilename()).toMatch(new RegExp(`\\${extension}$`))
        const same = written.find((path) => path.endsWith(extension))!
        expect(await contentOf(file), name).toBe(readFileSync(same, 'utf8'))
      }
      const tables = unzipped(readFileSync(await (await save('CSV tables')).path()))
      const expected = written.filter((path) => path.endsWith('.csv'))
      expect([...tables.keys()].toSorted(byText)).toEqual(expected.map((path) => basename(path)).toSorted(byText))
      for (const path of expected) expect(tables.get(basename(path)), path).toBe(readFileSync(path, 'utf8'))
    }))
})

describe.skipIf(hasNoChromium)('filters by key', () => {
  test('of kept requests: the box has the focus, what fits is left, and the arrow leads to it', () =>
    inRun('slow', async (page) => {
      const table = page.getByRole('grid', { name: 'Kept requests' })
      const all = await endpointsIn(table)
      // The slowest come first: where nothing else is slow, all that is seen is of one endpoint.
      expect(all).toContain(SLOW)
      await page.keyboard.press('Control+f')
      await expect.poll(() => focused(page)).toBe('Filter kept requests')
      await page.keyboard.type('name~metrics status:503')
      await expect.poll(async () => new Set(await endpointsIn(table))).toEqual(new Set([FAILING]))
      await page
        .getByRole('status')
        .getByText(/^\d+ of [\d,]+ sampled requests$/)
        .waitFor()
      await page.keyboard.press('ArrowDown')
      await expect.poll(() => focused(page)).toBe('Kept requests')
      await page.keyboard.press('/')
      await retype(page, 'tiem>3')
      await page.getByText('There is no tiem to filter by').waitFor()
      await retype(page, 'nothing such')
      await page.getByRole('button', { name: 'Clear filter', exact: true }).click()
      await expect.poll(() => endpointsIn(table)).toEqual(all)
    }))

  test('of errors, which are counted and drawn as they are filtered', () =>
    inRun('errors', async (page) => {
      const table = page.getByRole('grid', { name: 'Errors' })
      const all = await endpointsIn(table)
      expect(all).toContain(FAILING)
      await page.keyboard.press('/')
      await expect.poll(() => focused(page)).toBe('Filter errors')
      await page.keyboard.type('class:status endpoint~metrics count>0')
      await expect.poll(async () => new Set(await endpointsIn(table))).toEqual(new Set([FAILING]))
      await page.keyboard.press('ArrowDown')
      await expect.poll(() => focused(page)).toBe('Errors')
      await page.keyboard.press('Control+f')
      await retype(page, 'endpoint~nothing')
      await page.getByText('The filter hides all errors.').waitFor()
      await page.getByText(/^0 of [\d,]+ errors in 0 groups$/).waitFor()
      // In the list of keys, too.
      await page.keyboard.press('Escape')
      await press(page, 'Shift+Tab', '?')
      const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
      const line = sheet.locator('.line').filter({ has: page.getByText('Errors: filter', { exact: true }) })
      await expect.poll(() => line.locator('kbd').allTextContents()).toEqual(['/', 'CtrlF'])
    }))

  test('a section that is gone to by key has the focus: Tab goes on in it', () =>
    inRun('overview', async (page) => {
      await page.keyboard.press('Alt+4')
      await tabTo(page, page.getByRole('textbox', { name: 'Filter endpoints' }), 3)
      await press(page, 'Alt+2')
      await tabTo(page, chartOf(page), 8)
      // The table is left for the timeline of one of its rows: the focus is not lost with it.
      await press(page, 'Alt+4')
      await tabTo(page, page.getByRole('grid', { name: 'Endpoints' }), 6)
      await press(page, 'Enter')
      await chartOf(page).waitFor()
      await tabTo(page, chartOf(page), 8)
    }))

  test('a run is starred, and started again, by key', () =>
    inRun('overview', async (page) => {
      await press(page, '*')
      await page.getByRole('button', { name: 'Starred: kept whatever is cleaned up', pressed: true }).waitFor()
      await press(page, '*')
      await page.getByRole('button', { name: 'Star', pressed: false }).waitFor()
      await press(page, 'Control+Enter')
      const dialog = page.getByRole('dialog', { name: 'Start a run' })
      await expect.poll(() => dialog.getByRole('combobox', { name: 'Scenario' }).textContent()).toContain('short')
    }))
})
