/** Two builds compared in a browser: the numbers of the command line, by mouse, by keyboard, and what cannot be compared. */
import { readFile } from 'node:fs/promises'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CompletedComparison, MetricComparison } from '../../src/core/comparison/comparison.ts'
import {
  effectText,
  intervalText,
  METRIC_WORDS,
  pairText,
  summarySentence,
  VERDICT_WORDS,
} from '../../src/core/comparison/comparisonWords.ts'
import { primaryFirst, primaryMetrics } from '../../src/core/comparison/primaryMetrics.ts'
import { formatCount, formatSignificant } from '../../src/core/units/number.ts'
import { timelineView } from '../../src/host/analysis/timelineView.ts'
import { recordOf } from '../../src/host/runs/runRecord.ts'
import { openHistory } from '../../src/host/storage/history.ts'
import { decodeMessage } from '../../src/contract/wire.ts'
import { loadAxe, violationsInThemes } from './axe.ts'
import { hasNoChromium, launchChromium } from './chromium.ts'
import { EVIL, EVIL_BUILDS, EVIL_ENDPOINTS, HTML, SHOP, writeCompareHistory } from './compareHistory.ts'
import { openPage, settled } from './page.ts'
import { focused, hashOf, tabTitles } from './shellParts.ts'
import { cells } from './tableParts.ts'
import { makeWorkspace, runCommand, serveWorkbench, type ServedWorkbench, type Workspace } from './workbench.ts'

const [OLD, NEW, SAME] = SHOP
const TWO = `#/compare?baseline=${OLD}&candidate=${NEW}`

let workspace: Workspace
let served: ServedWorkbench
let browser: Browser
let ids: string[][]
let told: CompletedComparison

beforeAll(async () => {
  if (hasNoChromium) return
  workspace = makeWorkspace()
  ids = writeCompareHistory(workspace.historyFile)
  const { stdout, stderr } = await runCommand(
    ['compare', OLD, NEW, '--json', '--history', workspace.historyFile],
    workspace.folder,
  )
  expect(stdout, stderr).not.toBe('')
  told = JSON.parse(stdout) as CompletedComparison
  served = await serveWorkbench(workspace)
  browser = await launchChromium()
})

afterAll(async () => {
  await browser?.close()
  await served?.close()
  workspace?.remove()
})

/** In the end nothing may have gone wrong in it. */
async function inPage(hash: string, work: (page: Page) => Promise<void>): Promise<void> {
  const { page, faults } = await openPage(browser, served.url, hash)
  await work(page)
  expect(await page.evaluate(() => (globalThis as { pwned?: unknown }).pwned)).toBeUndefined()
  expect(await page.locator('img[src="x"], script:not([src])').count()).toBe(0)
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  expect(faults).toEqual([])
  await page.context().close()
}

const table = (page: Page): Locator => page.getByRole('grid', { name: 'Compared endpoints' })
/** Without the head, which is the first. */
const rows = (page: Page): Locator => table(page).locator('[role="row"][aria-rowindex]:not([aria-rowindex="1"])')
const verdict = (page: Page): Locator => page.getByRole('region', { name: 'Verdict', exact: true })
const detailName = (page: Page): Promise<string> => page.locator('#compared-endpoint').innerText()
const picker = (page: Page, side: 'Baseline' | 'Candidate'): Locator =>
  page.getByRole('group', { name: 'What is compared' }).getByRole('button', { name: new RegExp(`^${side}`) })

/** A comparison is there, and is of what was asked last. */
async function compared(page: Page): Promise<void> {
  await page.locator('.comparison:not(.old)').waitFor()
  await settled(page)
}

const PRESENCE: Readonly<Record<string, string | undefined>> = { new: 'new', vanished: 'gone' }
const packed = (text: string): string => text.replaceAll(/\s/g, '')

