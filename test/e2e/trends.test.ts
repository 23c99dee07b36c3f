/** Trends over builds: what changed is listed and drawn, by mouse and by keyboard, and what is said of it stays. */
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadAxe, violationsInThemes } from './axe.ts'
import { hasNoChromium, launchChromium } from './chromium.ts'
import { openPage, settled } from './page.ts'
import { focused, hashOf } from './shellParts.ts'
import { buildLabel, BUILDS, HOSTILE, PLAN, SLOWER_FROM, writeTrendHistory } from './trendHistory.ts'
import { makeWorkspace, runCommand, serveWorkbench, type ServedWorkbench, type Workspace } from './workbench.ts'

const STEADY = `#/trends?plan=${PLAN}&scenario=steady`

interface TrendJson {
  sentence: string
  changes: {
    endpoint: { name: string } | null
    metric: string
    at: { build: string; runId: string }
    finding: { state: string; effect: { value: number; after: number } }
  }[]
  series: {
    endpoint: { name: string } | null
    metric: string
    trend: { builds: { build: string; value: number; runIds: string[] }[] }
  }[]
}

let workspace: Workspace
let served: ServedWorkbench
let browser: Browser
let told: TrendJson

beforeAll(async () => {
  if (hasNoChromium) return
  workspace = makeWorkspace()
  writeTrendHistory(workspace.historyFile)
  const args = ['trend', PLAN, 'steady', '--json', '--all', '--history', workspace.historyFile]
  const { stdout, stderr } = await runCommand(args, workspace.folder)
  expect(stdout, stderr).not.toBe('')
  told = JSON.parse(stdout) as TrendJson
  served = await serveWorkbench(workspace)
  browser = await launchChromium()
})

afterAll(async () => {
  await browser?.close()
  await served?.close()
  workspace?.remove()
})

interface TrendsPage {
  page: Page
  changes: Locator
  chart: Locator
  /** All endpoints at once. */
  heat: Locator
  /** What the chart was pointed at last. */
  build: Locator
}

/** In the end nothing may have gone wrong in it. */
async function inTrends(hash: string, work: (parts: TrendsPage) => Promise<void>): Promise<void> {
  const { page, faults } = await openPage(browser, served.url, hash)
  await page.getByRole('heading', { name: 'Trends', level: 1 }).waitFor({ state: 'attached' })
  await settled(page)
  await work({
    page,
    changes: page.getByRole('grid', { name: 'Changes' }),
    chart: page.getByRole('img', { name: /over \d+ builds/ }),
    heat: page.getByRole('img', { name: /beside the builds before/ }),
    build: page.getByRole('region', { name: 'Build' }),
  })
  expect(await page.evaluate(() => (globalThis as { pwned?: unknown }).pwned)).toBeUndefined()
  expect(await page.locator('img[src="x"]').count()).toBe(0)
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  expect(faults).toEqual([])
  await page.context().close()
}

/** Cells of the rows, without the head. */
function rowsOf(grid: Locator): Promise<string[][]> {
  return grid
    .locator('[role="row"][aria-rowindex]')
    .evaluateAll((rows) =>
      rows
        .map((row) => [...row.querySelectorAll('[role="gridcell"]')].map((cell) => cell.textContent.trim()))
        .filter((cells) => cells.length > 0),
    )
}

/** The view has lists to choose from of its own, while `command` knows of one. */
async function palette(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+Shift+P')
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('combobox').fill(`>${text}`)
  await dialog.getByRole('option').first().waitFor()
  await page.keyboard.press('Enter')
}

