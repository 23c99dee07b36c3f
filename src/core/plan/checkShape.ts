/** Compares a tree with its shape: unknown and missing keys, wrong types, wrong grammar. What names mean is checked later. */
import { nearestName } from './nearest.ts'
import { kindInWords } from './planNode.ts'
import type { MapNode, PlanNode, ScalarNode } from './planNode.ts'
import { quoted } from './problem.ts'
import type { ProblemList } from './problem.ts'
import { rangeInScalar } from './sourceRange.ts'
import type { Key, LeafShape, MapShape, Shape } from './shape.ts'

/** @param name what the node is called in sentences: the key it stands under. */
export function checkShape(node: PlanNode, shape: Shape, name: string, problems: ProblemList): void {
  switch (shape.kind) {
    case 'leaf':
      return checkLeaf(node, shape, name, problems)
    case 'map':
      if (node.kind !== 'map') return wrongType(node, shape.what, name, problems)
      return checkKeys(node, shape, name, problems)
    case 'record':
      return checkRecord(node, shape, name, problems)
    case 'list':
      return checkList(node, shape, name, problems)
    case 'either':
      return checkEither(node, shape, name, problems)
    case 'variants':
      return checkVariants(node, shape, problems)
    case 'unsupported':
      return problems.add(node, { message: `${shape.what} not supported yet; ${shape.instead}.` })
    case 'named':
      return checkShape(node, shape.shape(), name, problems)
    case 'anything':
      return
    default: {
      const unknown: never = shape
      throw new TypeError(`Unknown shape ${String(unknown)}`)
    }
  }
}

function wrongType(node: PlanNode, expected: string, name: string, problems: ProblemList): void {
  const isEmpty = node.kind === 'scalar' && node.value === null
  const message = isEmpty ? `${quoted(name)} has no value.` : `${quoted(name)} cannot be ${kindInWords(node)}.`
  problems.add(node, { message, expected })
}

function checkLeaf(node: PlanNode, shape: LeafShape, name: string, problems: ProblemList): void {
  if (node.kind !== 'scalar') return wrongType(node, shape.what, name, problems)
  const expected = shape.fault(node.value, node.text)
  if (expected === null) return
  if (node.value === null) return wrongType(node, expected, name, problems)
  const suggestion = problems.full ? null : suggestWord(node, shape)
  const { at, length } = shape.locate?.(node.text) ?? { at: 0, length: node.text.length }
  const range = shape.locate === undefined ? node : rangeInScalar(problems.text, node, node.text, at, length)
  problems.add(range, { message: `This is not right for ${quoted(name)}.`, expected, suggestion })
  problems.settle(node)
}

function suggestWord(node: ScalarNode, shape: LeafShape): string | null {
  const anyOf = shape.json['anyOf']
  const first = Array.isArray(anyOf) ? anyOf[0] : null
  const words = typeof first === 'object' && first !== null && !Array.isArray(first) ? first['enum'] : null
  return Array.isArray(words) ? nearestName(node.text, words.map(String)) : null
}

function checkKeys(node: MapNode, shape: MapShape, name: string, problems: ProblemList): void {
  const known = Object.keys(shape.keys)
  const missing = known.filter((each) => node.entries.every((entry) => entry.key !== each))
  for (const entry of node.entries) {
    const key = keyOf(shape.keys, entry.key)
    if (key !== null) {
      checkShape(entry.value, key.shape, entry.key, problems)
      continue
    }
    // What is there already was not meant.
    const suggestion = problems.full ? null : nearestName(entry.key, missing)
    problems.add(entry.keyRange, {
      message: `Unknown key ${quoted(entry.key)} in ${shape.what}.`,
      expected: `one of ${known.join(', ')}`,
      suggestion,
    })
  }
  checkRequired(node, shape, name, problems)
  const given = node.entries.filter((entry) => shape.exclusive?.includes(entry.key))
  const second = given[1]
  if (second !== undefined)
    problems.add(second.keyRange, {
      message: `${quoted(second.key)} cannot stand beside ${quoted(given[0]?.key ?? '')}.`,
      expected: `only one of ${shape.exclusive?.join(', ') ?? ''}`,
    })
}

function checkRequired(node: MapNode, shape: MapShape, name: string, problems: ProblemList): void {
  for (const [key, { required }] of Object.entries(shape.keys)) {
    if (required !== true || node.entries.some((entry) => entry.key === key)) continue
    problems.add(
      { start: node.start, end: node.start },
      { message: `${quoted(name)} has no ${quoted(key)}.`, expected: `${quoted(key)} in ${shape.what}` },
    )
  }
}

