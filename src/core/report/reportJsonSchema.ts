/** The published JSON Schema of the report, made from the zod schema so that the two cannot differ. */
import { z } from 'zod'
import { reportSchema } from './report.ts'

/**
 * JSON Schema 2020-12. Unknown members are allowed: version 1 may gain fields, and a reader made today must accept them.
 * The result is plain JSON data.
 */
export function reportJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(reportSchema, { io: 'input' })
  return {
    $schema,
    title: 'Loadwright run report',
    description:
      'Units are in the names; shares are 0 to 1; moments in ms count from the start of the run; null means not measured.',
    ...schema,
  }
}

/** The file's text, as it is committed. */
export function reportSchemaText(): string {
  return `${JSON.stringify(reportJsonSchema(), null, 2)}\n`
}
