/** The demonstration: a smoke test of two builds of the bundled target, then three builds compared, and where to look. */
import { join, resolve } from 'node:path'
import { EXIT_CODES } from '../../core/criteria/exitCode.ts'
import type { RunReport } from '../../core/report/report.ts'
import { findDemoPlan, STEADY } from '../../host/demo/demoPlan.ts'
import { openHistory, type History } from '../../host/storage/history.ts'
import { HistoryError } from '../../host/storage/historyError.ts'
import { CommandError, type CliContext } from '../cliContext.ts'
import { historyIn } from '../historyPath.ts'
import { readRunOptions } from '../run/runOptions.ts'
import { watchSignals } from '../run/stopSignals.ts'
import { plainText } from '../terminal/plainText.ts'
import { showComparisons } from './comparePart.ts'
import { FIRST, LONG_TAIL, SLOWER } from './demoBuilds.ts'
import { aboutHowLong, readDemoLength, type DemoLengthFlags } from './demoLength.ts'
import { shownPath, type Demonstration } from './demonstration.ts'
import { showSmoke, smokeFailure } from './smokePart.ts'

export interface DemoFlags extends DemoLengthFlags {
  folder: string
  progress: string
}

/** @throws CommandError when the folder cannot be written to */
export async function runDemo(flags: DemoFlags, context: CliContext): Promise<void> {
  const length = readDemoLength(flags)
  const folder = resolve(context.cwd, flags.folder)
  const given = { progress: flags.progress, out: join(folder, 'results'), format: 'md,json' }
  // Variables that stand for options of the user's own runs are not meant here.
  const options = readRunOptions({ ...given, preflight: false }, { ...context, environment: {} })
  const planFile = findDemoPlan(context.engineFile)
  const history = openDemoHistory(folder)
  const signals = watchSignals()
  const demo: Demonstration = { planFile, length, folder, history, options, signals, context, files: [] }
  const { paint } = context.err
  context.say(
    `${paint.bold('A demonstration on this machine,')} of about ${aboutHowLong(length)}: a smoke test of two builds of the bundled target, then three builds compared.`,
  )
  try {
    const reports = await showSmoke(demo)
    const canGoOn = signals.first === null && smokeFailure(reports) === null
    const areFound = canGoOn && (await showComparisons(demo))
    conclude(demo, reports, areFound)
  } catch (error) {
    throw notWritten(error)
  } finally {
    signals.dispose()
    history.close()
  }
}

function openDemoHistory(folder: string): History {
  try {
    return openHistory(historyIn(folder))
  } catch (error) {
    throw notWritten(error)
  }
}

function notWritten(error: unknown): unknown {
  return error instanceof HistoryError ? new CommandError(EXIT_CODES.notWritten, error.message) : error
}

/** @param areFound what was made different in the builds */
function conclude(demo: Demonstration, smoke: RunReport[], areFound: boolean): void {
  const { context, signals, folder, planFile, files } = demo
  const { paint } = context.err
  const say = (line = ''): void => context.say(line)
  if (files.length > 0) say(`\n${paint.bold('written')}`)
  for (const file of files) say(`  ${shownPath(demo, file)}`)
  if (signals.first !== null) {
    say(`\nStopped by ${signals.first.toUpperCase()}; what was measured until then is in ${shownPath(demo, folder)}.`)
    context.exitWith(EXIT_CODES[signals.first])
    return
  }
  const failure = smokeFailure(smoke)
  if (failure !== null) {
    say(`\n${paint.red(paint.bold('✕ The demonstration did not work.'))} ${plainText(failure)}`)
    context.exitWith(EXIT_CODES.bug)
    return
  }
  const history = `--history ${shownPath(demo, historyIn(folder))}`
  const next = (command: string, why: string): void => say(`  loadwright ${command}    ${paint.dim(why)}`)
  say(`\n${paint.bold('to look at')}`)
  next(`serve ${shownPath(demo, folder)}`, 'all of it in the workbench: runs, charts, builds compared')
  for (const { label } of [SLOWER, LONG_TAIL])
    next(`compare ${FIRST.label} ${label} --scenario ${STEADY.scenario} --all ${history}`, 'every metric')
  next(`runs ${history}`, 'these runs, and those to come')
  say(`\n${paint.bold('to try next')}`)
  next('target', 'the same system to break yourself, in another terminal (--help shows how)')
  next(`debug ${shownPath(demo, planFile)}`, 'then: one user, every request in full')
  const doubt = areFound ? '' : ' Not everything that was made slower could be told on this machine; why is said above.'
  say(
    `\n${paint.green(paint.bold('✓ The demonstration worked:'))} all builds were measured, and nothing is left running.${doubt}`,
  )
}
