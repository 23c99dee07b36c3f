/**
 * Every number on screen, for windows other than what was judged: of a single second the report's own timeline has the numbers, of a
 * longer one the seconds of the export add up to them.
 */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunReport } from '../../src/core/report/report.ts'
import { actualText } from '../../src/core/report/words.ts'
import { formatDuration } from '../../src/core/units/duration.ts'
import { formatCount, formatShortCount, formatSignificant } from '../../src/core/units/number.ts'
import { formatShare } from '../../src/core/units/percent.ts'
import { formatRate } from '../../src/core/units/rate.ts'
import { hasNoChromium } from './chromium.ts'
import { clock, comparedRows, endpointCells, type Numbers } from './expectedNumbers.ts'
import type { ExportedRun, TimeWindow } from './exportedRun.ts'
import { startNumbersTrial, type NumbersTrial } from './numbersTrial.ts'
import { settled } from './page.ts'
import { criteriaOf, rowsByName, rowsOf, textOf, tileOf } from './shownNumbers.ts'
import { expectNumbers } from './windowNumbers.ts'

/** One of its own, and one that is several seconds long, after the warm-up. */
const SECOND = 6
const WINDOWS: TimeWindow[] = [
  { fromS: SECOND, toS: SECOND + 1 },
  { fromS: 4, toS: 9 },
]

let trial: NumbersTrial
let report: RunReport
let exported: ExportedRun

beforeAll(async () => {
  if (hasNoChromium) return
  trial = await startNumbersTrial()
  ;({ report, exported } = trial)
})

afterAll(() => trial?.end())

async function inWindow(
  section: string,
  { fromS, toS }: TimeWindow,
  work: (page: Page) => Promise<void>,
): Promise<void> {
  const hash = `#/run/${report.run.id}/${section}?from=${fromS}&to=${toS}`
  const { page } = trial
  await page.evaluate((to) => void (location.hash = to), hash)
  await settled(page)
  await work(page)
  expect(trial.faults).toEqual([])
}

/** A step of the report's timeline as a window. Its largest value stands nowhere in it. */
function ofSecond(second: number): Numbers {
  const { stepMs, requests, failures, p50Ms, p95Ms, p99Ms } = report.timeline
  expect(stepMs).toBe(1000)
  const latency = { p50: p50Ms[second]!, p95: p95Ms[second]!, p99: p99Ms[second]! }
  return { requests: requests[second]!, failures: failures[second]!, ratePerS: requests[second]!, latency }
}

/** Those over all requests whose metrics are given. */
async function expectCriteria(page: Page, actual: Record<string, number>): Promise<void> {
  const meant = report.criteria.filter(({ subject, metric }) => subject === 'all' && Object.hasOwn(actual, metric))
  expect(meant.length).toBeGreaterThanOrEqual(Object.keys(actual).length)
  const expected = meant.map((criterion) =>
    expect.objectContaining({
      Criterion: criterion.text,
      Level: criterion.level,
      Of: 'All requests',
      Actual: actualText({ ...criterion, actual: actual[criterion.metric]! }),
    }),
  )
  await expect.poll(() => criteriaOf(page)).toEqual(expect.arrayContaining(expected))
}

describe.skipIf(hasNoChromium)('of a second', () => {
  const [window] = WINDOWS as [TimeWindow]

  test('tiles and criteria are those of the report', () =>
    inWindow('overview', window, async (page) => {
      const { requests, failures, ratePerS, latency } = ofSecond(SECOND)
      await expect.poll(() => tileOf(page, 'Throughput')).toMatchObject({ value: formatRate(ratePerS) })
      await expect.poll(() => tileOf(page, 'Latency p95')).toMatchObject({ value: formatDuration(latency!.p95!) })
      await expect
        .poll(() => tileOf(page, 'Errors'))
        .toMatchObject({
          value: formatShare(failures / requests, failures > 0),
          scope: expect.stringContaining(`${formatShortCount(failures)} of ${formatShortCount(requests)} ·`) as string,
        })
      await expect
        .poll(() => tileOf(page, 'Users'))
        .toMatchObject({ value: formatCount(report.timeline.users[SECOND]!) })
      await expect
        .poll(() => tileOf(page, 'In-flight'))
        .toMatchObject({ value: formatCount(report.timeline.inFlight[SECOND]!) })
      await expectCriteria(page, { p95: latency!.p95!, rate: ratePerS, failures: failures / requests, count: requests })
    }))

  test('endpoints and totals are those of the report and of the export', () =>
    inWindow('endpoints', window, async (page) => {
      const there = exported.endpoints.filter((endpoint) => exported.added(window, endpoint).requests > 0)
      const rows = there.map((endpoint) => {
        const numbers = { ...exported.added(window, endpoint), latency: exported.latencyOf(SECOND, endpoint) }
        return [endpoint, endpointCells(numbers)] as const
      })
      const shown = async () => rowsByName(await rowsOf(page.getByRole('grid', { name: 'Endpoints' })), 'Endpoint')
      await expect
        .poll(shown)
        .toMatchObject({ ...Object.fromEntries(rows), 'All requests': endpointCells(ofSecond(SECOND)) })
      expect(Object.keys(await shown())).toHaveLength(rows.length + 1)
    }))
})

