/** One run of the search: a level, kept in the history like any other run, with the tags that make it one of the search. */
import type { AskedLoad, LevelRun } from '../../core/capacity/level.ts'
import { outcomeOf } from '../../core/capacity/maximumsMet.ts'
import type { Answer } from '../../core/capacity/search/nextStep.ts'
import { EXIT_CODES } from '../../core/criteria/exitCode.ts'
import { maxUserCount } from '../../core/load/userSchedule.ts'
import type { Scenario } from '../../core/plan/compiledPlan.ts'
import { levelScenario } from '../../host/capacity/levelScenario.ts'
import { levelOf } from '../../host/capacity/readLevel.ts'
import type { SpawnEngine } from '../../host/runs/engineProcess.ts'
import { RunKeeper } from '../../host/runs/runKeeper.ts'
import { recordOf } from '../../host/runs/runRecord.ts'
import { refused } from '../../host/runs/runSteering.ts'
import { startRun, type RunHandle, type RunRequest } from '../../host/runs/startRun.ts'
import type { History } from '../../host/storage/history.ts'
import { HistoryError } from '../../host/storage/historyError.ts'
import type { CliContext } from '../cliContext.ts'
import { conductRun } from '../run/conductRun.ts'
import type { StopSignals } from '../run/stopSignals.ts'
import type { CapacityOptions } from './capacityOptions.ts'
import type { Stop } from './capacityResult.ts'

export interface Session {
  context: CliContext
  options: CapacityOptions
  history: History
  signals: StopSignals
  spawn: SpawnEngine
  /** As the plan has it, with what the options change. */
  scenario: Scenario
  request: RunRequest
  /** The tag of the search, once its first run has an id. */
  group: string | null
}

export type LevelEnd =
  | { kind: 'measured'; answer: Answer; runId: string; level: LevelRun | null }
  /** The search is over: by a signal, or because something is wrong that more runs will not mend. */
  | { kind: 'stopped'; stop: Stop }

/** @throws RunNotStartedError */
export async function runLevel(session: Session, load: AskedLoad, words: string): Promise<LevelEnd> {
  const { context, options, history, signals, spawn, request } = session
  const scenario = levelScenario(session.scenario, load.level, options.times)
  const plan = {
    ...request.plan,
    scenarios: request.plan.scenarios.map((each, index) => (index === request.scenario ? scenario : each)),
  }
  const processes = Math.max(1, Math.min(options.run.processes, maxUserCount(scenario.load)))
  const keeper = new RunKeeper(history, null)
  const notices = [...request.notices, `Run ${words}, of a search for capacity.`]
  const run = await startRun({ ...request, plan, processes, notices }, keeper, spawn)
  if (!keeper.lost) tag(session, run.id)
  const report = await conductRun({
    run: unsteered(run),
    plan,
    scenario,
    build: request.build,
    seed: request.seed,
    processes,
    signals,
    context,
    options: { ...options.run, quiet: true },
  })
  const { exitCode, sentence } = report.verdict
  if (signals.first !== null) return { kind: 'stopped', stop: { kind: 'signal', signal: signals.first } }
  for (const exit of ['bug', 'usage', 'notWritten'] as const)
    if (exitCode === EXIT_CODES[exit]) return { kind: 'stopped', stop: { kind: 'fault', exit, sentence } }
  if (exitCode === EXIT_CODES.nothingMeasured)
    return { kind: 'measured', answer: 'unreachable', runId: report.run.id, level: null }
  const level = levelOf(recordOf(keeper.reader()), report)
  return { kind: 'measured', answer: answerOf(level), runId: report.run.id, level }
}

function answerOf(level: LevelRun): Answer {
  const outcome = outcomeOf(level)
  return outcome.kind === 'over' || outcome.kind === 'notAchieved' ? 'notMet' : outcome.kind
}

/** A run whose process is killed has its tags as well. */
function tag(session: Session, runId: string): void {
  session.group ??= `capacity ${runId}`
  try {
    session.history.editRuns({ runs: [runId], addTags: ['capacity', session.group] })
  } catch (error) {
    // The run itself says so, when its seconds cannot be written either.
    if (!(error instanceof HistoryError)) throw error
  }
}

/** A level whose load was changed by hand is none. */
function unsteered(run: RunHandle): RunHandle {
  return {
    ...run,
    steer: (action, by) =>
      action.type === 'mark' || action.type === 'stop' || action.type === 'stopNow'
        ? run.steer(action, by)
        : refused('A search for capacity sets the load by itself.'),
  }
}
