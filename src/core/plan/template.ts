/** Texts with `{{…}}` → templates of parts; values with `{{…}}` → value templates. */
import { positionedTemplate } from './templatePieces.ts'
import type { Compilation } from './compilation.ts'
import type { Encoding, JsonValue, Template, TemplatePart, ValueTemplate } from './compiledPlan.ts'
import { toJson } from './planNode.ts'
import type { PlanNode, ScalarNode } from './planNode.ts'
import type { Place } from './scope.ts'

/** The text of a scalar; `[]` for what is not one. */
export function textTemplate(
  compilation: Compilation,
  node: PlanNode | undefined,
  place: Place,
  encode: Encoding = 'raw',
): Template {
  if (node?.kind !== 'scalar') return []
  return positionedTemplate(compilation, node, place).map((piece) =>
    'text' in piece ? piece.text : encoded(piece.part, encode),
  )
}

/** A template of which the whole is constant, as that text; null when it is not. */
export function constantText(template: Template): string | null {
  if (template.length === 0) return ''
  const only = template[0]
  return template.length === 1 && typeof only === 'string' ? only : null
}

type Expression = Exclude<TemplatePart, string>

export function encoded(part: Expression, encode: Encoding): TemplatePart {
  return { ...part, encode }
}

/** A value that keeps its type: `"{{x}}"` alone is the value of x. */
export function valueTemplate(compilation: Compilation, node: PlanNode, place: Place): ValueTemplate {
  switch (node.kind) {
    case 'scalar':
      return scalarValue(compilation, node, place)
    case 'list': {
      const items = node.items.map((item) => valueTemplate(compilation, item, place))
      const constants = items.flatMap((item) => (item.kind === 'constant' ? [item.value] : []))
      return constants.length === items.length ? { kind: 'constant', value: constants } : { kind: 'array', items }
    }
    case 'map': {
      const members = node.entries.map((entry): [string, ValueTemplate] => [
        entry.key,
        valueTemplate(compilation, entry.value, place),
      ])
      const constants = members.flatMap(([key, value]): [string, JsonValue][] =>
        value.kind === 'constant' ? [[key, value.value]] : [],
      )
      // fromEntries makes a member named __proto__ an ordinary one.
      return constants.length === members.length
        ? { kind: 'constant', value: Object.fromEntries(constants) }
        : { kind: 'object', members }
    }
    default: {
      const unknown: never = node
      throw new TypeError(`Unknown node ${String(unknown)}`)
    }
  }
}

function scalarValue(compilation: Compilation, node: ScalarNode, place: Place): ValueTemplate {
  return typeof node.value === 'string'
    ? textValue(compilation, node, place)
    : { kind: 'constant', value: toJson(node) }
}

/** The value of a text; `from` and `to` cut a piece out of the scalar (for the sides of a comparison). */
export function textValue(
  compilation: Compilation,
  node: ScalarNode,
  place: Place,
  from = 0,
  to = node.text.length,
): ValueTemplate {
  const pieces = positionedTemplate(compilation, node, place, from, to)
  const [first, second] = pieces
  if (first === undefined) return { kind: 'constant', value: '' }
  if (second === undefined) {
    if ('text' in first) return { kind: 'constant', value: first.text }
    const { part } = first
    return 'call' in part ? { kind: 'call', call: part.call } : { kind: 'slot', slot: part.slot, path: part.path }
  }
  return { kind: 'text', template: pieces.map((piece) => ('text' in piece ? piece.text : piece.part)) }
}

/** Joins neighbouring constant texts. */
export function joined(parts: Template): Template {
  const result: Template = []
  for (const part of parts) {
    const last = result.at(-1)
    if (typeof part === 'string' && typeof last === 'string') result[result.length - 1] = last + part
    else if (part !== '') result.push(part)
  }
  return result
}

/** JSON text of a tree. Exactly one `{{x}}` keeps the type of x; inside longer texts and in keys it is escaped. */
export function jsonTemplate(compilation: Compilation, node: PlanNode, place: Place): Template {
  return joined(jsonParts(compilation, node, place))
}

function jsonParts(compilation: Compilation, node: PlanNode, place: Place): Template {
  switch (node.kind) {
    case 'scalar':
      return jsonScalar(compilation, node, place)
    case 'list':
      return [
        '[',
        ...node.items.flatMap((item, index) => [...(index > 0 ? [','] : []), ...jsonParts(compilation, item, place)]),
        ']',
      ]
    case 'map':
      return [
        '{',
        ...node.entries.flatMap((entry, index): Template => {
          const key: ScalarNode = { kind: 'scalar', value: entry.key, text: entry.key, ...entry.keyRange }
          return [
            ...(index > 0 ? [','] : []),
            ...jsonString(compilation, key, place),
            ':',
            ...jsonParts(compilation, entry.value, place),
          ]
        }),
        '}',
      ]
    default: {
      const unknown: never = node
      throw new TypeError(`Unknown node ${String(unknown)}`)
    }
  }
}

function jsonScalar(compilation: Compilation, node: ScalarNode, place: Place): Template {
  if (typeof node.value === 'number') {
    if (!Number.isFinite(node.value)) {
      compilation.problems.add(node, { message: 'JSON has no such number.', expected: 'a finite number' })
      return ['null']
    }
    // 12345678901234567890 must arrive as written, not rounded to what a double can hold.
    return [/^(?:0|-?[1-9]\d*)$/.test(node.text) ? node.text : JSON.stringify(node.value)]
  }
  if (typeof node.value !== 'string') return [JSON.stringify(node.value)]
  const pieces = positionedTemplate(compilation, node, place)
  const [first] = pieces
  if (pieces.length === 1 && first !== undefined && 'part' in first) return [encoded(first.part, 'json')]
  return jsonString(compilation, node, place)
}

function jsonString(compilation: Compilation, node: ScalarNode, place: Place): Template {
  const inside = positionedTemplate(compilation, node, place).map((piece) =>
    'text' in piece ? JSON.stringify(piece.text).slice(1, -1) : encoded(piece.part, 'jsonString'),
  )
  return ['"', ...inside, '"']
}
