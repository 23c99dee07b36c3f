/**
 * `node scripts/screenshots.ts [FOLDER]`: pictures of the workbench from real runs against the bundled target, made somewhat
 * slow and faulty: those that the documentation shows into docs/screenshots, or all into a folder. Needs a Chromium, a build and a
 * machine that does nothing else, or runs are not trusted and nothing is found. Takes ten minutes.
 */
import { cpSync, globSync, mkdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { launchChromium } from '../test/e2e/chromium.ts'
import { openPage, settled } from '../test/e2e/page.ts'
import { startTargetProcess } from '../test/e2e/targetProcess.ts'
import { makeWorkspace, runCommand, serveWorkbench, type Workspace } from '../test/e2e/workbench.ts'

const root = join(import.meta.dirname, '..')
const folder = resolve(process.argv[2] ?? join(root, 'docs/screenshots'))
const shownInDocs = new Set(
  globSync(['README.md', 'docs/*.md'], { cwd: root }).flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/screenshots\/([\w-]+)-light\.png/g)].map(([, name]) => name),
  ),
)
const SECTIONS = ['overview', 'timeline', 'latency', 'endpoints', 'errors', 'slow', 'generator', 'setup', 'compare']
mkdirSync(folder, { recursive: true })

interface Build {
  name: string
  /** Beside the bundled plans, and the scenario in it. */
  plan: string
  scenario: string
  /** Of the target. */
  knobs?: string[]
  /** Of `run`. */
  args: string[]
}

const DETAIL = { plan: 'ai-automation.plan.yaml', scenario: 'smoke' }
/** For one run in detail. */
const BUILDS: Build[] = [
  { ...DETAIL, name: '1.41.2', args: ['-u', '30', '-t', '15s'] },
  { ...DETAIL, name: '1.42.0-rc1', knobs: ['--slow', 'GET /api/search=60ms'], args: ['-u', '30', '-t', '15s'] },
  {
    ...DETAIL,
    name: '1.42.0-rc2',
    knobs: [
      '--slow',
      'GET /api/search=120ms..400ms@30%',
      '--fail',
      'GET /api/executions/:id=3%:503',
      '--stall',
      '400ms/20s',
    ],
    args: ['-u', '30', '-t', '60s'],
  },
]

/** As from a system that is not on this machine: what other work on it adds is little beside it. */
const DISTANCE = ['--slow', '*=40ms..80ms']
/** From these of them on an endpoint that is asked often is slower. */
const SLOWER_LOGIN_FROM = 3
const SLOWER_LIST_FROM = 6
const SLOWED = 'GET /api/workflows'
const MANY_BUILDS = Array.from({ length: 9 }, (_, minor): Build => ({
  plan: 'builds.plan.yaml',
  scenario: 'steady',
  name: `1.${50 + minor}.0`,
  knobs: [
    ...DISTANCE,
    ...(minor >= SLOWER_LOGIN_FROM ? ['--slow', 'POST /api/auth/login=8ms..14ms'] : []),
    ...(minor >= SLOWER_LIST_FROM ? ['--slow', `${SLOWED}=12ms..20ms`] : []),
  ],
  args: ['-t', '10s', '--repeat', '3'],
}))
const COMPARED = `baseline=${MANY_BUILDS[SLOWER_LIST_FROM - 1]!.name}&candidate=${MANY_BUILDS[SLOWER_LIST_FROM]!.name}`
const OF_SLOWED = `endpoint=${encodeURIComponent(SLOWED)}&kind=http&metric=p95`

const browser = await launchChromium()
await picture(await ran(BUILDS), [
  ...['home', 'runs', 'plan', 'settings'].map((view) => ({ name: view, hash: view })),
  ...SECTIONS.map((section) => ({ name: `run-${section}`, hash: `run/last/${section}` })),
])
await picture(await ran(MANY_BUILDS), [
  { name: 'compare', hash: `compare?${COMPARED}` },
  { name: 'trends', hash: `trends?${OF_SLOWED}` },
])
await browser.close()

/** A workspace in which the bundled plan was run for each build, against targets on the same port: what differs is the build alone. */
async function ran(builds: Build[]): Promise<Workspace> {
  const made = makeWorkspace()
  // Its name is in every picture.
  const workspace = { ...made, folder: join(made.folder, 'platform-tests') }
  cpSync(join(root, 'resources/plans/ai-automation'), workspace.folder, { recursive: true })
  let port = '0'
  for (const { plan, scenario, name, knobs = [], args } of builds) {
    const target = await startTargetProcess(['--port', port, ...knobs, '--build', name])
    port = new URL(target.url).port
    const run = ['run', plan, scenario, ...args]
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
      if (process.argv[2] === undefined && !shownInDocs.has(name)) continue
      const { page } = await openPage(browser, served.url, `#/${hash}`, { theme })
      await settled(page)
      await page.screenshot({ path: join(folder, `${name}-${theme}.png`) })
      await page.context().close()
    }
  await served.close()
  workspace.remove()
}
