/** Every number on screen is the number of the report and of the terminal, for the same window. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ReportEndpoint, RunReport } from '../../src/core/report/report.ts'
import { formatCount, formatSignificant, NOT_APPLICABLE } from '../../src/core/units/number.ts'
import { formatDuration } from '../../src/core/units/duration.ts'
import { formatShare } from '../../src/core/units/percent.ts'
import { hasNoChromium, launchChromium } from './chromium.ts'
import { openPage, settled } from './page.ts'
import { cells, totalsRow } from './tableParts.ts'
import { startTargetProcess, type TargetProcess } from './targetProcess.ts'
import { makeWorkspace, runCommand, serveWorkbench, type ServedWorkbench, type Workspace } from './workbench.ts'

let workspace: Workspace
let target: TargetProcess
let served: ServedWorkbench
let browser: Browser
let report: RunReport
let terminal: string

beforeAll(async () => {
  if (hasNoChromium) return
  target = await startTargetProcess(['--slow', 'GET /api/search=30ms', '--fail', 'GET /api/metrics=10%:503'])
  const plan = readFileSync(join(import.meta.dirname, 'shop.plan.yaml'), 'utf8')
  workspace = makeWorkspace({ 'shop.plan.yaml': plan })
  const host = ['-H', target.url]
  const run = await runCommand(
    ['run', 'shop.plan.yaml', 'short', '--json', '--no-preflight', ...host],
    workspace.folder,
  )
  report = JSON.parse(run.stdout) as RunReport
  terminal = run.stderr
  served = await serveWorkbench(workspace)
  browser = await launchChromium()
})

afterAll(async () => {
  await browser?.close()
  await served?.close()
  await target?.close()
  workspace?.remove()
})

describe.skipIf(hasNoChromium)('numbers', () => {
  test('the endpoint table shows the report, row by row', async () => {
    const { page, faults } = await openPage(browser, served.url, `#/run/${report.run.id}/endpoints`, { width: 2400 })
    const table = page.getByRole('grid', { name: 'Endpoints' })
    await table.waitFor()
    await settled(page)
    for (const endpoint of report.endpoints) {
      const row = table.getByRole('row').filter({ hasText: endpoint.name })
      expect(await cells(row.first()), endpoint.name).toMatchObject(shown(endpoint))
    }
    const totals = await cells(totalsRow(table))
    expect(totals).toMatchObject(shown(report.totals))
    expect(faults).toEqual([])
    await page.context().close()
  })

  test('the strips beside an endpoint say how it stood to its criteria', async () => {
    const { page, faults } = await openPage(browser, served.url, `#/run/${report.run.id}/endpoints`, { width: 2400 })
    const table = page.getByRole('grid', { name: 'Endpoints' })
    const statesOf = async (endpoint: string): Promise<Record<string, number>> => {
      const strip = table
        .getByRole('row')
        .filter({ hasText: endpoint })
        .getByRole('img', { name: /^States of / })
      const label = await strip.first().getAttribute('aria-label')
      return Object.fromEntries(
        [...label!.matchAll(/(\d+) ([a-z ]+)/g)].map(([, count, state]) => [state, Number(count)]),
      )
    }
    // The target answers searches after 30 ms at the least: no second of them is within 20 ms, and none is over 5 s.
    const search = await statesOf('/api/search')
    expect(search['over target']).toBeGreaterThan(0)
    expect(Object.keys(search).filter((state) => state !== 'no request')).toEqual(['over target'])
    expect((await statesOf('/health'))['met']).toBeGreaterThan(0)
    expect((await statesOf('/api/metrics'))['no criterion']).toBeGreaterThan(0)
    const line = table.getByRole('img', { name: /^p95 of .*\/api\/search.* over the window$/ })
    expect(await line.locator('path').first().getAttribute('d')).toMatch(/^M/)
    expect(faults).toEqual([])
    await page.context().close()
  })

  test('tiles and criteria show the report', async () => {
    const { page, faults } = await openPage(browser, served.url, `#/run/${report.run.id}`)
    const tile = (name: string): Locator => page.getByRole('group', { name })
    await tile('Throughput').waitFor()
    await settled(page)
    const { totals } = report
    expect(await tile('Throughput').textContent()).toContain(formatSignificant(totals.ratePerS))
    expect(await tile('Latency p95').textContent()).toContain(formatDuration(totals.latencyMs!.p95))
    expect(await tile('Errors').textContent()).toContain(formatShare(totals.failureShare!, totals.failures > 0))
    const criteria = page.getByRole('region', { name: 'Criteria' })
    const rows = (await criteria.locator('tbody tr').allTextContents()).map((text) => text.replaceAll(/\s+/g, ' '))
    expect(rows).toHaveLength(report.criteria.length)
    for (const { text, actual, samples, unit, level } of report.criteria) {
      const fitting = rows.filter((row) => row.includes(text) && row.includes(level))
      expect(
        fitting.some((row) => row.includes(formatCount(samples))),
        `${text}: ${fitting.join('|')}`,
      ).toBe(true)
      if (unit === 'ms') expect(fitting.some((row) => row.includes(formatDuration(actual!)))).toBe(true)
    }
    expect(faults).toEqual([])
    await page.context().close()
  })

  test('the terminal says the same', () => {
    expect(terminal).toContain(formatDuration(report.totals.latencyMs!.p95))
    expect(terminal).toContain(formatCount(report.totals.requests))
  })

  test('any window is the merge of its seconds: two halves have the requests of the whole', async () => {
    const { page } = await openPage(browser, served.url, '', { width: 2400 })
    const requestsOf = async (fromS: number, toS: number): Promise<number> => {
      const hash = `#/run/${report.run.id}/endpoints?from=${fromS}&to=${toS}`
      await page.evaluate((to) => void (location.hash = to), hash)
      await expect.poll(() => page.evaluate(() => location.hash)).toContain(`from=${fromS}`)
      const row = totalsRow(page.getByRole('grid', { name: 'Endpoints' }))
      await row.waitFor()
      await settled(page)
      return Number((await cells(row))['Requests']!.replaceAll(',', ''))
    }
    const [whole, first, second] = [await requestsOf(0, 10), await requestsOf(0, 5), await requestsOf(5, 10)]
    expect(first).toBeGreaterThan(0)
    expect(first + second).toBe(whole)
    await page.context().close()
  })
})

function shown(of: Pick<ReportEndpoint, 'requests' | 'failures' | 'failureShare' | 'ratePerS' | 'latencyMs'>) {
  const ms = (value: number | undefined): string => (value === undefined ? NOT_APPLICABLE : formatSignificant(value))
  return {
    Requests: formatCount(of.requests),
    'req/s': formatSignificant(of.ratePerS),
    Errors: formatShare(of.failureShare!, of.failures > 0),
    'p50 ms': ms(of.latencyMs?.p50),
    'p95 ms': ms(of.latencyMs?.p95),
    'p99 ms': ms(of.latencyMs?.p99),
    'Max ms': ms(of.latencyMs?.max),
  }
}
