/** The demonstration: two builds of the bundled target, a run against each, and what they showed. */
import { availableParallelism } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { EXIT_CODES } from '../../core/criteria/exitCode.ts'
import { DEFAULT_FAIL_ON } from '../../core/criteria/verdict.ts'
import { maxUserCount } from '../../core/load/userSchedule.ts'
import type { RunReport } from '../../core/report/report.ts'
import { formatDurationCompact } from '../../core/units/duration.ts'
import { ReportWriteError } from '../../host/reports/reportWriteError.ts'
import { writeReports } from '../../host/reports/writeReports.ts'
import { childProcessEngines } from '../../host/runs/engineProcess.ts'
import { RunKeeper } from '../../host/runs/runKeeper.ts'
import { startRun } from '../../host/runs/startRun.ts'
import { openHistory, type History } from '../../host/storage/history.ts'
import { HistoryError } from '../../host/storage/historyError.ts'
import { CommandError, type CliContext } from '../cliContext.ts'
import { historyIn } from '../historyPath.ts'
import { conductRun } from '../run/conductRun.ts'
import { readRunOptions, type RunOptions } from '../run/runOptions.ts'
import { parseRunTime } from '../../host/runs/overrides.ts'
import { parsedOrRefused } from '../../host/runs/runRefusal.ts'
import { watchSignals, type StopSignals } from '../run/stopSignals.ts'
import { verdictLine } from '../run/verdictLine.ts'
import { plainText } from '../terminal/plainText.ts'
import { changeTable, criteriaTable } from './comparisonLines.ts'
import { DEMO_PLAN, findDemoPlan, loadDemoPlan } from '../../host/demo/demoPlan.ts'
import { startDemoTarget } from '../../host/demo/demoTarget.ts'

export interface DemoFlags {
  folder: string
  progress: string
  runTime: string
}

const SLOWED_ENDPOINT = 'POST /api/workflows'
const BUILDS = [
  { label: '1.4.1', args: [], words: 'as it is' },
  { label: '1.4.2', args: ['--slow', `${SLOWED_ENDPOINT}=2100ms..2800ms`], words: `with a slower ${SLOWED_ENDPOINT}` },
]
/** The same random choices each time, so that the demonstration is the same each time. */
const SEED = 1

interface Demo {
  planFile: string
  runTimeMs: number
  /** Absolute. */
  folder: string
  history: History
  options: RunOptions
  signals: StopSignals
  context: CliContext
}

/** @throws CommandError when the folder cannot be written to */
export async function runDemo(flags: DemoFlags, context: CliContext): Promise<void> {
  const runTimeMs = parsedOrRefused('--run-time', flags.runTime, parseRunTime)
  const folder = resolve(context.cwd, flags.folder)
  const given = { progress: flags.progress, out: join(folder, 'results'), format: 'md,json', seed: String(SEED) }
  // Variables that stand for options of the user's own runs are not meant here.
  const options = readRunOptions({ ...given, preflight: false }, { ...context, environment: {} })
  const planFile = findDemoPlan(context.engineFile)
  const history = openDemoHistory(folder)
  const signals = watchSignals()
  const demo = { planFile, runTimeMs, folder, history, options, signals, context }
  const { paint } = context.err
  context.say(
    `${paint.bold('A demonstration on this machine:')} two builds of the bundled target, a smoke test of ${formatDurationCompact(runTimeMs)} each.`,
  )
  try {
    const reports: RunReport[] = []
    const files: string[] = []
    for (const [index, build] of BUILDS.entries()) {
      if (signals.first !== null) break
      context.say(`\n${paint.bold(`${index + 1} of ${BUILDS.length}: build ${build.label}`)}, ${build.words}\n`)
      const report = await runBuild(demo, build)
      reports.push(report)
      files.push(...(await writeDemoReports(demo, report)))
      context.say(
        `\n${verdictLine({ reports: [report], reasons: new Set() }, { written: null, saysExit: false }, context.err)}`,
      )
    }
    conclude(demo, reports, files)
  } finally {
    signals.dispose()
    history.close()
  }
}

