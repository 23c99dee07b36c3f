/** Every number on screen is the number of the report and of the terminal, for the whole of what was judged. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formatLimit } from '../../src/core/criteria/criterionText.ts'
import { touchedText } from '../../src/core/criteria/trustWords.ts'
import type { ReportCriterion, RunReport } from '../../src/core/report/report.ts'
import { actualText, statusWord } from '../../src/core/report/words.ts'
import { formatDuration } from '../../src/core/units/duration.ts'
import { formatCount, formatSignificant, formatShortCount } from '../../src/core/units/number.ts'
import { formatShare } from '../../src/core/units/percent.ts'
import { formatRate } from '../../src/core/units/rate.ts'
import { hasNoChromium } from './chromium.ts'
import { clock, criteriaTile, criterionCells, endpointCells, numbersOf, terminalRow } from './expectedNumbers.ts'
import { LOAD_S, startNumbersTrial, WARM_UP_S, type NumbersTrial } from './numbersTrial.ts'
import { settled } from './page.ts'
import { chartTable, criteriaOf, factsOf, rowsByName, rowsOf, textOf, tileOf } from './shownNumbers.ts'
import { numberOf } from './windowNumbers.ts'

let trial: NumbersTrial
let report: RunReport

beforeAll(async () => {
  if (hasNoChromium) return
  trial = await startNumbersTrial()
  report = trial.report
})

afterAll(() => trial?.end())

/** @param view of the run, else of the workbench: `/runs` */
async function inView(view: string, work: (page: Page) => Promise<void>): Promise<void> {
  const hash = view.startsWith('/') ? `#${view}` : `#/run/${report.run.id}/${view}`
  const { page } = trial
  await page.evaluate((to) => void (location.hash = to), hash)
  await settled(page)
  await work(page)
  expect(trial.faults).toEqual([])
}

const judged = <T>(steps: readonly T[]): T[] => steps.slice(WARM_UP_S, LOAD_S)
/** Whatever the order of rows, and of their cells. */
const sorted = (rows: Record<string, string>[]): string[] =>
  rows.map((row) => JSON.stringify(Object.entries(row).toSorted(([one], [other]) => (one < other ? -1 : 1)))).toSorted()
const ofAll = (metric: string): ReportCriterion =>
  report.criteria.find(({ subject, metric: own, level }) => subject === 'all' && own === metric && level === 'target')!

