/** A page of the workbench that is measured: opened, brushed, hovered over, left. All times are taken inside the page (probe.ts). */
import type { Browser, CDPSession, Locator, Page } from 'playwright-core'
import { installProbe, type Answered, type LongTasks, type Traffic } from './probe.ts'
import { cpuMsOf } from './processCpu.ts'

export type Section = 'Overview' | 'Timeline' | 'Latency' | 'Endpoints'

/** What something took: of the clock, of the page's main thread, and of the process that serves it (null: unknown). */
export interface Cost {
  ms: number
  pageCpuMs: number
  hostCpuMs: number | null
}

/** The token in the storage of a browser that was here before. */
export type Admission = Awaited<ReturnType<ReturnType<Page['context']>['storageState']>>

const VIEWPORT = { width: 1440, height: 900 }
/** Of the strip; as OverviewStrip has it. */
const STRIP_MARGINS_PX = { left: 56, right: 10 }

/** @param url with its token */
export async function admissionOf(browser: Browser, url: string): Promise<Admission> {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(url)
  await page.locator('[data-region="status"]').getByText('Connected').first().waitFor()
  const state = await context.storageState()
  await context.close()
  return state
}

export interface BenchPageOptions {
  browser: Browser
  url: string
  /** Of the process that serves it. */
  hostPid: number
  admission: Admission
}

export class BenchPage {
  readonly page: Page
  readonly #hostPid: number
  readonly #origin: string
  readonly #devTools: CDPSession

  private constructor(page: Page, devTools: CDPSession, { url, hostPid }: BenchPageOptions) {
    this.page = page
    this.#devTools = devTools
    this.#origin = new URL(url).origin
    this.#hostPid = hostPid
  }

  /** With nothing in it and nothing in its cache. */
  static async create(options: BenchPageOptions): Promise<BenchPage> {
    const context = await options.browser.newContext({
      viewport: VIEWPORT,
      reducedMotion: 'reduce',
      storageState: options.admission,
    })
    const page = await context.newPage()
    await page.addInitScript(installProbe)
    const devTools = await context.newCDPSession(page)
    await devTools.send('Performance.enable')
    return new BenchPage(page, devTools, options)
  }

  /** From the navigation to the first chart with data, and to the last paint. */
  async openRun(section: Section): Promise<{ firstChartMs: number; settled: Cost }> {
    const took = this.#takeCpu()
    const firstChartMs = await this.openFirstChart(section)
    return { firstChartMs, settled: await took(await this.untilSettled()) }
  }

  /** From the navigation to the first chart with data, ms. */
  async openFirstChart(section: Section): Promise<number> {
    await this.page.goto(`${this.#origin}/#/run/last/${section.toLowerCase()}`, { waitUntil: 'commit' })
    return this.page.evaluate(() => window.benchProbe.firstChart())
  }

  /** From following a link in the open workbench, whose list of runs is shown, to the first chart with data, ms. */
  async openFirstChartInside(section: Section): Promise<number> {
    await this.page.goto(`${this.#origin}/#/runs`, { waitUntil: 'commit' })
    await this.page.getByRole('heading', { name: 'Runs' }).first().waitFor()
    await this.untilSettled()
    return this.page.evaluate(async (hash) => {
      const followedAt = performance.now()
      location.hash = hash
      return (await window.benchProbe.firstChart()) - followedAt
    }, `#/run/last/${section.toLowerCase()}`)
  }

  /** When the last change was painted, ms since the navigation. */
  untilSettled(): Promise<number> {
    return this.page.evaluate(() => window.benchProbe.untilSettled())
  }

  async showSection(section: Section): Promise<void> {
    await this.pickSection(section)
    await this.untilSettled()
  }

  /** Without waiting for what is in it. */
  async pickSection(section: Section): Promise<void> {
    await this.page.getByRole('tab', { name: section }).first().click()
  }

