/**
 * `node scripts/screenshots.ts [FOLDER]`: pictures of the workbench from real runs against the bundled target, made somewhat
 * slow and faulty, into docs/screenshots. Needs a Chromium and a build. Takes three minutes.
 */
import { cpSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { launchChromium } from '../test/e2e/chromium.ts'
import { openPage, settled } from '../test/e2e/page.ts'
import { startTargetProcess } from '../test/e2e/targetProcess.ts'
import { makeWorkspace, runCommand, serveWorkbench } from '../test/e2e/workbench.ts'

const folder = resolve(process.argv[2] ?? join(import.meta.dirname, '../docs/screenshots'))
const SECTIONS = ['overview', 'timeline', 'latency', 'endpoints', 'errors', 'slow', 'generator', 'setup', 'compare']
mkdirSync(folder, { recursive: true })

const workspace = makeWorkspace()
cpSync(join(import.meta.dirname, '../resources/plans/ai-automation'), workspace.folder, { recursive: true })
const builds: [string, string[]][] = [
  ['1.41.2', []],
  ['1.42.0-rc1', ['--slow', 'GET /api/search=60ms']],
  [
    '1.42.0-rc2',
    ['--slow', 'GET /api/search=120ms..400ms@30%', '--fail', 'GET /api/executions/:id=3%:503', '--stall', '400ms/20s'],
  ],
]
for (const [build, knobs] of builds) {
  const target = await startTargetProcess([...knobs, '--build', build])
  const args = ['run', 'ai-automation.plan.yaml', 'smoke', '-u', '30', '-t', build.endsWith('rc2') ? '60s' : '15s']
  await runCommand([...args, '-H', target.url, '--build', build, '--no-preflight'], workspace.folder)
  process.stderr.write(`  … ran ${build}\n`)
  await target.close()
}
const served = await serveWorkbench(workspace)
const browser = await launchChromium()
for (const theme of ['light', 'dark'] as const) {
  const views = ['home', 'runs', 'plan', 'settings', ...SECTIONS.map((section) => `run/last/${section}`)]
  for (const view of views) {
    const { page } = await openPage(browser, served.url, `#/${view}`, { theme })
    await settled(page)
    await page.screenshot({
      path: join(folder, `${view.replaceAll('/', '-').replace('run-last-', 'run-')}-${theme}.png`),
    })
    await page.context().close()
  }
}
await browser.close()
await served.close()
workspace.remove()
