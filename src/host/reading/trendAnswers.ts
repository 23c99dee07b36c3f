/**
 * Trends for whoever looks: all series of a scenario at once, since they know of each other's noise and number, and then one after the
 * other as they are looked at. What was made last is kept until there are other runs.
 */
import type { Parsed } from '../../contract/method.ts'
import type { SeriesLine, SeriesView, TrendOverview, trendMethods } from '../../contract/methods/trends.ts'
import type { ScenarioTrend, SeriesTrend, TrendChange } from '../../core/trend/scenarioTrend.ts'
import { trendSentence, trendStanding } from '../../core/trend/trendWords.ts'
import type { Pace } from '../analysis/pace.ts'
import { buildName } from '../comparison/runFacts.ts'
import type { History } from '../storage/history.ts'
import { readTrend, type TrendQuestion } from '../trend/readTrend.ts'
import { changesOf } from '../trend/trendChanges.ts'
import { fingerprintOf, leftOutReason, seriesOf } from '../trend/trendSeries.ts'
import { limitsOf } from './trendLimits.ts'

type Question = Parsed<(typeof trendMethods)['builds.trend']>
type SeriesQuestion = Parsed<(typeof trendMethods)['builds.trendSeries']>

export interface TrendAnswers {
  /** @throws HistoryError 'notFound' where nothing of that name was run */
  overview(history: History, question: Question, pace: Pace): Promise<TrendOverview>
  series(history: History, question: SeriesQuestion, pace: Pace): Promise<SeriesView | null>
  forget(): void
}

/** Values of a small line. */
const LINE_BUILDS = 60

export function createTrendAnswers(): TrendAnswers {
  let kept: { key: string; mark: string; trend: Promise<ScenarioTrend> } | null = null

  async function made(history: History, question: Question, pace: Pace): Promise<ScenarioTrend> {
    const key = JSON.stringify([question.planName, question.scenario, question.target, question.since, question.limit])
    for (;;) {
      await pace()
      const mark = markOf(history, question)
      const isThere = kept?.key === key && kept.mark === mark
      const own = isThere ? kept! : { key, mark, trend: readTrend(history, asked(question), pace) }
      kept = own
      try {
        return await own.trend
      } catch (error) {
        if (kept === own) kept = null
        // Whoever began it does not want it any more, and this one does.
        if (!isThere) throw error
      }
    }
  }

  /** With what is said of its changes now. */
  async function trendOf(history: History, question: Question, pace: Pace): Promise<ScenarioTrend> {
    const trend = await made(history, question, pace)
    const newest = newestFingerprint(history, trend, question)
    return { ...trend, ...changesOf(trend.series, history.triage(trend.of), newest) }
  }

  return {
    async overview(history, question, pace) {
      const trend = await trendOf(history, question, pace)
      const { runs, series, ...rest } = trend
      return {
        ...rest,
        runs: runs.length,
        series: series.map(lineOf),
        standing: trendStanding(trend),
        sentence: trendSentence(trend),
      }
    },
    async series(history, question, pace) {
      const trend = await trendOf(history, question, pace)
      const own = trend.series.find((one) => one.metric === question.metric && isSame(one.endpoint, question.endpoint))
      return own === undefined ? null : viewOf(history, trend, own, question.limit)
    },
    forget() {
      kept = null
    },
  }
}

function asked({ planName, scenario, target, since, limit }: Question): TrendQuestion {
  return {
    plan: planName,
    scenario,
    limit,
    ...(target === undefined ? {} : { target }),
    ...(since === undefined ? {} : { since }),
  }
}

/** The same as long as a trend made of the history would be the same. */
function markOf(history: History, { planName, scenario }: Question): string {
  const ran = history.ranScenarios().filter((one) => one.planName === planName && one.scenario === scenario)
  return JSON.stringify(
    ran.map(({ target, ...rest }) => [target, rest, history.baseline({ planName, scenario, target })]),
  )
}

function newestFingerprint(
  history: History,
  { of }: ScenarioTrend,
  { limit }: Question,
): ReturnType<typeof fingerprintOf> | null {
  const newest = history.measuredRuns({ ...of, endpoint: null, limit }).findLast((run) => leftOutReason(run) === null)
  return newest === undefined ? null : fingerprintOf(newest)
}

function lineOf({ endpoint, metric, trend }: SeriesTrend): SeriesLine {
  const newest = trend.builds.at(-1)
  const segment = newest === undefined ? undefined : trend.segments[newest.segment]
  return {
    endpoint,
    metric,
    scale: trend.scale,
    builds: trend.builds.length,
    line: trend.builds.slice(-LINE_BUILDS).map(({ value }) => value),
    newest: segment?.newest ?? null,
    buildsNeeded: segment?.state === 'tooFewBuilds' ? segment.buildsNeeded : 0,
  }
}

function viewOf(
  history: History,
  all: ScenarioTrend,
  { endpoint, metric, trend }: SeriesTrend,
  limit: number,
): SeriesView {
  const isOwn = (change: TrendChange): boolean => change.metric === metric && isSame(change.endpoint, endpoint)
  const measured = history.measuredRuns({ ...all.of, endpoint, limit })
  const valueOf = new Map(
    seriesOf(measured)
      .filter((one) => one.metric === metric)
      .flatMap(({ series }) => series.points.map(({ runId, value }) => [runId, value] as const)),
  )
  const placeOf = new Map(trend.builds.flatMap(({ index, runIds }) => runIds.map((id) => [id, index] as const)))
  return {
    endpoint,
    metric,
    trend,
    runs: measured.map((run) => ({
      runId: run.id,
      build: buildName(run.build),
      startedAtMs: run.startedAtMs,
      value: valueOf.get(run.id) ?? null,
      at: placeOf.get(run.id) ?? null,
      leftOut: leftOutReason(run),
    })),
    changes: all.changes.filter(isOwn),
    withdrawn: all.withdrawn.filter(isOwn),
    baseline: all.baseline,
    limits: limitsOf(history, measured.at(-1)?.id ?? null, endpoint, metric),
  }
}

function isSame(one: SeriesTrend['endpoint'], other: SeriesTrend['endpoint']): boolean {
  if (one === null || other === null) return one === other
  return one.name === other.name && one.kind === other.kind
}
