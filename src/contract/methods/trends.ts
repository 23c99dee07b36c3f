/** Trends over builds: what changed, from which build on, and what people say of it. */
import { z } from 'zod'
import type { EndpointId } from '../../core/comparison/comparisonInput.ts'
import { METRICS, type Metric } from '../../core/comparison/metrics.ts'
import type { ScenarioTrend, TrendChange } from '../../core/trend/scenarioTrend.ts'
import { TRIAGE_STATES } from '../../core/trend/triage.ts'
import type { TrendColumns, TrendWithRuns } from '../../core/trend/trendColumns.ts'
import type { TrendHeat } from '../../core/trend/trendHeat.ts'
import type { TrendStanding } from '../../core/trend/trendWords.ts'
import type { TrendScale } from '../../core/trend/trendTypes.ts'
import { method } from '../method.ts'

const name = z.string().max(1000)
/** Endpoints are named by plans, which may say more than names of plans do. */
const endpointSchema = z.strictObject({
  name: z.string().max(20_000),
  kind: z.enum(['http', 'websocket', 'reply', 'events', 'group']),
})

const trendSchema = z.strictObject({
  planName: name,
  scenario: name,
  /** Base address; the one that was tested last where it is left out. */
  target: name.optional(),
  /** From which build cumulative changes count; the starred build, else the first level, where it is left out. */
  since: name.optional(),
  /** The newest so many runs. */
  limit: z.int().min(1).max(10_000).default(400),
})
export type TrendQuestion = z.output<typeof trendSchema>

const metricSchema = z.enum(METRICS)

/** A series as a list shows it. */
export interface SeriesLine {
  /** Null: of the whole run. */
  endpoint: EndpointId | null
  metric: Metric
  scale: TrendScale
  builds: number
  /** Of the newest builds, at most 60, the newest last; in the metric's own unit. */
  line: number[]
  /** How the newest build lies beside those before it; null where nothing can be said of it yet. */
  newest: 'within' | 'above' | 'below' | null
  /** Builds that are missing for a trend; 0 where there is one. */
  buildsNeeded: number
}

/** Everything about the trends of a scenario but their points. */
export interface TrendOverview extends Omit<ScenarioTrend, 'runs' | 'series'> {
  /** That are on the trend. */
  runs: number
  series: SeriesLine[]
  standing: TrendStanding
  /** What became of it, in words. */
  sentence: string
}

/** A target or maximum that the newest run was judged by. */
export interface TrendLimit {
  level: 'target' | 'maximum'
  /** In the metric's own unit. */
  value: number
}

interface AroundSeries {
  endpoint: EndpointId | null
  metric: Metric
  changes: TrendChange[]
  withdrawn: TrendChange[]
  baseline: string | null
  limits: TrendLimit[]
}

/** One series with all that is drawn of it. */
export interface SeriesView extends AroundSeries, TrendWithRuns {}

/** The same as it is sent. */
export interface PackedSeries extends AroundSeries {
  columns: TrendColumns
}

/** One metric of all endpoints: those with changes first, as the list of changes has them, then by name. */
export interface TrendHeatView extends TrendHeat {
  metric: Metric
  worse: 'higher' | 'lower'
  /** Smallest difference of importance, as `differences` are. */
  important: number
}

/** Served by the readers of the history. */
export const trendMethods = {
  /** Findings of all series of a scenario. */
  'builds.trend': method<TrendOverview>()(trendSchema),
  /** One of its series; null where the newest runs have no such endpoint or metric. */
  'builds.trendSeries': method<PackedSeries | null>()(
    trendSchema.extend({ endpoint: endpointSchema.nullable(), metric: metricSchema }),
  ),
  'builds.trendHeat': method<TrendHeatView>()(trendSchema.extend({ metric: metricSchema })),
}

/** What was run against a target, with or without builds. */
export interface ScenarioWithRuns {
  planName: string
  scenario: string
  target: string
  /** That have ended. */
  runs: number
  newestMs: number
}

export const triageMethods = {
  /** What there may be trends of; those that were run last, first, at most 200. */
  'builds.ran': method<ScenarioWithRuns[]>()(z.strictObject({})),
  /** Where changes began, as people know better. */
  'builds.moveChanges': method<void>()(
    z.strictObject({
      of: z.strictObject({ planName: name, scenario: name, target: name }),
      changes: z
        .array(
          z.strictObject({
            endpoint: endpointSchema.nullable(),
            metric: metricSchema,
            /** First run of the new level, as it was found. */
            runId: z.string().min(1).max(100),
            /** A run of the build with which it began; null: where it was found, after all. */
            beganWith: z.string().min(1).max(100).nullable(),
          }),
        )
        .min(1)
        .max(1000),
    }),
  ),
  /**
   * What is said of changes.
   * @param triage null: nothing after all
   */
  'builds.setTriage': method<void>()(
    z.strictObject({
      of: z.strictObject({ planName: name, scenario: name, target: name }),
      changes: z
        .array(
          z.strictObject({
            endpoint: endpointSchema.nullable(),
            metric: metricSchema,
            /** First run of the new level. */
            runId: z.string().min(1).max(100),
            triage: z.strictObject({ state: z.enum(TRIAGE_STATES), note: z.string().max(10_000) }).nullable(),
          }),
        )
        .min(1)
        .max(1000),
    }),
  ),
}