describe.skipIf(hasNoChromium)('of several seconds', () => {
  test('tiles, criteria, endpoints and totals are what the seconds of the export add up to', () =>
    inWindow('overview', WINDOWS[1]!, async (page) => {
      const { requests, failures, ratePerS } = exported.added(WINDOWS[1]!)
      await expectCriteria(page, { rate: ratePerS, failures: failures / requests, count: requests })
      await expectNumbers(page, exported, WINDOWS[1]!)
    }))

  test('so is all of the run, with its warm-up', () =>
    inWindow('overview', { fromS: 0, toS: exported.endS }, (page) =>
      expectNumbers(page, exported, { fromS: 0, toS: exported.endS }),
    ))
})

describe.skipIf(hasNoChromium)('errors', () => {
  test('of all of the run are those of the report, group by group', () =>
    inWindow('errors', { fromS: 0, toS: exported.endS }, async (page) => {
      const rows = () => rowsOf(page.getByRole('grid', { name: 'Errors', exact: true }))
      const expected = report.errors.map(({ message, endpoint, count, share, firstMs, lastMs }) => ({
        Message: message,
        Endpoint: endpoint,
        Count: formatCount(count),
        '% of requests': formatShare(share!, true),
        First: clock(firstMs),
        // The report has the end of that second.
        Last: clock(lastMs - 1),
      }))
      expect(expected.length).toBeGreaterThan(1)
      await expect.poll(rows).toMatchObject(expected)
      for (const { count, endpoint, message } of report.errors.slice(0, 5))
        expect(trial.terminal).toContain(`${formatCount(count)}× ${endpoint}: ${message}`)
      const total = report.errors.reduce((sum, { count }) => sum + count, 0)
      await page.getByText(new RegExp(`^${formatCount(total)} errors? in ${report.errors.length} groups?$`)).waitFor()
    }))

  test.each(WINDOWS)('of $fromS s to $toS s are those of the export', (window) =>
    inWindow('errors', window, async (page) => {
      // A group in which a request failed has failed, but has no error of its own.
      const failing = report.endpoints
        .filter(({ kind }) => kind !== 'group')
        .map(({ name }) => ({ endpoint: name, ...exported.added(window, name) }))
        .filter(({ failures }) => failures > 0)
      expect(failing.length).toBeGreaterThan(0)
      const expected = failing.map(({ endpoint, requests, failures }) => {
        const cells = { Count: formatCount(failures), '% of requests': formatShare(failures / requests, true) }
        return [endpoint, cells] as const
      })
      // One group each.
      const shown = async () =>
        rowsByName(await rowsOf(page.getByRole('grid', { name: 'Errors', exact: true })), 'Endpoint')
      await expect.poll(shown).toMatchObject(Object.fromEntries(expected))
      expect(Object.keys(await shown())).toHaveLength(failing.length)
    }),
  )
})

describe.skipIf(hasNoChromium)('the generator', () => {
  test.each(WINDOWS)('of $fromS s to $toS s has the readings of the export', (window) =>
    inWindow('overview', window, async (page) => {
      const { eventLoopP99Ms, scheduleLagP99Ms, cpuPercent, sockets } = exported.generator(window)
      await expect
        .poll(() => textOf(page.getByRole('button', { name: /^Generator .*highest/ })))
        .toContain(
          `loop delay p99 ${formatDuration(eventLoopP99Ms)} schedule lag p99 ${formatDuration(scheduleLagP99Ms)} ` +
            `CPU ${formatSignificant(cpuPercent)} % of one core, ${report.run.generator.cores} cores sockets ${formatCount(sockets)}`,
        )
    }),
  )
})

describe.skipIf(hasNoChromium)('two windows', () => {
  test('and what lies between them are those of the report, second by second', () =>
    // Beside a window that was chosen stands as long a stretch before it.
    inWindow('compare', WINDOWS[0]!, async (page) => {
      const [a, b] = [ofSecond(SECOND - 1), ofSecond(SECOND)]
      const table = page.getByRole('region', { name: 'Numbers' }).locator('tbody tr')
      const shown = () =>
        table.evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent.trim())))
      await expect.poll(shown).toEqual(comparedRows([a, b], [1, 1]))
      const rows = await rowsOf(page.getByRole('grid', { name: 'Endpoints of both windows' }))
      expect(rows).toHaveLength(report.endpoints.length)
      for (const { name } of report.endpoints) {
        const row = rows.find((each) => each['Endpoint'] === name)!
        for (const [side, second] of [
          ['A', SECOND - 1],
          ['B', SECOND],
        ] as const) {
          const own = exported.added({ fromS: second, toS: second + 1 }, name)
          const { p95, p99 } = exported.latencyOf(second, name)
          expect(row, name).toMatchObject({
            [`Requests ${side}`]: formatCount(own.requests),
            [`Errors ${side}`]: formatShare(own.failures / own.requests, own.failures > 0),
            [`p95 ms ${side}`]: formatSignificant(p95),
            [`p99 ms ${side}`]: formatSignificant(p99),
          })
        }
      }
    }))
})
