/** The shapes of a plan as JSON Schema (draft 2020-12), for editors: completion, descriptions, marks under what is wrong. */
import type { JsonValue } from './compiledPlan.ts'
import { planShape } from './planShape.ts'
import type { JsonSchema, Key, MapShape, Shape } from './shape.ts'

/** The file resources/schema/plan.schema.json. */
export function planSchemaText(): string {
  return `${JSON.stringify(planJsonSchema(), null, 2)}\n`
}

/**
 * Accepts what the check of shapes accepts, `${NAME}` included, but for what only reading can tell: the grammar inside
 * texts is given as rough patterns, and names and files are not looked at.
 */
export function planJsonSchema(): JsonSchema {
  const definitions: JsonSchema = {}
  const root = schemaOf(planShape, definitions)
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Loadwright plan',
    description: 'Who the users are, what they do, how the load rises, and what must hold.',
    ...root,
    $defs: definitions,
  }
}

function schemaOf(shape: Shape, definitions: JsonSchema): JsonSchema {
  switch (shape.kind) {
    case 'leaf':
      return shape.json
    case 'map':
      return mapSchema(shape, definitions)
    case 'record':
      return {
        type: 'object',
        additionalProperties: schemaOf(shape.of, definitions),
        ...(shape.nonEmpty === true ? { minProperties: 1 } : {}),
      }
    case 'list':
      return {
        type: 'array',
        items: schemaOf(shape.of, definitions),
        ...(shape.nonEmpty === true ? { minItems: 1 } : {}),
      }
    case 'either':
      return { anyOf: shape.options.map((option) => schemaOf(option, definitions)) }
    case 'variants':
      return { oneOf: Object.values(shape.variants).map((variant) => mapSchema(variant, definitions)) }
    case 'anything':
      return {}
    case 'unsupported':
      return { not: {} }
    case 'named':
      return namedSchema(shape, definitions)
    default: {
      const unknown: never = shape
      throw new TypeError(`Unknown shape ${String(unknown)}`)
    }
  }
}

function namedSchema(shape: Shape & { kind: 'named' }, definitions: JsonSchema): JsonSchema {
  if (!Object.hasOwn(definitions, shape.name)) {
    definitions[shape.name] = {} // taken, before the shape comes back to itself
    definitions[shape.name] = schemaOf(shape.shape(), definitions)
  }
  return { $ref: `#/$defs/${shape.name}` }
}

function mapSchema(shape: MapShape, definitions: JsonSchema): JsonSchema {
  const keys = Object.entries(shape.keys)
  const required = keys.filter(([, key]) => key.required === true).map(([name]) => name)
  const exclusive = exclusions(shape.exclusive ?? [])
  return {
    type: 'object',
    properties: Object.fromEntries(keys.map(([name, key]) => [name, keySchema(key, definitions)])),
    additionalProperties: false,
    ...(required.length > 0 ? { required } : {}),
    ...(exclusive.length > 0 ? { allOf: exclusive } : {}),
  }
}

function keySchema(key: Key, definitions: JsonSchema): JsonSchema {
  return {
    ...schemaOf(key.shape, definitions),
    description: key.description,
    ...(key.default === undefined ? {} : { default: key.default }),
  }
}

/** No two of these keys together. */
function exclusions(keys: string[]): JsonValue[] {
  return keys.flatMap((first, index) => keys.slice(index + 1).map((second) => ({ not: { required: [first, second] } })))
}
