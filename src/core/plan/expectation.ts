/** `expect` of a request and `reply` of a socket: what must hold. */
import type { Compilation, StepPlace } from './compilation.ts'
import type { Expectation, Reply } from './compiledPlan.ts'
import { parseSizeExpectation, parseTimeExpectation } from './comparisonGrammar.ts'
import { parseDuration } from '../units/duration.ts'
import { extractionsOf } from './extraction.ts'
import { jsonPath } from './jsonPath.ts'
import { parseStatus } from './leafGrammar.ts'
import { checkPattern } from './pattern.ts'
import { entriesOf, member, textOf } from './planNode.ts'
import type { PlanNode } from './planNode.ts'
import { textTemplate } from './template.ts'
import { valueTest } from './valueTest.ts'

/** In the order that is cheapest to look at: status, time, headers, size, then the body. */
export function expectationsOf(compilation: Compilation, node: PlanNode | undefined, place: StepPlace): Expectation[] {
  const status = oneOrMore(member(node, 'status')).flatMap((each) => {
    const parsed = parseStatus(textOf(each) ?? '')
    return parsed.ok ? [parsed.value] : []
  })
  const time = parseTimeExpectation(textOf(member(node, 'time')) ?? '')
  const size = parseSizeExpectation(textOf(member(node, 'size')) ?? '')
  return [
    ...(status.length > 0 ? [{ kind: 'status' as const, accept: status }] : []),
    ...(time.ok ? [{ kind: 'time' as const, operator: time.value.operator, limitMs: time.value.limit }] : []),
    ...entriesOf(member(node, 'headers')).map((entry) => ({
      kind: 'header' as const,
      name: entry.key.toLowerCase(),
      test: valueTest(compilation, entry.value, place),
    })),
    ...(size.ok ? [{ kind: 'size' as const, operator: size.value.operator, bytes: size.value.limit }] : []),
    ...oneOrMore(member(node, 'text')).map((each) => ({
      kind: 'text' as const,
      contains: textTemplate(compilation, each, place),
    })),
    ...patternsOf(compilation, member(node, 'matches')).map((pattern) => ({ kind: 'matches' as const, pattern })),
    ...jsonTests(compilation, member(node, 'json'), place).map((test) => ({ kind: 'json' as const, ...test })),
  ]
}

export function replyOf(compilation: Compilation, node: PlanNode | undefined, place: StepPlace): Reply {
  const text = member(node, 'text')
  const within = parseDuration(textOf(member(node, 'within')) ?? '')
  return {
    json: jsonTests(compilation, member(node, 'json'), place),
    text: text === undefined ? null : textTemplate(compilation, text, place),
    matches: patternsOf(compilation, member(node, 'matches'))[0] ?? null,
    withinMs: within.ok ? within.value : compilation.settings.timeoutMs,
    extract: extractionsOf(compilation, member(node, 'extract'), 'message'),
  }
}

function oneOrMore(node: PlanNode | undefined): PlanNode[] {
  if (node === undefined) return []
  return node.kind === 'list' ? node.items : [node]
}

function patternsOf(compilation: Compilation, node: PlanNode | undefined): string[] {
  return oneOrMore(node).flatMap((each) => {
    const pattern = textOf(each)
    return pattern === undefined || checkPattern(compilation, pattern, each) === null ? [] : [pattern]
  })
}

function jsonTests(compilation: Compilation, node: PlanNode | undefined, place: StepPlace): Reply['json'] {
  return entriesOf(node).flatMap((entry) => {
    const path = jsonPath(compilation, entry.key, entry.keyRange)
    const test = valueTest(compilation, entry.value, place)
    return path === null ? [] : [{ path, test }]
  })
}

/** Any message would satisfy an empty reply, which is more likely a slip. */
export function expectsSomething(compilation: Compilation, reply: PlanNode | undefined): void {
  if (reply?.kind !== 'map' || reply.entries.length > 0) return
  compilation.problems.add(reply, {
    severity: 'warning',
    message: 'Any message is taken as the answer.',
    expected: 'json, text or matches',
  })
}
