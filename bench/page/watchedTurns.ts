/**
 * What being watched costs the generator: in one run somebody comes to watch, leaves, comes again. Runs differ from each other by more than
 * what is looked for (where the kernel put their memory, what the compiler made of them); stretches of one run do not, and what drifts in
 * it is taken off by comparing each with those on either side.
 */
import type { Browser } from 'playwright-core'
import { OTHER_CORES } from '../cores.ts'
import { admissionOf, BenchPage } from './benchPage.ts'
import { cpuMsOf } from './processCpu.ts'
import { runWatched, type EngineWork, type Stretch } from './watchedRun.ts'

/** A stretch with somebody who watches, and the two without beside it. */
export interface Turn {
  watched: EngineWork
  alone: [EngineWork, EngineWork]
  /** Of a core, the host's reading threads included; null where nobody knows. */
  hostShare: { watched: number; alone: number } | null
}

/** Compiling and connecting; opening the page, and what is closed with it. */
const WARM_UP_MS = 5000
const SETTLE_MS = 3000
/** The most that opening the page takes, on a machine that does other things as well. */
const OPENING_MS = 8000

/** How long a run has to go on for so many turns, seconds, at most: it is stopped after them. */
export function turnsLastS(turns: number, stretchMs: number): number {
  return Math.ceil((WARM_UP_MS + turns * OPENING_MS + (2 * turns + 1) * (SETTLE_MS + stretchMs)) / 1000)
}

/** @param stretchMs what is counted of each stretch */
export async function watchedTurns(plan: string, browser: Browser, turns: number, stretchMs: number): Promise<Turn[]> {
  const { seen, workIn, remove } = await runWatched(
    plan,
    OTHER_CORES,
    (url) => admissionOf(browser, url),
    async ({ url, pid, stop }, admission) => {
      await passed(WARM_UP_MS)
      const stretches = [await countedStretch(pid, stretchMs)]
      for (let turn = 0; turn < turns; turn++) {
        const page = await BenchPage.create({ browser, url, hostPid: pid, admission })
        // As somebody does who wants to know how it goes: the overview, then all lanes of the timeline.
        await page.openFirstChart('Overview')
        await page.pickSection('Timeline')
        stretches.push(await countedStretch(pid, stretchMs))
        await page.close()
        stretches.push(await countedStretch(pid, stretchMs))
      }
      await stop()
      return stretches
    },
  )
  try {
    const works = workIn(seen)
    return Array.from({ length: turns }, (_, turn) => {
      const [before, at, after] = [2 * turn, 2 * turn + 1, 2 * turn + 2]
      const [first, own, last] = [seen[before]!.hostShare, seen[at]!.hostShare, seen[after]!.hostShare]
      return {
        watched: works[at]!,
        alone: [works[before]!, works[after]!],
        hostShare: first === null || own === null || last === null ? null : { watched: own, alone: (first + last) / 2 },
      }
    })
  } finally {
    remove()
  }
}

async function countedStretch(pid: number, stretchMs: number): Promise<Stretch & { hostShare: number | null }> {
  await passed(SETTLE_MS)
  const [fromMs, cpuBeforeMs] = [Date.now(), cpuMsOf(pid)]
  await passed(stretchMs)
  const [toMs, cpuMs] = [Date.now(), cpuMsOf(pid)]
  return {
    fromMs,
    toMs,
    hostShare: cpuMs === null || cpuBeforeMs === null ? null : (cpuMs - cpuBeforeMs) / (toMs - fromMs),
  }
}

function passed(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
