/** Runs the chosen scenarios one after the other, writes the reports, and says how it went. */
import { EXIT_CODES, type ExitReason } from '../../core/criteria/exitCode.ts'
import type { CompiledPlan } from '../../core/plan/compiledPlan.ts'
import type { RunReport } from '../../core/report/report.ts'
import { quotedValue } from '../../host/runs/runRefusal.ts'
import { compareWithBaseline } from '../../host/comparison/compareWithBaseline.ts'
import { ReportWriteError } from '../../host/reports/reportWriteError.ts'
import { writeReports } from '../../host/reports/writeReports.ts'
import { childProcessEngines } from '../../host/runs/engineProcess.ts'
import { prepareRuns } from '../../host/runs/prepareRun.ts'
import { RunKeeper } from '../../host/runs/runKeeper.ts'
import { otherRunsNow } from '../../host/runs/runsAtOnce.ts'
import { RunNotStartedError, startRun, type RunRequest } from '../../host/runs/startRun.ts'
import { Preflights } from '../../host/preflight/preflight.ts'
import { openHistory, type History } from '../../host/storage/history.ts'
import { HistoryError } from '../../host/storage/historyError.ts'
import { CommandError, type CliContext } from '../cliContext.ts'
import { historyOfPlan } from '../historyPath.ts'
import { planNameIn } from '../planInHistory.ts'
import { problemLines } from '../plan/problemLines.ts'
import { plainText } from '../terminal/plainText.ts'
import { readCommandLines, type CommandLines } from './commandLines.ts'
import { conductRun } from './conductRun.ts'
import { jsonOf } from './jsonOutput.ts'
import { lookBeforehand, PreflightRefusal } from './lookBeforehand.ts'
import type { RunOptions } from './runOptions.ts'
import { watchSignals, type StopSignals } from './stopSignals.ts'
import { comparisonLines } from '../compare/comparisonLines.ts'
import { summaryLines } from './summary.ts'
import { exitCodeOf, verdictLine, type Outcome } from './verdictLine.ts'

interface Session {
  context: CliContext
  options: RunOptions
  plan: CompiledPlan
  history: OpenedHistory
  signals: StopSignals
  /** Null with --no-preflight. */
  preflights: Preflights | null
  commands: CommandLines | null
}

/** Either a history, or why there is none. */
interface OpenedHistory {
  history: History | null
  reason: string | null
  notices: string[]
}

/**
 * @param planFile as the user wrote it
 * @param names of scenarios; none: all
 * @throws CommandError before anything was run
 */
export async function runScenarios(
  planFile: string,
  names: readonly string[],
  options: RunOptions,
  context: CliContext,
): Promise<void> {
  const spawn = childProcessEngines(context.engineFile)
  const { overrides, planEnvironment, buildLabel, processes, seed, failOn } = options
  const prepared = await prepareRuns(
    {
      planFile,
      scenarios: names,
      overrides,
      planEnvironment,
      buildLabel,
      buildEnvironment: context.environment,
      processes,
      seed,
      failOn,
    },
    spawn,
  )
  const { loaded } = prepared
  for (const line of problemLines(loaded, context.err)) context.say(line)
  if (prepared.kind === 'refused') throw new CommandError(EXIT_CODES.usage, prepared.sentence)
  if (prepared.kind === 'problems') {
    context.exitWith(EXIT_CODES.usage)
    return
  }
  const file = options.history ?? historyOfPlan(loaded.path)
  const history = openOrExplain(file)
  if (history.reason !== null) context.say(warning(context, history.reason))
  for (const notice of history.notices) context.say(warning(context, notice))
  const signals = watchSignals()
  try {
    const { plan } = prepared
    const name = planNameIn(file, loaded.path, planFile)
    const requests = prepared.requests.map((request): RunRequest => ({ ...request, planFile: name }))
    const preflights = options.preflight ? new Preflights(plan, options.seed, spawn) : null
    const commands = options.steer ? readCommandLines(context.stdin) : null
    const session = { context, options, plan, history, signals, preflights, commands }
    const outcome = await runAll(session, requests)
    await conclude(outcome, requests.length > 1, session)
  } finally {
    signals.dispose()
    history.history?.close()
  }
}

function openOrExplain(file: string): OpenedHistory {
  try {
    const history = openHistory(file)
    return { history, reason: null, notices: history.notices.map(({ message }) => message) }
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error
    return { history: null, reason: error.message, notices: [] }
  }
}