describe.skipIf(hasNoChromium)('numbers', () => {
  test('are those of loadwright compare --json', () =>
    inPage(TWO, async (page) => {
      await compared(page)
      expect(told.verdict).toBe('regressed')
      await verdict(page).getByText(summarySentence(told), { exact: true }).waitFor()

      for (const own of told.endpoints) {
        const row = rows(page).filter({ has: page.getByText(own.endpoint.name, { exact: true }) })
        const shown = await cells(row)
        expect(shown['Requests A'], own.endpoint.name).toBe(formatCount(own.requests.baseline))
        expect(shown['Requests B'], own.endpoint.name).toBe(formatCount(own.requests.candidate))
        expect(shown['Verdict']).toContain(PRESENCE[own.presence] ?? VERDICT_WORDS[own.verdict])
        for (const metric of ['p50', 'p95', 'p99'] as const)
          expect(packed(shown[`${metric} ms A → B`] ?? ''), `${own.endpoint.name} ${metric}`).toBe(
            packed(cellText(own.metrics.find((each) => each.metric === metric))),
          )
      }

      // Every metric of the endpoint that is looked at, which is the one that changed most.
      const [first] = told.endpoints
      expect(await detailName(page)).toBe(first!.endpoint.name)
      const metrics = page.getByRole('region', { name: 'Metrics of the endpoint' }).locator('tbody tr')
      expect(await metrics.count()).toBe(first!.metrics.length)
      // Those that verdicts rest on first.
      const inOrder = primaryFirst(first!.metrics, primaryMetrics([]), ({ metric }) => metric)
      expect(inOrder.map(({ metric }) => metric)).toEqual(['p95', 'errors', 'p50', 'p99', 'p999'])
      for (const [index, metric] of inOrder.entries()) {
        const texts = await metrics.nth(index).locator('th, td').allInnerTexts()
        expect(texts[0]).toBe(METRIC_WORDS[metric.metric])
        expect(texts[1]).toContain(VERDICT_WORDS[metric.verdict])
        expect(texts.slice(2, 5)).toEqual([pairText(metric), effectText(metric), intervalText(metric) || '–'])
        expect(texts[6]).toBe(`${metric.baseline.length} / ${metric.candidate.length}`)
      }
    }))

  test('of runs and of percentiles are in the tables of their charts, and in their files', () =>
    inPage(`${TWO}&endpoint=GET+%2Fsearch&metric=p95`, async (page) => {
      await compared(page)
      const search = told.endpoints.find(({ endpoint }) => endpoint.name === 'GET /search')!
      const p95 = search.metrics.find(({ metric }) => metric === 'p95')!
      const runs = page.getByRole('figure', { name: 'Runs' })
      await runs.getByRole('img').focus()
      await page.keyboard.press('t')
      const shown = await runs
        .locator('tbody tr')
        .evaluateAll((all) => all.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent.trim())))
      expect(shown.map(([run, build, value]) => [run, build, value])).toEqual(
        (['baseline', 'candidate'] as const).flatMap((build) =>
          p95[build].map(({ runId, value }) => [runId, build, formatSignificant(Math.exp(value))]),
        ),
      )
      const shift = page.getByRole('figure', { name: 'Quantile shift' })
      for (const [item, ending] of [
        ['Save as CSV', 'csv'],
        ['Save as SVG', 'svg'],
        ['Save as PNG', 'png'],
      ] as const) {
        await shift.getByRole('button', { name: 'More for Quantile shift' }).click()
        const download = page.waitForEvent('download')
        await page.getByRole('menuitem', { name: item }).click()
        const saved = await download
        expect(saved.suggestedFilename()).toMatch(new RegExp(`\\.${ending}$`))
        const bytes = await readFile(await saved.path())
        expect(bytes.length).toBeGreaterThan(100)
        if (ending === 'csv') expect(bytes.toString().trim().split('\n')).toHaveLength(search.shift.length + 1)
      }
    }))
})

