/** Runs the chosen scenarios one after the other, again and again or against two targets in turn, and says how it went. */
import { EXIT_CODES } from '../../core/criteria/exitCode.ts'
import { childProcessEngines, type SpawnEngine } from '../../host/runs/engineProcess.ts'
import { prepareRuns, type PreparedRuns, type RunWish } from '../../host/runs/prepareRun.ts'
import type { RunRequest } from '../../host/runs/startRun.ts'
import { Preflights } from '../../host/preflight/preflight.ts'
import { openHistory } from '../../host/storage/history.ts'
import { HistoryError } from '../../host/storage/historyError.ts'
import { CommandError, type CliContext } from '../cliContext.ts'
import { historyOfPlan } from '../historyPath.ts'
import { planNameIn } from '../planInHistory.ts'
import { problemLines } from '../plan/problemLines.ts'
import { readCommandLines } from './commandLines.ts'
import { concludeRuns } from './concludeRuns.ts'
import { plannedRuns, type Lane, type Side } from './plannedRuns.ts'
import { runAll } from './runAll.ts'
import type { RunOptions } from './runOptions.ts'
import { warning, type OpenedHistory, type Session } from './runSession.ts'
import { watchSignals } from './stopSignals.ts'

type Prepared = Extract<PreparedRuns, { kind: 'prepared' }>

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
  const { overrides, planEnvironment, buildLabel, processes, seed, failOn, ab } = options
  const wish: RunWish = {
    planFile,
    scenarios: names,
    overrides,
    planEnvironment,
    buildLabel: ab?.a.label ?? buildLabel,
    buildEnvironment: context.environment,
    processes,
    seed,
    failOn,
  }
  const first = await preparedOrRefused(wish, spawn, context, true)
  if (first === null) return
  const second = ab === null ? null : await preparedOrRefused(besides(wish, ab.b), spawn, context, false)
  if (ab !== null && second === null) return

  const file = options.history ?? historyOfPlan(first.loaded.path)
  const history = openOrExplain(file)
  if (history.reason !== null) context.say(warning(context, history.reason))
  for (const notice of history.notices) context.say(warning(context, notice))
  const signals = watchSignals()
  try {
    const name = planNameIn(file, first.loaded.path, planFile)
    const requestsOf = ({ requests }: Prepared): RunRequest[] =>
      requests.map((request) => ({ ...request, planFile: name }))
    const lanes: Lane[] =
      second === null
        ? [{ side: null, requests: requestsOf(first) }]
        : [
            { side: 'A', requests: requestsOf(first) },
            { side: 'B', requests: requestsOf(second) },
          ]
    const preflights = options.preflight
      ? new Map<Side | null, Preflights>(
          lanes.map(({ side }) => [
            side,
            new Preflights(side === 'B' && second !== null ? second.plan : first.plan, options.seed, spawn),
          ]),
        )
      : null
    const commands = options.steer ? readCommandLines(context.stdin) : null
    const session: Session = { context, options, history, spawn, signals, preflights, commands }
    const planned = plannedRuns(lanes, options.repeat)
    await concludeRuns(await runAll(session, planned), planned.length > 1, session)
  } finally {
    signals.dispose()
    history.history?.close()
  }
}

/** The same against the other target. */
function besides(wish: RunWish, { target, label }: { target: string; label: string }): RunWish {
  return { ...wish, buildLabel: label, overrides: { ...wish.overrides, target: { value: target, source: '--ab' } } }
}

/** Null: the plan has problems, which were told. @throws CommandError for what is asked of it */
async function preparedOrRefused(
  wish: RunWish,
  spawn: SpawnEngine,
  context: CliContext,
  saysProblems: boolean,
): Promise<Prepared | null> {
  const prepared = await prepareRuns(wish, spawn)
  // Those that are none for the first run are told again only where they keep the second from running.
  if (saysProblems || prepared.kind === 'problems')
    for (const line of problemLines(prepared.loaded, context.err)) context.say(line)
  if (prepared.kind === 'refused') throw new CommandError(EXIT_CODES.usage, prepared.sentence)
  if (prepared.kind === 'prepared') return prepared
  context.exitWith(EXIT_CODES.usage)
  return null
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
