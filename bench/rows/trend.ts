/** What a long history of builds costs: to be searched for changes, read for the window, and shown. */
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Browser } from 'playwright-core'
import { findChromium } from '../../test/e2e/chromium.ts'
import { PLAN, runsOf } from '../../test/e2e/trendHistory.ts'
import { makeWorkspace, type Workspace } from '../../test/e2e/workbench.ts'
import { seededStream } from '../../src/core/statistics/seededStream.ts'
import { findChanges } from '../../src/core/trend/findChanges.ts'
import { createTrendAnswers } from '../../src/host/reading/trendAnswers.ts'
import { openHistory } from '../../src/host/storage/history.ts'
import { writeRuns } from '../../src/host/storage/testing/manyRuns.ts'
import { historySeries, independent } from '../analysis/trendScenarios.ts'
import { GENERATOR_CORE, SERVER_CORE } from '../cores.ts'
import type { Group } from '../group.ts'
import { admissionOf, BenchPage } from '../page/benchPage.ts'
import { longTaskRow } from '../page/pageRows.ts'
import { launchPinnedChromium, NO_CHROMIUM } from '../page/pinnedChromium.ts'
import type { LongTasks } from '../page/probe.ts'
import { servePinned } from '../page/servePinned.ts'
import { plainRow, rowOf, unmeasuredRow, type Row, type RowText } from '../row.ts'
import { medianEstimate } from '../statistics.ts'

const BUILDS = 10_000
const SCENARIO = 'long'
const QUESTION = { planName: PLAN, scenario: SCENARIO, limit: BUILDS }
const SERIES = { ...QUESTION, endpoint: { name: 'POST /order', kind: 'http' as const }, metric: 'p95' as const }

const OPENED: RowText = { id: 'trend.opened', what: 'trend of 10,000 builds opened: everything shown', unit: 'ms' }

export const trend: Group = {
  name: 'trend',
  method: `${BUILDS.toLocaleString('en-US')} builds of one run each, four endpoints, five metrics of each and the throughput: 21 series. Points: one series, a change at every hundredth build, searched in this process. Read: all series, by the code of the window's reader in this process; a stretch is the time between two moments at which it would let others have the thread. Opened: from a link followed in an open workbench, by \`loadwright serve\` on one core, shown by Chromium on the other.`,
  async measure({ quick, log }) {
    const rounds = quick ? 2 : 5
    const rows = [pointsRow(rounds)]
    const workspace = makeWorkspace()
    try {
      log(`${BUILDS} runs are written`)
      mkdirSync(dirname(workspace.historyFile), { recursive: true })
      const slower = (_: string, build: number): number => (build >= 7000 ? 1.1 : 1)
      writeRuns(workspace.historyFile, runsOf({ scenario: SCENARIO, builds: BUILDS, runsEach: 1, factor: slower }, 9))
      log(`read ${rounds} times`)
      rows.push(...(await readRows(workspace, rounds)))
      if (findChromium() === null) return [...rows, unmeasuredRow(OPENED, NO_CHROMIUM)]
      log(`opened ${rounds} times`)
      rows.push(...(await openedRows(workspace, rounds)))
      return rows
    } finally {
      workspace.remove()
    }
  },
}

/** A change every 100 builds. */
function pointsRow(rounds: number): Row {
  const level = (build: number): number => 1 + 0.08 * (Math.floor(build / 100) % 2)
  const series = historySeries(seededStream('bench trend'), {
    builds: BUILDS,
    noise: independent,
    deviation: 0.02,
    level,
  })
  const tookMs = Array.from({ length: rounds }, () => {
    const startMs = performance.now()
    findChanges(series)
    return performance.now() - startMs
  })
  const text = { id: 'trend.points', what: 'trend of 10,000 points: changes found', unit: 'ms' } as const
  return rowOf({ ...text, target: { atMost: 1000 } }, medianEstimate(tookMs))
}