async function runBuild(demo: Demo, build: (typeof BUILDS)[number]): Promise<RunReport> {
  const { planFile, runTimeMs, history, options, signals, context } = demo
  const target = await startDemoTarget(context.targetFile, ['--build', build.label, ...build.args])
  try {
    const { plan, maskedText, scenario, notices } = await loadDemoPlan(planFile, target.url, runTimeMs)
    const chosen = plan.scenarios[scenario]!
    const processes = Math.min(Math.max(1, availableParallelism() - 1), maxUserCount(chosen.load))
    const label = { label: build.label, commit: null, branch: null }
    const run = await startRun(
      {
        plan,
        // Where the package lies on this machine is nobody's business who reads the report.
        planFile: DEMO_PLAN.replaceAll('\\', '/'),
        planText: maskedText,
        scenario,
        build: label,
        processes,
        seed: SEED,
        failOn: [...DEFAULT_FAIL_ON],
        notices,
      },
      new RunKeeper(history, null),
      childProcessEngines(context.engineFile),
    )
    return await conductRun({
      run,
      plan,
      scenario: chosen,
      build: label,
      seed: SEED,
      processes,
      signals,
      context,
      options,
    })
  } finally {
    await target.stop()
  }
}

function openDemoHistory(folder: string): History {
  try {
    return openHistory(historyIn(folder))
  } catch (error) {
    throw error instanceof HistoryError ? new CommandError(EXIT_CODES.notWritten, error.message) : error
  }
}

async function writeDemoReports({ options }: Demo, report: RunReport): Promise<string[]> {
  try {
    return (await writeReports([report], { dir: options.out, formats: options.formats, now: new Date() })).files
  } catch (error) {
    throw error instanceof ReportWriteError ? new CommandError(EXIT_CODES.notWritten, error.message) : error
  }
}

function conclude(demo: Demo, reports: RunReport[], files: string[]): void {
  const { context, signals, folder, planFile } = demo
  const { paint } = context.err
  const say = (line = ''): void => context.say(line)
  const shown = (file: string): string => plainText(shortPath(file, context.cwd))
  const [first, second] = reports
  if (first && second) {
    say(`\n${paint.bold('criteria of both builds')}`)
    for (const line of criteriaTable(first, second, context.err)) say(line)
    say(`\n${paint.bold('what changed')}`)
    for (const line of changeTable(SLOWED_ENDPOINT, first, second, context.err)) say(line)
    say(paint.dim('  Two short runs, one of each: whether a change is more than chance is not judged here.'))
  }
  if (files.length > 0) say(`\n${paint.bold('written')}`)
  for (const file of files) say(`  ${shown(file)}`)
  if (signals.first !== null) {
    say(`\nStopped by ${signals.first.toUpperCase()}; what was measured until then is in ${shown(folder)}.`)
    context.exitWith(EXIT_CODES[signals.first])
    return
  }
  const failure = demoFailure(first, second)
  if (failure !== null) {
    say(`\n${paint.red(paint.bold('✕ The demonstration did not work.'))} ${plainText(failure)}`)
    context.exitWith(EXIT_CODES.bug)
    return
  }
  const plan = shown(planFile)
  say(`\n${paint.bold('to try next')}`)
  say(`  loadwright runs --history ${shown(historyIn(folder))}    ${paint.dim('both runs, and those to come')}`)
  say(
    `  loadwright target    ${paint.dim('the same system to break yourself, in another terminal (--help shows how)')}`,
  )
  say(`  loadwright debug ${plan}    ${paint.dim('then: one user, every request in full')}`)
  say(
    `\n${paint.green(paint.bold('✓ The demonstration worked:'))} both builds were measured, and nothing is left running.`,
  )
}

/** Why it showed nothing; null when it did. */
function demoFailure(first: RunReport | undefined, second: RunReport | undefined): string | null {
  const latencies = [first, second].map(
    (report) => report?.endpoints.find(({ name }) => name === SLOWED_ENDPOINT)?.latencyMs ?? null,
  )
  const [before, after] = latencies
  if (!before || !after) return `${SLOWED_ENDPOINT} was not measured in both builds.`
  return after.p50 > before.p50 ? null : `${SLOWED_ENDPOINT} was not slower in the build that was made slower.`
}

/** As one would type it from here. */
function shortPath(file: string, cwd: string): string {
  const path = relative(cwd, file)
  return path.startsWith('..') || path === '' ? file : path
}
