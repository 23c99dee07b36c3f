/**
 * Where the values of a plan in code are written. The plan's own object is followed through its literals: `plan({…})`, `user({…})`,
 * `task(…)`, constants at the top of the file. What is computed some other way has the place of the nearest thing around it.
 */
import { parse } from 'acorn'
import type { AnyNode, CallExpression, Program, Property } from 'acorn'
import type { CodeRange, CodeRanges } from '../../core/plan/codeTree.ts'

/** @param script the source without types, every character where it was; null: every value has the place of the file's beginning */
export function codeRanges(script: string | null): CodeRanges {
  const program = script === null ? null : parsed(script)
  const constants = program === null ? new Map<string, AnyNode>() : constantsOf(program)
  const root = program === null ? null : defaultExportOf(program)
  return {
    rangeOf(path) {
      let node = resolved(root, constants)
      let range: CodeRange = startOf(node ?? root)
      let key = range
      for (const step of path) {
        const found = node === null ? null : memberOf(node, step)
        if (found === null) return { key: startOf(range), value: startOf(range) }
        key = { start: found.key.start, end: found.key.end }
        range = { start: found.value.start, end: found.value.end }
        node = resolved(found.value, constants)
      }
      return { key, value: path.length === 0 ? startOf(range) : range }
    },
  }
}

/** A problem of something large is one of its beginning. */
function startOf(range: CodeRange | null): CodeRange {
  return range === null ? { start: 0, end: 0 } : { start: range.start, end: range.start }
}

function parsed(script: string): Program | null {
  try {
    return parse(script, { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true })
  } catch {
    // Node could read it, and this parser cannot: then places are rough.
    return null
  }
}

function defaultExportOf({ body }: Program): AnyNode | null {
  for (const statement of body) if (statement.type === 'ExportDefaultDeclaration') return statement.declaration
  return null
}

function constantsOf({ body }: Program): Map<string, AnyNode> {
  const constants = new Map<string, AnyNode>()
  for (const statement of body) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    if (declaration?.type === 'FunctionDeclaration') constants.set(declaration.id.name, declaration)
    if (declaration?.type !== 'VariableDeclaration') continue
    for (const { id, init } of declaration.declarations)
      if (id.type === 'Identifier' && init !== null && init !== undefined) constants.set(id.name, init)
  }
  return constants
}

/** Through names and through the functions that give their argument back, to what is written. */
function resolved(node: AnyNode | null, constants: Map<string, AnyNode>): AnyNode | null {
  let at = node
  for (let steps = 0; at !== null && steps < 10; steps++) {
    if (at.type === 'Identifier') at = constants.get(at.name) ?? null
    else if (at.type === 'CallExpression' && ['plan', 'user', 'script'].includes(calleeOf(at)))
      at = at.arguments[0] ?? null
    else return at
  }
  return at
}

function calleeOf({ callee }: CallExpression): string {
  return callee.type === 'Identifier' ? callee.name : ''
}

function memberOf(node: AnyNode, key: string): { key: AnyNode; value: AnyNode } | null {
  if (node.type === 'ArrayExpression') {
    const index = Number(key)
    // Behind a spread, indexes are those of another list.
    if (node.elements.slice(0, index + 1).some((element) => element === null || element.type === 'SpreadElement'))
      return null
    const element = node.elements[index]
    return element ? { key: element, value: element } : null
  }
  if (node.type === 'CallExpression' && calleeOf(node) === 'task') return taskMember(node, key)
  if (node.type !== 'ObjectExpression') return null
  const property = node.properties.findLast(
    (each): each is Property => each.type === 'Property' && !each.computed && nameOf(each) === key,
  )
  return property ? { key: property.key, value: property.value } : null
}

/** `task(name, options, steps)` */
function taskMember(call: CallExpression, key: string): { key: AnyNode; value: AnyNode } | null {
  const [name, ...rest] = call.arguments
  const steps = rest.at(-1)
  if (key === 'name' && name) return { key: name, value: name }
  if (key === 'steps' && steps) return { key: steps, value: steps }
  const options = rest.length > 1 ? rest[0] : undefined
  return options?.type === 'ObjectExpression' ? memberOf(options, key) : null
}

function nameOf({ key }: Property): string | null {
  if (key.type === 'Identifier') return key.name
  return key.type === 'Literal' ? String(key.value) : null
}
