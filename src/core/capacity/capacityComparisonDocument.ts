/** What `loadwright compare --capacity --json` prints, for programs, as a schema, which is published (resources/schema). */
import { z } from 'zod'
import { COMPARISON_VERDICTS } from '../comparison/comparison.ts'
import { differenceSchema } from '../comparison/comparisonDocument.ts'
import { publishedSchema, schemaText } from '../publishedSchema.ts'
import { estimateSchema, kneeSchema, noCurveSchema, noPeakSchema, unitSchema } from './capacityDocument.ts'
import { capacityVerdictSentence } from './capacityComparisonWords.ts'
import type { ComparedCapacity } from './compareCapacity.ts'
import type { ComparedSearches } from './comparedSearches.ts'

export const CAPACITY_COMPARISON_SCHEMA_VERSION = 1

const verdict = z.enum(COMPARISON_VERDICTS)
const count = z.number().int().min(0)

const missing = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('noLimit'), reason: z.enum(['nothingMeasured', 'noMaximums', 'notTrusted']) }),
  z.object({ kind: z.literal('noCurve'), reason: noCurveSchema }),
  z.object({ kind: z.literal('noPeak'), reason: noPeakSchema }),
])

const measure = z.object({
  verdict,
  reason: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.enum(['beyond', 'within', 'uncertain', 'otherMaximums']) }),
      z.object({ kind: z.literal('missing'), build: z.enum(['baseline', 'candidate']), why: missing }),
    ])
    .describe(
      'beyond: chance and what matters · within: any change is smaller than what matters · missing: no search of the build has such a number.',
    ),
  baseline: estimateSchema.nullable().describe('Of the searches that have one.'),
  candidate: estimateSchema.nullable(),
  change: estimateSchema.nullable().describe('As a ratio less 1: −0.2 is a fifth less.'),
  searches: z.object({ baseline: count, candidate: count }).describe('How many have such a number.'),
}) satisfies z.ZodType<ComparedCapacity>

const build = z.object({
  labels: z.array(z.string()),
  searches: z
    .array(z.object({ id: z.string(), startedAtMs: z.number(), knee: kneeSchema }))
    .describe(
      'The newest last. `id` is that of the first run; `knee` the largest load of which every run met all maximums.',
    ),
})

const compared = z.object({
  planName: z.string(),
  scenario: z.string(),
  unit: unitSchema,
  baseline: build,
  candidate: build,
  differences: z.array(differenceSchema).describe('What the searches differ in besides the build.'),
  comparison: z
    .object({
      verdict: verdict.describe('That of `limitLoad`.'),
      isToConfirm: z
        .boolean()
        .describe('A build has one search only: how far searches of one build differ is not in the intervals.'),
      limitLoad: measure.describe(
        'The load at which the first maximum is reached, in `unit`. `low` 0: every load was too much; `high` null: none was.',
      ),
      peakThroughput: measure.describe('Of the scalability law, in requests per second, where a peak can be told.'),
    })
    .nullable()
    .describe('Null: the differences make it meaningless.'),
}) satisfies z.ZodType<ComparedSearches>

const documentSchema = z.object({
  schemaVersion: z.literal(CAPACITY_COMPARISON_SCHEMA_VERSION),
  ...compared.shape,
  sentence: z.string(),
})
export type CapacityComparisonDocument = z.input<typeof documentSchema>

export function capacityComparisonDocument(of: ComparedSearches): CapacityComparisonDocument {
  return { schemaVersion: CAPACITY_COMPARISON_SCHEMA_VERSION, ...of, sentence: capacityVerdictSentence(of) }
}

export function capacityComparisonSchemaText(): string {
  return schemaText(
    publishedSchema(documentSchema, {
      title: 'Loadwright comparison of the capacity of two builds',
      description: 'Loads are virtual users or arrivals per second, as `unit` says; null means not known.',
    }),
  )
}
