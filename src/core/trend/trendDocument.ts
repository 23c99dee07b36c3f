/** What `loadwright trend --json` prints, for programs: `scenarioTrend.ts` as a schema, which is published (resources/schema). */
import { z } from 'zod'
import { endpointIdSchema, metricSchema } from '../comparison/comparisonDocument.ts'
import { publishedSchema, schemaText } from '../publishedSchema.ts'
import { RUN_STATUSES } from '../report/report.ts'
import type { ScenarioTrend } from './scenarioTrend.ts'
import { TRIAGE_STATES } from './triage.ts'
import type { Trend, TrendFinding } from './trendTypes.ts'
import type { TrendStanding } from './trendWords.ts'

export const TREND_SCHEMA_VERSION = 1

const count = z.number().min(0)
const share = z.number().min(0).max(1)
const wallClock = z.number().describe('Wall clock, ms since 1970.')
const buildIndex = z.number().int().min(0).describe('Place in `builds`.')

const fingerprint = z
  .object({ plan: z.string(), profile: z.string(), host: z.string(), generator: z.string() })
  .describe('What has to stay the same for two builds to be compared.')
const fingerprintPart = z.enum(['plan', 'profile', 'host', 'generator'])
const run = z.object({
  runId: z.string(),
  build: z.string().nullable().describe('As people name it; null: nobody said.'),
  startedAtMs: wallClock,
})

const interval = { low: z.number(), high: z.number(), level: share }
const effect = z.object({
  of: z
    .enum(['ratio', 'oddsRatio', 'difference'])
    .describe('ratio: after ÷ before; oddsRatio: of e ÷ (n − e); difference: after − before.'),
  value: z.number(),
  interval: z.object(interval),
  before: z.number().describe('Level in the unit of the metric, as `after`.'),
  after: z.number(),
})

const anyFinding = {
  verdict: z.enum(['regressed', 'improved', 'changed']),
  minor: z.boolean().describe('Smaller than the smallest change of importance.'),
  state: z
    .enum(['suspected', 'confirmed', 'wentAway'])
    .describe('suspected: fewer than 3 builds at the new level yet. wentAway: the level came back within 5 builds.'),
  returnedAt: buildIndex.nullable(),
  segment: z.number().int().min(0),
  buildsSince: count,
  buildsBefore: count,
  effect,
  statistic: z.number().describe('How large the change is in standard errors, those of a search for it.'),
  p: share.describe('Chance of as strong a change anywhere in a series of that length without change.'),
  q: share.nullable().describe('p adjusted over all series that were looked at together; null when one was.'),
}
const finding = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('step'),
    ...anyFinding,
    build: buildIndex.describe('First build of the new level, the likeliest one.'),
    buildSet: z
      .array(z.object({ build: buildIndex, probability: share }))
      .describe('The smallest set of builds that holds it with at least 95 %.'),
  }),
  z.object({
    kind: z.literal('drift'),
    ...anyFinding,
    from: buildIndex.describe('Last build of the level before.'),
    to: buildIndex.describe('First build of the level after.'),
    steps: z.array(buildIndex),
  }),
]) satisfies z.ZodType<TrendFinding>

const anySegment = {
  fingerprint,
  builds: z.array(buildIndex),
  nextRun: z
    .object({ ...interval, centre: z.number() })
    .nullable()
    .describe('What the next build may be without being news, in the unit of the metric. Null: nothing to go by yet.'),
  newest: z.enum(['within', 'above', 'below']).nullable(),
}
const segment = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('tooFewBuilds'),
    ...anySegment,
    buildsNeeded: count.describe('How many more builds make a trend.'),
  }),
  z.object({
    state: z.literal('analysed'),
    ...anySegment,
    noise: count.describe('Standard deviation of builds around their levels, on the scale of the trend.'),
    autocorrelation: z.number(),
    residualAutocorrelation: z.number(),
    levels: count.describe('1 where nothing changed.'),
    cumulative: z
      .object({ since: buildIndex, effect })
      .nullable()
      .describe('From the level of `since`, or the first, to that of the newest build; null when they are one.'),
    p: share,
    threshold: z.number(),
  }),
])

