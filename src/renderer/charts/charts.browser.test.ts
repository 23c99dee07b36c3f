/** Charts in a real browser: pointer, keys, what is drawn and what is not, and that names are never more than text. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import vue from '@vitejs/plugin-vue'
import type { Browser, Page } from 'playwright-core'
import { build, preview, type PreviewServer } from 'vite'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { hasNoChromium, launchChromium } from '../../../test/e2e/chromium.ts'
import type { ChartsPage } from './testing/page/page.ts'

declare const charts: ChartsPage

const outDir = mkdtempSync(join(tmpdir(), 'loadwright-charts-'))
let server: PreviewServer
let browser: Browser
let page: Page

beforeAll(async () => {
  if (hasNoChromium) return
  const config = {
    configFile: false as const,
    root: join(import.meta.dirname, 'testing/page'),
    logLevel: 'warn' as const,
  }
  await build({ ...config, plugins: [vue()], build: { outDir, emptyOutDir: true, target: 'es2024', minify: false } })
  server = await preview({ ...config, build: { outDir }, preview: { port: 0, host: '127.0.0.1' } })
  browser = await launchChromium()
})

afterAll(async () => {
  await browser?.close()
  await server?.close()
  rmSync(outDir, { recursive: true, force: true })
})

beforeEach(async () => {
  if (hasNoChromium) return
  const context = await browser.newContext({ viewport: { width: 1100, height: 800 }, acceptDownloads: true })
  page = await context.newPage()
  await page.goto(server.resolvedUrls?.local[0] ?? '')
  // It has a size of its own as soon as it is drawn.
  await page.locator('#timeline canvas[width]').waitFor()
  return () => context.close()
})

const timeline = () => page.locator('#timeline [role=img]').first()
const events = () => page.evaluate(() => charts.events)
const said = () => page.locator('#timeline [aria-live]')

/** Left edge and width of the plot are those of laneLayout: 56 px, and 40 px for names at the right. */
async function xOf(second: number): Promise<{ x: number; y: number }> {
  const box = await timeline().boundingBox()
  if (box === null) throw new Error('The chart is not there')
  return { x: box.x + 56 + ((box.width - 96) * second) / 500, y: box.y + 200 }
}

/** A height in the lane of latencies: it is the third, and the highest. */
async function latencyAt(fraction: number): Promise<{ y: number }> {
  const [box, lane] = [await timeline().boundingBox(), page.locator('#timeline .lane').nth(2)]
  const names = await lane.boundingBox()
  if (box === null || names === null) throw new Error('The lane of latencies is not there')
  return { y: names.y + 22 + (names.height - 22) * fraction }
}

async function pixels(selector: string): Promise<string> {
  return page
    .locator(`${selector} canvas`)
    .first()
    .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL())
}

