/** What the screen of a run shows of a window, beside what its exported seconds add up to. */
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { formatCount, formatSignificant } from '../../src/core/units/number.ts'
import type { ExportedRun, TimeWindow } from './exportedRun.ts'
import { cells, totalsRow } from './tableParts.ts'

/** All that shows numbers of the window shows those of the exported seconds. */
export async function expectNumbers(page: Page, exported: ExportedRun, window: TimeWindow): Promise<void> {
  const expected = exported.added(window)
  expect(expected.requests).toBeGreaterThan(0)
  await expect
    .poll(() => page.getByRole('group', { name: 'Throughput' }).textContent())
    .toContain(formatSignificant(expected.ratePerS))
  await expect
    .poll(() => page.getByRole('group', { name: 'Errors' }).textContent())
    .toContain(`${formatCount(expected.failures)} of`)
  expectNear(await latencyTileMs(page), exported.percentileMs(window, 95))
  await page.keyboard.press('Alt+4')
  const table = page.getByRole('grid', { name: 'Endpoints' })
  const total = totalsRow(table)
  await expect.poll(async () => (await cells(total))['Requests']).toBe(formatCount(expected.requests))
  const totals = await cells(total)
  expect(totals['req/s']).toBe(formatSignificant(expected.ratePerS))
  expectNear(Number(totals['p50 ms']), exported.percentileMs(window, 50))
  expectNear(Number(totals['p95 ms']), exported.percentileMs(window, 95))
  for (const endpoint of exported.endpoints) {
    const own = exported.added(window, endpoint)
    const row = table.getByRole('row').filter({ has: page.getByText(endpoint, { exact: true }) })
    if (own.requests === 0) {
      expect(await row.count(), endpoint).toBe(0)
      continue
    }
    const shown = await cells(row.first())
    expect(shown['Requests'], endpoint).toBe(formatCount(own.requests))
    expectNear(Number(shown['p95 ms']), exported.percentileMs(window, 95, endpoint))
  }
}

/** Within what three digits and a thousandth leave. */
export function expectNear(shown: number, expected: number): void {
  expect(Math.abs(shown / expected - 1), `${shown} instead of ${expected}`).toBeLessThan(0.01)
}

/** What the tile says, in milliseconds: `31.2 ms`, `1.23 s`. */
export async function latencyTileMs(page: Page): Promise<number> {
  const text = await page.getByRole('group', { name: 'Latency p95' }).locator('.value').textContent()
  const [, number, unit] = /([\d.,]+)\s*(µs|ms|s)/.exec(text ?? '') ?? []
  return Number(number?.replaceAll(',', '')) * (unit === 's' ? 1000 : unit === 'µs' ? 0.001 : 1)
}
