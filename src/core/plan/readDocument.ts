/** YAML text → tree of plan nodes, with every syntax error, duplicate key and unset `${NAME}` reported where it stands. */
import { isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml'
import type { Node, Scalar } from 'yaml'
import { MAX_DEPTH, MAX_PLAN_LENGTH } from './planLimits.ts'
import type { MapEntry, PlanNode, ScalarNode } from './planNode.ts'
import { quoted } from './problem.ts'
import { createProblemList } from './problem.ts'
import type { ProblemList } from './problem.ts'
import { rangeInScalar } from './sourceRange.ts'
import type { SourceRange } from './sourceRange.ts'
import { reportSyntaxErrors } from './syntaxProblems.ts'
import { resolvePlainScalar, substituteEnvironment } from './substitution.ts'
import type { Environment } from './substitution.ts'

/** Nodes that aliases may add: plans share a few headers, a "billion laughs" document adds millions. */
const MAX_ALIASED_NODES = 10_000

export interface PlanDocument {
  file: string
  text: string
  /** Null when the text cannot be read as YAML at all, or holds nothing. */
  root: PlanNode | null
  /** Whether the text has syntax errors: then what is missing in the tree may only be misread. */
  broken: boolean
  problems: ProblemList
}

export function readDocument(source: { file: string; text: string }, environment: Environment): PlanDocument {
  const text = source.text.startsWith('\uFEFF') ? source.text.slice(1) : source.text
  const problems = createProblemList(source.file, text)
  const document: PlanDocument = { file: source.file, text, root: null, broken: true, problems }
  if (text.length > MAX_PLAN_LENGTH) {
    problems.add(
      { start: 0, end: 0 },
      { message: 'The plan is larger than 5 MB.', expected: 'a plan; data belongs into a CSV file' },
    )
    return document
  }
  const binary = text.indexOf('\0')
  if (binary >= 0) {
    problems.add(
      { start: binary, end: binary },
      { message: 'The file is not text: it contains a NUL character.', expected: 'a YAML file in UTF-8' },
    )
    return document
  }
  const yaml = parseDocument(text, { prettyErrors: false, uniqueKeys: false, logLevel: 'error' })
  document.broken = reportSyntaxErrors(yaml, text, problems)
  if (yaml.contents === null || isEmptyScalar(yaml.contents)) {
    if (!document.broken)
      problems.add(
        { start: 0, end: 0 },
        { message: 'The plan is empty.', expected: 'name, target, users and scenarios' },
      )
    return document
  }
  const converted = convertTree(yaml.contents, text, environment, problems)
  document.root = converted.root
  document.broken ||= converted.stopped
  return document
}

function isEmptyScalar(node: Node): boolean {
  return isScalar(node) && node.value === null
}

/** `stopped`: nested too deeply or unfolding to too much, so that the tree is not complete. */
function convertTree(
  contents: Node,
  text: string,
  environment: Environment,
  problems: ProblemList,
): { root: PlanNode | null; stopped: boolean } {
  const anchors = new Map<string, { node: PlanNode; size: number } | 'open'>()
  let size = 0
  let aliasedNodes = 0
  let stopped = false

  function stop(range: SourceRange, message: string, expected: string): null {
    if (!stopped) problems.add(range, { message, expected })
    stopped = true
    return null
  }

  function convert(node: Node, depth: number): PlanNode | null {
    const range = rangeOf(node)
    if (stopped) return null
    if (depth > MAX_DEPTH)
      return stop(range, 'The plan is nested too deeply to be read.', `at most ${MAX_DEPTH} levels`)
    size += 1
    if (isAlias(node)) return convertAlias(node.source, range)
    const anchor = isMap(node) || isSeq(node) || isScalar(node) ? node.anchor : undefined
    const sizeBefore = size
    if (anchor !== undefined) anchors.set(anchor, 'open')
    const converted = convertContent(node, range, depth)
    if (anchor !== undefined && converted !== null)
      anchors.set(anchor, { node: converted, size: size - sizeBefore + 1 })
    return converted
  }

  function convertAlias(name: string, range: SourceRange): PlanNode | null {
    const target = anchors.get(name)
    if (target === undefined) {
      problems.add(range, {
        message: 'There is no anchor for this alias.',
        expected: 'an anchor (&) above, or quotes around a text that begins with *',
      })
      return null
    }
    if (target === 'open') return stop(range, 'This alias contains itself.', 'an alias of something that is complete')
    aliasedNodes += target.size
    size += target.size
    if (aliasedNodes > MAX_ALIASED_NODES)
      return stop(range, 'The aliases of this plan unfold to too much.', `at most ${MAX_ALIASED_NODES} repeated values`)
    return target.node
  }

  function convertContent(node: Node, range: SourceRange, depth: number): PlanNode | null {
    if (isMap(node))
      return {
        kind: 'map',
        entries: convertEntries(node.items as { key: Node | null; value: Node | null }[], depth),
        ...range,
      }
    if (isSeq(node)) {
      const items = (node.items as Node[]).map((item) => convert(item, depth + 1)).filter((item) => item !== null)
      return { kind: 'list', items, ...range }
    }
    if (isScalar(node)) return convertScalar(node, range)
    return null
  }

  function convertEntries(pairs: { key: Node | null; value: Node | null }[], depth: number): MapEntry[] {
    const seen = new Map<string, SourceRange>()
    const entries: MapEntry[] = []
    for (const { key: keyNode, value: valueNode } of pairs) {
      if (stopped) break
      const keyRange = keyNode === null ? { start: 0, end: 0 } : rangeOf(keyNode)
      const key = keyText(keyNode, keyRange)
      if (key === null) continue
      const first = seen.get(key)
      if (first !== undefined) {
        const before = problems.position(first.start)
        problems.add(keyRange, {
          message: `The key ${quoted(key)} is here twice; the first is in line ${before.line}.`,
        })
        continue
      }
      seen.set(key, keyRange)
      const value =
        valueNode === null
          ? { kind: 'scalar' as const, value: null, text: '', ...keyRange }
          : convert(valueNode, depth + 1)
      if (value === null) continue
      // Nothing behind the colon: a problem with it is shown at the key.
      entries.push({
        key,
        keyRange,
        value: value.start === value.end && value.kind === 'scalar' ? { ...value, ...keyRange } : value,
      })
    }
    return entries
  }

  function keyText(node: Node | null, range: SourceRange): string | null {
    if (node !== null && isScalar(node)) {
      if (typeof node.value === 'string') return node.value
      if (node.value !== null) return text.slice(range.start, range.end)
    }
    const isTemplate = text.slice(range.start - 1, range.end + 1).startsWith('{{')
    if (isTemplate)
      problems.add(
        { start: range.start - 1, end: range.end + 1 },
        {
          message: 'A template at the start of a value needs quotes.',
          expected: 'quotes, as in "{{name}}"',
        },
      )
    else problems.add(range, { message: 'This key is not a text.', expected: 'a name' })
    return null
  }

  function convertScalar(node: Scalar, range: SourceRange): ScalarNode {
    const source = node.source ?? ''
    const base = { kind: 'scalar' as const, ...range }
    if (node.tag === '!=') {
      return { ...base, start: text.lastIndexOf('!=', range.start), value: `!= ${source}`, text: `!= ${source}` }
    }
    const value = node.value
    if (typeof value === 'string') {
      const { text: filled, changed, faults } = substituteEnvironment(value, environment)
      for (const fault of faults) reportFault(base, value, fault)
      if (faults.length > 0) problems.settle(base)
      if (!changed || node.type !== 'PLAIN') return { ...base, value: filled, text: filled }
      return { ...base, value: resolvePlainScalar(filled), text: filled }
    }
    if (value === null || value === undefined) return { ...base, value: null, text: '' }
    if (typeof value === 'number' || typeof value === 'boolean') return { ...base, value, text: source }
    return { ...base, value: source, text: source }
  }

  function reportFault(
    node: SourceRange,
    value: string,
    fault: { index: number; length: number; name: string | null },
  ): void {
    const range = rangeInScalar(text, node, value, fault.index, fault.length)
    if (fault.name === null) {
      problems.add(range, {
        message: 'This is not a variable of the environment.',
        expected: '${NAME} or ${NAME:-default}; $${ stands for the characters themselves',
      })
      return
    }
    problems.add(range, {
      message: `The environment variable ${quoted(fault.name)} is not set and has no default.`,
      expected: `${fault.name} in the environment (or --env ${fault.name}=…), or \${${fault.name}:-default}`,
    })
  }

  const root = convert(contents, 0)
  return { root, stopped }
}

function rangeOf(node: Node): SourceRange {
  const range = node.range
  return range === null || range === undefined ? { start: 0, end: 0 } : { start: range[0], end: range[1] }
}
