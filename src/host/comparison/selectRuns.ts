/** Which runs are meant by the names of two builds, or of runs. */
import { HistoryError } from '../storage/historyError.ts'
import type { History } from '../storage/history.ts'
import type { RunSummary } from '../storage/newRun.ts'
import { buildName } from './runFacts.ts'

export interface RunChoice {
  /** A build's label or commit, a run's id, `last`, `last~2`, or several of them with commas between; `starred`: the baseline that was set. */
  baseline: string
  candidate: string
  /** Name or file of the plan, where builds were tested with several. */
  plan?: string
  scenario?: string
  /** Base address, where builds were tested against several. */
  target?: string
}

type Choice = Omit<RunChoice, 'baseline' | 'candidate'>

export interface ChosenRuns {
  baseline: RunSummary[]
  candidate: RunSummary[]
}

/** Runs of a build that are taken, the newest. */
const RUNS_AT_MOST = 20
/** The newest, for what there may be instead. */
const LOOKED_AT = 200
/** Names of a list that are told. */
const NAMED = 5

/**
 * @returns oldest first; runs that go on, or could not go on, are left out of builds
 * @throws HistoryError with what may be meant
 */
export function selectRuns(history: History, choice: RunChoice): ChosenRuns {
  const candidates = candidatesOf(history, choice.candidate, choice)
  const baselines =
    choice.baseline === 'starred'
      ? starredBaseline(history, candidates, choice)
      : candidatesOf(history, choice.baseline, choice)
  const scenarios = [...new Set(baselines.map(scenarioOf))].filter((name) =>
    candidates.some((run) => scenarioOf(run) === name),
  )
  if (scenarios.length === 0) {
    // Compared all the same, and said what is different.
    if (isOneScenario(baselines) && isOneScenario(candidates)) return ordered(baselines, candidates)
    throw notFound(
      `No scenario was run with both builds: ${listed(baselines)} with the one, ${listed(candidates)} with the other. Run one of them with both.`,
    )
  }
  if (scenarios.length > 1)
    throw new HistoryError(
      'ambiguous',
      `Both builds were run with several scenarios: ${listed(baselines.filter((run) => scenarios.includes(scenarioOf(run))))}. Say which with --plan and --scenario.`,
    )
  const isMeant = (run: RunSummary): boolean => scenarioOf(run) === scenarios[0]
  return ordered(baselines.filter(isMeant), candidates.filter(isMeant))
}

function ordered(baseline: RunSummary[], candidate: RunSummary[]): ChosenRuns {
  const oldestFirst = (runs: RunSummary[]): RunSummary[] => runs.slice(0, RUNS_AT_MOST).toReversed()
  return { baseline: oldestFirst(baseline), candidate: oldestFirst(candidate) }
}

/** Newest first, each once. */
function candidatesOf(history: History, names: string, choice: RunChoice): RunSummary[] {
  const found = new Map<string, RunSummary>()
  for (const name of namesIn(history, names)) for (const run of runsOf(history, name, choice)) found.set(run.id, run)
  if (found.size === 0) throw notFound('No build or run was named.')
  return [...found.values()].toSorted((one, other) => other.startedAtMs - one.startedAtMs)
}

/** A label may have commas of its own: one that is there is meant. */
function namesIn(history: History, names: string): string[] {
  if (names.includes(',') && history.listRuns({ build: names, limit: 1 }).length > 0) return [names]
  return names
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function runsOf(history: History, name: string, choice: Choice): RunSummary[] {
  const { plan, scenario, target } = choice
  const ofScenario = history.listRuns({
    build: name,
    ...(plan === undefined ? {} : { plan }),
    ...(scenario === undefined ? {} : { scenario }),
  })
  const ofBuild = ofScenario.filter((run) => target === undefined || run.target === target)
  const ended = ofBuild.filter(({ status }) => status !== 'running' && status !== 'failed')
  if (ended.length > 0) return ended
  if (ofBuild.length > 0) throw notFound(`No run of the build ${quoted(name)} has ended with something to compare.`)
  try {
    const run = history.findRun(name).run()
    if (run.status === 'running')
      throw new HistoryError('running', `Run ${run.id} still goes on; compare it when it has ended.`)
    return [run]
  } catch (error) {
    if (!(error instanceof HistoryError) || error.code !== 'notFound') throw error
    throw (
      ranElsewhere(history, name, choice, ofScenario) ??
      notFound(`There is no build ${quoted(name)}${hintOf(history)}, and no such run.`)
    )
  }
}

function starredBaseline(history: History, candidates: readonly RunSummary[], choice: RunChoice): RunSummary[] {
  for (const { planName, scenario, target } of candidates) {
    const build = history.baseline({ planName, scenario, target })
    if (build !== null) return runsOf(history, build, { ...choice, plan: choice.plan ?? planName, scenario, target })
  }
  throw notFound(
    `No baseline is set for ${listed(candidates)}. Set one in Compare, or with \`loadwright baseline BUILD\`.`,
  )
}

/** A build that was run, but not as is asked. @param there its runs of the scenario that is asked for: against other targets */
function ranElsewhere(
  history: History,
  name: string,
  choice: Choice,
  there: readonly RunSummary[],
): HistoryError | null {
  const { plan, target = '' } = choice
  const sentence = `The build ${quoted(name)} was not run`
  if (there.length > 0) {
    const others = listedNames(there.map((run) => run.target))
    return notFound(
      `${sentence} against ${shortened(target)}, but against ${others}. Run it there, or choose another build.`,
    )
  }
  const runs = history.listRuns({ build: name, limit: LOOKED_AT })
  if (runs.length === 0) return null
  const which = new Set(runs.map(scenarioOf)).size === 1 ? 'it' : 'one of them'
  const options = plan === undefined ? '--scenario' : '--plan and --scenario'
  return notFound(`${sentence} with ${choiceText(choice)}, but with ${listed(runs)}. Name ${which} with ${options}.`)
}

function hintOf(history: History): string {
  const known = new Set(history.listRuns({ limit: LOOKED_AT }).map(({ build }) => buildName(build)))
  const names = [...known].filter((name) => name !== null).slice(0, NAMED)
  return names.length === 0
    ? '; no run of the history has one (`loadwright run --build LABEL`)'
    : `; there are ${names.map(quoted).join(', ')}`
}

function choiceText({ plan, scenario }: Choice): string {
  return [plan, scenario].flatMap((name) => (name === undefined ? [] : [shortened(name)])).join(' · ')
}

function isOneScenario(runs: readonly RunSummary[]): boolean {
  return new Set(runs.map(scenarioOf)).size === 1
}

function scenarioOf({ planName, scenario }: RunSummary): string {
  return JSON.stringify([planName, scenario])
}

function listed(runs: readonly RunSummary[]): string {
  return listedNames(runs.map(({ planName, scenario }) => `${planName} · ${scenario}`))
}

function listedNames(names: readonly string[]): string {
  const all = [...new Set(names)].map(shortened)
  const more = all.length - NAMED
  return more > 0 ? `${all.slice(0, NAMED).join(', ')} and ${more} more` : all.join(', ')
}

function quoted(name: string): string {
  return JSON.stringify(shortened(name))
}

function shortened(name: string): string {
  return name.length > 60 ? `${name.slice(0, 59)}…` : name
}

function notFound(message: string): HistoryError {
  return new HistoryError('notFound', message)
}
