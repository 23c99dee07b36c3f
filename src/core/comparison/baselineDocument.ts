/** What `loadwright baseline --json` prints, for programs, as a schema, which is published (resources/schema). */
import { z } from 'zod'
import { publishedSchema, schemaText } from '../publishedSchema.ts'

export const BASELINE_SCHEMA_VERSION = 1

const baseline = z.object({
  planName: z.string(),
  scenario: z.string(),
  target: z.string().describe('Base address.'),
  baseline: z.string().nullable().describe('The build that others are compared with; null: none was set.'),
})
export type Baseline = z.input<typeof baseline>

const documentSchema = z.object({
  schemaVersion: z.literal(BASELINE_SCHEMA_VERSION),
  baselines: z.array(baseline).describe('Those that were run last, first; of a change, what was changed.'),
})
export type BaselineDocument = z.input<typeof documentSchema>

export function baselineSchemaText(): string {
  return schemaText(
    publishedSchema(documentSchema, {
      title: 'Loadwright baselines',
      description: 'The starred build of each plan, scenario and target of a history.',
    }),
  )
}