/** Of this thread: it does not depend on who else wants the processor. */
function threadMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

async function readRows({ historyFile }: Workspace, rounds: number): Promise<Row[]> {
  const history = openHistory(historyFile, { readOnly: true })
  const [overviewMs, seriesMs, heatMs]: [number[], number[], number[]] = [[], [], []]
  let longestMs = 0
  try {
    for (let round = 0; round < rounds; round++) {
      const answers = createTrendAnswers()
      const timed = async (into: number[], work: (pace: () => Promise<void>) => Promise<unknown>): Promise<void> => {
        const startMs = performance.now()
        let lastMs = threadMs()
        const look = (): void => {
          const now = threadMs()
          longestMs = Math.max(longestMs, now - lastMs)
          lastMs = now
        }
        await work(async () => look())
        look()
        into.push(performance.now() - startMs)
      }
      await timed(overviewMs, (pace) => answers.overview(history, QUESTION, pace))
      await timed(seriesMs, (pace) => answers.series(history, SERIES, pace))
      await timed(heatMs, (pace) => answers.heat(history, { ...QUESTION, metric: 'p95' }, pace))
    }
  } finally {
    history.close()
  }
  return [
    rowOf(
      { id: 'trend.read', what: '21 series of 10,000 builds read and searched', unit: 'ms' },
      medianEstimate(overviewMs),
    ),
    rowOf(
      { id: 'trend.series', what: 'one of them, with its runs, to be drawn', unit: 'ms' },
      medianEstimate(seriesMs),
    ),
    rowOf({ id: 'trend.heat', what: 'all endpoints over 10,000 builds', unit: 'ms' }, medianEstimate(heatMs)),
    plainRow(
      {
        id: 'trend.stretch',
        what: 'longest stretch of the reader in it, processor time',
        unit: 'ms',
        target: { atMost: 50 },
      },
      longestMs,
      3 * rounds,
    ),
  ]
}

async function openedRows(workspace: Workspace, rounds: number): Promise<Row[]> {
  const browser = await launchPinnedChromium(GENERATOR_CORE)
  const tookMs: number[] = []
  let [count, longestMs]: [number, number | null] = [0, null]
  try {
    for (let round = 0; round < rounds; round++) {
      const served = await servePinned(workspace, SERVER_CORE)
      try {
        const { ms, tasks } = await openedOnce(browser, served)
        tookMs.push(ms)
        count += tasks.count
        longestMs = tasks.longestMs === null ? longestMs : Math.max(longestMs ?? 0, tasks.longestMs)
      } finally {
        await served.close()
      }
    }
  } finally {
    await browser.close()
  }
  return [
    rowOf(OPENED, medianEstimate(tookMs)),
    longTaskRow('trend.opened.longTasks', `tasks > 50 ms in ${rounds} times`, { count, longestMs }),
  ]
}

/** From following a link in the open workbench until all is painted. */
async function openedOnce(
  browser: Browser,
  served: Awaited<ReturnType<typeof servePinned>>,
): Promise<{ ms: number; tasks: LongTasks }> {
  const admission = await admissionOf(browser, served.url)
  const own = await BenchPage.create({ browser, url: served.url, hostPid: served.pid, admission })
  await own.page.goto(`${new URL(served.url).origin}/#/runs`, { waitUntil: 'commit' })
  await own.page.locator('[data-region="status"]').getByText('Connected').first().waitFor()
  await own.untilSettled()
  await own.takeLongTasks()
  const followedAt = await own.page.evaluate((hash) => {
    location.hash = hash
    return performance.now()
  }, `#/trends?plan=${PLAN}&scenario=${SCENARIO}&runs=${BUILDS}&endpoint=POST+%2Forder&metric=p95`)
  await own.page.getByRole('img', { name: `over ${BUILDS} builds` }).waitFor()
  const ms = (await own.untilSettled()) - followedAt
  const tasks = await own.takeLongTasks()
  await own.close()
  return { ms, tasks }
}