describe.skipIf(hasNoChromium)('charts', () => {
  test('arrows move the crosshair, and its values are said', async () => {
    await timeline().focus()
    await page.keyboard.press('Shift+ArrowRight')
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => said().textContent()).toContain('00:50–00:55. Load: users 11')
    expect(await page.locator('#timeline .crosshair').count()).toBe(1)
  })

  test('brackets, zoom, reset, scale and marks', async () => {
    await timeline().focus()
    await page.keyboard.press('Shift+ArrowRight')
    for (const key of ['[', ']', 'm', 'l', 'z', 'Escape', 'Enter', '+']) await page.keyboard.press(key)
    expect(await events()).toEqual([
      ['brush', { fromS: 45, toS: 500 }],
      ['brush', { fromS: 0, toS: 50 }],
      ['mark', 45],
      ['log', false],
      ['reset', undefined],
      ['reset', undefined],
      ['pick', 45],
      ['brush', { fromS: 23, toS: 273 }],
    ])
  })

  test('a drag is a window of whole steps, Esc gives it up, a click picks', async () => {
    const [a, b] = [await xOf(101), await xOf(203)]
    await page.mouse.move(a.x, a.y)
    await page.mouse.down()
    await page.mouse.move(b.x, b.y, { steps: 4 })
    await page.locator('#timeline .brush').waitFor()
    await page.mouse.up()
    await timeline().focus()
    await page.mouse.move(a.x, a.y)
    await page.mouse.down()
    await page.mouse.move(b.x, b.y, { steps: 4 })
    await page.keyboard.press('Escape')
    await page.mouse.up()
    await page.mouse.click(b.x, b.y)
    expect(await events()).toEqual([
      ['brush', { fromS: 100, toS: 205 }],
      ['pick', expect.closeTo(203, -1)],
    ])
  })

  test('the wheel belongs to the page, but with Ctrl', async () => {
    const { x, y } = await xOf(250)
    await page.mouse.move(x, y)
    await page.mouse.wheel(0, 200)
    await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(0)
    expect(await events()).toEqual([])
  })

  test('a name in the legend hides its line, and a key a percentile', async () => {
    const before = await pixels('#timeline')
    await page.getByRole('button', { name: 'users', exact: false }).first().click()
    await expect.poll(() => pixels('#timeline')).not.toBe(before)
    await timeline().focus()
    await page.keyboard.press('7')
    const max = page.locator('#timeline button.reading', { hasText: 'max' })
    await expect.poll(() => max.getAttribute('aria-pressed')).toBe('false')
  })

  test('new values are drawn; a chart out of sight is not drawn at all', async () => {
    const before = await pixels('#timeline')
    await page.evaluate(() => charts.setTimeline(100, 90))
    await expect.poll(() => pixels('#timeline')).not.toBe(before)
    expect(await page.locator('#heatmap canvas[width]').count()).toBe(0)
    await page.locator('#heatmap').scrollIntoViewIfNeeded()
    await page.locator('#heatmap canvas[width]').waitFor()
  })

  test('the screen shows what files show: no pixel in two thousand is another', async () => {
    const shares = await page.evaluate(() => charts.lanesUnlikeFiles())
    expect(Object.keys(shares)).toEqual(['all', 'zoomed', 'clock', 'nothing yet'])
    for (const share of Object.values(shares)) expect(share).toBeLessThan(0.0005)
    // A line that is missing would be seen.
    const without = await page.evaluate(() => charts.lanesUnlikeFiles('p50'))
    expect(without['all']).toBeGreaterThan(0.002)
  })

  test('so it does with heatmap, spectrum and distribution', async () => {
    const shares = await page.evaluate(() => charts.plotsUnlikeFiles())
    expect(Object.keys(shares)).toEqual(['heatmap', 'spectrum', 'distribution'])
    for (const [name, share] of Object.entries(shares)) expect(share, name).toBeLessThan(0.0005)
    const without = await page.evaluate(() => charts.plotsUnlikeFiles(true))
    for (const name of ['heatmap', 'spectrum']) expect(without[name], name).toBeGreaterThan(0.002)
  })

  test('whatever is told within a frame is drawn once, with the next one', async () => {
    const drawn = await page.evaluate(async () => {
      const canvas = document.querySelector<HTMLCanvasElement>('#timeline canvas')
      const context = canvas?.getContext('2d')
      if (!canvas || !context) throw new Error('The timeline has no canvas.')
      let count = 0
      const reset = context.reset.bind(context)
      context.reset = () => {
        count++
        reset()
      }
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
      const seen = [count]
      for (const p50Ms of [50, 60, 70]) {
        charts.setTimeline(100, p50Ms)
        // The page has taken it in.
        await Promise.resolve()
        seen.push(count)
      }
      await frame()
      await frame()
      seen.push(count)
      return seen
    })
    expect(drawn).toEqual([0, 0, 0, 0, 1])
  })

  test('a rectangle in the heatmap is a window and a range of latency', async () => {
    await page.locator('#heatmap').scrollIntoViewIfNeeded()
    await page.locator('#heatmap canvas').waitFor()
    const box = await page.locator('#heatmap [role=img]').boundingBox()
    if (box === null) throw new Error('The heatmap is not there')
    await page.mouse.move(box.x + 200, box.y + 200)
    await page.mouse.down()
    await page.mouse.move(box.x + 400, box.y + 300, { steps: 4 })
    await page.mouse.up()
    const [name, value] = (await events()).at(-1) ?? []
    expect(name).toBe('heat brush')
    expect(value).toMatchObject({ window: { fromS: expect.any(Number) as number } })
    const { fromMs, toMs } = value as { fromMs: number; toMs: number }
    expect(fromMs).toBeGreaterThanOrEqual(10)
    expect(toMs).toBeGreaterThan(fromMs)
  })

  test('a drag with Shift zooms the axis under it, says so, and is taken back before the window is', async () => {
    const { x } = await xOf(250)
    const { y } = await latencyAt(0.2)
    const whole = await pixels('#timeline')
    await page.keyboard.down('Shift')
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x + 30, y + 60, { steps: 4 })
    await page.locator('#timeline .brush.heights').waitFor()
    await page.mouse.up()
    await page.keyboard.up('Shift')
    const chip = page.getByRole('button', { name: /^Latency: y axis .* reset$/ })
    expect(await chip.textContent()).toMatch(/^\s*y: [\d.]+ ms–[\d.]+ ms, reset\s*$/)
    await expect.poll(() => pixels('#timeline')).not.toBe(whole)
    // Another window and other values are another matter: the axis stays as it was zoomed, and says so.
    await page.evaluate(() => charts.setTimeline(90, 50))
    await chip.waitFor()
    await timeline().focus()
    await page.keyboard.press('z')
    await chip.waitFor({ state: 'detached' })
    await page.keyboard.press('z')
    expect(await events()).toEqual([['reset', undefined]])
  })

  test('keys halve the axis of a lane, a double click takes it back', async () => {
    await timeline().focus()
    await page.keyboard.press('Shift+ArrowUp')
    await expect.poll(() => said().textContent()).toMatch(/^Latency: y axis /)
    for (const key of ['y', 'y', 'Shift+ArrowDown']) await page.keyboard.press(key)
    const chips = page.locator('#timeline').getByRole('button', { name: /y axis .* reset$/ })
    await expect.poll(() => chips.count()).toBe(2)
    await page.getByRole('button', { name: /^Latency: y axis/ }).click()
    expect(await chips.count()).toBe(1)
    const { x, y } = await xOf(250)
    await page.mouse.dblclick(x, y)
    await expect.poll(() => chips.count()).toBe(0)
    expect((await events()).map(([name]) => name)).not.toContain('reset')
  })

  test('the menu at the pointer is about the place under it', async () => {
    const { x } = await xOf(203)
    const { y } = await latencyAt(0.5)
    await page.mouse.click(x, y, { button: 'right' })
    await page.getByRole('menuitem', { name: 'Copy values at 03:20–03:25' }).waitFor()
    await page.getByRole('menuitem', { name: 'Window begins here' }).click()
    await page.mouse.click(x, y, { button: 'right' })
    await page.getByRole('menuitem', { name: 'Window ends here' }).click()
    await page.mouse.click(x, y, { button: 'right' })
    await page.getByRole('menuitem', { name: /latency$/ }).click()
    expect((await events()).slice(-3)).toEqual([
      ['brush', { fromS: 200, toS: 500 }],
      ['brush', { fromS: 0, toS: 205 }],
      ['own', { name: '03:20–03:25', at: 200 }],
    ])
  })

  test('a menu asked for in the moment in which another is used stays open', async () => {
    const { x } = await xOf(203)
    const { y } = await latencyAt(0.5)
    const { mouse } = page
    await mouse.click(x, y, { button: 'right' })
    for (let round = 0; round < 20; round++) {
      const item = await page.getByRole('menuitem', { name: 'Window ends here' }).boundingBox()
      if (item === null) throw new Error('The menu is not there')
      // Sent together, as a page that is busy gets them.
      await Promise.all([
        mouse.move(item.x + 20, item.y + 10),
        mouse.down(),
        mouse.up(),
        mouse.move(x, y),
        mouse.down({ button: 'right' }),
        mouse.up({ button: 'right' }),
      ])
      await expect.poll(async () => (await events()).length).toBe(round + 1)
      // Timers that were set on the way have run.
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)))
      await page.getByRole('menuitem', { name: 'Window ends here' }).waitFor()
    }
  })

  test('the key of the menu opens it at the crosshair, and the focus comes back to the chart', async () => {
    await timeline().focus()
    await page.keyboard.press('Shift+F10')
    await page.getByRole('menuitemcheckbox', { name: 'View as table' }).waitFor()
    expect(await page.getByRole('menuitem', { name: /^Copy values/ }).count()).toBe(0)
    await page.keyboard.press('Escape')
    await page.getByRole('menu').waitFor({ state: 'detached' })
    expect(await timeline().evaluate((element) => element === document.activeElement)).toBe(true)
    await page.keyboard.press('Shift+ArrowRight')
    await page.keyboard.press('Shift+F10')
    await page.getByRole('menuitem', { name: 'Copy values at 00:45–00:50' }).waitFor()
  })

  test('a name under the pointer is shown over the others, and nothing is drawn again', async () => {
    const before = await pixels('#timeline')
    await page.locator('#timeline button.reading', { hasText: 'p50' }).hover()
    await page.locator('#timeline svg.highlight').waitFor()
    expect(await pixels('#timeline')).toBe(before)
    await page.locator('#timeline button.reading', { hasText: 'OK' }).focus()
    await page.locator('#timeline .dimmed').waitFor()
    await timeline().hover()
    await timeline().focus()
    await page.locator('#timeline svg.highlight').waitFor({ state: 'detached' })
  })

  describe('one measure against another', () => {
    const scatter = () => page.locator('#scatter [role=img]')

    /** Users of a step are its number, from 1; their axis ends at 100, or where the test says. */
    async function pointOf(step: number): Promise<{ x: number; y: number }> {
      await scatter().scrollIntoViewIfNeeded()
      await page.locator('#scatter canvas').waitFor()
      const box = await scatter().boundingBox()
      if (box === null) throw new Error('The scatter is not there')
      // p50 is 40 ms on an axis from 20 to 50, logarithmic.
      const height = box.height - 64
      const up = Math.log10(40 / 20) / Math.log10(50 / 20)
      return { x: box.x + 56 + ((box.width - 80) * (step + 1)) / 100, y: box.y + 24 + height * (1 - up) }
    }

    test('the pointer reads the nearest step and both values, a click keeps it', async () => {
      const { x, y } = await pointOf(40)
      await page.mouse.move(x + 1, y + 5)
      const reading = page.locator('#scatter .reading')
      await expect.poll(() => reading.textContent()).toContain('03:20–03:25')
      expect(await reading.textContent()).toMatch(/Users 41\s*p50 40\.0 ms/)
      await page.mouse.click(x + 1, y + 5)
      await page.mouse.move(x, y - 150)
      await expect.poll(() => reading.textContent()).toContain('03:20–03:25')
      expect(await page.locator('#scatter .ring').count()).toBe(1)
    })

    test('arrows read steps in the order of time; its menu makes one an end of the window', async () => {
      await pointOf(0)
      await scatter().focus()
      for (const key of ['ArrowRight', 'ArrowRight', '[', 'l']) await page.keyboard.press(key)
      await expect
        .poll(() => page.locator('#scatter [aria-live]').textContent())
        .toBe('00:05–00:10. Users 2, p50 40.0 ms.')
      const { x, y } = await pointOf(60)
      await page.mouse.click(x, y, { button: 'right' })
      await page.getByRole('menuitem', { name: 'Window ends here' }).click()
      expect(await events()).toEqual([
        ['brush', { fromS: 5, toS: 500 }],
        ['log', false],
        ['brush', { fromS: 0, toS: 305 }],
      ])
    })

    test('it is a table and a picture as any chart is', async () => {
      await pointOf(0)
      await scatter().focus()
      await page.keyboard.press('t')
      expect(await page.locator('#scatter tbody tr').count()).toBe(100)
      await page
        .locator('#scatter')
        .getByRole('button', { name: /^More for/ })
        .click()
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('menuitem', { name: 'Save as SVG' }).click(),
      ])
      expect(readFileSync(await download.path(), 'utf8')).toContain('→ Users')
    })
  })

  test('T shows the numbers as a table, in the frame, and back', async () => {
    await timeline().focus()
    await page.keyboard.press('t')
    const table = page.locator('#timeline table')
    await table.waitFor()
    expect(await table.locator('tbody tr').count()).toBe(100)
    await page.locator('#timeline .scroll').focus()
    await page.keyboard.press('t')
    await timeline().waitFor({ state: 'visible' })
  })

  test.each(['PNG', 'SVG', 'CSV'])('%s is saved, and no name in it is more than text', async (kind) => {
    await page
      .locator('#timeline')
      .getByRole('button', { name: /^More for/ })
      .click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: `Save as ${kind}` }).click(),
    ])
    const content = readFileSync(await download.path())
    expect(download.suggestedFilename()).toMatch(new RegExp(`^[a-z0-9-]+\\.${kind.toLowerCase()}$`))
    if (kind === 'PNG') expect(content.subarray(1, 4).toString()).toBe('PNG')
    else expect(content.toString()).not.toMatch(/<img|<script/)
  })

  test('nothing of a name was ever run', async () => {
    await timeline().hover()
    await timeline().focus()
    for (const key of ['ArrowRight', 't', 'ArrowRight']) await page.keyboard.press(key)
    expect(await page.locator('img').count()).toBe(0)
    expect((await events()).map(([name]) => name)).not.toContain('pwned')
  })
})
