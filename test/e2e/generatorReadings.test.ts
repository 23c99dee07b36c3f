/** What the Generator shows of the load and of the bytes, beside what the seconds of the run add up to. */
import type { Page } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { writeRawRun, type RawSecond } from '../../src/host/analysis/testing/rawRun.ts'
import { steadyLoad } from '../../src/host/analysis/testing/steadyLoad.ts'
import { openHistory, type History } from '../../src/host/storage/history.ts'
import { healthOf, seriesOf } from '../../src/host/storage/testing/syntheticSeconds.ts'
import { loadAxe, violations } from './axe.ts'
import { hasNoChromium } from './chromium.ts'
import { settled } from './page.ts'
import { useShellTrial } from './shellTrial.ts'

const SECONDS = 30
/** Messages that came in a second, of a stream that is in none of the requests. */
const messagesIn = (t: number): number => t % 4

function load(): RawSecond[] {
  return steadyLoad(SECONDS).map((second): RawSecond => {
    const stream = { ...seriesOf('WS /live messages'), kind: 'events' as const }
    return {
      ...second,
      requests: [
        ...second.requests,
        { series: stream, latenciesUs: Array<number>(messagesIn(second.t)).fill(1), servicesUs: null },
      ],
      health: [{ ...healthOf(20), ports: { used: 1000 + second.t, limit: 28_232 } }],
    }
  })
}

let runId = ''
let writing: History | null = null
const { inPage } = useShellTrial((file) => {
  writing = openHistory(file)
  runId = writeRawRun(writing, load()).run().id
})
afterAll(() => writing?.close())

async function openGenerator(page: Page): Promise<void> {
  await page.evaluate((to) => void (location.hash = to), `#/run/${runId}/generator?from=0&to=${SECONDS}`)
  await page.getByRole('heading', { name: 'Readings' }).waitFor()
  await settled(page)
}

/** A column of the readings as a table, by its head. */
async function column(page: Page, head: string): Promise<number[]> {
  const table = page.getByRole('region', { name: 'Readings as a table' })
  const heads = await table.getByRole('columnheader').allTextContents()
  const at = heads.findIndex((text) => text.trim() === head)
  expect(at, heads.join(' | ')).toBeGreaterThan(0)
  return table
    .locator('tbody tr')
    .evaluateAll((rows, of) => rows.map((row) => Number(row.children[of]!.textContent.replaceAll(',', ''))), at)
}

describe.skipIf(hasNoChromium)('the readings of the generator', () => {
  test('have the load beside its plan, local ports, and the bytes of requests and messages', () =>
    inPage(async (page) => {
      await openGenerator(page)
      await page
        .getByRole('main')
        .getByRole('img', { name: /^Event loop delay/ })
        .focus()
      await page.keyboard.press('t')
      const each = (of: (t: number) => number): number[] => Array.from({ length: SECONDS }, (_, t) => of(t))
      // In a window that tests write, each request and message has 100 bytes in and 10 out.
      expect(await column(page, 'Bandwidth of bodies and messages: received (bytes per second)')).toEqual(
        each((t) => 100 * (10 + messagesIn(t))),
      )
      expect(await column(page, 'Bandwidth of bodies and messages: sent (bytes per second)')).toEqual(
        each((t) => 10 * (10 + messagesIn(t))),
      )
      expect(await column(page, 'Local ports: taken, at most')).toEqual(each((t) => 1000 + t))
      // Of two types: one user more a second, and two that stay.
      expect(await column(page, 'Users, planned and achieved: running')).toEqual(each((t) => t + 1 + 2))
      expect((await column(page, 'Users, planned and achieved: planned')).slice(1)).toEqual(each(() => 10).slice(1))
    }))

  test.each(['light', 'dark'] as const)('everybody can use them: %s', (theme) =>
    inPage(
      async (page) => {
        await loadAxe(page)
        await openGenerator(page)
        expect(await violations(page)).toEqual([])
      },
      '',
      { theme },
    ),
  )
})
