/** `extract`: where in a response or message a value is found, and which name it gets. */
import type { Compilation } from './compilation.ts'
import type { Extraction } from './compiledPlan.ts'
import { jsonPath } from './jsonPath.ts'
import { checkPattern } from './pattern.ts'
import { entriesOf, member, numberOf, textOf } from './planNode.ts'
import type { MapNode, PlanNode } from './planNode.ts'

/** @param from messages of a socket have neither headers nor cookies */
export function extractionsOf(
  compilation: Compilation,
  node: PlanNode | undefined,
  from: 'response' | 'message',
): Extraction[] {
  return entriesOf(node).flatMap((entry): Extraction[] => {
    const source = sourceOf(compilation, entry.value, from)
    if (!compilation.scope.mayDefine(entry.key, entry.keyRange) || source === null) return []
    const pick = textOf(member(entry.value, 'pick')) ?? 'first'
    return [
      {
        slot: compilation.scope.slotOf(entry.key),
        name: entry.key,
        from: source,
        pick: pick === 'last' || pick === 'random' || pick === 'all' ? pick : 'first',
      },
    ]
  })
}

function sourceOf(compilation: Compilation, node: PlanNode, from: 'response' | 'message'): Extraction['from'] | null {
  if (node.kind === 'scalar') return jsonSource(compilation, node)
  if (node.kind !== 'map') return null
  const header = member(node, 'header')
  const cookie = member(node, 'cookie')
  const wrong = header ?? cookie
  if (from === 'message' && wrong !== undefined) {
    compilation.problems.add(wrong, {
      message: 'A message has neither headers nor cookies.',
      expected: 'a JSONPath or {regex, group}',
    })
    return null
  }
  if (header !== undefined) return named(header, (name) => ({ kind: 'header', name: name.toLowerCase() }))
  if (cookie !== undefined) return named(cookie, (name) => ({ kind: 'cookie', name }))
  if (member(node, 'json') !== undefined) return jsonSource(compilation, member(node, 'json'))
  return regexSource(compilation, node)
}

function named(node: PlanNode, make: (name: string) => Extraction['from']): Extraction['from'] | null {
  const name = textOf(node)
  return name === undefined ? null : make(name)
}

function jsonSource(compilation: Compilation, node: PlanNode | undefined): Extraction['from'] | null {
  const text = textOf(node)
  if (text === undefined || node === undefined || text.trim() === '') return null
  const path = jsonPath(compilation, text, node)
  return path === null ? null : { kind: 'json', path }
}

function regexSource(compilation: Compilation, node: MapNode): Extraction['from'] | null {
  const regex = member(node, 'regex')
  const pattern = textOf(regex)
  if (regex === undefined) {
    compilation.problems.add(node, {
      message: 'This says nowhere to look.',
      expected: 'one of json, header, regex, cookie',
    })
    return null
  }
  if (pattern === undefined) return null
  const groups = checkPattern(compilation, pattern, regex)
  if (groups === null) return null
  const groupNode = member(node, 'group')
  const group = numberOf(groupNode) ?? (groups > 0 ? 1 : 0)
  if (group > groups && groupNode !== undefined) {
    compilation.problems.add(groupNode, {
      message: `The regular expression has ${groups === 0 ? 'no group' : `only ${groups} group${groups === 1 ? '' : 's'}`}.`,
      expected: `a group from 0 to ${groups}`,
    })
  }
  return { kind: 'regex', pattern, group }
}
