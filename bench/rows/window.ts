/** What somebody waits for who looks at an hour of many endpoints, in a real browser. */
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { findChromium } from '../../test/e2e/chromium.ts'
import { makeWorkspace } from '../../test/e2e/workbench.ts'
import { GENERATOR_CORE, SERVER_CORE } from '../cores.ts'
import type { Group } from '../group.ts'
import { admissionOf, BenchPage, type Cost, type Section } from '../page/benchPage.ts'
import { hiddenTraffic } from '../page/hiddenPage.ts'
import { hiddenRows, hoverRow, longTaskRow } from '../page/pageRows.ts'
import { launchPinnedChromium, NO_CHROMIUM } from '../page/pinnedChromium.ts'
import { servePinned } from '../page/servePinned.ts'
import { rowOf, unmeasuredRow, type Row, type RowText } from '../row.ts'
import { medianEstimate } from '../statistics.ts'
import { writeSyntheticRun } from '../syntheticRun.ts'

const ENDPOINTS = 200
const BRUSHED_S = 600
const SECTIONS: readonly Section[] = ['Overview', 'Timeline', 'Latency', 'Endpoints']
const HIDDEN_S = 5
/** None begins where the window of a run does, behind its warm-up: a drag from there moves that edge. */
const EARLIEST_S = 60
/** Of the room in the run: from one window to the beginning of the next but one; more than ten minutes in half an hour. */
const APART = 0.55

const OPEN: RowText = {
  id: 'window.firstChart',
  what: 'a run opened in an open workbench: from the link to the first chart',
  unit: 'ms',
  target: { atMost: 1000 },
}
const FROM_NOTHING: RowText = {
  id: 'window.firstChartFromNothing',
  what: 'a run opened in a browser that was never here: navigation to the first chart',
  unit: 'ms',
  target: { atMost: 1000 },
}

export const window: Group = {
  name: 'window',
  method: `an hour of ${ENDPOINTS} endpoints (half of one with --quick), 20–100 requests each a second, served by \`loadwright serve\` on one core and shown by Chromium on the other, without a GPU. Opened: serve, browser cache and page new each time; in an open workbench, from its list of runs. Brushed: ten minutes on the strip of the whole run, from the release of the pointer to the last paint after the last answer. Hover: pointer moved over the timeline, to the painted crosshair.`,
  async measure({ quick, log }) {
    if (findChromium() === null) return [OPEN, FROM_NOTHING].map((row) => unmeasuredRow(row, NO_CHROMIUM))
    const [opens, brushes, moves] = quick ? [2, 2, 40] : [7, 5, 200]
    const runS = quick ? 1800 : 3600
    const workspace = makeWorkspace()
    log(`${runS / 60} minutes × ${ENDPOINTS} endpoints are written`)
    mkdirSync(dirname(workspace.historyFile), { recursive: true })
    writeSyntheticRun(workspace.historyFile, { seconds: runS, endpoints: ENDPOINTS })
    const browser = await launchPinnedChromium(GENERATOR_CORE)
    /** On a server that has not been asked anything yet. */
    const serveFirst = async () => {
      const served = await servePinned(workspace, SERVER_CORE)
      const admission = await admissionOf(browser, served.url)
      return { served, page: await BenchPage.create({ browser, url: served.url, hostPid: served.pid, admission }) }
    }
    const openFirst = async () => {
      const { served, page } = await serveFirst()
      return { served, page, ...(await page.openRun('Overview')) }
    }
    try {
      const inside: number[] = []
      const first: number[] = []
      const settled: Cost[] = []
      log(`opened ${opens} times`)
      for (let time = 0; time < opens; time++) {
        const opened = await openFirst()
        first.push(opened.firstChartMs)
        settled.push(opened.settled)
        await opened.page.close()
        await opened.served.close()
        const there = await serveFirst()
        inside.push(await there.page.openFirstChartInside('Overview'))
        await there.page.close()
        await there.served.close()
      }
      const { served, page } = await openFirst()
      const rows = [
        rowOf(OPEN, medianEstimate(inside)),
        rowOf(FROM_NOTHING, medianEstimate(first)),
        costRow({ id: 'window.opened', what: 'a run opened: everything shown, findings as well', unit: 'ms' }, settled),
      ]
      for (const [place, section] of SECTIONS.entries()) {
        log(`${section}: ${brushes} windows of ten minutes brushed`)
        rows.push(...(await brushRows(page, section, startsOf(place, brushes, runS), runS)))
      }
      log(`${moves} moves over the timeline`)
      await page.showSection('Timeline')
      rows.push(...(await hoverRows(page, moves)))
      await page.leaveRun()
      log(`${HIDDEN_S} s in another tab`)
      rows.push(...hiddenRows('window.hidden', 'a hidden run', HIDDEN_S, await page.trafficDuring(HIDDEN_S)))
      await page.close()
      log(`${HIDDEN_S} s behind another tab of the browser`)
      const unseen = await hiddenTraffic(served.url, HIDDEN_S)
      rows.push(...hiddenRows('window.hiddenPage', 'a run in a page that is hidden', HIDDEN_S, unseen))
      await served.close()
      return rows
    } finally {
      await browser.close()
      workspace.remove()
    }
  },
}

