/** A run that the workbench starts, with somebody who looks at it or with nobody: what it costs the engine, and what those who look wait for. */
import type { Browser } from 'playwright-core'
import { connectRpc } from '../../src/contract/rpc/connectRpc.ts'
import type { Workbench } from '../../src/contract/workbench.ts'
import { openHistory } from '../../src/host/storage/history.ts'
import { openPageChannel } from '../../src/server/testing/pageChannel.ts'
import { makeWorkspace } from '../../test/e2e/workbench.ts'
import { GENERATOR_CORE, OTHER_CORES, pinProcess } from '../cores.ts'
import { admissionOf, BenchPage, type Admission } from './benchPage.ts'
import type { LongTasks } from './probe.ts'
import { childrenOf, cpuMsOf } from './processCpu.ts'
import { servePinned } from './servePinned.ts'

export interface EngineWork {
  requests: number
  failures: number
  /** Of all engine processes, as they say themselves. */
  cpuSeconds: number
  seconds: number
  /** Of the host, its reading threads included, by the time that the run took; null where nobody knows. */
  hostShare: number | null
}

/** Somebody who has the run open, and who also moves the pointer in it without a pause. */
export interface Looker {
  browser: Browser
  moves: boolean
}

export interface Looks {
  movesMs: number[]
  longTasks: LongTasks
}

/** Compiling, connecting, and opening the page. */
const WARM_UP_S = 3
const MOVES_AT_ONCE = 20

/** @param looker null: nobody */
export async function watchedRound(
  plan: string,
  looker: Looker | null,
): Promise<{ work: EngineWork; looks: Looks | null }> {
  const workspace = makeWorkspace({ 'bench.plan.yaml': plan })
  const served = await servePinned(workspace, OTHER_CORES)
  const client = connectRpc<Workbench>({ open: () => openPageChannel(served.url), once: true })
  try {
    const admission = looker && (await admissionOf(looker.browser, served.url))
    const engines = new Set(childrenOf(served.pid))
    const { run } = await client.call('runs.start', { plan: 'bench.plan.yaml', scenario: 'bench' })
    for (const pid of childrenOf(served.pid)) if (!engines.has(pid)) pinProcess(pid, GENERATOR_CORE)
    const [beganAtMs, hostBeforeMs] = [performance.now(), cpuMsOf(served.pid)]
    const ended = untilEnded(client, run)
    const looks = looker && admission && (await lookAt(served, looker, admission, ended))
    await ended
    const hostMs = cpuMsOf(served.pid)
    const hostShare =
      hostMs === null || hostBeforeMs === null ? null : (hostMs - hostBeforeMs) / (performance.now() - beganAtMs)
    return { work: { ...workOf(workspace.historyFile, run), hostShare }, looks }
  } finally {
    client.close()
    await served.close()
    workspace.remove()
  }
}

/** Nobody is told of the ticks for that. */
function untilEnded(client: ReturnType<typeof connectRpc<Workbench>>, run: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (): void =>
      void client.call('runs.active', {}).then((active) => {
        if (active.every(({ id }) => id !== run)) resolve()
      }, reject)
    client.subscribe('runs.changed', {}, { value: look })
    look()
  })
}

/** As somebody does who wants to know how it goes: the overview, then all lanes of the timeline. */
async function lookAt(
  { url, pid }: { url: string; pid: number },
  { browser, moves }: Looker,
  admission: Admission,
  ended: Promise<void>,
): Promise<Looks> {
  const page = await BenchPage.create({ browser, url, hostPid: pid, admission })
  let isOver = false
  void ended.then(() => (isOver = true))
  const movesMs: number[] = []
  await page.openFirstChart('Overview')
  await page.takeLongTasks()
  if (moves) movesMs.push(...(await page.hover(MOVES_AT_ONCE)))
  await page.pickSection('Timeline')
  if (moves) while (!isOver) movesMs.push(...(await page.hover(MOVES_AT_ONCE)))
  await ended
  const longTasks = await page.takeLongTasks()
  await page.close()
  return { movesMs, longTasks }
}

/** By what was stored, as in the report; the last second is one that the load did not fill. */
function workOf(historyFile: string, id: string): Omit<EngineWork, 'hostShare'> {
  const history = openHistory(historyFile, { readOnly: true })
  try {
    const reader = history.findRun(id)
    const toS = Math.max(...reader.load().map(({ t }) => t))
    const work = { requests: 0, failures: 0, cpuSeconds: 0, seconds: toS - WARM_UP_S }
    for (const { series, window } of reader.mergedWindow(WARM_UP_S, toS)) {
      work[series.outcome === 'ok' ? 'requests' : 'failures'] += window.count
    }
    for (const { t, engines } of reader.health())
      if (t >= WARM_UP_S && t < toS) for (const engine of engines) work.cpuSeconds += (engine?.cpuPercent ?? 0) / 100
    if (work.seconds <= 0) throw new Error(`The run ${id} was over before it could be measured.`)
    return work
  } finally {
    history.close()
  }
}