/** Runs until all have run, one could not be started, or a signal came. */
async function runAll(session: Session, requests: RunRequest[]): Promise<Outcome> {
  const { context, options, signals, plan } = session
  const reports: RunReport[] = []
  const reasons = new Set<ExitReason>()
  for (const [position, request] of requests.entries()) {
    if (signals.first !== null) {
      reasons.add(signals.first)
      const rest = requests.slice(position).map((each) => plainText(plan.scenarios[each.scenario]!.name))
      context.say(`Not run, because of the ${signals.first.toUpperCase()}: ${rest.join(', ')}.`)
      break
    }
    try {
      const report = await besideBaseline(await runOne(session, request), session)
      reports.push(report)
      if (!options.quiet) {
        for (const line of summaryLines(report, context.err)) context.say(line)
        const { comparison } = report
        if (comparison !== null)
          for (const line of ['', ...comparisonLines(comparison, { all: false }, context.err)]) context.say(line)
      }
    } catch (error) {
      if (error instanceof PreflightRefusal) {
        reasons.add(error.isUnreachable ? 'nothingMeasured' : 'usage')
        context.say(`${context.err.paint.red('error:')} ${plainText(error.message)}`)
        break
      }
      if (!(error instanceof RunNotStartedError)) throw error
      // Engines that had not yet begun are ended by a Ctrl-C like everything in the terminal.
      if (signals.first !== null) continue
      reasons.add(error.bug ? 'bug' : 'usage')
      const name = plainText(plan.scenarios[request.scenario]!.name)
      context.say(`${context.err.paint.red('error:')} Scenario ${name} was not started: ${plainText(error.message)}`)
      break
    }
  }
  if (reports.length === 0 && signals.first !== null) reasons.add(signals.first)
  return { reports, reasons }
}

async function runOne(session: Session, request: RunRequest): Promise<RunReport> {
  const { context, options, plan, history, signals, preflights, commands } = session
  const { scenario, build, processes, seed } = request
  if (history.history !== null) {
    for (const sentence of otherRunsNow(history.history)) context.say(warning(context, sentence))
  }
  const found = preflights === null ? [] : await lookBeforehand(preflights, scenario, processes, session)
  const keeper = new RunKeeper(history.history, history.reason)
  const run = await startRun(
    { ...request, notices: [...request.notices, ...history.notices, ...found] },
    keeper,
    childProcessEngines(context.engineFile),
  )
  return conductRun({
    run,
    plan,
    scenario: plan.scenarios[scenario]!,
    build,
    seed,
    processes,
    signals,
    context,
    options,
    commands,
  })
}

/** The report with the comparison in it; as it was, and a warning, where there is nothing to compare with. */
async function besideBaseline(report: RunReport, { context, options, history }: Session): Promise<RunReport> {
  if (options.baseline === null) return report
  try {
    if (history.history === null) throw new HistoryError('unreachable', 'there is no history')
    return await compareWithBaseline(history.history, report.run.id, options.baseline)
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error
    context.say(warning(context, `Not compared with ${quotedValue(options.baseline)}: ${error.message}`))
    return report
  }
}

/** Reports, data, and the verdict as the last line. */
async function conclude(outcome: Outcome, areSeveral: boolean, session: Session): Promise<void> {
  const { context, options } = session
  const { reports } = outcome
  const reasons = new Set(outcome.reasons)
  let readable: string | null = null
  if (reports.length > 0) {
    try {
      const { files } = await writeReports(reports, { dir: options.out, formats: options.formats, now: new Date() })
      readable = files[0] ?? null
      if (!options.quiet) context.say(['', 'written', ...files.map((file) => `  ${plainText(file)}`)].join('\n'))
    } catch (error) {
      if (!(error instanceof ReportWriteError)) throw error
      reasons.add('notWritten')
      context.say(`${context.err.paint.red('error:')} ${plainText(error.message)}`)
      for (const file of error.written) context.say(`  written: ${plainText(file)}`)
    }
  }
  const final: Outcome = { reports, reasons }
  const exitCode = exitCodeOf(final)
  if (options.json && (reports.length > 0 || areSeveral)) context.print(jsonOf(reports, areSeveral, exitCode))
  if (!options.quiet) context.say('')
  context.say(verdictLine(final, { written: readable, saysExit: true }, context.err))
  context.exitWith(exitCode)
}

function warning({ err }: CliContext, sentence: string): string {
  return `${err.paint.yellow('warning:')} ${plainText(sentence)}`
}
