/**
 * What being watched costs the generator: in one run somebody looks at it, at another tab of the browser, at it again. Runs differ from each
 * other by more than what is looked for (where the kernel put their memory, what the compiler made of them); stretches of one run do not, and
 * what drifts in it is taken off by comparing each with those on either side. A page that nobody sees asks for nothing and draws nothing
 * (hiddenPage.ts measures that), and is hidden and shown at once: there are many turns in a short time, which is what noise gives way to.
 */
import { openHideablePage, type HideablePage } from '../../test/e2e/hideablePage.ts'
import { OTHER_CORES } from '../cores.ts'
import { pinnedChromium } from './pinnedChromium.ts'
import { cpuMsOf } from './processCpu.ts'
import { runWatched, type EngineWork, type GoingRun, type Stretch } from './watchedRun.ts'

/** A stretch with somebody who watches, and the two without beside it. */
export interface Turn {
  watched: EngineWork
  alone: [EngineWork, EngineWork]
  /** Of a core, the host's reading threads included; null where nobody knows. */
  hostShare: { watched: number; alone: number } | null
}

/** With what the host had of a core in it. */
type HostStretch = Stretch & { hostShare: number | null }

/** The most that opening the page takes, on a machine that does other things as well. */
const OPENING_MS = 60_000
/** Compiling and connecting. */
const WARM_UP_MS = 10_000
/** What happened meanwhile is asked for once somebody looks again. */
const SETTLE_MS = 1500

/** How long a run has to go on for so many turns, seconds, at most: it is stopped after them. */
export function turnsLastS(turns: number, stretchMs: number): number {
  return Math.ceil((OPENING_MS + WARM_UP_MS + 2 * (2 * turns + 1) * (SETTLE_MS + stretchMs)) / 1000)
}

/** @param stretchMs what is counted of each stretch */
export async function watchedTurns(plan: string, turns: number, stretchMs: number): Promise<Turn[]> {
  // It has what host and server leave of its cores: what they lose to it says nothing of being watched.
  const chromium = pinnedChromium(OTHER_CORES, true)
  const hideable = await openHideablePage(chromium.executable)
  try {
    const { seen, workIn, remove } = await runWatched(
      plan,
      OTHER_CORES,
      (url) => hideable.page.goto(url),
      (run) => lookAndLookAway(run, hideable, turns, stretchMs),
    )
    try {
      return turnsOf(seen, workIn(seen))
    } finally {
      remove()
    }
  } finally {
    await hideable.close()
    chromium.remove()
  }
}

/** @returns stretches in which it is hidden and shown, by turns; the first and the last of them hidden */
async function lookAndLookAway(
  { pid, stop }: GoingRun,
  watcher: HideablePage,
  turns: number,
  stretchMs: number,
): Promise<HostStretch[]> {
  // All lanes at once, which is the most that there is to look at.
  await watcher.page.evaluate(() => void (location.hash = '#/run/last/timeline'))
  await watcher.page.locator('canvas[width]').first().waitFor()
  await passed(WARM_UP_MS)
  await watcher.hide()
  const stretches = [await countedStretch(pid, stretchMs)]
  for (let turn = 0; turn < turns; turn++) {
    await watcher.reveal()
    stretches.push(await countedStretch(pid, stretchMs))
    await watcher.hide()
    stretches.push(await countedStretch(pid, stretchMs))
  }
  await stop()
  return stretches
}

/** @param works of each of the stretches */
function turnsOf(stretches: readonly HostStretch[], works: readonly EngineWork[]): Turn[] {
  return Array.from({ length: (stretches.length - 1) / 2 }, (_, turn) => {
    const [before, at, after] = [2 * turn, 2 * turn + 1, 2 * turn + 2]
    const [first, own, last] = [stretches[before]!.hostShare, stretches[at]!.hostShare, stretches[after]!.hostShare]
    return {
      watched: works[at]!,
      alone: [works[before]!, works[after]!],
      hostShare: first === null || own === null || last === null ? null : { watched: own, alone: (first + last) / 2 },
    }
  })
}

async function countedStretch(pid: number, stretchMs: number): Promise<HostStretch> {
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