const trend = z.object({
  endpoint: z.string(),
  metric: z.string(),
  scale: z.enum(['ratio', 'share', 'plain']),
  worse: z.enum(['higher', 'lower']).nullable().describe('Which way is worse; null where neither is.'),
  alpha: share,
  importantChange: z.number(),
  builds: z.array(
    z.object({
      index: buildIndex,
      build: z.string().nullable(),
      runIds: z.array(z.string()),
      value: z.number().describe('Mean of its runs, in the unit of the metric; a share as it was counted over them.'),
      runs: count,
      startedAtMs: wallClock,
      segment: z.number().int().min(0),
      place: z.number().int().min(0),
      level: z
        .number()
        .nullable()
        .describe('That was found around it; along a drift, the ramp’s. Null: too few builds.'),
      outlier: z.boolean().describe('It stands alone: no change, but a run to look at.'),
    }),
  ),
  segments: z.array(segment),
  boundaries: z
    .array(z.object({ build: buildIndex, changed: z.array(fingerprintPart) }))
    .describe('Where something else was measured, or from elsewhere: never a finding.'),
  findings: z.array(finding).describe('In the order of their builds.'),
  withdrawn: z.array(finding).describe('What holds in this series alone, but not beside the number of series.'),
  outliers: z.array(buildIndex),
  skipped: z.array(
    z.object({ runId: z.string(), reason: z.enum(['noValue', 'notPositive', 'notAShare', 'noRequests']) }),
  ),
}) satisfies z.ZodType<Trend>

const endpointOrRun = endpointIdSchema.nullable().describe('Null: of the whole run.')
const change = z.object({
  endpoint: endpointOrRun,
  metric: metricSchema,
  finding: finding.describe('Places are those of the builds of its series.'),
  at: run.describe('First build of the new level, by its first run.'),
  among: z.array(run).describe('Builds that hold a step with 95 %; of a drift, those of the ramp.'),
  returnedAt: run.nullable(),
  moved: z
    .object({ to: run, atMs: wallClock })
    .nullable()
    .describe('Where people say that it began, in place of `at`; null: where it was found.'),
  earlier: run.nullable().describe('The build of its stretch before that with which it began; `later`: after it.'),
  later: run.nullable(),
  stands: z.boolean().describe('It is what the newest runs show.'),
  triage: z
    .object({ state: z.enum(TRIAGE_STATES), note: z.string(), atMs: wallClock })
    .nullable()
    .describe('What people said of it.'),
})

const scenarioTrend = z.object({
  of: z.object({ planName: z.string(), scenario: z.string(), target: z.string() }),
  otherTargets: z.array(z.object({ target: z.string(), runs: count, newestMs: wallClock })),
  baseline: z.string().nullable().describe('The build that was set as the baseline.'),
  since: z.string().nullable().describe('From which build cumulative changes count; null: from the first level.'),
  runs: z.array(run).describe('Oldest first.'),
  newest: fingerprint.nullable(),
  leftOut: z
    .array(run.extend({ reason: z.enum(['notTrusted', 'steered', 'notCompleted']), status: z.enum(RUN_STATUSES) }))
    .describe('Runs that say nothing of their build.'),
  olderRuns: count.describe('Runs that are older than those that were looked at.'),
  runsWithoutNumbers: count,
  breaks: z.array(z.object({ at: run, changed: z.array(fingerprintPart) })),
  series: z
    .array(z.object({ endpoint: endpointOrRun, metric: metricSchema, trend }))
    .describe('Those with findings; all of them with --all, or those that were asked for.'),
  changes: z
    .array(change)
    .describe('What stands first, regressions first, the strongest first; then the newest first.'),
  withdrawn: z.array(change),
}) satisfies z.ZodType<ScenarioTrend>

const STANDINGS = [
  'regressed',
  'suspected',
  'known',
  'improved',
  'unchanged',
  'tooFewBuilds',
] as const satisfies TrendStanding[]

const documentSchema = z.object({
  schemaVersion: z.literal(TREND_SCHEMA_VERSION),
  standing: z
    .enum(STANDINGS)
    .describe('What stands at the newest runs. known: regressions that somebody said to be known.'),
  sentence: z.string(),
  ...scenarioTrend.shape,
})
export type TrendDocument = z.input<typeof documentSchema>

export function trendSchemaText(): string {
  return schemaText(
    publishedSchema(documentSchema, {
      title: 'Loadwright trend of a scenario',
      description:
        'What changed from build to build, of every endpoint and metric of a scenario. Values are in ms, requests per second, shares from 0 to 1; null stands for what is not known.',
    }),
  )
}