describe.skipIf(hasNoChromium)('changes', () => {
  test('are those of the command line, and their chart has its builds', () =>
    inTrends(STEADY, async ({ page, changes, chart, build }) => {
      await page.getByText(told.sentence).first().waitFor()
      const rows = await rowsOf(changes)
      expect(rows).toHaveLength(told.changes.length)
      for (const [at, { endpoint, finding, at: from }] of told.changes.entries()) {
        expect(rows[at]!.join(' ')).toContain(endpoint?.name ?? 'Whole run')
        expect(rows[at]!.join(' ')).toContain(from.build)
        expect(rows[at]!.join(' ')).toContain(finding.state)
        expect(rows[at]!.join(' ')).toContain(`+${Math.round((finding.effect.value - 1) * 100)} %`)
      }
      expect(new Set(told.changes.map(({ at }) => at.build))).toEqual(new Set([buildLabel(SLOWER_FROM)]))
      await changes.getByText('p95', { exact: true }).click()
      await build.getByText(buildLabel(SLOWER_FROM), { exact: true }).waitFor()
      const { trend } = told.series.find(
        ({ metric, trend: own }) => metric === 'p95' && own.builds.at(-1)!.value > 200,
      )!
      const own = trend.builds.find((each) => each.build === buildLabel(SLOWER_FROM))!
      await build.getByText(`p95 ${Math.round(own.value)} ms`).waitFor()
      for (const run of own.runIds) await build.getByRole('button', { name: `Run ${run}` }).waitFor()
      await chart.focus()
      await page.keyboard.press('t')
      const table = page.getByRole('table')
      await table.waitFor()
      // Builds, the run that was left out, and the head.
      expect(await table.getByRole('row').count()).toBeGreaterThan(30)
      expect(trend.builds).toHaveLength(BUILDS)
    }))

  test('are filtered and sorted; the link says how', () =>
    inTrends(STEADY, async ({ page, changes }) => {
      const all = told.changes.length
      await page.getByRole('textbox', { name: 'Filter by endpoint, metric, build' }).fill('p99.9')
      await expect.poll(async () => (await rowsOf(changes)).length).toBe(1)
      const link = await hashOf(page)
      expect(link).toContain('find=p99.9')
      await page.reload()
      await expect.poll(async () => (await rowsOf(changes)).length).toBe(1)
      await page.getByRole('textbox', { name: 'Filter by endpoint, metric, build' }).fill('no such words')
      await page.getByRole('button', { name: 'Clear the filter' }).click()
      await expect.poll(async () => (await rowsOf(changes)).length).toBe(all)
      await page.getByRole('combobox', { name: 'State' }).click()
      await page.getByRole('option', { name: 'suspected' }).click()
      await page.getByText('No change fits the filter').waitFor()
      await page.getByRole('button', { name: 'Clear the filter' }).click()
      await changes.getByRole('columnheader').filter({ hasText: 'Metric' }).getByRole('button').first().click()
      await expect
        .poll(async () => (await rowsOf(changes)).map((cells) => cells[2]))
        .toEqual(told.changes.map(({ metric }) => (metric === 'p999' ? 'p99.9' : metric)).toSorted())
    }))

  test('the filter leads into its list by ↓', () =>
    inTrends(STEADY, async ({ page, changes }) => {
      await page.keyboard.press('/')
      await page.keyboard.type('p99.9')
      await expect.poll(async () => (await rowsOf(changes)).length).toBe(1)
      await page.keyboard.press('ArrowDown')
      await expect.poll(() => focused(page)).toBe('Changes')
      await page.getByRole('button', { name: /^All series/ }).click()
      await page.keyboard.press('/')
      await page.keyboard.press('ArrowDown')
      await expect.poll(() => focused(page)).toBe('Series')
    }))

  test('metrics of one endpoint are merged into one row, and triaged together', () =>
    inTrends(`${STEADY}&merged=yes`, async ({ page, changes }) => {
      await expect.poll(async () => (await rowsOf(changes)).length).toBe(1)
      const metrics = told.changes.map(({ metric }) => (metric === 'p999' ? 'p99.9' : metric)).join(', ')
      expect((await rowsOf(changes))[0]![2]).toBe(metrics)
      await changes.focus()
      await page.keyboard.press('Home')
      await page.keyboard.press('a')
      await expect.poll(async () => (await rowsOf(changes))[0]!.join(' ')).toContain('acknowledged')
      await page.getByRole('checkbox', { name: 'Merge metrics' }).click()
      await expect
        .poll(async () => (await rowsOf(changes)).map((cells) => cells[6]))
        .toEqual(told.changes.map(() => 'acknowledged'))
      await page.keyboard.press('u')
      await expect
        .poll(async () => (await rowsOf(changes)).map((cells) => cells[6]))
        .toEqual(told.changes.map(() => 'new'))
    }))

  test('a run is opened by its point, and another series by its row', () =>
    inTrends(`${STEADY}&list=series`, async ({ page, chart, build }) => {
      const series = page.getByRole('grid', { name: 'Series' })
      await series.getByText('GET /search').nth(1).click()
      await expect.poll(() => hashOf(page)).toContain('metric=p95')
      await settled(page)
      const box = (await chart.boundingBox())!
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
      await build.getByRole('button', { name: /^Run / }).first().waitFor()
      const [name] = (await build.getByRole('button', { name: /^Run / }).first().innerText()).split(' ·')
      await build.getByRole('button', { name: /^Run / }).first().click()
      await expect.poll(() => hashOf(page)).toContain(`#/run/${name!.replace('Run ', '')}`)
    }))
})

