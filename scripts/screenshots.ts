/**
 * `node scripts/screenshots.ts [FOLDER]`: pictures of the workbench from real runs against the bundled target, made somewhat
 * slow and faulty, into docs/screenshots. Needs a Chromium and a build. Takes eight minutes.
 */
import { cpSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { launchChromium } from '../test/e2e/chromium.ts'
import { openPage, settled } from '../test/e2e/page.ts'
import { startTargetProcess } from '../test/e2e/targetProcess.ts'
import { makeWorkspace, runCommand, serveWorkbench, type Workspace } from '../test/e2e/workbench.ts'

const folder = resolve(process.argv[2] ?? join(import.meta.dirname, '../docs/screenshots'))
const SECTIONS = ['overview', 'timeline', 'latency', 'endpoints', 'errors', 'slow', 'generator', 'setup', 'compare']
mkdirSync(folder, { recursive: true })

interface Build {
  name: string
  /** Of the target. */
  knobs?: string[]
  /** Of `run`. */
  args: string[]
}

const SLOW_SEARCH = ['--slow', 'GET /api/search=60ms']
/** For one run in detail. */
const BUILDS: Build[] = [
  { name: '1.41.2', args: ['-t', '15s'] },
  { name: '1.42.0-rc1', knobs: SLOW_SEARCH, args: ['-t', '15s'] },
  {
    name: '1.42.0-rc2',
    knobs: [
      '--slow',
      'GET /api/search=120ms..400ms@30%',
      '--fail',
      'GET /api/executions/:id=3%:503',
      '--stall',
      '400ms/20s',
    ],
    args: ['-t', '60s'],
  },
]
/** Something changed in one of them. */
const SLOWER_FROM = 6
const MANY_BUILDS = Array.from({ length: 9 }, (_, minor): Build => {
  const args = ['-t', '10s', '--repeat', '2']
  return { name: `1.${50 + minor}.0`, knobs: minor >= SLOWER_FROM ? SLOW_SEARCH : [], args }
})
const COMPARED = `baseline=${MANY_BUILDS[SLOWER_FROM - 1]!.name}&candidate=${MANY_BUILDS[SLOWER_FROM]!.name}`

const browser = await launchChromium()
await picture(await ran(BUILDS), [
  ...['home', 'runs', 'plan', 'settings'].map((view) => ({ name: view, hash: view })),
  ...SECTIONS.map((section) => ({ name: `run-${section}`, hash: `run/last/${section}` })),
])
await picture(await ran(MANY_BUILDS), [
  { name: 'compare', hash: `compare?${COMPARED}` },
  { name: 'trends', hash: `trends?endpoint=${encodeURIComponent('GET /api/search')}&kind=http&metric=p95` },
])
await browser.close()

/** A workspace in which the bundled plan was run for each build, against targets on the same port: what differs is the build alone. */
async function ran(builds: Build[]): Promise<Workspace> {
  const workspace = makeWorkspace()
  cpSync(join(import.meta.dirname, '../resources/plans/ai-automation'), workspace.folder, { recursive: true })
  let port = '0'
  for (const { name, knobs = [], args } of builds) {
    const target = await startTargetProcess(['--port', port, ...knobs, '--build', name])
    port = new URL(target.url).port
    const run = ['run', 'ai-automation.plan.yaml', 'smoke', '-u', '30', ...args]
    await runCommand([...run, '-H', target.url, '--build', name, '--no-preflight'], workspace.folder)
    process.stderr.write(`  … ran ${name}\n`)
    await target.close()
  }
  return workspace
}

async function picture(workspace: Workspace, views: { name: string; hash: string }[]): Promise<void> {
  const served = await serveWorkbench(workspace)
  for (const theme of ['light', 'dark'] as const)
    for (const { name, hash } of views) {
      const { page } = await openPage(browser, served.url, `#/${hash}`, { theme })
      await settled(page)
      await page.screenshot({ path: join(folder, `${name}-${theme}.png`) })
      await page.context().close()
    }
  await served.close()
  workspace.remove()
}
