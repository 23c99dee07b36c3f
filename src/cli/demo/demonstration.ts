/** What all parts of the demonstration share, and one run of it. */
import { availableParallelism } from 'node:os'
import { relative } from 'node:path'
import { EXIT_CODES } from '../../core/criteria/exitCode.ts'
import { DEFAULT_FAIL_ON } from '../../core/criteria/verdict.ts'
import { maxUserCount } from '../../core/load/userSchedule.ts'
import type { RunReport } from '../../core/report/report.ts'
import { loadDemoPlan, type DemoPart } from '../../host/demo/demoPlan.ts'
import type { DemoTarget } from '../../host/demo/demoTarget.ts'
import { ReportWriteError } from '../../host/reports/reportWriteError.ts'
import { writeReports } from '../../host/reports/writeReports.ts'
import { childProcessEngines } from '../../host/runs/engineProcess.ts'
import { RunKeeper } from '../../host/runs/runKeeper.ts'
import { startRun } from '../../host/runs/startRun.ts'
import type { History } from '../../host/storage/history.ts'
import { CommandError, type CliContext } from '../cliContext.ts'
import { conductRun } from '../run/conductRun.ts'
import type { RunOptions } from '../run/runOptions.ts'
import type { StopSignals } from '../run/stopSignals.ts'
import { plainText } from '../terminal/plainText.ts'
import type { DemoLength } from './demoLength.ts'

export interface Demonstration {
  /** The bundled plan. */
  planFile: string
  length: DemoLength
  /** Absolute. */
  folder: string
  history: History
  options: RunOptions
  signals: StopSignals
  context: CliContext
  /** Of reports, as they were written. */
  files: string[]
}

export interface DemoRun {
  part: DemoPart
  /** Label. */
  build: string
  target: DemoTarget
  runTimeMs: number
  /** Its random choices are the same each time the demonstration is seen. */
  seed: number
  /** Nothing is shown while it goes on. */
  isQuiet: boolean
}

export async function runDemoBuild(demo: Demonstration, asked: DemoRun): Promise<RunReport> {
  const { history, options, signals, context } = demo
  const { part, build, target, runTimeMs, seed, isQuiet } = asked
  const { plan, planFile, maskedText, scenario, notices } = await loadDemoPlan(
    demo.planFile,
    part,
    target.url,
    runTimeMs,
  )
  const chosen = plan.scenarios[scenario]!
  const processes = Math.min(Math.max(1, availableParallelism() - 1), maxUserCount(chosen.load))
  const label = { label: build, commit: null, branch: null }
  const run = await startRun(
    {
      plan,
      planFile,
      planText: maskedText,
      scenario,
      build: label,
      processes,
      seed,
      failOn: [...DEFAULT_FAIL_ON],
      notices,
    },
    new RunKeeper(history, null),
    childProcessEngines(context.engineFile),
  )
  return conductRun({
    run,
    plan,
    scenario: chosen,
    build: label,
    seed,
    processes,
    signals,
    context,
    options: isQuiet ? { ...options, quiet: true, progress: 'none' } : options,
  })
}

/** @throws CommandError when the folder cannot be written to */
export async function writeDemoReport({ options, files }: Demonstration, report: RunReport): Promise<void> {
  try {
    const written = await writeReports([report], { dir: options.out, formats: options.formats, now: new Date() })
    files.push(...written.files)
  } catch (error) {
    throw error instanceof ReportWriteError ? new CommandError(EXIT_CODES.notWritten, error.message) : error
  }
}

/** A path as one would type it from here. */
export function shownPath({ context }: Pick<Demonstration, 'context'>, file: string): string {
  const path = relative(context.cwd, file)
  return plainText(path.startsWith('..') || path === '' ? file : path)
}
