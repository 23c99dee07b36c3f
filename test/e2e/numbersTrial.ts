/** One real run with a number of every kind, its report, what the terminal said of it, its export, and a workbench that shows it. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import type { RunReport } from '../../src/core/report/report.ts'
import { launchChromium } from './chromium.ts'
import { readExport, type ExportedRun } from './exportedRun.ts'
import { openPage } from './page.ts'
import { startTargetProcess } from './targetProcess.ts'
import { makeWorkspace, runCommand, serveWorkbench } from './workbench.ts'

/** As numbers.plan.yaml has it. */
export const LOAD_S = 12
export const WARM_UP_S = 2

export interface NumbersTrial {
  /** So wide that every table has all of its columns. */
  page: Page
  /** What went wrong in it. */
  faults: string[]
  /** Of `loadwright report`. */
  report: RunReport
  /** Its Markdown. */
  markdown: string
  /** What `loadwright run` said in the end; white space as one space. */
  terminal: string
  /** What `loadwright runs` prints. */
  listed: string
  exported: ExportedRun
  end(): Promise<void>
}

export async function startNumbersTrial(): Promise<NumbersTrial> {
  const failing = ['--fail', 'GET /api/metrics=30%:503', '--fail', 'GET /health=10%:500']
  const target = await startTargetProcess(['--slow', 'GET /api/search=30ms', ...failing])
  const plan = readFileSync(join(import.meta.dirname, 'numbers.plan.yaml'), 'utf8')
  const workspace = makeWorkspace({ 'numbers.plan.yaml': plan })
  // So wide that nothing is left out, and with the signs of the screen.
  const cli = (...args: string[]) => runCommand(args, workspace.folder, { COLUMNS: '500', LC_ALL: 'C.UTF-8' })
  const run = await cli('run', 'numbers.plan.yaml', 'short', '--json', '--no-preflight', '-H', target.url)
  const { id } = (JSON.parse(run.stdout) as RunReport).run
  const [again, csv, json, listed] = await Promise.all([
    cli('report', id, '--json'),
    cli('export', id, '-f', 'csv'),
    cli('export', id, '-f', 'json'),
    cli('runs'),
  ])
  const results = join(workspace.folder, 'results')
  const written = readdirSync(results, { recursive: true }).map((name) => join(results, String(name)))
  const served = await serveWorkbench(workspace)
  const browser = await launchChromium()
  const { page, faults } = await openPage(browser, served.url, '', { width: 2400, height: 1200 })
  return {
    page,
    faults,
    report: JSON.parse(again.stdout) as RunReport,
    markdown: readFileSync(
      written.find((path) => path.endsWith('.md'))!,
      'utf8',
    ),
    terminal: run.stderr.replaceAll(/\s+/g, ' '),
    listed: listed.stdout.replaceAll(/\s+/g, ' '),
    exported: readExport(csv.stdout, json.stdout, LOAD_S),
    async end() {
      await browser.close()
      await served.close()
      await target.close()
      workspace.remove()
    },
  }
}
