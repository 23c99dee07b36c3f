/** What the screen of a run shows of a window, beside what its exported seconds add up to. */
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { formatCount, formatSignificant } from '../../src/core/units/number.ts'
import { formatRate } from '../../src/core/units/rate.ts'
import type { Bucket, ExportedRun, TimeWindow } from './exportedRun.ts'
import { cells, totalsRow } from './tableParts.ts'

/** All that shows numbers of the window shows those of the exported seconds. */
export async function expectNumbers(page: Page, exported: ExportedRun, window: TimeWindow): Promise<void> {
  const expected = exported.added(window)
  expect(expected.requests).toBeGreaterThan(0)
  await expect
    .poll(() => page.getByRole('group', { name: 'Throughput' }).textContent())
    .toContain(formatRate(expected.ratePerS))
  await expect
    .poll(() => page.getByRole('group', { name: 'Errors' }).textContent())
    .toContain(`${formatCount(expected.failures)} of`)
  expectWithin(await latencyTileMs(page), exported.percentileMs(window, 95))
  await page.keyboard.press('Alt+4')
  const table = page.getByRole('grid', { name: 'Endpoints' })
  const total = totalsRow(table)
  await expect.poll(async () => (await cells(total))['Requests']).toBe(formatCount(expected.requests))
  expectLatencies(await cells(total), exported, window)
  expect((await cells(total))['req/s']).toBe(formatRate(expected.ratePerS, ''))
  for (const endpoint of exported.endpoints) {
    const own = exported.added(window, endpoint)
    const row = table.getByRole('row').filter({ has: page.getByText(endpoint, { exact: true }) })
    if (own.requests === 0) {
      expect(await row.count(), endpoint).toBe(0)
      continue
    }
    const shown = await cells(row.first())
    expect(shown['Requests'], endpoint).toBe(formatCount(own.requests))
    expect(shown['req/s'], endpoint).toBe(formatRate(own.ratePerS, ''))
    expectLatencies(shown, exported, window, endpoint)
  }
}

/** A row of the table, in the columns that it has at first. */
function expectLatencies(
  shown: Record<string, string>,
  exported: ExportedRun,
  window: TimeWindow,
  endpoint?: string,
): void {
  for (const p of [50, 95, 99])
    expectWithin(numberOf(shown[`p${p} ms`]), exported.percentileMs(window, p, endpoint), `p${p} of ${endpoint}`)
  expect(shown['Max ms'], endpoint).toBe(formatSignificant(exported.maxMs(window, endpoint)))
}

/** Of what is shown, three digits, the value itself may be anywhere in its bucket. */
export function expectWithin(shown: number, { lowMs, highMs }: Bucket, what = ''): void {
  const between = [numberOf(formatSignificant(lowMs)), shown, numberOf(formatSignificant(highMs))]
  expect(between, what).toEqual(between.toSorted((one, other) => one - other))
}

/** What the tile says, in milliseconds: `31.2 ms`, `1.23 s`. */
export async function latencyTileMs(page: Page): Promise<number> {
  const text = await page.getByRole('group', { name: 'Latency p95' }).locator('.value').textContent()
  const [, number, unit] = /([\d.,]+)\s*(µs|ms|s)/.exec(text ?? '') ?? []
  return numberOf(number) * (unit === 's' ? 1000 : unit === 'µs' ? 0.001 : 1)
}

export function numberOf(text: string | undefined): number {
  return Number(text?.replaceAll(',', ''))
}
