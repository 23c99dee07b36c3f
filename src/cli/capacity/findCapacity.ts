/** The search of `loadwright capacity`: one run after the other, each at the load that the last ones ask for, and what they say together. */
import { analyzeCapacity } from '../../core/capacity/analyzeCapacity.ts'
import { loadText } from '../../core/capacity/capacityWords.ts'
import { isLimitOfLoad } from '../../core/capacity/measureLevel.ts'
import type { AskedLoad } from '../../core/capacity/level.ts'
import { nextStep, type Phase } from '../../core/capacity/search/nextStep.ts'
import { allowed, checkSettings, type SearchSettings } from '../../core/capacity/search/searchSettings.ts'
import { EXIT_CODES } from '../../core/criteria/exitCode.ts'
import type { CompiledPlan, Scenario } from '../../core/plan/compiledPlan.ts'
import { quoted } from '../../core/plan/problem.ts'
import { formatDurationCompact } from '../../core/units/duration.ts'
import { plannedPeak } from '../../host/capacity/levelScenario.ts'
import { childProcessEngines } from '../../host/runs/engineProcess.ts'
import { prepareRuns } from '../../host/runs/prepareRun.ts'
import { RunNotStartedError } from '../../host/runs/prepareEngines.ts'
import type { RunRequest } from '../../host/runs/startRun.ts'
import { openHistory, type History } from '../../host/storage/history.ts'
import { HistoryError } from '../../host/storage/historyError.ts'
import { CommandError, type CliContext } from '../cliContext.ts'
import { historyOfPlan } from '../historyPath.ts'
import { planNameIn } from '../planInHistory.ts'
import { problemLines } from '../plan/problemLines.ts'
import { watchSignals } from '../run/stopSignals.ts'
import { plainText } from '../terminal/plainText.ts'
import { capacityJson } from './capacityJson.ts'
import { levelLine, resultLines } from './capacityLines.ts'
import type { CapacityOptions } from './capacityOptions.ts'
import { exitOf, type CapacityResult, type Measured, type Stop } from './capacityResult.ts'
import { runLevel, type Session } from './runLevel.ts'

/**
 * @param planFile as the user wrote it
 * @param name of the scenario; null: the only one of the plan
 * @throws CommandError before anything was run
 */
