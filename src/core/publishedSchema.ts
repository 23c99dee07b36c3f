/** JSON Schemas that are published (resources/schema), made from zod's so that the two cannot differ. */
import { z } from 'zod'

/**
 * JSON Schema 2020-12. Unknown members are allowed: a version may gain fields, and a reader made today must accept them.
 * The result is plain JSON data.
 */
export function publishedSchema(of: z.ZodType, { title, description }: { title: string; description: string }): object {
  const { $schema, ...schema } = z.toJSONSchema(of, { io: 'input' })
  return { $schema, title, description, ...schema }
}

/** The file's text, as it is committed. */
export function schemaText(schema: object): string {
  return `${JSON.stringify(schema, null, 2)}\n`
}
