/** What `loadwright capacity --json` prints, for programs, as a schema, which is published (resources/schema). */
import { z } from 'zod'
import { publishedSchema, schemaText } from '../publishedSchema.ts'
import { criterionSchema } from '../report/report.ts'
import type { CapacityAnalysis } from './analyzeCapacity.ts'

export const CAPACITY_SCHEMA_VERSION = 1

const count = z.number().min(0)
const share = z.number().min(0).max(1)
export const unitSchema = z
  .enum(['users', 'perS'])
  .describe('users: virtual users; perS: iterations that begin per second.')
const load = z.object({ unit: unitSchema, level: z.number() }).describe('What was asked for.')
export const estimateSchema = z
  .object({ value: z.number(), low: z.number(), high: z.number().nullable() })
  .describe('With its 95 % interval; null in `high`: no end is known.')

const maximum = criterionSchema
  .pick({ id: true, text: true, subject: true, metric: true, operator: true, limit: true, unit: true, status: true })
  .extend({
    actual: z.number().nullable().describe('In `unit`; null when nothing could be measured.'),
    bound: z
      .number()
      .nullable()
      .describe('End of the one-sided 95 % interval on the side of the limit; null when there is none.'),
  })

const outcome = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('met') }),
    z.object({ kind: z.literal('over'), maximum }),
    z.object({ kind: z.literal('tooClose'), maximum }),
    z.object({ kind: z.literal('tooFew'), maximum: maximum.nullable() }),
    z.object({ kind: z.literal('notAchieved'), achievedShare: share }),
    z.object({ kind: z.literal('starved'), why: z.string() }),
  ])
  .describe(
    'met: all maximums · over: one was passed · tooClose: within the limit, its bound is not · tooFew: samples · notAchieved: arrivals that were due could not begin · starved: the generator stood in the way.',
  )

const levelRun = z.object({
  runId: z.string(),
  load,
  steadyS: count.describe('Length of the steady part: after the warm-up, while the load was on.'),
  requests: count,
  failures: count,
  throughputPerS: count.describe('Requests that ended per second, successful or not.'),
  throughputErrorPerS: z.number().nullable().describe('Standard error; null where the steady part is too short.'),
  concurrency: z
    .number()
    .nullable()
    .describe('Requests at the target at once: throughput × mean service time. Null without requests.'),
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
  achievedShare: share
    .nullable()
    .describe('Iterations that began, of those that were due; null where users set the pace.'),
  maximums: z.array(maximum),
  generatorDoubt: z.string().nullable().describe('Null, or why the generator cannot be trusted at this load.'),
})

const level = z.object({
  load,
  outcome,
  throughputPerS: count.describe(
    'Means, and the highest of the percentiles, of its runs that are trusted; of all where none is.',
  ),
  concurrency: z.number().nullable(),
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
  failureShare: share.nullable(),
  runs: z.array(levelRun).describe('In the order in which they ran.'),
})

export const kneeSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('knee'),
    load,
    throughputPerS: count,
    concurrency: z.number().nullable(),
    runIds: z.array(z.string()),
    limitedBy: z
      .object({ load, outcome })
      .nullable()
      .describe('The next load above, which did not meet the maximums; null: none above was tried.'),
  }),
  z.object({
    kind: z.literal('none'),
    reason: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('nothingMeasured') }),
      z.object({ kind: z.literal('noMaximums') }),
      z.object({ kind: z.literal('noneMet'), load, outcome }),
    ]),
  }),
])

const saturation = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('saturated'),
    load: load.describe('The lowest that was tried of which it is true.'),
    throughputPerS: count,
    cause: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('notAchieved'), achievedShare: share }),
      z
        .object({ kind: z.literal('flat'), bend: z.number(), marginalShare: z.number() })
        .describe('Throughput of one more beyond `bend`, of that at the beginning.'),
    ]),
  }),
  z.object({
    kind: z.literal('none'),
    reason: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('tooFewLevels'), levels: count, needed: count }),
      z.object({ kind: z.literal('straight') }),
      z.object({ kind: z.literal('stillRising'), bend: z.number(), marginalShare: z.number() }),
    ]),
  }),
])

