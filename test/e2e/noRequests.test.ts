/** Runs without a request, and without a successful one: every panel says why it is empty. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunReport } from '../../src/core/report/report.ts'
import { hasNoChromium, launchChromium } from './chromium.ts'
import { openPage, settled } from './page.ts'
import { makeWorkspace, runCommand, serveWorkbench, type ServedWorkbench, type Workspace } from './workbench.ts'

/** Nothing listens there. */
const NOWHERE = 'http://127.0.0.1:1'
const plan = (name: string, steps: string): string => `
name: ${name}
target: ${NOWHERE}
users: { U: { wait: 100ms, tasks: [ { name: t, steps: [ ${steps} ] } ] } }
scenarios: { s: { load: { users: 2, spawnRate: 10, for: 3s }, gracefulStop: 0s, criteria: [ p95 < 300ms ] } }
`

let workspace: Workspace
let served: ServedWorkbench
let browser: Browser

beforeAll(async () => {
  if (hasNoChromium) return
  workspace = makeWorkspace({
    'quiet.plan.yaml': plan('quiet', '{ wait: 60s }, { get: /a }'),
    'refused.plan.yaml': plan('refused', '{ get: /a }'),
  })
  served = await serveWorkbench(workspace)
  browser = await launchChromium()
})

afterAll(async () => {
  await browser?.close()
  await served?.close()
  workspace?.remove()
})

async function run(file: string): Promise<string> {
  const { stdout } = await runCommand(['run', file, '--json', '--no-preflight'], workspace.folder)
  return (JSON.parse(stdout) as RunReport).run.id
}

/** Opens each section until it says what it is to say. @returns all that they say */
async function read(page: Page, id: string, expected: Record<string, string>): Promise<string> {
  const texts: string[] = []
  for (const [section, text] of Object.entries(expected)) {
    await page.evaluate((to) => void (location.hash = to), `#/run/${id}/${section}`)
    const main = page.getByRole('main')
    await expect.poll(() => main.innerText()).toContain(text)
    await settled(page)
    texts.push(await main.innerText())
  }
  return texts.join('\n')
}

describe.skipIf(hasNoChromium)('a run', () => {
  test('without a request', async () => {
    const id = await run('quiet.plan.yaml')
    const { page, faults } = await openPage(browser, served.url)
    const texts = await read(page, id, {
      overview: 'No request ended in this window.',
      timeline: 'No request ended in this window.',
      latency: 'No request ended in this window.',
      endpoints: 'No request ended in this window.',
      errors: 'No errors in 0 requests',
      slow: 'No request of this window was kept.',
      compare: 'No request ended in either window.',
    })
    expect(texts).not.toContain('clear the filter')
    expect(texts).not.toContain('Service time is the same')
    expect(faults).toEqual([])
    await page.context().close()
  })

  test('whose requests all found nobody', async () => {
    const id = await run('refused.plan.yaml')
    const { page, faults } = await openPage(browser, served.url)
    const texts = await read(page, id, {
      timeline: 'Other requests ended in it: see “Latency of”.',
      latency: 'Other requests ended in it: see “Latency of”.',
      slow: 'No response: connection',
    })
    expect(texts).not.toContain('reused')
    expect(faults).toEqual([])
    await page.context().close()
  })
})
