/** What `loadwright runs --json` prints, for programs, as a schema, which is published (resources/schema). */
import { z } from 'zod'
import { publishedSchema, schemaText } from '../publishedSchema.ts'
import { runSchema, verdictSchema } from './report.ts'

export const RUN_LIST_SCHEMA_VERSION = 1

const milliseconds = z.number().min(0).nullable()

const listedRun = runSchema
  .pick({ id: true, startedAt: true, endedAt: true, plan: true, planFile: true, scenario: true, build: true })
  .extend({
    target: z.string(),
    status: runSchema.shape.status,
    verdict: verdictSchema.nullable().describe('Null when nothing could be judged: it goes on, or its process died.'),
    damaged: z.boolean().describe('It cannot be read in the history: it has no numbers.'),
    p50Ms: milliseconds.describe('As the others, of all successful requests in the judged window, as in the report.'),
    p95Ms: milliseconds,
    p99Ms: milliseconds,
    ratePerS: z.number().min(0).nullable().describe('Requests per second.'),
    failureShare: z.number().min(0).max(1).nullable(),
    steered: z.boolean().nullable().describe('Whether its load was changed while it went on.'),
    starred: z.boolean(),
    tags: z.array(z.string()),
  })
export type ListedRunDocument = z.input<typeof listedRun>

const documentSchema = z.object({
  schemaVersion: z.literal(RUN_LIST_SCHEMA_VERSION),
  runs: z.array(listedRun).describe('The newest first, as many as were asked for.'),
})
export type RunListDocument = z.input<typeof documentSchema>

export function runListSchemaText(): string {
  return schemaText(
    publishedSchema(documentSchema, {
      title: 'Loadwright list of runs',
      description: 'Runs of a history with what decides about each; null means not measured, or not known.',
    }),
  )
}
