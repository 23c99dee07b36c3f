/** Starts a run that was asked for in the workbench: the plan, what is changed of it, the preflight, the first request. */
import { randomInt } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { runsMethods } from '../../contract/methods/runs.ts'
import type { Parsed } from '../../contract/method.ts'
import { CallError } from '../../contract/rpc/remoteError.ts'
import { DEFAULT_FAIL_ON } from '../../core/criteria/verdict.ts'
import { quoted, spellOutControls, type Problem } from '../../core/plan/problem.ts'
import { Preflights } from '../preflight/preflight.ts'
import type { SpawnEngine } from '../runs/engineProcess.ts'
import { FIELD_NAMES, readOverrides } from '../runs/overrides.ts'
import { prepareRuns } from '../runs/prepareRun.ts'
import { RunKeeper } from '../runs/runKeeper.ts'
import { RunRefusal } from '../runs/runRefusal.ts'
import { RunNotStartedError } from '../runs/prepareEngines.ts'
import { startRun, type RunHandle, type RunRequest } from '../runs/startRun.ts'
import type { History } from '../storage/history.ts'
import { endedWith } from './endedWith.ts'
import { resolvePlan } from './planFiles.ts'

export type StartWish = Parsed<(typeof runsMethods)['runs.start']>

export interface StartParts {
  /** Absolute, links resolved. */
  workspace: string
  history: History
  spawnEngine: SpawnEngine
  /** For ${NAME} in plans. */
  environment: () => Promise<Record<string, string | undefined>>
  log: (line: string) => void
}

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/
const PROBLEMS_SHOWN = 3

/**
 * Resolves when the load has begun.
 * @param signal until then the run is called off by it
 * @throws CallError `invalid` (plan or values), `notStarted`, `cancelled`
 */
export async function startForWorkbench(
  wish: StartWish,
  parts: StartParts,
  signal: AbortSignal,
): Promise<{ handle: RunHandle; request: RunRequest }> {
  const request = await prepare(wish, parts, signal)
  try {
    const { plan, scenario, processes, seed } = request
    const preflights = new Preflights(plan, seed, parts.spawnEngine)
    const { findings } = await preflights.look(scenario, processes, signal)
    refuseCancelled(signal)
    const notices = [
      ...request.notices,
      ...parts.history.notices.map(({ message }) => message),
      ...findings.map(({ sentence }) => sentence),
    ]
    const keeper = new RunKeeper(parts.history, null)
    const handle = await startUnlessAborted({ ...request, notices }, keeper, parts.spawnEngine, signal)
    // In the terminal a run goes on without its history, and the report is printed; here nobody could look at it.
    if (keeper.lost) {
      handle.stop('user')
      handle.stop('user')
      await handle.finished
      throw new CallError('notStarted', `The run was not started. ${keeper.notices.join(' ')}`)
    }
    return { handle, request }
  } catch (error) {
    if (!(error instanceof RunNotStartedError)) throw error
    if (!error.bug) throw new CallError('notStarted', error.message)
    parts.log(`An engine failed before the run: ${error.message}`)
    throw new CallError('notStarted', `The run was not started: ${error.message.split('\n', 1)[0] ?? ''}`)
  }
}

/** Until the load begins its engines end with the signal; from then on they are the run's. */
async function startUnlessAborted(
  request: RunRequest,
  keeper: RunKeeper,
  spawnEngine: SpawnEngine,
  signal: AbortSignal,
): Promise<RunHandle> {
  const callOff = new AbortController()
  const abort = (): void => callOff.abort()
  signal.addEventListener('abort', abort)
  try {
    return await startRun(request, keeper, endedWith(callOff.signal, spawnEngine))
  } catch (error) {
    // That its engines died is no fault of theirs then.
    refuseCancelled(signal)
    throw error
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

async function prepare(
  wish: StartWish,
  { workspace, environment, spawnEngine }: StartParts,
  signal: AbortSignal,
): Promise<RunRequest> {
  const file = resolvePlan(workspace, wish.plan)
  if (!file.ok) throw new CallError('invalid', file.message)
  for (const name of Object.keys(wish.environment)) {
    // The value is not repeated: it may be a password.
    if (!VARIABLE.test(name))
      throw new CallError('invalid', `${quoted(name)} is not a name of a variable: those have letters, digits and _.`)
  }
  const label = wish.build.trim()
  const prepared = await prepareRuns(
    {
      planFile: wish.plan,
      from: workspace,
      scenarios: [wish.scenario],
      overrides: overridesOf(wish),
      planEnvironment: { ...(await environment()), ...wish.environment },
      buildLabel: label === '' ? null : label,
      buildEnvironment: process.env,
      processes: Math.max(1, availableParallelism() - 1),
      seed: randomInt(2 ** 32),
      failOn: [...DEFAULT_FAIL_ON],
    },
    endedWith(signal, spawnEngine),
  )
  refuseCancelled(signal)
  switch (prepared.kind) {
    case 'problems':
      throw new CallError('invalid', problemsText(prepared.loaded.problems))
    case 'refused':
      throw new CallError('invalid', prepared.sentence)
    case 'prepared':
      return prepared.requests[0]!
    default:
      return prepared satisfies never
  }
}

function overridesOf({ host, users, spawnRate, runTime }: StartWish): ReturnType<typeof readOverrides> {
  const typed = Object.entries({ host, users, spawnRate, runTime }).filter(([, text]) => text.trim() !== '')
  try {
    // Variables of the process's environment that stand for options are meant for the command line.
    return readOverrides(Object.fromEntries(typed), {}, FIELD_NAMES)
  } catch (error) {
    throw error instanceof RunRefusal ? new CallError('invalid', error.message) : error
  }
}

function problemsText(problems: readonly Problem[]): string {
  const errors = problems.filter(({ severity }) => severity === 'error')
  const shown = errors
    .slice(0, PROBLEMS_SHOWN)
    .map(({ file, line, column, message }) => spellOutControls(`${file}:${line}:${column} ${message}`))
  const more = errors.length > shown.length ? [`${errors.length - shown.length} more problems are in the plan.`] : []
  return [...shown, ...more].join(' ')
}

function refuseCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new CallError('cancelled', 'The start was cancelled.')
}