export async function findCapacity(
  planFile: string,
  name: string | null,
  options: CapacityOptions,
  context: CliContext,
): Promise<void> {
  const spawn = childProcessEngines(context.engineFile)
  const { overrides, planEnvironment, buildLabel, processes, seed, failOn, history: historyFile } = options.run
  const prepared = await prepareRuns(
    {
      planFile,
      scenarios: name === null ? [] : [name],
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
  if (prepared.kind === 'refused') throw refusal(prepared.sentence)
  if (prepared.kind === 'problems') {
    context.exitWith(EXIT_CODES.usage)
    return
  }
  const request = onlyRequest(prepared.plan, prepared.requests)
  const scenario = prepared.plan.scenarios[request.scenario]!
  const unit = plannedPeak(scenario).unit
  const settings = searchSettings(scenario, options)
  if (!scenario.criteria.some(isLimitOfLoad))
    throw refusal(
      `Scenario ${quoted(scenario.name)} has no maximum that more load can break: nothing says which load is too much. Give it criteria, such as \`p95 < 500ms\`.`,
    )
  const file = historyFile ?? historyOfPlan(loaded.path)
  const history = openedHistory(file)
  for (const { message } of history.notices)
    context.say(`${context.err.paint.yellow('warning:')} ${plainText(message)}`)
  const signals = watchSignals()
  try {
    const session: Session = {
      context,
      options,
      history,
      signals,
      spawn,
      scenario,
      request: { ...request, planFile: planNameIn(file, loaded.path, planFile) },
      group: null,
    }
    announce(session, settings, unit)
    const searched = await search(session, settings, unit)
    const result: CapacityResult = {
      plan: prepared.plan,
      planFile: session.request.planFile,
      scenario: scenario.name,
      build: request.build,
      group: session.group,
      settings,
      times: options.times,
      unit,
      ...searched,
      analysis: analyzeCapacity(searched.measured.flatMap(({ level }) => (level === null ? [] : [level]))),
    }
    const { exitCode } = exitOf(result)
    for (const line of resultLines(result, { style: context.err, quiet: options.run.quiet })) context.say(line)
    if (options.run.json) context.print(capacityJson(result))
    context.exitWith(exitCode)
  } finally {
    signals.dispose()
    history.close()
  }
}

function refusal(sentence: string): CommandError {
  return new CommandError(EXIT_CODES.usage, sentence)
}

function onlyRequest(plan: CompiledPlan, requests: readonly RunRequest[]): RunRequest {
  const [request, ...others] = requests
  if (request !== undefined && others.length === 0) return request
  const names = plan.scenarios.slice(0, 20).map((scenario) => quoted(scenario.name))
  throw refusal(`Capacity is searched for one scenario. Name one of ${names.join(', ')}.`)
}

function searchSettings(scenario: Scenario, options: CapacityOptions): SearchSettings {
  const { unit, level } = plannedPeak(scenario)
  const isWhole = unit === 'users'
  const peak = Math.max(level, isWhole ? 1 : 0.1)
  const asked = [options.start, options.most].find((load) => load !== null && isWhole && !Number.isInteger(load))
  if (asked !== undefined) throw refusal(`Scenario ${quoted(scenario.name)} has users: ${asked} of them cannot be run.`)
  const limits = { least: isWhole ? 1 : Math.min(0.1, options.start ?? 0.1), most: options.most ?? 10 * peak, isWhole }
  const settings = { ...limits, factor: 2, ...pick(options), start: 0 }
  const start = options.start ?? allowed(peak / 8, settings)
  if (start > limits.most)
    throw refusal(`--start ${start} is above the most that is tried, ${limits.most}: give a higher --most.`)
  const complete = { ...settings, start: Math.max(start, limits.least) }
  checkSettings(complete)
  return complete
}

function pick({
  tolerance,
  confirmations,
  mostRuns,
}: CapacityOptions): Pick<SearchSettings, 'tolerance' | 'confirmations' | 'mostRuns'> {
  return { tolerance, confirmations, mostRuns }
}

/** Runs that group themselves in the history are the point of it: without one nothing is begun. */
function openedHistory(file: string): History {
  let history: History
  try {
    history = openHistory(file)
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error
    throw new CommandError(EXIT_CODES.notWritten, error.message)
  }
  if (!history.readOnly) return history
  const [notice] = history.notices
  history.close()
  throw new CommandError(
    EXIT_CODES.notWritten,
    notice?.message ?? `The history ${file} cannot be written to. Name another with --history.`,
  )
}

function announce(
  { context, options, scenario, request }: Session,
  settings: SearchSettings,
  unit: AskedLoad['unit'],
): void {
  if (options.run.quiet) return
  const { times } = options
  const { paint } = context.err
  const text = (level: number): string => loadText({ unit, level })
  const maximums = scenario.criteria.filter(isLimitOfLoad).length
  const duration = formatDurationCompact(times.settleMs + times.holdMs)
  context.say(
    `${paint.bold(`Capacity of ${plainText(scenario.name)}`)} at ${plainText(request.plan.target)}: the largest load that meets ${maximums === 1 ? '1 maximum' : `${maximums} maximums`}, from ${text(settings.start)}, at most ${text(settings.most)}; ${duration} each, at most ${settings.mostRuns} runs, --seed ${request.seed}`,
  )
}

const PHASE_WORDS: Record<Phase, string> = {
  rising: 'rising',
  falling: 'falling',
  bisecting: 'between the highest that passed and the lowest that failed',
  confirming: 'again, to confirm it',
  repeating: 'again, as the last run said nothing',
}

async function search(
  session: Session,
  settings: SearchSettings,
  unit: AskedLoad['unit'],
): Promise<{ measured: Measured[]; stop: Stop }> {
  const { context, options, signals } = session
  const measured: Measured[] = []
  for (;;) {
    if (signals.first !== null) return { measured, stop: { kind: 'signal', signal: signals.first } }
    const step = nextStep(
      settings,
      measured.map(({ load, answer }) => ({ load: load.level, answer })),
    )
    if (step.kind === 'ended') return { measured, stop: step }
    const load: AskedLoad = { unit, level: step.load }
    const place = measured.length + 1
    if (!options.run.quiet) context.say(`\nrun ${place}: ${loadText(load)}, ${PHASE_WORDS[step.phase]}`)
    try {
      const outcome = await runLevel(session, load, `${place}: ${loadText(load)}, ${step.phase}`)
      if (outcome.kind === 'stopped') return { measured, stop: outcome.stop }
      measured.push({ load, phase: step.phase, answer: outcome.answer, runId: outcome.runId, level: outcome.level })
      if (!options.run.quiet) context.say(levelLine(outcome, context.err))
    } catch (error) {
      if (!(error instanceof RunNotStartedError)) throw error
      if (signals.first !== null) continue
      return { measured, stop: { kind: 'fault', exit: error.bug ? 'bug' : 'usage', sentence: error.message } }
    }
  }
}
