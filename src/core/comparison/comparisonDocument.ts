/** What `loadwright compare --json` prints, for programs: `comparison.ts` as a schema, which is published (resources/schema). */
import { z } from 'zod'
import { publishedSchema, schemaText } from '../publishedSchema.ts'
import { COMPARISON_VERDICTS, type BuildComparison, type DifferenceKind } from './comparison.ts'
import { METRICS } from './metrics.ts'

export const COMPARISON_SCHEMA_VERSION = 1

const count = z.number().min(0)
const share = z.number().min(0).max(1)
const verdict = z.enum(COMPARISON_VERDICTS)
const direction = z.enum(['regressed', 'improved'])
const interval = z.object({ low: z.number(), high: z.number() })

export const metricSchema = z
  .enum(METRICS)
  .describe(
    'p50 to p999: response time of successful requests; errors: share of failures; throughput: of closed loads; achieved: iterations that began, of those that were due, of open ones.',
  )
export const endpointIdSchema = z.object({
  name: z.string(),
  kind: z.enum(['http', 'websocket', 'reply', 'events', 'group']),
})
const endpointOrRun = endpointIdSchema.nullable().describe('Null: of the whole run.')

const reason = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('clearChange') }).describe('Beyond chance (q) and beyond the threshold.'),
  z.object({ kind: z.literal('equivalent') }).describe('The 90 % interval is within the threshold.'),
  z.object({ kind: z.literal('realButSmall') }).describe('Beyond chance, but below the threshold.'),
  z
    .object({ kind: z.literal('tooUncertain'), isSignificant: z.boolean() })
    .describe(
      'Too wide an interval to say either. isSignificant: there is a change, but it may be below the threshold.',
    ),
  z.object({ kind: z.literal('spreadUnknown') }).describe('How runs of one build differ is not known: too few runs.'),
  z.object({ kind: z.literal('oneRunDecides'), runIds: z.array(z.string()) }),
  z
    .object({ kind: z.literal('tooFewRequests'), needed: count })
    .describe('No run of a build has as many requests as this percentile needs.'),
  z.object({ kind: z.literal('notMeasured') }),
])

const runValue = z.object({
  runId: z.string(),
  value: z.number().describe('On the scale of the metric.'),
  withinRun: interval
    .nullable()
    .describe(
      'What the seconds of the run leave open, 95 %, without the differences between runs. Null: not computed.',
    ),
  failureShare: share.nullable().describe('Of errors: the share of failures as it was counted. Null of others.'),
})

const metricComparison = z.object({
  endpoint: endpointOrRun,
  metric: metricSchema,
  verdict,
  reason,
  effect: z
    .number()
    .nullable()
    .describe('Candidate − baseline on the scale of the metric; null when one of them has no value.'),
  interval: interval
    .nullable()
    .describe('95 % interval of the effect; wider where it was selected among many (false coverage rate).'),
  equivalenceInterval: interval.nullable().describe('90 %: what unchanged is decided by.'),
  withinRunInterval: interval
    .nullable()
    .describe('From the seconds of single runs, where nothing better is known: without the differences between runs.'),
  p: share.nullable().describe('Of the hypothesis that nothing changed.'),
  q: share.nullable().describe('p adjusted for the number of all tests.'),
  robustEffect: z.number().nullable().describe('Hodges-Lehmann: the median of all differences between two runs.'),
  threshold: z
    .object({ low: z.number().nullable(), high: z.number().nullable() })
    .nullable()
    .describe('Effects within it do not matter; a side that is null has none that does.'),
  spread: z
    .object({ deviation: z.number().min(0), df: z.number().min(0) })
    .nullable()
    .describe('Standard deviation of the value of one run, and the degrees of freedom that it rests on.'),
  baseline: z.array(runValue),
  candidate: z.array(runValue),
  typical: z
    .object({ baseline: z.number().nullable(), candidate: z.number().nullable() })
    .describe('In units that people know: ms, share of failures, requests per second, share of what was due.'),
  failureShare: z
    .object({ baseline: share.nullable(), candidate: share.nullable() })
    .nullable()
    .describe('Of errors: of all requests of the build, as it was counted. Null of others.'),
  runsNeeded: z
    .object({ unchanged: count.nullable(), change: count.nullable() })
    .describe(
      'Runs of each build that would do, to say unchanged, and to find such a change; null: over 1,000, or unknown.',
    ),
  needsConfirmation: z.boolean().describe('One build has one run only: another has to confirm a change.'),
})

const endpointComparison = z.object({
  endpoint: endpointIdSchema,
  presence: z.enum(['matched', 'new', 'vanished']),
  requests: z.object({ baseline: count, candidate: count }),
  failures: z.object({ baseline: count, candidate: count }),
  timeShare: z
    .object({ baseline: share.nullable(), candidate: share.nullable() })
    .describe('Of the response time of all requests of the build, the part that was spent here.'),
  verdict: verdict.describe('Worst of its metrics.'),
  metrics: z.array(metricComparison),
  shift: z
    .array(
      z.object({
        percentile: z.number(),
        baselineMs: z.number(),
        candidateMs: z.number(),
        ratio: z.number(),
        band: interval.nullable().describe('95 % band of the ratio, from the differences between runs.'),
      }),
    )
    .describe('Candidate ÷ baseline at each percentile that both have enough requests for.'),
  shape: z
    .object({ p: share, isChanged: z.boolean() })
    .nullable()
    .describe('Whether the form of the distribution changed, whatever its scale. Null: too few runs to tell.'),
})

