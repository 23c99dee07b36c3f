/** The published JSON Schema of the report. */
import { publishedSchema, schemaText } from '../publishedSchema.ts'
import { reportSchema } from './report.ts'

export function reportJsonSchema(): object {
  return publishedSchema(reportSchema, {
    title: 'Loadwright run report',
    description:
      'Units are in the names; shares are 0 to 1; moments in ms count from the start of the run; null means not measured.',
  })
}

/** The file's text, as it is committed. */
export function reportSchemaText(): string {
  return schemaText(reportJsonSchema())
}