describe.skipIf(hasNoChromium)('by keyboard only', () => {
  test('a change is acknowledged, undone, told to be noise, expected with a note; a reload keeps it', () =>
    inTrends(STEADY, async ({ page, changes }) => {
      const first = async (): Promise<string> => (await rowsOf(changes))[0]!.join(' ')
      await changes.focus()
      await page.keyboard.press('Home')
      await page.keyboard.press('a')
      await expect.poll(first).toContain('acknowledged')
      await page.keyboard.press('u')
      await expect.poll(first).toContain('new')
      await page.keyboard.press('i')
      await expect.poll(first).toContain('noise')
      await page.reload()
      await settled(page)
      await expect.poll(first).toContain('noise')
      await changes.focus()
      await page.keyboard.press('Home')
      await palette(page, 'changes are expected')
      await page.getByRole('dialog', { name: 'Expected' }).waitFor()
      await page.keyboard.type(HOSTILE)
      await page.keyboard.press('Control+Enter')
      await expect.poll(first).toContain('expected')
      // So does the command line.
      const args = ['trend', PLAN, 'steady', '--json', '--history', workspace.historyFile]
      const { stdout } = await runCommand(args, workspace.folder)
      expect(stdout).toContain(JSON.stringify(HOSTILE))
      await palette(page, 'changes are new again')
      await expect.poll(first).toContain('new')
    }))

  test('a change is moved to the build before, and back; so does the command line', () =>
    inTrends(STEADY, async ({ page, changes }) => {
      const first = async (): Promise<string> => (await rowsOf(changes))[0]!.join(' ')
      const found = await first()
      await changes.focus()
      await page.keyboard.press('Home')
      await page.keyboard.press('[')
      await expect.poll(first).toMatch(/\(found at /)
      const { stdout } = await runCommand(
        ['trend', PLAN, 'steady', '--json', '--history', workspace.historyFile],
        workspace.folder,
      )
      expect(stdout).toContain('"moved": {')
      const lines = await runCommand(['trend', PLAN, 'steady', '--history', workspace.historyFile], workspace.folder)
      expect(lines.stdout).toContain('(found at ')
      await page.reload()
      await settled(page)
      await expect.poll(first).toMatch(/\(found at /)
      await changes.focus()
      await page.keyboard.press('Home')
      await page.keyboard.press(']')
      await expect.poll(first).toBe(found)
      await page.keyboard.press('u')
      await expect.poll(first).toMatch(/\(found at /)
      await palette(page, 'began where they were found')
      await expect.poll(first).toBe(found)
    }))

  test('the chart is read build by build, zoomed, and opens a run', () =>
    inTrends(`${STEADY}&endpoint=POST+%2Forder&metric=p95`, async ({ page, chart, build }) => {
      await chart.focus()
      await page.keyboard.press('End')
      await build.getByText(buildLabel(BUILDS - 1), { exact: true }).waitFor()
      await page.keyboard.press('ArrowLeft')
      await build.getByText(buildLabel(BUILDS - 2), { exact: true }).waitFor()
      await page.keyboard.press('+')
      await page.keyboard.press('e')
      await expect.poll(() => hashOf(page)).toContain('axis=dates')
      await page.keyboard.press('l')
      await expect.poll(() => hashOf(page)).toContain('scale=log')
      await page.keyboard.press('Enter')
      await expect.poll(() => hashOf(page)).toMatch(/^#\/run\//)
    }))

  test('Ctrl+5 leads there, Enter on a change to the comparison of the builds before and after it', () =>
    inTrends(STEADY, async ({ page, changes }) => {
      await page.keyboard.press('Control+1')
      await page.keyboard.press('Control+5')
      await changes.waitFor()
      await changes.focus()
      await page.keyboard.press('Home')
      await page.keyboard.press('Enter')
      await expect.poll(() => hashOf(page)).toMatch(/^#\/compare\?/)
      const params = new URLSearchParams((await hashOf(page)).split('?')[1])
      expect(params.get('candidate')).toBe(buildLabel(SLOWER_FROM))
      expect(params.get('baseline')).toBe(buildLabel(SLOWER_FROM - 1))
    }))
})

describe.skipIf(hasNoChromium)('all endpoints', () => {
  /** As the command line has it: what the cell has to say. */
  function told95(endpoint: string, build: number): { value: number; before: number } {
    const { trend } = told.series.find((one) => one.metric === 'p95' && one.endpoint?.name === endpoint)!
    const at = trend.builds.findIndex((one) => one.build === buildLabel(build))
    const before = trend.builds.slice(at - 8, at).map(({ value }) => value).toSorted((one, other) => one - other) // prettier-ignore
    return { value: trend.builds[at]!.value, before: (before[3]! + before[4]!) / 2 }
  }

  test('each build lies beside those before it; a cell opens its series at its build, by mouse', () =>
    inTrends(`${STEADY}&endpoint=GET+%2F&metric=p95`, async ({ page, build, heat }) => {
      await page.getByRole('button', { name: 'Endpoints' }).click()
      await heat.waitFor()
      await settled(page)
      expect(await hashOf(page)).toContain('show=endpoints')
      const box = (await heat.boundingBox())!
      // The row with the changes is on top; the names take a third of the width, at most 230 pixels.
      const left = Math.min(230, box.width * 0.32)
      const columnPx = (box.width - left - 8) / BUILDS
      await page.mouse.move(box.x + left + (SLOWER_FROM + 0.5) * columnPx, box.y + 36)
      const { value, before } = told95('POST /order', SLOWER_FROM)
      const by = Math.round((value / before - 1) * 100)
      expect(by).toBeGreaterThan(10)
      await page
        .getByText(
          `POST /order, ${buildLabel(SLOWER_FROM)}. p95 ${Math.round(value)} ms, +${by} % beside the builds before it`,
        )
        .first()
        .waitFor()
      await page.mouse.click(box.x + left + (SLOWER_FROM + 0.5) * columnPx, box.y + 36)
      await build.getByText(buildLabel(SLOWER_FROM), { exact: true }).waitFor()
      await expect.poll(() => hashOf(page)).not.toContain('show=')
      expect(await hashOf(page)).toContain('endpoint=POST')
    }))

  test('by keyboard: cells are read, the table shows them all, Enter opens the series', () =>
    inTrends(`${STEADY}&metric=p95&show=endpoints`, async ({ page, build, heat }) => {
      await heat.focus()
      await page.keyboard.press('End')
      const reading = page.locator('.heat .reading')
      await expect.poll(() => reading.innerText()).toContain(`POST /order, ${buildLabel(BUILDS - 1)}. p95`)
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('ArrowLeft')
      await expect.poll(() => reading.innerText()).toContain(`, ${buildLabel(BUILDS - 2)}. p95`)
      expect(await reading.innerText()).not.toContain('POST /order')
      await page.keyboard.press('t')
      const table = page.getByRole('table')
      await table.waitFor()
      // Four endpoints, and the head.
      expect(await table.getByRole('row').count()).toBe(4 * BUILDS + 1)
      await page.getByRole('region', { name: /as a table/ }).focus()
      await page.keyboard.press('t')
      // The cell is still the one that was read.
      await heat.focus()
      await page.keyboard.press('Enter')
      await build.getByText(buildLabel(BUILDS - 2), { exact: true }).waitFor()
    }))

  test('all metrics of one stand under each other, and are read together', () =>
    inTrends(`${STEADY}&endpoint=POST+%2Forder&metric=p95&show=metrics`, async ({ page, build }) => {
      const charts = page.getByRole('img', { name: /over \d+ builds/ })
      await expect.poll(() => charts.count()).toBe(5)
      await charts.first().focus()
      await page.keyboard.press('End')
      await build.getByText(buildLabel(BUILDS - 1), { exact: true }).waitFor()
      const { value } = told95('POST /order', BUILDS - 1)
      await build.getByText(`p95 ${Math.round(value)} ms`).waitFor()
      // Each says its own value of that build.
      expect(await page.getByText(new RegExp(`^${buildLabel(BUILDS - 1)}: `)).count()).toBe(5)
    }))
})

describe.skipIf(hasNoChromium)('two builds', () => {
  const P95 = `${STEADY}&endpoint=POST+%2Forder&metric=p95`

  test('are compared by a drag from point to point; a drag beside points zooms', () =>
    inTrends(P95, async ({ page, chart }) => {
      const at = async (place: number): Promise<{ x: number; y: number }> => {
        await chart.focus()
        await page.keyboard.press('Home')
        for (let step = 0; step < place; step++) await page.keyboard.press('ArrowRight')
        const ring = (await chart.locator('.ring').boundingBox())!
        return { x: ring.x + ring.width / 2, y: ring.y + ring.height / 2 }
      }
      const [from, to] = [await at(2), await at(9)]
      const box = (await chart.boundingBox())!
      await page.mouse.move(from.x, box.y + box.height * 0.5)
      await page.mouse.down()
      await page.mouse.move(to.x, box.y + box.height * 0.5, { steps: 4 })
      await page.mouse.up()
      expect(await hashOf(page)).toContain('#/trends')
      await chart.focus()
      await page.keyboard.press('z')
      await page.mouse.move(from.x, from.y)
      await page.mouse.down()
      await page.mouse.move(to.x, to.y, { steps: 4 })
      await page.mouse.up()
      await expect.poll(() => hashOf(page)).toMatch(/^#\/compare\?/)
      const params = new URLSearchParams((await hashOf(page)).split('?')[1])
      expect([params.get('baseline'), params.get('candidate')]).toEqual([buildLabel(2), buildLabel(9)])
    }))

  test('are compared from the menu of the chart, by keyboard', () =>
    inTrends(P95, async ({ page, chart }) => {
      await chart.focus()
      await page.keyboard.press('End')
      await page.keyboard.press('Shift+F10')
      await page.getByRole('menuitem', { name: 'Compare with the build before it' }).click()
      await expect.poll(() => hashOf(page)).toMatch(/^#\/compare\?/)
      const params = new URLSearchParams((await hashOf(page)).split('?')[1])
      expect([params.get('baseline'), params.get('candidate')]).toEqual([
        buildLabel(BUILDS - 2),
        buildLabel(BUILDS - 1),
      ])
    }))
})

describe.skipIf(hasNoChromium)('little history', () => {
  test('five builds have points and what the next run may be', () =>
    inTrends(`#/trends?plan=${PLAN}&scenario=few`, async ({ page, chart }) => {
      await page.getByText('3 more make a trend').first().waitFor()
      await page.getByText(/next run .* ms \(99 %\)/).waitFor()
      await chart.waitFor()
    }))

  test('one run has its point', () =>
    inTrends(`#/trends?plan=${PLAN}&scenario=once`, async ({ page, chart }) => {
      await page.getByText('7 more make a trend').first().waitFor()
      await chart.focus()
      await page.keyboard.press('Home')
      await page.getByRole('region', { name: 'Build' }).getByText('1.0.0', { exact: true }).waitFor()
      // A click on the point opens it.
      const ring = (await chart.locator('.ring').boundingBox())!
      await page.mouse.click(ring.x + ring.width / 2, ring.y + ring.height / 2)
      await expect.poll(() => hashOf(page)).toMatch(/^#\/run\//)
    }))

  test('no runs at all', async () => {
    const empty = makeWorkspace()
    const other = await serveWorkbench(empty)
    const { page, faults } = await openPage(browser, other.url, '#/trends')
    await page.getByText('No runs yet').waitFor()
    expect(faults).toEqual([])
    await page.context().close()
    await other.close()
    empty.remove()
  })
})

test.skipIf(hasNoChromium)('hostile names are text', () =>
  inTrends(
    `#/trends?plan=${encodeURIComponent(HOSTILE)}&scenario=${encodeURIComponent(HOSTILE)}`,
    async ({ page, chart }) => {
      await chart.focus()
      await page.keyboard.press('End')
      await page.getByRole('region', { name: 'Build' }).getByText('<img src=x').first().waitFor()
      await page.getByRole('button', { name: 'Endpoints' }).click()
      await page.getByRole('img', { name: /beside the builds before/ }).focus()
      await page.keyboard.press('End')
      await page.locator('.heat .reading').getByText('<img src=x').first().waitFor()
      await page.getByRole('button', { name: 'Metrics' }).click()
      await page
        .getByRole('img', { name: /over \d+ builds/ })
        .first()
        .focus()
      await page.keyboard.press('End')
      await page.getByText('[RLO]').first().waitFor()
    },
  ),
)

test.skipIf(hasNoChromium)('axe finds nothing in any theme', { timeout: 120_000 }, () =>
  inTrends(STEADY, async ({ page, changes, heat }) => {
    await loadAxe(page)
    await changes.focus()
    await page.keyboard.press('Home')
    await settled(page)
    expect(await violationsInThemes(page)).toEqual([])
    await page.getByRole('button', { name: /All series/ }).click()
    await page.getByRole('grid', { name: 'Series' }).waitFor()
    await settled(page)
    expect(await violationsInThemes(page)).toEqual([])
    await page.getByRole('button', { name: 'Endpoints' }).click()
    await heat.focus()
    await page.keyboard.press('End')
    await settled(page)
    expect(await violationsInThemes(page)).toEqual([])
    await page.getByRole('button', { name: 'Metrics' }).click()
    await page
      .getByRole('img', { name: /over \d+ builds/ })
      .nth(4)
      .waitFor()
    await settled(page)
    expect(await violationsInThemes(page)).toEqual([])
  }),
)