export const differenceSchema = z.object({
  kind: z.enum([
    'noRuns',
    'sameRun',
    'sameBuild',
    'severalBuilds',
    'plan',
    'planText',
    'scenario',
    'load',
    'loadModel',
    'duration',
    'target',
    'environment',
    'generatorHost',
    'generatorVersion',
    'engines',
    'steered',
    'unpaired',
    'incomplete',
    'untrusted',
    'nothingTrusted',
  ] satisfies DifferenceKind[]),
  severity: z.enum(['states', 'refuses']).describe('refuses: numbers of such runs say nothing of the builds.'),
  baseline: z.array(z.string()),
  candidate: z.array(z.string()),
  runIds: z.array(z.string()).describe('Runs that it concerns; empty: all of them.'),
})

const build = z.object({ labels: z.array(z.string()), runIds: z.array(z.string()) })
const head = {
  baseline: build,
  candidate: build,
  differences: z.array(differenceSchema).describe('What the runs differ in besides the build.'),
}

const refused = z.object({ outcome: z.literal('refused'), ...head })
const compared = z.object({
  outcome: z.literal('compared'),
  ...head,
  design: z.enum(['independent', 'paired']).describe('paired: run k of the one went beside run k of the other (--ab).'),
  isForced: z.boolean().describe('Differences would have refused it.'),
  verdict: verdict.describe('Worst of all: regressed, improved, notEnoughData, unchanged.'),
  counts: z
    .object({ regressed: count, improved: count, unchanged: count, notEnoughData: count })
    .describe('How many metrics have which verdict.'),
  warmUpS: count.describe('Seconds left out at the beginning of the judged window of each run.'),
  untrustedS: z.array(z.object({ runId: z.string(), seconds: count })),
  tests: count.describe('Tests that q is adjusted for.'),
  historyRuns: count.describe('Earlier runs that the spread rests on as well.'),
  whole: z.array(metricComparison).describe('Of the whole run: throughput, or achieved.'),
  endpoints: z.array(endpointComparison).describe('Regressed first, by size in units of the threshold; then by name.'),
  findings: z.array(
    z.object({
      direction,
      changes: z
        .array(z.object({ endpoint: endpointOrRun, metric: metricSchema }))
        .describe('What changed together; the largest in units of its threshold comes first.'),
      endpoints: count,
      isEverywhere: z.boolean(),
      needsConfirmation: z.boolean(),
    }),
  ),
  overall: z
    .array(z.object({ metric: metricSchema, ratio: z.number(), interval: interval.nullable(), endpoints: count }))
    .describe('Candidate ÷ baseline, the geometric mean over the endpoints in all runs.'),
  noisyRuns: z
    .array(
      z.object({
        runId: z.string(),
        build: z.enum(['baseline', 'candidate']),
        places: z.array(z.object({ endpoint: endpointOrRun, metric: metricSchema, deviations: z.number() })),
      }),
    )
    .describe('Runs far (4 deviations) from the median of their build.'),
  errorGroups: z.array(
    z.object({
      change: z.enum(['new', 'vanished']),
      class: z.string(),
      endpoint: z.string(),
      message: z.string(),
      count,
      runs: count.describe('Runs of its build that have it.'),
      ofRuns: count,
    }),
  ),
  costShift: z
    .object({
      slower: z.array(endpointIdSchema),
      faster: z.array(endpointIdSchema),
      movedMs: z.number(),
      leftMs: z.number(),
    })
    .nullable()
    .describe('Time moved from some endpoints to others, and the sum stayed.'),
})

/** As reports hold it; the command line puts `schemaVersion` before it. */
export const comparisonSchema = z.discriminatedUnion('outcome', [
  refused,
  compared,
]) satisfies z.ZodType<BuildComparison>

const version = { schemaVersion: z.literal(COMPARISON_SCHEMA_VERSION) }
const documentSchema = z.discriminatedUnion('outcome', [
  z.object({ ...version, ...refused.shape }),
  z.object({ ...version, ...compared.shape }),
])

export function comparisonDocument(comparison: BuildComparison): z.input<typeof documentSchema> {
  return { schemaVersion: COMPARISON_SCHEMA_VERSION, ...comparison }
}

export function comparisonSchemaText(): string {
  return schemaText(
    publishedSchema(documentSchema, {
      title: 'Loadwright comparison of two builds',
      description:
        'Effects and intervals are differences on the scale of the metric: ln of ms, of requests per second and of achieved ÷ due, so that exp(0.095) − 1 is 10 % more; of failures the logit of their share. Null stands for what is not known.',
    }),
  )
}