export const noPeakSchema = z.object({
  kind: z.enum(['noCoherency', 'coherencyUncertain', 'beyondMeasured', 'placeUncertain']),
  measuredTo: z.number(),
})
export const noCurveSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('tooFewLevels'), levels: count, needed: count }),
  z.object({ kind: z.literal('tooNarrow'), span: z.number(), needed: z.number() }),
  z.object({ kind: z.literal('onlyLinear'), lowestShare: z.number(), needed: z.number() }),
  z.object({ kind: z.literal('notFitted') }),
  z.object({ kind: z.literal('superlinear') }),
  z.object({ kind: z.literal('poorFit'), r2: z.number(), needed: z.number() }),
  z.object({ kind: z.literal('structuredResiduals'), p: share, largestShare: z.number() }),
])

const scalability = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('curve'),
    sigma: estimateSchema.describe('Contention.'),
    kappa: estimateSchema.describe('Coherency: what grows with the square of the concurrency.'),
    lambda: estimateSchema.describe('Requests per second of one alone.'),
    isSuperlinear: z.boolean(),
    peak: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('peak'), concurrency: estimateSchema, throughputPerS: estimateSchema }),
      z.object({ kind: z.literal('none'), reason: noPeakSchema }),
    ]),
    measuredTo: z.number().describe('Highest concurrency that was measured: beyond, the curve is a guess.'),
    points: z.array(
      z.object({ concurrency: z.number(), throughputPerS: z.number(), lowPerS: z.number(), highPerS: z.number() }),
    ),
    residuals: z.array(z.object({ concurrency: z.number(), residualPerS: z.number(), share: z.number() })),
    r2: z.number().describe('No evidence for what lies beyond the points.'),
    replicates: count,
  }),
  z.object({ kind: z.literal('noCurve'), reason: noCurveSchema }),
])

const analysis = z.object({
  levels: z.array(level).describe('By load, lowest first.'),
  knee: kneeSchema.describe(
    'The largest load of which every run met all maximums, below the lowest of which a run did not.',
  ),
  saturation: saturation.describe('From which load on more load brings no more throughput.'),
  scalability: scalability.describe('Throughput against concurrency as a law, or why there is none.'),
}) satisfies z.ZodType<CapacityAnalysis>

const loadOrNone = z.number().nullable()
const end = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('ended'),
    why: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('found'), failing: z.number() }),
      z.object({ kind: z.literal('mostPassed') }),
      z.object({ kind: z.literal('leastFailed'), failing: z.number() }),
      z.object({ kind: z.literal('tooFew') }),
      z.object({ kind: z.literal('starved'), at: z.number() }),
      z.object({ kind: z.literal('unreachable'), at: z.number() }),
      z.object({ kind: z.literal('runsUsedUp'), failing: loadOrNone }),
    ]),
    largest: loadOrNone.describe('The largest load of which every run met all maximums; null: none did.'),
    isConfirmed: z.boolean(),
  }),
  z.object({ kind: z.literal('signal'), signal: z.enum(['sigint', 'sigterm']) }),
  z.object({ kind: z.literal('fault'), exit: z.enum(['bug', 'usage', 'notWritten']), sentence: z.string() }),
])

const documentSchema = z.object({
  schemaVersion: z.literal(CAPACITY_SCHEMA_VERSION),
  plan: z.string(),
  planFile: z.string().nullable(),
  scenario: z.string(),
  build: z.object({ label: z.string().nullable(), commit: z.string().nullable(), branch: z.string().nullable() }),
  target: z.string(),
  tag: z.string().nullable().describe('Of its runs in the history; null: none was begun.'),
  search: z.object({
    unit: unitSchema,
    start: z.number(),
    least: z.number(),
    most: z.number(),
    isWhole: z.boolean(),
    factor: z.number(),
    tolerance: share,
    confirmations: count,
    mostRuns: count,
    settleMs: count,
    holdMs: count,
    runs: z
      .array(
        z.object({
          runId: z.string(),
          load: z.number(),
          phase: z.enum(['rising', 'falling', 'bisecting', 'confirming', 'repeating']),
          answer: z.enum(['met', 'notMet', 'tooClose', 'tooFew', 'starved', 'unreachable']),
        }),
      )
      .describe('In the order in which they ran.'),
    end,
  }),
  ...analysis.shape,
  sentences: z.array(z.string()),
  verdict: z.object({
    status: z.enum(['found', 'noneMet', 'inconclusive', 'failed']),
    sentence: z.string(),
    exitCode: z.number().int(),
  }),
})
export type CapacityDocument = z.input<typeof documentSchema>

export function capacitySchemaText(): string {
  return schemaText(
    publishedSchema(documentSchema, {
      title: 'Loadwright search for the largest load',
      description: 'Loads are virtual users or arrivals per second, as `search.unit` says; null means not measured.',
    }),
  )
}
