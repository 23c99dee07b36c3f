// Templates, values and conditions of a plan become closures when the plan is linked, once per engine run; what runs per
// request then is a few calls and a string concatenation. Nothing here is interpreted while load runs.
import type { Encoding, Template, TemplateCall, TemplatePart, ValueTemplate } from '../../core/plan/compiledPlan.ts'
import { MissingValueError } from './invalidValue.ts'
import type { Scope } from './scope.ts'
import { jsonOf, jsonStringOf, textOf, urlOf } from './valueText.ts'

/** @throws InvalidValueError when a variable in it has no value (MissingValueError) or cannot be written. */
export type CompiledTemplate = (scope: Scope) => string
/** @throws InvalidValueError, see CompiledTemplate. */
export type CompiledValue = (scope: Scope) => unknown

/** What a variable without a value does: it fails the request, or (in conditions) it is undefined, '' in a text. */
export type WhenMissing = 'throw' | 'undefined'

/** The text of a template that has no variable part, else null. */
export function isConstant(template: Template): string | null {
  let text = ''
  for (const part of template) {
    if (typeof part !== 'string') return null
    text += part
  }
  return text
}

/** @param slotNames `CompiledPlan.slots`, for messages. */
export function compileTemplate(
  template: Template,
  slotNames: readonly string[],
  whenMissing: WhenMissing = 'throw',
): CompiledTemplate {
  const { texts, parts } = alternate(template, slotNames, whenMissing)
  const [first, second, third] = parts
  const t0 = texts[0] ?? ''
  const t1 = texts[1] ?? ''
  if (first === undefined) return () => t0
  if (second === undefined) {
    if (t0 === '' && t1 === '') return first
    return t1 === '' ? (scope) => t0 + first(scope) : (scope) => t0 + first(scope) + t1
  }
  const t2 = texts[2] ?? ''
  if (third === undefined) return (scope) => t0 + first(scope) + t1 + second(scope) + t2
  const t3 = texts[3] ?? ''
  if (parts.length === 3) return (scope) => t0 + first(scope) + t1 + second(scope) + t2 + third(scope) + t3
  return (scope) => {
    let text = t0
    for (let i = 0; i < parts.length; i++) text += (parts[i] as CompiledTemplate)(scope) + (texts[i + 1] as string)
    return text
  }
}

/** A template as n variable parts between n + 1 constant texts. */
function alternate(
  template: Template,
  slotNames: readonly string[],
  whenMissing: WhenMissing,
): { texts: string[]; parts: CompiledTemplate[] } {
  const texts = ['']
  const parts: CompiledTemplate[] = []
  for (const part of template) {
    if (typeof part === 'string') {
      texts[parts.length] += part
    } else {
      parts.push(compilePart(part, slotNames, whenMissing))
      texts.push('')
    }
  }
  return { texts, parts }
}

function compilePart(
  part: Exclude<TemplatePart, string>,
  slotNames: readonly string[],
  whenMissing: WhenMissing,
): CompiledTemplate {
  if ('call' in part) return compileCallText(part.call, part.encode)
  const value = compileSlot(part.slot, part.path, slotNames, whenMissing)
  switch (part.encode) {
    case 'raw':
      return (scope) => textOf(value(scope))
    case 'url':
      return (scope) => urlOf(textOf(value(scope)))
    case 'json':
      return (scope) => jsonOf(value(scope))
    case 'jsonString':
      return (scope) => jsonStringOf(textOf(value(scope)))
    default:
      return unknownEncoding(part.encode)
  }
}

function compileSlot(
  slot: number,
  path: readonly string[],
  slotNames: readonly string[],
  whenMissing: WhenMissing,
): CompiledValue {
  const variable = [slotNames[slot] ?? `#${slot}`, ...path].join('.')
  const throws = whenMissing === 'throw'
  if (path.length === 0) {
    return (scope) => {
      const value = scope.slots[slot]
      if (value === undefined && throws) throw new MissingValueError(variable)
      return value
    }
  }
  return (scope) => {
    const value = memberOf(scope.slots[slot], path)
    if (value === undefined && throws) throw new MissingValueError(variable)
    return value
  }
}

/** A member below a value, own properties only: `__proto__` and `length` of a text are no data. */
function memberOf(value: unknown, path: readonly string[]): unknown {
  let at = value
  for (let i = 0; i < path.length; i++) {
    const name = path[i] as string
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined
    if (Array.isArray(at) && name === 'length') return undefined
    at = (at as Record<string, unknown>)[name]
  }
  return at
}

/** The calls that give a number keep it in values and JSON; the others are texts. */
function compileCall(call: TemplateCall): (scope: Scope) => string | number {
  switch (call.name) {
    case 'uuid':
      return (scope) => scope.random.uuid()
    case 'now':
      return () => new Date().toISOString()
    case 'timestamp':
      return () => Date.now()
    case 'user':
      return (scope) => scope.user
    case 'iteration':
      return (scope) => scope.iteration
    case 'int': {
      const { min, max } = call
      return (scope) => scope.random.int(min, max)
    }
    case 'oneOf': {
      const { options } = call
      return (scope) => scope.random.pick(options)
    }
    default: {
      const unknown: never = call
      throw new TypeError(`Unknown template call ${JSON.stringify(unknown)}`)
    }
  }
}

function compileCallText(call: TemplateCall, encode: Encoding): CompiledTemplate {
  if (call.name === 'oneOf') {
    // The options are known now, so they are encoded now; the draw stays the same.
    const options = call.options.map((option) => encoded(option, encode))
    return (scope) => scope.random.pick(options)
  }
  const value = compileCall(call)
  // Numbers, UUIDs and times have no character that any encoding changes, except `:` in a URL.
  if (encode === 'json') return (scope) => JSON.stringify(value(scope))
  if (encode === 'url' && call.name === 'now') return (scope) => encodeURIComponent(value(scope))
  return (scope) => String(value(scope))
}

function encoded(text: string, encode: Encoding): string {
  switch (encode) {
    case 'raw':
      return text
    case 'url':
      return urlOf(text)
    case 'json':
      return jsonOf(text)
    case 'jsonString':
      return jsonStringOf(text)
    default:
      return unknownEncoding(encode)
  }
}

function unknownEncoding(encode: never): never {
  throw new TypeError(`Unknown encoding ${String(encode)}`)
}

/**
 * A value that keeps its type. Constants are one shared object: whoever receives it must not change it.
 * @param slotNames `CompiledPlan.slots`, for messages.
 */
export function compileValue(
  value: ValueTemplate,
  slotNames: readonly string[],
  whenMissing: WhenMissing = 'throw',
): CompiledValue {
  switch (value.kind) {
    case 'constant': {
      const constant = value.value
      return () => constant
    }
    case 'text': {
      const constant = isConstant(value.template)
      return constant === null ? compileTemplate(value.template, slotNames, whenMissing) : () => constant
    }
    case 'slot':
      return compileSlot(value.slot, value.path, slotNames, whenMissing)
    case 'call':
      return compileCall(value.call)
    case 'array': {
      const items = value.items.map((item) => compileValue(item, slotNames, whenMissing))
      return (scope) => items.map((item) => item(scope))
    }
    case 'object': {
      const members = value.members.map(([key, member]) => [key, compileValue(member, slotNames, whenMissing)] as const)
      // fromEntries defines own properties, also one named __proto__.
      return (scope) => Object.fromEntries(members.map(([key, member]) => [key, member(scope)]))
    }
    default: {
      const unknown: never = value
      throw new TypeError(`Unknown value ${JSON.stringify(unknown)}`)
    }
  }
}
