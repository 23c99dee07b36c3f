/** A page that nobody can see: another tab of the browser is in front, or the window is minimised. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { connectRpc, type Connection } from '../../src/contract/rpc/connectRpc.ts'
import type { RunTick } from '../../src/contract/runTick.ts'
import type { Workbench } from '../../src/contract/workbench.ts'
import { openPageChannel } from '../../src/server/testing/pageChannel.ts'
import { hasNoChromium } from './chromium.ts'
import { openHideablePage, type HideablePage } from './hideablePage.ts'
import { visit } from './page.ts'
import { startTargetProcess, type TargetProcess } from './targetProcess.ts'
import { makeWorkspace, serveWorkbench, type ServedWorkbench, type Workspace } from './workbench.ts'

let workspace: Workspace
let target: TargetProcess
let served: ServedWorkbench
let client: Connection<Workbench>
let hideable: HideablePage

beforeAll(async () => {
  if (hasNoChromium) return
  target = await startTargetProcess()
  const plan = readFileSync(join(import.meta.dirname, 'shop.plan.yaml'), 'utf8')
  workspace = makeWorkspace({ 'shop.plan.yaml': plan })
  served = await serveWorkbench(workspace, [], { TARGET: target.url })
  client = connectRpc<Workbench>({ open: () => openPageChannel(served.url), once: true })
})

afterAll(async () => {
  client?.close()
  await served?.close()
  await target?.close()
  workspace?.remove()
})

beforeEach(async () => {
  if (!hasNoChromium) hideable = await openHideablePage()
})
afterEach(() => hideable?.close())

describe.skipIf(hasNoChromium)('a page that cannot be seen', () => {
  test('neither asks nor hears nor draws while a run goes on, and is up to date when it is seen again', async () => {
    const { run } = await client.call('runs.start', { plan: 'shop.plan.yaml', scenario: 'long' })
    const { page } = hideable
    const traffic = await watchTraffic(page)
    const faults = await visit(page, served.url, `#/run/${run}/timeline`)
    await expect.poll(() => requestsShown(page)).toBeGreaterThan(0)
    expect((await during(traffic, () => ticks(run, 3))).messages).toBeGreaterThan(0)

    await hideable.hide()
    // What was under way is called off; one tick was there before.
    await ticks(run, 3)
    expect(await during(traffic, () => ticks(run, 6))).toEqual({ messages: 0, frames: 0 })
    const then = await requestsShown(page)
    const { run: measured } = await ticks(run, 1)
    expect(then).toBeLessThan(measured.requests)

    await hideable.reveal()
    await expect.poll(() => requestsShown(page)).toBeGreaterThanOrEqual(measured.requests)
    await end(run)
    await page
      .getByText(/READY|NOT READY|INCONCLUSIVE|NOT JUDGED/i)
      .first()
      .waitFor()
    expect(faults).toEqual([])
  })

  test('the end of a run is told when it is seen again', async () => {
    const { run } = await client.call('runs.start', { plan: 'shop.plan.yaml', scenario: 'long' })
    const { page } = hideable
    const faults = await visit(page, served.url, '#/runs')
    const grid = page.getByRole('grid', { name: 'Runs' })
    await grid.getByText('Running').waitFor()
    await page.locator('[data-region="status"]').getByText('Running').waitFor()
    await hideable.hide()
    await end(run)
    const toast = page.getByText(/^[A-Z][a-z ]+: Shop · long$/)
    expect(await toast.count()).toBe(0)
    expect(await grid.getByText('Running').count()).toBe(1)

    await hideable.reveal()
    await toast.waitFor()
    await grid.getByText('Running').waitFor({ state: 'hidden' })
    expect(faults).toEqual([])
  })
})

/** Waits for so many ticks of a run, elsewhere than in the page; the newest comes at once. */
function ticks(run: string, count: number): Promise<RunTick> {
  return new Promise((resolve, reject) => {
    let left = count
    const leave = client.subscribe(
      'run.ticks',
      { run, withEndpoints: false },
      {
        value(tick) {
          if (--left > 0) return
          leave()
          resolve(tick)
        },
        ended: (error) => reject(error ?? new Error('The run has ended.')),
      },
    )
  })
}

async function end(run: string): Promise<void> {
  await client.call('runs.steer', { run, action: { type: 'stop' } })
  await expect.poll(() => client.call('runs.active', {})).toEqual([])
}

interface Traffic {
  messages: number
  frames: number
}

/** For a page that is not loaded yet. Counts from outside of the page what goes over its connection, and in it the frames it asks for. */
async function watchTraffic(page: Page): Promise<() => Promise<Traffic>> {
  let messages = 0
  const count = ({ payload }: { payload: string | Buffer }): void => {
    // An empty one only says that the other end is there.
    if (payload.length > 0) messages++
  }
  page.on('websocket', (socket) => {
    socket.on('framesent', count)
    socket.on('framereceived', count)
  })
  await page.addInitScript(() => {
    const next = requestAnimationFrame.bind(window)
    Object.assign(window, { framesAsked: 0 })
    window.requestAnimationFrame = (callback) => {
      ;(window as unknown as { framesAsked: number }).framesAsked++
      return next(callback)
    }
  })
  return async () => ({
    messages,
    frames: await page.evaluate(() => (window as unknown as { framesAsked: number }).framesAsked),
  })
}

async function during(traffic: () => Promise<Traffic>, work: () => Promise<unknown>): Promise<Traffic> {
  const before = await traffic()
  await work()
  const after = await traffic()
  return { messages: after.messages - before.messages, frames: after.frames - before.frames }
}

async function requestsShown(page: Page): Promise<number> {
  const text = await page.getByRole('group', { name: 'Errors' }).textContent()
  const [, count, thousands] = / of ([\d.]+)( k)?/.exec(text ?? '') ?? []
  return count === undefined ? 0 : Number(count) * (thousands ? 1000 : 1)
}
