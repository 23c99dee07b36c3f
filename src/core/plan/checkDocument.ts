/** What `loadwright check --json` prints, for programs, as a schema, which is published (resources/schema). */
import { z } from 'zod'
import { publishedSchema, schemaText } from '../publishedSchema.ts'
import type { EndpointKind } from './compiledPlan.ts'
import type { Problem } from './problem.ts'

export const CHECK_SCHEMA_VERSION = 1

const ENDPOINT_KINDS = ['http', 'websocket', 'reply', 'events', 'group'] as const satisfies EndpointKind[]
const place = z.number().int().min(1)
const weight = z.number().min(0)

const problem = z.object({
  severity: z.enum(['error', 'warning']),
  file: z.string(),
  line: place,
  column: place.describe('In UTF-16 code units, as editors count.'),
  message: z.string(),
  offending: z
    .string()
    .nullable()
    .describe('The text that is wrong, as it stands in the file; null in secrets, and where no text is.'),
  expected: z.string().nullable().describe('What would be right here.'),
  suggestion: z.string().nullable().describe('The name that was probably meant.'),
}) satisfies z.ZodType<Problem>

const outline = z.object({
  name: z.string(),
  target: z.string(),
  users: z.array(z.object({ name: z.string(), weight, tasks: z.array(z.string()) })),
  scenarios: z.array(
    z.object({
      name: z.string(),
      purpose: z.string().nullable(),
      load: z.string().describe('In words.'),
      warmUpMs: z.number().min(0),
      users: z.array(z.object({ name: z.string(), weight })),
      criteria: z.number().int().min(0).describe('How many.'),
    }),
  ),
  endpoints: z.array(z.object({ name: z.string(), kind: z.enum(ENDPOINT_KINDS) })),
})
export type PlanOutline = z.input<typeof outline>

const documentSchema = z.object({
  schemaVersion: z.literal(CHECK_SCHEMA_VERSION),
  ok: z.boolean().describe('The plan can be run; there may be warnings.'),
  problems: z.array(problem).describe('In the order of the text.'),
  plan: outline.nullable().describe('What it would do; null where it cannot be run.'),
})
export type CheckDocument = z.input<typeof documentSchema>

export function checkSchemaText(): string {
  return schemaText(
    publishedSchema(documentSchema, {
      title: 'Loadwright check of a plan',
      description: 'What is wrong with a plan and where, and what it would do.',
    }),
  )
}
