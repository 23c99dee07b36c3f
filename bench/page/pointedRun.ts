/** A run that goes on while somebody moves the pointer in it without a pause: how long they wait for the crosshair. */
import type { Browser } from 'playwright-core'
import { admissionOf, BenchPage } from './benchPage.ts'
import type { LongTasks } from './probe.ts'
import { runWatched } from './watchedRun.ts'

export interface Looks {
  /** From a move to the painted crosshair. */
  movesMs: number[]
  longTasks: LongTasks
}

const MOVES_AT_ONCE = 20

/**
 * In the overview, then in all lanes of the timeline until the run has ended and is judged.
 * @param hostCores what the host has
 */
export async function pointedRun(plan: string, hostCores: string, browser: Browser): Promise<Looks> {
  const { seen, remove } = await runWatched(
    plan,
    hostCores,
    (url) => admissionOf(browser, url),
    async ({ url, pid, ended }, admission) => {
      const page = await BenchPage.create({ browser, url, hostPid: pid, admission })
      let isOver = false
      void ended.then(() => (isOver = true))
      await page.openFirstChart('Overview')
      await page.takeLongTasks()
      const movesMs = await page.hover(MOVES_AT_ONCE)
      await page.pickSection('Timeline')
      while (!isOver) movesMs.push(...(await page.hover(MOVES_AT_ONCE)))
      const longTasks = await page.takeLongTasks()
      await page.close()
      return { movesMs, longTasks }
    },
  )
  remove()
  return seen
}