async function brushRows(page: BenchPage, section: Section, startsS: number[], runS: number): Promise<Row[]> {
  await page.showSection(section)
  await page.takeLongTasks()
  await page.takeAnswered()
  const costs: Cost[] = []
  for (const fromS of startsS) costs.push(await page.brush(fromS, fromS + BRUSHED_S, runS))
  const id = `window.brush.${section.toLowerCase()}`
  const slowest = (await page.takeAnswered()).toSorted((one, other) => other.ms - one.ms)[0]
  return [
    costRow(
      { id, what: `brush released in ${section}: everything redrawn`, unit: 'ms', target: { atMost: 200 } },
      costs,
      slowest && `slowest answer ${slowest.method} ${Math.round(slowest.ms)} ms`,
    ),
    longTaskRow(
      `${id}.longTasks`,
      `tasks > 50 ms in ${startsS.length} brushes in ${section}`,
      await page.takeLongTasks(),
    ),
  ]
}

async function hoverRows(page: BenchPage, count: number): Promise<Row[]> {
  await page.takeLongTasks()
  const moves = await page.hover(count)
  const text = {
    id: 'window.hover',
    what: 'pointer moved over the timeline: crosshair painted, 99 of 100',
    unit: 'ms',
  } as const
  return [
    hoverRow({ ...text, target: { atMost: 50 } }, moves),
    longTaskRow('window.hover.longTasks', `tasks > 50 ms in ${count} moves`, await page.takeLongTasks()),
  ]
}

/** Of the clock; what of it was work stands beside it, as it does not depend on who else wants the processor. */
function costRow(text: RowText, costs: readonly Cost[], more?: string): Row {
  const middle = (pick: (cost: Cost) => number): string => `${Math.round(medianEstimate(costs.map(pick)).value)} ms`
  const hostIsKnown = costs.every(({ hostCpuMs }) => hostCpuMs !== null)
  const note = [
    `CPU of the page ${middle(({ pageCpuMs }) => pageCpuMs)}`,
    ...(hostIsKnown ? [`of the host ${middle(({ hostCpuMs }) => hostCpuMs ?? Number.NaN)}`] : []),
    ...(more === undefined ? [] : [more]),
  ].join(', ')
  return rowOf({ ...text, note }, medianEstimate(costs.map(({ ms }) => ms)))
}

/** Beginnings of windows that no other section has looked at, and none of which touches the one before: a drag begins outside of it. */
function startsOf(section: number, count: number, runS: number): number[] {
  const room = runS - BRUSHED_S - EARLIEST_S
  return Array.from({ length: count }, (_, turn) => {
    const along =
      (turn % 2 === 0 ? 0 : APART) + ((1 - APART) * (turn * SECTIONS.length + section)) / (count * SECTIONS.length)
    return EARLIEST_S + Math.round(along * room)
  })
}