/** Own members only: a plan may have a key named `constructor`. */
function keyOf(keys: Record<string, Key>, key: string): Key | null {
  return Object.hasOwn(keys, key) ? (keys[key] ?? null) : null
}

function checkRecord(node: PlanNode, shape: Shape & { kind: 'record' }, name: string, problems: ProblemList): void {
  if (node.kind !== 'map') return wrongType(node, shape.what, name, problems)
  if (node.entries.length === 0 && shape.nonEmpty === true)
    problems.add(node, { message: `${quoted(name)} is empty.`, expected: shape.what })
  for (const entry of node.entries) {
    const expected = shape.keyFault?.(entry.key) ?? null
    if (expected !== null)
      problems.add(entry.keyRange, { message: `${quoted(entry.key)} cannot be a name in ${quoted(name)}.`, expected })
    checkShape(entry.value, shape.of, entry.key, problems)
  }
}

function checkList(node: PlanNode, shape: Shape & { kind: 'list' }, name: string, problems: ProblemList): void {
  if (node.kind !== 'list') return wrongType(node, shape.what, name, problems)
  if (node.items.length === 0 && shape.nonEmpty === true)
    return problems.add(node, { message: `${quoted(name)} is empty.`, expected: shape.what })
  for (const item of node.items) checkShape(item, shape.of, name, problems)
}

function checkEither(node: PlanNode, shape: Shape & { kind: 'either' }, name: string, problems: ProblemList): void {
  const option = shape.options.find((each) => takes(each, node))
  if (option === undefined) return wrongType(node, shape.what, name, problems)
  checkShape(node, option, name, problems)
}

function takes(shape: Shape, node: PlanNode): boolean {
  switch (shape.kind) {
    case 'leaf':
      return node.kind === 'scalar'
    case 'list':
      return node.kind === 'list'
    case 'map':
    case 'record':
    case 'variants':
      return node.kind === 'map'
    case 'named':
      return takes(shape.shape(), node)
    case 'either':
      return shape.options.some((each) => takes(each, node))
    case 'anything':
    case 'unsupported':
      return true
    default: {
      const unknown: never = shape
      throw new TypeError(`Unknown shape ${String(unknown)}`)
    }
  }
}

function checkVariants(node: PlanNode, shape: Shape & { kind: 'variants' }, problems: ProblemList): void {
  const kinds = Object.keys(shape.variants)
  if (node.kind !== 'map')
    return wrongType(node, `${shape.what}: a map with one of ${kinds.join(', ')}`, shape.what, problems)
  const given = node.entries.filter((entry) => Object.hasOwn(shape.variants, entry.key))
  const [first, second] = given
  if (first === undefined) return noKind(node, shape.what, kinds, problems)
  if (second !== undefined) {
    const message = `This is two steps in one: ${quoted(first.key)} and ${quoted(second.key)}.`
    problems.add(second.keyRange, { message, expected: 'a new list item (-) for the second' })
    for (const entry of given)
      checkShape(
        entry.value,
        shape.variants[entry.key]?.keys[entry.key]?.shape ?? { kind: 'anything' },
        entry.key,
        problems,
      )
    return
  }
  const variant = shape.variants[first.key]
  if (variant === undefined) return
  if (Object.values(variant.keys).some((key) => key.shape.kind === 'unsupported')) {
    // What else stands in a step that cannot run does not matter.
    return checkShape(first.value, variant.keys[first.key]?.shape ?? { kind: 'anything' }, first.key, problems)
  }
  checkKeys(node, variant, first.key, problems)
}

function noKind(node: MapNode, what: string, kinds: string[], problems: ProblemList): void {
  const entry = node.entries[0]
  if (entry === undefined)
    return problems.add(node, { message: `This is not ${what}: it is empty.`, expected: `one of ${kinds.join(', ')}` })
  const misspelt = problems.full
    ? null
    : node.entries
        .map((each) => ({ each, suggestion: nearestName(each.key, kinds) }))
        .find(({ suggestion }) => suggestion !== null)
  const at = misspelt?.each ?? entry
  problems.add(at.keyRange, {
    message: `${quoted(at.key)} is not a kind of step.`,
    expected: `one of ${kinds.join(', ')}`,
    suggestion: misspelt?.suggestion ?? null,
  })
}
