/** The Latency section of a run whose users could not keep their schedule: what waited for its turn is shown, and each endpoint by itself. */
import { readFileSync } from 'node:fs'
import type { Locator, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import type { RunReport } from '../../src/core/report/report.ts'
import { formatDuration } from '../../src/core/units/duration.ts'
import { formatCount } from '../../src/core/units/number.ts'
import { hasNoChromium } from './chromium.ts'
import { openPage, settled } from './page.ts'
import { useShopTrial } from './shopTrial.ts'

const HOSTILE = '<img src=x onerror=alert(1)> __proto__'
/** Each iteration takes longer than its pace: the next one is late, on any machine. */
const PLAN = `
name: Late
target: http://127.0.0.1
users:
  Customer:
    wait: { pacing: 100ms }
    tasks:
      - name: look around
        steps:
          - get: /api/search?q=shop
            as: '${HOSTILE}'
            expect: { status: 401 }
          - get: /health
scenarios:
  short: { load: { users: 4, spawnRate: 100, for: 6s } }
`
const GAP = 'queueing hidden by coordinated omission'

let report: RunReport
const shop = useShopTrial({
  target: ['--slow', 'GET /health=200ms'],
  files: { 'late.plan.yaml': PLAN },
  async prepare({ cli, target }) {
    const run = await cli('run', 'late.plan.yaml', 'short', '--json', '--no-preflight', '-H', target.url)
    report = JSON.parse(run.stdout) as RunReport
  },
})

describe.skipIf(hasNoChromium)('latency', () => {
  const open = async (): Promise<{ page: Page; faults: string[] }> => {
    const opened = await openPage(shop.browser, shop.served.url, `#/run/${report.run.id}/latency`, { height: 1600 })
    await frameOf(opened.page, 'Percentile spectrum').getByRole('img').waitFor()
    await settled(opened.page)
    return opened
  }

  test('response and service time, and what lies between them', async () => {
    const { page, faults } = await open()
    const frame = frameOf(page, 'Percentile spectrum')
    await expect.poll(() => frame.getByText(GAP).count()).toBe(1)
    const table = await tableOf(frame)
    expect(table.columns).toEqual(['Percentile', 'response time (ms)', 'service time (ms)', `${GAP} (ms)`])
    const p50 = table.rows.find(([name]) => name === 'p50')!
    expect(formatDuration(number(p50[1]!))).toBe(formatDuration(number(String(report.totals.latencyMs!.p50))))
    expect(number(p50[1]!)).toBeGreaterThan(number(p50[2]!))
    expect(faults).toEqual([])
    await page.context().close()
  })

  test('each endpoint has its requests and percentiles, as in the report', async () => {
    const { page, faults } = await open()
    const frame = frameOf(page, 'Distribution')
    await frame.getByText('By endpoint').click()
    const chart = frame.getByRole('img', { name: 'Requests by latency, of 2 endpoints' })
    await chart.waitFor()
    await settled(page)
    await chart.focus()
    for (const endpoint of mostTimeFirst(report)) {
      await page.keyboard.press('ArrowDown')
      const { latencyMs, requests, failures } = endpoint
      await expect
        .poll(() => frame.textContent())
        .toContain(`${endpoint.name} · ${formatCount(requests - failures)} requests`)
      expect(await frame.textContent()).toContain(`max ${formatDuration(latencyMs!.max)}`)
    }
    const table = await tableOf(frame)
    for (const { name, requests, failures } of report.endpoints) {
      const at = table.columns.indexOf(`${name} (requests)`)
      const sum = table.rows.reduce((total, row) => total + number(row[at]!), 0)
      expect(sum, name).toBe(requests - failures)
    }
    expect(await page.locator('img[src="x"]').count()).toBe(0)
    expect(faults).toEqual([])
    await page.context().close()
  })

  test('keys read the cell that they move to, not the one before', async () => {
    const { page, faults } = await open()
    const frame = frameOf(page, 'Latency over time')
    await frame.getByRole('img', { name: /^Heatmap/ }).focus()
    const heard = (): Promise<string | null> => frame.locator('[aria-live]').textContent()
    await page.keyboard.press('Home')
    await expect.poll(heard).toMatch(/^00:00, /)
    await page.keyboard.press('ArrowRight')
    await expect.poll(heard).toMatch(/^00:01, /)
    expect(faults).toEqual([])
    await page.context().close()
  })

  test('Enter looks at one of them alone', async () => {
    const { page } = await open()
    const frame = frameOf(page, 'Distribution')
    await frame.getByText('By endpoint').click()
    const chart = frame.getByRole('img', { name: /Requests by latency, of/ })
    await chart.waitFor()
    await settled(page)
    await chart.focus()
    for (const key of ['ArrowDown', 'Enter']) await page.keyboard.press(key)
    const [first] = mostTimeFirst(report)
    const chosen = () => page.evaluate(() => new URLSearchParams(location.hash.split('?')[1]).get('endpoint'))
    await expect.poll(chosen).toBe(first!.name)
    await frame.getByRole('img', { name: /^Requests by latency\./ }).waitFor()
    expect(await frame.getByText('By endpoint').count()).toBe(0)
    await page.context().close()
  })

  test.each(['PNG', 'SVG', 'CSV'])('the ridgeline is saved as %s', async (kind) => {
    const { page } = await open()
    const frame = frameOf(page, 'Distribution')
    await frame.getByText('By endpoint').click()
    await frame.getByRole('img', { name: /Requests by latency, of/ }).waitFor()
    await settled(page)
    await frame.getByRole('button', { name: /^More for/ }).click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: `Save as ${kind}` }).click(),
    ])
    const content = readFileSync(await download.path())
    if (kind === 'PNG') expect(content.subarray(1, 4).toString()).toBe('PNG')
    if (kind === 'SVG') expect(content.toString()).not.toContain('<img')
    if (kind === 'CSV') expect(content.toString()).toContain(`${HOSTILE} (requests)`)
    await page.context().close()
  })

  test('phases upon each other, and each by itself', async () => {
    const { page } = await open()
    const frame = frameOf(page, 'Phases over time')
    await frame.getByText('Each', { exact: true }).click()
    await frame.getByRole('img', { name: /Mean wait/ }).waitFor()
    await frame.getByText('Stacked', { exact: true }).click()
    await frame.getByRole('img', { name: /Mean of a request/ }).waitFor()
    await page.context().close()
  })
})

function frameOf(page: Page, title: string): Locator {
  return page.getByRole('figure', { name: title })
}

function mostTimeFirst({ endpoints }: RunReport): RunReport['endpoints'] {
  return endpoints.toSorted((a, b) => timeOf(b) - timeOf(a))
}

function timeOf({ latencyMs, requests, failures }: RunReport['endpoints'][number]): number {
  return latencyMs === null ? 0 : latencyMs.mean * (requests - failures)
}

async function tableOf(frame: Locator): Promise<{ columns: string[]; rows: string[][] }> {
  await frame.getByRole('img').first().focus()
  await frame.page().keyboard.press('t')
  const table = frame.getByRole('table')
  await table.waitFor()
  const rows = await table.locator('tbody tr').all()
  return {
    columns: await table.getByRole('columnheader').allTextContents(),
    rows: await Promise.all(rows.map((row) => row.getByRole('cell').allTextContents())),
  }
}

function number(text: string): number {
  return Number(text.replaceAll(',', ''))
}