describe.skipIf(hasNoChromium)('of what was judged', () => {
  test('there is a number of every kind', () => {
    expect(report.run.window.fromMs).toBe(WARM_UP_S * 1000)
    expect(new Set(report.criteria.map(({ unit }) => unit))).toEqual(new Set(['ms', 'perS', 'share', 'count', 'score']))
    expect(report.endpoints.map(({ kind }) => kind)).toContain('group')
    expect(report.totals.failures).toBeGreaterThan(0)
    expect(report.errors.length).toBeGreaterThan(0)
    expect(report.findings.length).toBeGreaterThan(0)
  })

  test('the six tiles', () =>
    inView('overview', async (page) => {
      const { totals, timeline } = report
      const most = (values: readonly number[]): string => formatCount(Math.max(...judged(values)))
      const limit = ({ operator, limit: value, unit }: ReportCriterion): string =>
        `${operator} ${formatLimit(value, unit)}`
      await expect.poll(() => tileOf(page, 'Criteria')).toMatchObject({ value: criteriaTile(report.criteria) })
      await expect
        .poll(() => tileOf(page, 'Throughput'))
        .toMatchObject({
          value: formatRate(totals.ratePerS),
          aim: limit(ofAll('rate')),
        })
      await expect
        .poll(() => tileOf(page, 'Latency p95'))
        .toMatchObject({ value: formatDuration(totals.latencyMs!.p95) })
      await expect
        .poll(() => tileOf(page, 'Errors'))
        .toMatchObject({
          value: formatShare(totals.failureShare!, true),
          scope: expect.stringContaining(
            `${formatShortCount(totals.failures)} of ${formatShortCount(totals.requests)} ·`,
          ) as string,
        })
      await expect.poll(() => tileOf(page, 'Users')).toMatchObject({ value: most(timeline.users), aim: '10 planned' })
      await expect.poll(() => tileOf(page, 'In-flight')).toMatchObject({ value: most(timeline.inFlight) })
    }))

  test('criteria in every unit, on screen and terminal', () =>
    inView('overview', async (page) => {
      const shown = async (): Promise<string[]> => sorted(await criteriaOf(page))
      await expect.poll(shown).toEqual(sorted(report.criteria.map(criterionCells)))
      for (const criterion of report.criteria) {
        const { subject, metric, windowMs, level, operator, limit, unit, status } = criterion
        const name = windowMs === null ? metric : `${metric} in ${windowMs / 1000}s`
        expect(trial.terminal).toContain(
          `${subject} ${name} ${actualText(criterion)} ${level} ${operator} ${formatLimit(limit, unit)} ${statusWord(status)}`,
        )
      }
    }))

  test('endpoints and totals in all columns of numbers, on screen and terminal', () =>
    inView('endpoints', async (page) => {
      const { endpoints, totals } = report
      const time = (share: number | null): string => (share === null ? '–' : formatShare(share, false))
      const rows = [{ ...totals, name: 'All requests' }, ...endpoints].map(
        (each) => [each.name, { ...endpointCells(numbersOf(each)), Time: time(each.timeShare) }] as const,
      )
      const shown = async () => rowsByName(await rowsOf(page.getByRole('grid', { name: 'Endpoints' })), 'Endpoint')
      await expect.poll(shown).toMatchObject(Object.fromEntries(rows))
      expect(Object.keys(await shown())).toHaveLength(rows.length)
      for (const each of [{ ...totals, name: 'all' }, ...endpoints])
        expect(trial.terminal).toContain(terminalRow(each.name, numbersOf(each)))
    }))

  test('the strips beside an endpoint say how it stood to its criteria', () =>
    inView('endpoints', async (page) => {
      const table = page.getByRole('grid', { name: 'Endpoints' })
      const statesOf = async (endpoint: string): Promise<Record<string, number>> => {
        const row = table.getByRole('row').filter({ hasText: endpoint })
        const label = await row
          .getByRole('img', { name: /^States of / })
          .first()
          .getAttribute('aria-label')
        return Object.fromEntries(
          [...label!.matchAll(/(\d+) ([a-z ]+)/g)].map(([, count, state]) => [state, Number(count)]),
        )
      }
      // The target answers searches after 30 ms at the least: no second of them is within 20 ms, and none is over 30 s.
      const search = await statesOf('/api/search')
      expect(search['over target']).toBeGreaterThan(0)
      for (const state of ['met', 'over maximum']) expect(search).not.toHaveProperty(state)
      expect((await statesOf('/health'))['met']).toBeGreaterThan(0)
      expect((await statesOf('/api/metrics'))['no criterion']).toBeGreaterThan(0)
      const line = table.getByRole('img', { name: /^p95 of .*\/api\/search.* over the window$/ })
      await expect.poll(() => line.locator('path').first().getAttribute('d')).toMatch(/^M/)
    }))

  test('the head, findings and notices', () =>
    inView('overview', async (page) => {
      await page.getByText(report.verdict.sentence).first().waitFor()
      const panel = page.getByRole('region', { name: 'Findings', exact: true })
      await panel.getByRole('listitem').first().waitFor()
      const more = panel.getByRole('button', { name: /^\d+ more$/ })
      if ((await more.count()) > 0) await more.click()
      const cards = () =>
        panel
          .locator('.card')
          .evaluateAll((all) =>
            all.map((card) => [...card.querySelectorAll('p')].map((part) => part.textContent.trim())),
          )
      const parts = report.findings.map(({ fact, mayMean, doNext }) =>
        [fact, mayMean, doNext].filter((part) => part !== null),
      )
      await expect.poll(cards).toEqual(parts)
      await expect.poll(() => panel.locator('.notices li').allTextContents()).toEqual(report.notices)
      const worth = report.findings.filter(({ severity }) => severity !== 'info')
      for (const { fact } of worth.slice(0, 5)) expect(trial.terminal).toContain(fact)
    }))

  test('the percentile spectrum and the distribution', () =>
    inView('latency', async (page) => {
      const latency = report.totals.latencyMs!
      const spectrum = await chartTable(page, page.getByRole('img', { name: /^Latency by/ }), 'Percentile spectrum')
      const shown = new Map(spectrum.map((row) => [row['Percentile'], numberOf(row['response time (ms)'])]))
      // Only as far as there are requests above.
      const named = (['p50', 'p75', 'p90', 'p95', 'p99'] as const).filter((p) => shown.has(p))
      expect(named).toContain('p95')
      for (const p of named) expect(shown.get(p), p).toBe(numberOf(formatSignificant(latency[p])))
      await page
        .getByText(`${formatCount(latency.count)} OK requests`)
        .first()
        .waitFor()
      const bars = await chartTable(page, page.getByRole('img', { name: /^Requests by latency/ }), 'Distribution')
      expect(bars.reduce((sum, row) => sum + numberOf(row['Requests']), 0)).toBe(latency.count)
      expect(numberOf(bars[0]!['From (ms)'])).toBeLessThanOrEqual(latency.min)
      expect(numberOf(bars.at(-1)!['To (ms)'])).toBeGreaterThanOrEqual(latency.max)
    }))

  test('readings of the generator, in the strip and in its section', () =>
    inView('generator', async (page) => {
      const { eventLoopDelayMs, scheduleLagMs, cpuPercentOfOneCore, ...health } = report.generatorHealth
      const cpu = `${formatSignificant(Math.max(...cpuPercentOfOneCore.map(({ max }) => max)))} %`
      const [delay, lag] = [formatDuration(eventLoopDelayMs!.p99), formatDuration(scheduleLagMs!.p99)]
      await expect
        .poll(() => textOf(page.getByRole('button', { name: /^Generator .*highest/ })))
        .toContain(
          `loop delay p99 ${delay} schedule lag p99 ${lag} CPU ${cpu} of one core, ${report.run.generator.cores} cores sockets ${formatCount(health.socketsMax!)}`,
        )
      expect(trial.markdown.replaceAll(/\s+/g, ' ')).toContain(`| ${delay} | ${lag} | ${cpu} |`)
      const panel = page.getByRole('region', { name: 'Generator', exact: true })
      // Strip and section say the same of one window, and what the report says.
      const inDoubt = health.untrustedLoadShare ?? 0
      const word = !health.trusted ? 'Not trusted' : inDoubt > 0 ? `${touchedText(inDoubt)} in doubt` : 'Trusted'
      for (const told of [panel, page.getByRole('button', { name: /^Generator .*highest/ })])
        expect(await told.textContent()).toContain(word)
      const told = [...health.reasons.map((reason) => `${reason}.`), ...health.advice]
      await expect.poll(() => panel.getByRole('listitem').allTextContents()).toEqual(told)
      const rows = await chartTable(page, page.getByRole('img', { name: /^Event loop delay/ }), 'Readings')
      const highest = (column: string): number => Math.max(...rows.map((row) => numberOf(row[column]) || 0))
      expect(rows).toHaveLength(LOAD_S - WARM_UP_S)
      expect({
        p50: highest('Event loop delay: p50 (ms)'),
        p99: highest('Event loop delay: p99 (ms)'),
        max: highest('Event loop delay: max (ms)'),
        lag: highest('Schedule lag: p99 (ms)'),
        gc: highest('Garbage collection pause: longest (ms)'),
        sockets: highest('Sockets and open files: sockets'),
      }).toEqual({
        p50: numberOf(formatSignificant(eventLoopDelayMs!.p50)),
        p99: numberOf(formatSignificant(eventLoopDelayMs!.p99)),
        max: numberOf(formatSignificant(eventLoopDelayMs!.max)),
        lag: numberOf(formatSignificant(scheduleLagMs!.p99)),
        gc: numberOf(formatSignificant(health.gcPauseMs!.max)),
        sockets: health.socketsMax,
      })
    }))

  test('facts of the set-up', () =>
    inView('setup', async (page) => {
      const { run } = report
      const { generator, window } = run
      await expect
        .poll(() => factsOf(page.getByRole('region', { name: 'Run', exact: true })))
        .toMatchObject({
          Run: run.id,
          Load: run.settings,
          Duration: clock(run.durationMs),
          'Warm-up': clock(WARM_UP_S * 1000),
          'Judged window': `${clock(window.fromMs)}–${clock(window.toMs)}`,
          Seed: String(run.seed),
        })
      await expect
        .poll(() => factsOf(page.getByRole('region', { name: 'Generator machine' })))
        .toMatchObject({
          Cores: formatCount(generator.cores),
          'Engine processes': formatCount(generator.processes),
          Runtime: generator.runtime,
        })
    }))

  test('its row in the list of runs, here and on the terminal', () =>
    inView('/runs', async (page) => {
      const row = async () => (await rowsOf(page.getByRole('grid', { name: 'Runs' })))[0]
      const { totals, run, generatorHealth } = report
      const p95 = formatDuration(totals.latencyMs!.p95)
      const share = formatShare(totals.failureShare!, true)
      const doubt = generatorHealth.untrustedLoadShare ?? 0
      await expect.poll(row).toMatchObject({
        p95,
        Errors: share,
        'req/s': formatRate(totals.ratePerS, ''),
        Load: '10 users',
        Duration: clock(run.durationMs),
        Generator: expect.stringContaining(
          doubt > 0.05 ? 'Not trusted' : doubt > 0 ? `${touchedText(doubt)} in doubt` : 'Trusted',
        ) as string,
      })
      expect(trial.listed).toContain(`${p95} ${formatRate(totals.ratePerS, '/s')} ${share}`)
    }))
})
