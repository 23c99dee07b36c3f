/** The trends of a scenario from the history: no histogram is read, so thousands of runs are answered in seconds. */
import type { EndpointId } from '../../core/comparison/comparisonInput.ts'
import type { Metric } from '../../core/comparison/metrics.ts'
import { findChangesInTurn } from '../../core/trend/findChangesTogether.ts'
import type { BuildOnTrend, LeftOutRun, ScenarioTrend, TrendBreak, TrendRun } from '../../core/trend/scenarioTrend.ts'
import type { Fingerprint } from '../../core/trend/trendTypes.ts'
import { paced, type Pace } from '../analysis/pace.ts'
import { buildName } from '../comparison/runFacts.ts'
import type { History } from '../storage/history.ts'
import { HistoryError } from '../storage/historyError.ts'
import type { MeasuredRun } from '../storage/measuredRuns.ts'
import { fittingScenarios, quoted, type ScenarioChoice } from './chooseScenario.ts'
import { changesOf } from './trendChanges.ts'
import { createSeriesCollector, fingerprintOf, leftOutReason } from './trendSeries.ts'

export interface TrendQuestion extends Required<Pick<ScenarioChoice, 'plan' | 'scenario'>> {
  /** Left out: the one that was run last. */
  target?: string
  /** One endpoint only, null: only what is of the whole run; then q is adjusted for its series only. Left out: all of them. */
  endpoint?: EndpointId | null
  metric?: Metric
  /** From which build cumulative changes count; the starred build when left out. */
  since?: string
  /** The newest so many runs. */
  limit?: number
}

/** A year of daily runs, and then some. */
export const DEFAULT_TREND_RUNS = 400
const KNOWN_BUILDS_NAMED = 5

/** @param done series analysed so far, of about `of` */
export type TrendProgress = (done: number, of: number) => void

/**
 * The same runs get the same answer, whoever asks.
 *
 * @param pace is awaited every few milliseconds; where it throws, the question is given up
 * @throws HistoryError 'notFound' with what there is, where no such plan, scenario, target or build was run
 */
export async function readTrend(
  history: History,
  question: TrendQuestion,
  pace: Pace,
  progress: TrendProgress = () => {},
): Promise<ScenarioTrend> {
  const { plan, scenario } = question
  await pace()
  const ran = history.ranScenarios()
  const fitting = fittingScenarios(ran, { ...question, plan, scenario })
  const [meant] = fitting as [(typeof fitting)[0]]
  const of = { planName: meant.planName, scenario: meant.scenario, target: meant.target }
  const others = fittingScenarios(ran, { plan: meant.planName, scenario }).filter(
    ({ planName, target }) => planName === meant.planName && target !== meant.target,
  )
  await pace()
  const measured: MeasuredRun[] = []
  const counted: MeasuredRun[] = []
  const collector = createSeriesCollector()
  const query = { ...of, ...(question.endpoint === undefined ? {} : { endpoint: question.endpoint }) }
  for (const slice of history.measuredRunSlices({ ...query, limit: question.limit ?? DEFAULT_TREND_RUNS })) {
    for (const run of slice) {
      if (leftOutReason(run) === null) {
        collector.add(run)
        counted.push({ ...run, numbers: [] })
      }
      measured.push({ ...run, numbers: [] })
    }
    await pace()
  }
  const baseline = history.baseline(of)
  const since = question.since ?? baseline
  if (question.since !== undefined) refuseUnknownBuild(question.since, counted)

  const all = collector.series().filter(({ metric }) => question.metric === undefined || metric === question.metric)
  const trends = await paced(
    findChangesInTurn(
      all.map((one) => one.series),
      since === null ? {} : { since },
      (done) => progress(done, all.length),
    ),
    pace,
  )
  const series = all.map(({ endpoint, metric }, at) => ({ endpoint, metric, trend: trends[at]! }))
  const last = counted.at(-1)
  const newest = last === undefined ? null : fingerprintOf(last)
  return {
    of,
    otherTargets: others.map(({ target, runs, newestMs }) => ({ target, runs, newestMs })),
    baseline,
    since,
    runs: counted.map(runOnTrend),
    newest,
    leftOut: measured.flatMap((run): LeftOutRun[] => {
      const reason = leftOutReason(run)
      return reason === null ? [] : [{ ...runOnTrend(run), reason, status: run.status }]
    }),
    olderRuns: Math.max(0, meant.runs - meant.runsWithoutNumbers - measured.length),
    runsWithoutNumbers: meant.runsWithoutNumbers,
    breaks: breaksOf(counted),
    series,
    ...changesOf(series, history.triage(of), history.movedChanges(of), newest),
  }
}

function runOnTrend({ id, build, startedAtMs }: MeasuredRun): TrendRun {
  return { runId: id, build: buildName(build), startedAtMs }
}

function breaksOf(runs: readonly MeasuredRun[]): TrendBreak[] {
  return runs.slice(1).flatMap((run, at) => {
    const [before, after] = [fingerprintOf(runs[at]!), fingerprintOf(run)]
    const changed = (Object.keys(after) as (keyof Fingerprint)[]).filter((part) => before[part] !== after[part])
    const place: BuildOnTrend = runOnTrend(run)
    return changed.length === 0 ? [] : [{ at: place, changed }]
  })
}

function refuseUnknownBuild(since: string, runs: readonly MeasuredRun[]): void {
  const known = new Set(runs.map(({ build }) => buildName(build)).filter((name) => name !== null))
  if (known.has(since)) return
  const names = [...known].toReversed().slice(0, KNOWN_BUILDS_NAMED).map(quoted).join(', ')
  throw new HistoryError(
    'notFound',
    `The build ${quoted(since)} has no run there that counts; ${names === '' ? 'none has' : `the newest that have are ${names}`}.`,
  )
}
