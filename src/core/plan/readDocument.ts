/** YAML text → tree of plan nodes, with every syntax error, duplicate key and unset `${NAME}` reported where it stands. */
import { LineCounter, isAlias, isMap, isScalar, isSeq, parseDocument, visit } from 'yaml'
import type { Document, Node, Scalar, YAMLError } from 'yaml'
import type { MapEntry, PlanNode, ScalarNode } from './planNode.ts'
import { createProblemList, quoted } from './problem.ts'
import type { ProblemList, SourceRange } from './problem.ts'
import { resolvePlainScalar, substituteEnvironment } from './substitution.ts'
import type { Environment } from './substitution.ts'

/** Characters; larger plans are refused before they are parsed. */
export const MAX_PLAN_LENGTH = 5_000_000
const MAX_DEPTH = 100
/** Nodes that aliases may add: plans share a few headers, a "billion laughs" document adds millions. */
const MAX_ALIASED_NODES = 10_000
const MAX_SYNTAX_ERRORS = 20

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
  const lines = new LineCounter()
  const problems = createProblemList(source.file, text, lines)
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
  const yaml = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false, logLevel: 'error' })
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

function reportSyntaxErrors(yaml: Document, text: string, problems: ProblemList): boolean {
  const exhausted = yaml.errors.find((error) => error.code === 'RESOURCE_EXHAUSTION')
  if (exhausted !== undefined) {
    problems.add(
      { start: exhausted.pos[0], end: exhausted.pos[0] },
      { message: 'The plan is nested too deeply to be read.', expected: `at most ${MAX_DEPTH} levels` },
    )
    return true
  }
  const second = yaml.errors.find((error) => error.code === 'MULTIPLE_DOCS')
  if (second !== undefined) {
    const [start] = second.pos
    problems.add(
      { start, end: start + 3 },
      { message: 'A plan is one YAML document; another begins here.', expected: 'one document, without ---' },
    )
    return true
  }
  // One slip makes many follow-up errors in the same line: the first of each line says it.
  const seenLines = new Set<number>()
  for (const error of yaml.errors) {
    const [start, end] = placeOf(error, yaml)
    const line = problems.position(start).line
    if (seenLines.has(line)) continue
    seenLines.add(line)
    if (seenLines.size > MAX_SYNTAX_ERRORS) break
    problems.add({ start, end }, { message: `YAML: ${error.message.replace(/\s+/g, ' ')}.`, ...hintFor(text, start) })
    // Behind an open quote everything is misread.
    if (error.message.startsWith('Missing closing')) break
  }
  for (const warning of yaml.warnings) {
    const [start, end] = warning.pos
    // `!= x` reads as a tag named `!=`; it is given back to the text when the scalar is converted.
    if (text.slice(start, end) === '!=') continue
    problems.add(
      { start, end },
      { message: `YAML: ${warning.message}.`, expected: 'quotes around a text that begins with !' },
    )
  }
  return yaml.errors.length > 0
}

/** A quote that is never closed is found at the end of the text; where it was opened helps more. */
function placeOf(error: YAMLError, yaml: Document): [number, number] {
  if (!error.message.startsWith('Missing closing')) return error.pos
  let opened: [number, number] = error.pos
  visit(yaml, {
    Scalar(_, { type, range }) {
      const isQuoted = type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE'
      if (isQuoted && range !== null && range !== undefined && range[1] >= error.pos[0])
        opened = [range[0], range[0] + 1]
    },
  })
  return opened
}

/** The three slips that plans invite, since `{`, `}` and `>` mean something in YAML. */
function hintFor(text: string, offset: number): { expected?: string } {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1
  const line = text.slice(lineStart, offset + 40).split('\n', 1)[0] ?? ''
  const around = text.slice(Math.max(lineStart, offset - 2), offset + 2)
  if (/[{}$]/.test(around) && line.includes('${'))
    return { expected: 'quotes around a text with ${…} inside { } or [ ]' }
  if (/[{}]/.test(around) && line.includes('{{'))
    return { expected: 'quotes around a text with {{…}} inside { } or [ ]' }
  if (/[:[,{-]\s*>/.test(line)) return { expected: 'quotes around a comparison that begins with >, such as "> 3"' }
  if (around.includes('\t')) return { expected: 'spaces' }
  return {}
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
        message: `There is no anchor for the alias ${quoted(`*${name}`)}.`,
        expected: `&${name} above, or quotes around a text that begins with *`,
      })
      return null
    }
    if (target === 'open')
      return stop(range, `The alias ${quoted(`*${name}`)} contains itself.`, 'an alias of something that is complete')
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
          expected: `"${text.slice(range.start - 1, range.end + 1)}"`,
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
    const start = offsetInScalar(text, node, value, fault.index, fault.length)
    const range = { start, end: Math.min(node.end, start + fault.length) }
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

/**
 * Where a piece of a scalar's value stands in the file. Exact for what is written on one line without escapes; for folded
 * and escaped texts the n-th occurrence of the piece within the scalar's source is taken, else its start.
 */
export function offsetInScalar(text: string, node: SourceRange, value: string, index: number, length: number): number {
  const source = text.slice(node.start, node.end)
  const lead = source.startsWith('"') || source.startsWith("'") ? 1 : 0
  if (source.startsWith(value, lead)) return node.start + lead + index
  const piece = value.slice(index, index + length)
  if (piece === '') return node.start
  let occurrence = 0
  for (let at = value.indexOf(piece); at >= 0 && at < index; at = value.indexOf(piece, at + 1)) occurrence += 1
  let found = source.indexOf(piece)
  while (occurrence > 0 && found >= 0) {
    found = source.indexOf(piece, found + 1)
    occurrence -= 1
  }
  return found < 0 ? node.start : node.start + found
}

export function rangeInScalar(
  text: string,
  node: SourceRange,
  value: string,
  index: number,
  length: number,
): SourceRange {
  const start = offsetInScalar(text, node, value, index, length)
  return { start, end: Math.min(node.end, start + length) }
}