  /** Drags [fromS, toS) on the strip of a run that lasts `runS`: from the release to the last paint of all that is shown. */
  async brush(fromS: number, toS: number, runS: number): Promise<Cost> {
    const { mouse } = this.page
    const box = await boxOf(this.page.getByRole('slider', { name: /^Window of the run/ }))
    const width = box.width - STRIP_MARGINS_PX.left - STRIP_MARGINS_PX.right
    const x = (second: number): number => box.x + STRIP_MARGINS_PX.left + (second / runS) * width
    const y = box.y + box.height / 2
    await mouse.move(x(fromS), y)
    await mouse.down()
    await mouse.move(x(toS), y, { steps: 5 })
    await this.page.evaluate(() => window.benchProbe.awaitInput('pointerup'))
    const took = this.#takeCpu()
    await mouse.up()
    return took(await this.page.evaluate(() => window.benchProbe.settledAfter()))
  }

  /** Moves over the first chart of lanes, there and back; ms from each move to the painted crosshair. */
  async hover(count: number): Promise<number[]> {
    const chart = this.page.locator('.surface').first()
    await chart.scrollIntoViewIfNeeded()
    const box = await boxOf(chart)
    await this.page.evaluate(() => {
      window.benchProbe.watchMoves()
      window.benchProbe.takeMoves()
    })
    for (let move = 0; move < count; move++) {
      const along = Math.abs(((move * 7) % 180) - 90) / 90
      await this.page.mouse.move(box.x + box.width * (0.1 + 0.8 * along), box.y + box.height * (0.2 + 0.6 * along))
      await this.page.evaluate(() => window.benchProbe.untilMovePainted())
    }
    return this.page.evaluate(() => window.benchProbe.takeMoves())
  }

  takeLongTasks(): Promise<LongTasks> {
    return this.page.evaluate(() => window.benchProbe.takeLongTasks())
  }

  takeTraffic(): Promise<Traffic> {
    return this.page.evaluate(() => window.benchProbe.takeTraffic())
  }

  /** What was asked since the last time, in the order of the answers. */
  takeAnswered(): Promise<Answered[]> {
    return this.page.evaluate(() => window.benchProbe.takeAnswered())
  }

  /** What the page does by itself in a time in which nobody touches it. */
  async trafficDuring(seconds: number): Promise<Traffic> {
    await this.takeTraffic()
    await this.page.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), seconds * 1000)
    return this.takeTraffic()
  }

  /** Another tab of the workbench comes to the front; that of the run is kept. */
  async leaveRun(): Promise<void> {
    await this.page.evaluate(() => void (location.hash = '#/settings'))
    await this.page.getByRole('heading', { name: 'Settings' }).first().waitFor()
    await this.untilSettled()
  }

  close(): Promise<void> {
    return this.page.context().close()
  }

  /** CPU time from here on. */
  #takeCpu(): (ms: number) => Promise<Cost> {
    const hostBefore = cpuMsOf(this.#hostPid)
    const pageBefore = this.#pageCpuMs()
    return async (ms) => {
      const hostNow = cpuMsOf(this.#hostPid)
      const hostCpuMs = hostNow === null || hostBefore === null ? null : hostNow - hostBefore
      return { ms, pageCpuMs: (await this.#pageCpuMs()) - (await pageBefore), hostCpuMs }
    }
  }

  /** Of the main thread. */
  async #pageCpuMs(): Promise<number> {
    const { metrics } = await this.#devTools.send('Performance.getMetrics')
    // `TaskDuration` is of the clock, whatever the domain of times: on a busy machine it is that of others.
    const thread = metrics.find(({ name }) => name === 'ThreadTime')
    if (thread === undefined) throw new Error('This Chromium does not tell the CPU time of a page.')
    return thread.value * 1000
  }
}

/** @throws Error when it is not shown */
async function boxOf(element: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  await element.waitFor()
  const box = await element.boundingBox()
  if (box === null) throw new Error(`${element.toString()} is not shown`)
  return box
}
