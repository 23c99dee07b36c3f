/**
 * Trends for whoever looks: all series of a scenario at once, since they know of each other's noise and number, and then one after the
 * other as they are looked at. What was made last is kept until there are other runs.
 */
import type { Parsed } from '../../contract/method.ts'
import type {
  PackedSeries,
  SeriesLine,
  TrendHeatView,
  TrendOverview,
  trendMethods,
} from '../../contract/methods/trends.ts'
import { isWorseWhenHigher } from '../../core/comparison/metrics.ts'
import type { ScenarioTrend, SeriesTrend, TrendChange } from '../../core/trend/scenarioTrend.ts'
import { DEFAULT_IMPORTANT_CHANGE } from '../../core/trend/effect.ts'
import { packTrend, type RunOnTrend } from '../../core/trend/trendColumns.ts'
import { trendHeatInTurn } from '../../core/trend/trendHeat.ts'
import { trendSentence, trendStanding } from '../../core/trend/trendWords.ts'
import { paced, type Pace } from '../analysis/pace.ts'
import { buildName } from '../comparison/runFacts.ts'
import type { History } from '../storage/history.ts'
import { readTrend, type TrendQuestion } from '../trend/readTrend.ts'
import { changesOf } from '../trend/trendChanges.ts'
import { leftOutReason, seriesOf } from '../trend/trendSeries.ts'
import { limitsOf } from './trendLimits.ts'

type Question = Parsed<(typeof trendMethods)['builds.trend']>
type SeriesQuestion = Parsed<(typeof trendMethods)['builds.trendSeries']>
type HeatQuestion = Parsed<(typeof trendMethods)['builds.trendHeat']>

export interface TrendAnswers {
  /** @throws HistoryError 'notFound' where nothing of that name was run */
  overview(history: History, question: Question, pace: Pace): Promise<TrendOverview>
  series(history: History, question: SeriesQuestion, pace: Pace): Promise<PackedSeries | null>
  heat(history: History, question: HeatQuestion, pace: Pace): Promise<TrendHeatView>
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
    return {
      ...trend,
      ...changesOf(trend.series, history.triage(trend.of), history.movedChanges(trend.of), trend.newest),
    }
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
      return own === undefined ? null : viewOf(history, trend, own, question.limit, pace)
    },
    async heat(history, question, pace) {
      const { metric } = question
      const trend = await trendOf(history, question, pace)
      const rows = rowsInOrder(trend, metric)
      const heat = await paced(trendHeatInTurn(rows), pace)
      const important =
        metric === 'errors' ? DEFAULT_IMPORTANT_CHANGE.share : Math.log1p(DEFAULT_IMPORTANT_CHANGE.ratio)
      return { ...heat, metric, worse: isWorseWhenHigher(metric) ? 'higher' : 'lower', important }
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

/** What changed stands on top, as in the list of changes. */
function rowsInOrder({ changes, series }: ScenarioTrend, metric: SeriesTrend['metric']): SeriesTrend[] {
  const own = series.filter((one) => one.metric === metric)
  const first = changes.filter((change) => change.metric === metric)
  const rankOf = new Map(
    own.map((one) => {
      const rank = first.findIndex(({ endpoint }) => isSame(endpoint, one.endpoint))
      return [one, rank < 0 ? first.length : rank]
    }),
  )
  return own.toSorted((one, other) => rankOf.get(one)! - rankOf.get(other)!)
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

async function viewOf(
  history: History,
  all: ScenarioTrend,
  { endpoint, metric, trend }: SeriesTrend,
  limit: number,
  pace: Pace,
): Promise<PackedSeries> {
  const isOwn = (change: TrendChange): boolean => change.metric === metric && isSame(change.endpoint, endpoint)
  const placeOf = new Map(trend.builds.flatMap(({ index, runIds }) => runIds.map((id) => [id, index] as const)))
  const runs: RunOnTrend[] = []
  for (const slice of history.measuredRunSlices({ ...all.of, endpoint, limit })) {
    const own = seriesOf(slice).find((one) => one.metric === metric)
    const valueOf = new Map(own?.series.points.map(({ runId, value }) => [runId, value] as const))
    for (const run of slice)
      runs.push({
        runId: run.id,
        build: buildName(run.build),
        startedAtMs: run.startedAtMs,
        value: valueOf.get(run.id) ?? null,
        at: placeOf.get(run.id) ?? null,
        leftOut: leftOutReason(run),
      })
    await pace()
  }
  return {
    endpoint,
    metric,
    columns: packTrend({ trend, runs }),
    changes: all.changes.filter(isOwn),
    withdrawn: all.withdrawn.filter(isOwn),
    baseline: all.baseline,
    limits: limitsOf(history, runs.at(-1)?.runId ?? null, endpoint, metric),
  }
}

function isSame(one: SeriesTrend['endpoint'], other: SeriesTrend['endpoint']): boolean {
  if (one === null || other === null) return one === other
  return one.name === other.name && one.kind === other.kind
}