describe.skipIf(hasNoChromium)('runs over each other', () => {
  const overlay = (page: Page): Locator => page.getByRole('figure', { name: 'Overlay' })
  const chart = (page: Page): Locator => overlay(page).getByRole('img')
  async function overlaid(page: Page): Promise<void> {
    await compared(page)
    await chart(page).waitFor()
    await settled(page)
  }
  /** Of the file that is saved. */
  async function savedRows(page: Page): Promise<string[][]> {
    await overlay(page).getByRole('button', { name: 'More for Overlay' }).click()
    const download = page.waitForEvent('download')
    await page.getByRole('menuitem', { name: 'Save as CSV' }).click()
    const bytes = await readFile(await (await download).path())
    return bytes
      .toString()
      .trim()
      .split('\r\n')
      .map((line) => (line.match(/"[^"]*"|[^,]+/g) ?? []).map(String))
  }

  test('by mouse: every second has the median of the runs, the least and the most; a part is looked at', () =>
    inPage(`${TWO}&endpoint=GET+%2Fsearch`, async (page) => {
      await overlaid(page)
      await overlay(page).getByRole('button', { name: 'Endpoint', exact: true }).click()
      await overlay(page).getByText('GET /search · median of the runs').waitFor()
      await settled(page)
      const [head, ...lines] = await savedRows(page)
      expect(lines).toHaveLength(40)
      const column = (name: string): number[] => {
        const at = head!.indexOf(name)
        expect(at, name).toBeGreaterThan(0)
        return lines.map((line) => Number(line[at]))
      }
      const history = openHistory(workspace.historyFile)
      const perRun = await Promise.all(
        ids[1]!.map(async (id) => {
          const record = recordOf(history.findRun(id))
          const filter = { endpoint: { name: 'GET /search', kind: 'http' }, userType: null, trustedOnly: false }
          const question = {
            window: { fromS: 0, toS: 40 },
            filter,
            points: 900,
            latency: { of: 'ok' as const, from: 'intended' as const },
            percentiles: [95],
          }
          return (await timelineView(record, question, async () => {})).percentiles[0]!.ms
        }),
      )
      history.close()
      const sorted = lines.map((_, second) => perRun.map((ms) => ms[second]!).toSorted((a, b) => a - b))
      expect(column('p95: Candidate (ms)')).toEqual(sorted.map(([, middle]) => middle))

      // A drag looks at a part, Esc at all of it.
      const box = (await chart(page).boundingBox())!
      await page.mouse.move(box.x + box.width * 0.4, box.y + 60)
      await overlay(page)
        .getByText(/^00:1\d$/)
        .waitFor()
      await page.mouse.down()
      await page.mouse.move(box.x + box.width * 0.6, box.y + 60, { steps: 4 })
      await page.mouse.up()
      await expect.poll(async () => (await savedRows(page)).length).toBeLessThan(20)
      await chart(page).focus()
      await page.keyboard.press('Escape')
      await expect.poll(async () => (await savedRows(page)).length).toBe(41)

      for (const [name, of] of [
        ['Stage', 'users, '],
        ['Rate', ' /s'],
        ['In flight', ' in flight'],
      ] as const) {
        await overlay(page).getByRole('button', { name, exact: true }).click()
        await settled(page)
        await chart(page).focus()
        await page.keyboard.press('Home')
        await expect.poll(() => overlay(page).locator('.readings .at').innerText(), { message: name }).toContain(of)
      }
      expect(await hashOf(page)).toContain('align=inFlight')
      expect(await hashOf(page)).toContain('overlay=endpoint')
    }))

  test('by keyboard alone: how they are aligned, each step, as a table, and a part of it', () =>
    inPage(TWO, async (page) => {
      await overlaid(page)
      await overlay(page).getByRole('button', { name: 'Elapsed' }).focus()
      await page.keyboard.press('ArrowRight')
      await page.keyboard.press('Enter')
      await expect.poll(() => hashOf(page)).toContain('align=stage')
      await settled(page)
      await chart(page).focus()
      await page.keyboard.press('ArrowRight')
      await page.keyboard.press('ArrowRight')
      const said = overlay(page).locator('[aria-live]').first()
      await expect
        .poll(() => said.innerText())
        .toMatch(/1: 10 users.*p95: Baseline .+ ms, Candidate .+ ms, Baseline runs/s)
      await page.keyboard.press('End')
      await page.keyboard.press('[')
      await expect.poll(() => overlay(page).locator('.readings .at').innerText()).toMatch(/9\d–100 %/)
      await page.keyboard.press('Escape')
      await page.keyboard.press('t')
      const table = overlay(page).getByRole('region', { name: 'Overlay as a table' })
      await table.getByText('p95: Baseline, least (ms)').waitFor()
      expect(await table.locator('tbody tr').count()).toBeGreaterThan(10)
      await page.keyboard.press('t')
    }))
})

describe.skipIf(hasNoChromium)('differences as a heat', () => {
  test('say with a sign and a number what their colour says, and open the endpoint', () =>
    inPage(TWO, async (page) => {
      await compared(page)
      await page.getByRole('button', { name: 'Heat', exact: true }).click()
      const heat = page.getByRole('grid', { name: 'Differences of endpoints' })
      await heat.waitFor()
      expect(await hashOf(page)).toContain('view=heat')
      const rowOf = (name: string): Locator =>
        heat.getByRole('row').filter({ has: page.getByText(name, { exact: true }) })
      const search = told.endpoints.find(({ endpoint }) => endpoint.name === 'GET /search')!
      const p95 = search.metrics.find(({ metric }) => metric === 'p95')!
      const shown = await cells(rowOf('GET /search'))
      expect(Object.keys(shown)).toEqual(['Endpoint', 'Verdict', 'p95', 'Errors', 'p50', 'p99', 'p99.9'])
      expect(packed(shown['p95'] ?? '')).toBe(packed(`✕ ${effectText(p95)}`))
      expect(await rowOf('GET /search').locator('.worse').count()).toBeGreaterThan(0)
      const background = (name: string): Promise<string> =>
        rowOf(name)
          .locator('.mark')
          .first()
          .evaluate((cell) => getComputedStyle(cell).backgroundColor)
      expect(await background('GET /search')).not.toBe(await background('GET /'))

      await rowOf('POST /order').dblclick()
      await expect.poll(() => focused(page)).toBe('POST /order')
      await heat.focus()
      await page.keyboard.press('Home')
      await page.keyboard.press('Enter')
      await expect.poll(() => focused(page)).toBe(told.endpoints[0]!.endpoint.name)
      await page.getByRole('button', { name: 'Values', exact: true }).click()
      await table(page).waitFor()
      expect(await hashOf(page)).not.toContain('view=')
    }))
})

function cellText(metric: MetricComparison | undefined): string {
  if (metric === undefined) return '–'
  if (metric.effect === null) return metric.reason.kind === 'tooFewRequests' ? '○ too few' : '–'
  const { baseline, candidate } = metric.typical
  return `${formatSignificant(baseline!)} → ${formatSignificant(candidate!)} ${effectText(metric)}`
}

describe.skipIf(hasNoChromium)('by mouse', () => {
  test('builds are chosen, swapped, made the baseline; the link says which', () =>
    inPage('#/home', async (page) => {
      await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Compare' }).click()
      await compared(page)
      // The newest against the one before, of what was run last.
      await expect.poll(() => tabTitles(page)).toContain(`Compare ${NEW} → ${SAME}*`)

      await picker(page, 'Baseline').click()
      await page.getByRole('combobox', { name: 'Find the baseline' }).fill(OLD)
      await page.getByRole('option').filter({ hasText: OLD }).first().click()
      await compared(page)
      await picker(page, 'Candidate').click()
      await page.getByRole('option').filter({ hasText: NEW }).first().click()
      await compared(page)
      expect(new URLSearchParams((await hashOf(page)).split('?')[1]).get('candidate')).toBe(NEW)
      await verdict(page)
        .getByText(/^Regressed:/)
        .waitFor()

      await page.getByRole('button', { name: 'Swap baseline and candidate' }).click()
      await compared(page)
      await verdict(page)
        .getByText(/^Improved:/)
        .waitFor()
      await page.getByRole('button', { name: 'Swap baseline and candidate' }).click()
      await compared(page)

      const star = page.getByRole('button', { name: /baseline of this scenario/ })
      await star.click()
      await expect.poll(() => star.getAttribute('aria-pressed')).toBe('true')
      await picker(page, 'Baseline').click()
      await page.getByRole('option').filter({ hasText: OLD }).getByText('baseline', { exact: true }).waitFor()
      await page.keyboard.press('Escape')
      await star.click()
      await expect.poll(() => star.getAttribute('aria-pressed')).toBe('false')

      const link = await hashOf(page)
      await page.reload()
      await compared(page)
      expect(await hashOf(page)).toBe(link)
      await verdict(page)
        .getByText(/^Regressed:/)
        .waitFor()
    }))

  test('endpoints are filtered, sorted, looked at; a finding leads to its evidence, and that to the run', () =>
    inPage(TWO, async (page) => {
      await compared(page)
      const all = await rows(page).count()
      await page.getByRole('button', { name: /Regressed/ }).click()
      await expect.poll(() => rows(page).count()).toBeLessThan(all)
      await page.getByRole('button', { name: /^All \d/ }).click()
      const filter = page.getByRole('textbox', { name: 'Filter endpoints' })
      await filter.fill('verdict:regressed p95>5 name~search')
      await expect.poll(() => rows(page).count()).toBe(1)
      await filter.fill('verdict:broken')
      await page.getByRole('alert').getByText('A verdict is one of').waitFor()
      await filter.fill('no such endpoint')
      await page.getByRole('button', { name: 'Show all' }).click()
      await expect.poll(() => rows(page).count()).toBe(all)

      await table(page).getByRole('columnheader').filter({ hasText: 'p95' }).getByRole('button').first().click()
      await expect.poll(() => rows(page).first().innerText()).toContain('GET /search')
      await rows(page)
        .filter({ has: page.getByText('GET /', { exact: true }) })
        .click()
      await page.getByRole('button', { name: 'ms', exact: true }).click()
      await expect.poll(async () => (await cells(rows(page).first()))['p95 ms A → B']).toMatch(/ms$/)

      const card = page
        .getByRole('region', { name: 'Findings' })
        .getByRole('article')
        .filter({ hasText: 'GET /search' })
      const href = await card.getByRole('link').getAttribute('href')
      expect(href).toContain('endpoint=GET+%2Fsearch')
      await card.getByRole('link').click()
      await expect.poll(() => detailName(page)).toBe('GET /search')
      await expect.poll(() => focused(page)).toBe('GET /search')
      expect(await card.getAttribute('aria-current')).toBe('true')
      // The run behind the first row.
      const chart = page.getByRole('figure', { name: 'Runs' }).getByRole('img')
      const box = (await chart.boundingBox())!
      await chart.click({ position: { x: box.width / 2, y: 20 + 11 } })
      await expect.poll(() => hashOf(page)).toContain(`#/run/${ids[0]![0]}/timeline?endpoint=GET+%2Fsearch`)
    }))

  test('runs that were selected are compared, the first as the baseline; so is one from its head', () =>
    inPage('#/runs?find=smoke', async (page) => {
      const grid = page.getByRole('grid', { name: 'Runs' })
      await grid.waitFor()
      await settled(page)
      const runOf = (build: string, at: number): Locator =>
        grid
          .getByRole('row')
          .filter({ has: page.getByText(build, { exact: true }) })
          .nth(at)
      await runOf(OLD, 0).click()
      await runOf(NEW, 0).click({ modifiers: ['Control'] })
      await runOf(NEW, 1).click({ modifiers: ['Control'] })
      await page.getByRole('button', { name: 'Compare', exact: true }).last().click()
      await compared(page)
      await picker(page, 'Candidate').filter({ hasText: '2 chosen runs' }).waitFor()
      await verdict(page).getByText(`${OLD} (1 run) → ${NEW} (2 runs)`).waitFor()

      await page.evaluate((run) => void (location.hash = `#/run/${run}`), ids[2]![0]!)
      await page.getByRole('button', { name: 'Compare with…' }).click()
      await compared(page)
      await expect.poll(() => tabTitles(page)).toContain(`Compare ${NEW} → ${SAME}*`)
    }))
})

describe.skipIf(hasNoChromium)('by keyboard alone', () => {
  test('from the list of runs to a finding, its runs, and back', () =>
    inPage('#/runs?find=smoke', async (page) => {
      const grid = page.getByRole('grid', { name: 'Runs' })
      await grid.waitFor()
      await settled(page)
      await grid.focus()
      // Newest first: three of the last build, then three of the one that is slower.
      await page.keyboard.press('End')
      for (let up = 0; up < 3; up++) await page.keyboard.press('Control+ArrowUp')
      await page.keyboard.press('Control+Space')
      await page.keyboard.press('k')
      await compared(page)
      await expect.poll(() => tabTitles(page)).toContain(`Compare ${OLD} → ${NEW}*`)
      await verdict(page)
        .getByText(/^Regressed:/)
        .waitFor()

      await page.keyboard.press('n')
      await page.getByRole('article').and(page.locator('[aria-current]')).waitFor()
      const first = await detailName(page)
      await page.keyboard.press('n')
      await expect.poll(() => detailName(page)).not.toBe(first)
      await page.keyboard.press('p')
      await expect.poll(() => detailName(page)).toBe(first)

      await page.keyboard.press('%')
      await expect.poll(() => hashOf(page)).toContain('unit=ms')
      await page.keyboard.press('%')
      await expect.poll(() => hashOf(page)).not.toContain('unit=ms')

      await page.keyboard.press('/')
      await page.keyboard.type('search')
      await expect.poll(() => page.getByRole('textbox', { name: 'Filter endpoints' }).inputValue()).toBe('search')
      await expect.poll(() => rows(page).count()).toBe(1)
      await page.keyboard.press('ArrowDown')
      await expect.poll(() => focused(page)).toBe('Compared endpoints')
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await expect.poll(() => focused(page)).toBe('GET /search')
      await page.getByRole('button', { name: 'Heat', exact: true }).click()
      await page.keyboard.press('/')
      await page.keyboard.press('ArrowDown')
      await expect.poll(() => focused(page)).toBe('Differences of endpoints')
      await page.getByRole('button', { name: 'Values', exact: true }).click()

      const shift = page.getByRole('figure', { name: 'Quantile shift' })
      await shift.getByRole('img').focus()
      await page.keyboard.press('End')
      await shift.getByText(/^p99/).first().waitFor()
      await page.keyboard.press('t')
      await shift.getByRole('region', { name: 'Quantile shift as a table' }).waitFor()
      await page.keyboard.press('t')

      await page.keyboard.press('x')
      await compared(page)
      await verdict(page)
        .getByText(/^Improved:/)
        .waitFor()
      await page.keyboard.press('Control+1')
      await page.keyboard.press('Control+4')
      await verdict(page)
        .getByText(/^Improved:/)
        .waitFor()

      await picker(page, 'Baseline').focus()
      await page.keyboard.press('Enter')
      await page.getByRole('combobox', { name: 'Find the baseline' }).waitFor()
      await page.keyboard.type(SAME)
      await page.keyboard.press('Enter')
      await compared(page)
      await expect.poll(() => tabTitles(page)).toContain(`Compare ${SAME} → ${OLD}*`)
    }))
})

describe.skipIf(hasNoChromium)('while it is read', () => {
  test('how far it is is said, it can be given up, and what was there stays to be seen', () =>
    inPage(TWO, async (page) => {
      await compared(page)
      // From now on no comparison comes to its end.
      await page.routeWebSocket(/\/channel$/, (socket) => {
        const server = socket.connectToServer()
        server.onMessage((message) => {
          const bytes = typeof message === 'string' ? new TextEncoder().encode(message) : new Uint8Array(message)
          const isEnd = bytes.length > 0 && /"kind":"compared"|"ended"/.test(JSON.stringify(decodeMessage(bytes)) ?? '')
          if (!isEnd || isLetThrough) socket.send(message)
        })
      })
      let isLetThrough = true
      await page.reload()
      await compared(page)
      isLetThrough = false
      await page.keyboard.press('x')
      await page.getByRole('status').filter({ hasText: 'Comparing the runs' }).waitFor()
      await page.locator('.comparison.old[aria-busy="true"]').waitFor()
      await verdict(page)
        .getByText(/^Regressed:/)
        .waitFor()
      await page.getByRole('button', { name: 'Cancel' }).click()
      await page.getByText('Given up before all runs were read').waitFor()
      isLetThrough = true
      await page.getByRole('button', { name: 'Compare', exact: true }).last().click()
      await compared(page)
      await verdict(page)
        .getByText(/^Improved:/)
        .waitFor()
    }))
})

describe.skipIf(hasNoChromium)('what is not compared', () => {
  test('is refused with the reason; forced, it is marked', () =>
    inPage(`#/compare?baseline=${OLD}&candidate=y`, async (page) => {
      const refused = page.getByRole('alert').filter({ hasText: 'Not compared' })
      await refused.getByText('other scenarios: smoke and pair').waitFor()
      await refused.getByText('The result is marked as forced').waitFor()
      await refused.getByRole('button', { name: 'Compare all the same' }).click()
      await compared(page)
      await verdict(page).getByText('Forced: these runs differ in more than the build').waitFor()
      expect(await hashOf(page)).toContain('force=yes')
      // Of another choice nothing is forced.
      await page.keyboard.press('x')
      await refused.waitFor()
    }))

  test('a build that there is not, with a way out', () =>
    inPage(`#/compare?baseline=${OLD}&candidate=nothing`, async (page) => {
      const failed = page.getByRole('alert').filter({ hasText: 'There is no build "nothing"' })
      await failed.getByRole('button', { name: 'Try again' }).click()
      await failed.waitFor()
      await picker(page, 'Candidate').click()
      await page.getByRole('option').first().click()
      await compared(page)
    }))

  test('one build alone, and none', async () => {
    await inPage('#/compare?scenario=single', async (page) => {
      await page.getByText('One build: only').waitFor()
      await page.getByRole('button', { name: 'New run…' }).waitFor()
    })
    const empty = makeWorkspace()
    const other = await serveWorkbench(empty)
    const { page, faults } = await openPage(browser, other.url, '#/compare')
    await page.getByText('No builds yet').waitFor()
    await page.getByText('loadwright run --build').waitFor()
    expect(faults).toEqual([])
    await page.context().close()
    await other.close()
    empty.remove()
  })

  test('one run against one says what it saw, and that each build has to be run again', () =>
    inPage('#/compare?scenario=pair', async (page) => {
      await compared(page)
      await verdict(page)
        .getByText(/^Not enough data to tell.*run each build again/)
        .waitFor()
      await page
        .getByText(/within runs$/)
        .first()
        .waitFor()
    }))
})

describe.skipIf(hasNoChromium)('hostile names', () => {
  const hash = `#/compare?${new URLSearchParams({ plan: EVIL.planName, scenario: EVIL.scenario })}`

  test('are text, in builds with commas, too; they are found and looked at like others', () =>
    inPage(hash, async (page) => {
      await compared(page)
      await verdict(page)
        .getByText(/^Regressed:/)
        .waitFor()
      expect(await page.locator('body').innerText()).toContain(HTML)
      for (const name of EVIL_ENDPOINTS.slice(0, 2)) {
        await rows(page).filter({ hasText: name }).first().click()
        await expect.poll(() => detailName(page)).toBe(name)
      }
      await picker(page, 'Baseline').click()
      await page.getByRole('combobox', { name: 'Find the baseline' }).fill('onerror')
      await page.getByRole('option').filter({ hasText: EVIL_BUILDS[0] }).first().click()
      for (const figure of ['Quantile shift', 'Runs', 'Overlay', 'All endpoints']) {
        const chart = page.getByRole('figure', { name: figure }).getByRole('img')
        await chart.hover()
        await chart.focus()
        await page.keyboard.press(figure === 'Overlay' ? 'ArrowRight' : 'ArrowDown')
      }
      await page.keyboard.press('t')
      await page.getByRole('region', { name: 'All endpoints as a table' }).waitFor()
    }))

  test.each([
    '#/compare?baseline=__proto__&candidate=constructor',
    `#/compare?${new URLSearchParams({ baseline: HTML, candidate: `,,${HTML}`, endpoint: HTML, metric: '__proto__', show: HTML })}`,
    '#/compare?force=yes&onclick=alert(1)&class=x&style=color:red&kind=%00',
  ])('%s', (link) =>
    inPage(link, async (page) => {
      await page.getByRole('heading', { name: 'Compare', level: 1 }).waitFor()
      await settled(page)
    }),
  )
})

describe.skipIf(hasNoChromium)('axe, in every theme', () => {
  test.each([
    [TWO, verdict],
    ['#/compare?scenario=pair', verdict],
    ['#/compare?scenario=single', (page: Page) => page.getByText('One build: only')],
    [
      `#/compare?baseline=${OLD}&candidate=y`,
      (page: Page) => page.getByRole('button', { name: 'Compare all the same' }),
    ],
    [`#/compare?baseline=${OLD}&candidate=nothing`, (page: Page) => page.getByRole('button', { name: 'Try again' })],
  ] as const)('%s', (hash, shown) =>
    inPage(hash, async (page) => {
      await shown(page).first().waitFor()
      await settled(page)
      await loadAxe(page)
      expect(await violationsInThemes(page)).toEqual([])
      if (hash !== TWO) return
      await page.getByRole('figure', { name: 'Overlay' }).getByRole('button', { name: 'Rate', exact: true }).click()
      await page.getByRole('button', { name: 'Heat', exact: true }).click()
      await page.getByRole('grid', { name: 'Differences of endpoints' }).waitFor()
      await settled(page)
      expect(await violationsInThemes(page)).toEqual([])
      await picker(page, 'Baseline').click()
      await page.getByRole('listbox').waitFor()
      expect(await violationsInThemes(page)).toEqual([])
    }),
  )
})
