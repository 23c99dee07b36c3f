/** What a published schema says of a text that a command printed. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import { readFileSync } from 'node:fs'

export type PublishedSchema =
  | 'comparison'
  | 'trend'
  | 'capacity'
  | 'capacity-comparison'
  | 'runs'
  | 'baseline'
  | 'check'

/**
 * Members that the schema does not name are errors as well: readers must allow them, but today's commands print none.
 * @returns none where it is as published
 */
export function schemaErrors(name: PublishedSchema, printed: string): string[] {
  const file = new URL(`../../../resources/schema/${name}.schema.json`, import.meta.url)
  const schema = closed(JSON.parse(readFileSync(file, 'utf8'))) as object
  const validate = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true }).compile(schema)
  validate(JSON.parse(printed))
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed)
  if (typeof schema !== 'object' || schema === null) return schema
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]))
  return 'properties' in inner && inner['type'] === 'object' ? { additionalProperties: false, ...inner } : inner
}
