/** `repeat`: so many times, until a condition holds, or over a list. */
import { parseDuration } from '../units/duration.ts'
import type { Compilation, StepPlace } from './compilation.ts'
import type { Loop, ValueTemplate } from './compiledPlan.ts'
import { conditionOf } from './condition.ts'
import { member, numberOf, textOf } from './planNode.ts'
import type { PlanNode } from './planNode.ts'
import { quoted } from './problem.ts'
import { valueTemplate } from './template.ts'
import { VARIABLE_NAME } from './variableName.ts'

const DEFAULT_EVERY_MS = 1000
const DEFAULT_AT_MOST = 100
const MAX_TIMES = 1_000_000_000

export function loopOf(compilation: Compilation, node: PlanNode | undefined, place: StepPlace): Loop | null {
  if (node?.kind === 'scalar') return timesLoop(compilation, node, place)
  if (node?.kind !== 'map') return null
  const times = member(node, 'times')
  const until = member(node, 'until')
  const over = member(node, 'over')
  refuseForeign(compilation, node, until !== undefined ? ['every', 'atMost'] : over !== undefined ? ['as'] : [])
  if (times !== undefined) return timesLoop(compilation, times, place)
  if (until !== undefined) return untilLoop(compilation, node, until, place)
  if (over !== undefined) return overLoop(compilation, node, over, place)
  compilation.problems.add(node, { message: 'This does not say how often.', expected: 'one of times, until, over' })
  return null
}

/** `every` beside `times` would be left out silently. */
function refuseForeign(compilation: Compilation, node: PlanNode & { kind: 'map' }, fitting: string[]): void {
  for (const { key, keyRange } of node.entries) {
    const owner = key === 'every' || key === 'atMost' ? 'until' : key === 'as' ? 'over' : null
    if (owner === null || fitting.includes(key)) continue
    compilation.problems.add(keyRange, {
      message: `${quoted(key)} belongs to ${quoted(owner)}.`,
      expected: `${quoted(owner)} beside it`,
    })
  }
}

function timesLoop(compilation: Compilation, node: PlanNode, place: StepPlace): Loop {
  const times = wholeNumber(valueTemplate(compilation, node, place))
  const isRight =
    times.kind !== 'constant' ||
    (typeof times.value === 'number' && Number.isInteger(times.value) && times.value >= 0 && times.value <= MAX_TIMES)
  if (!isRight)
    compilation.problems.add(node, {
      message: 'This is not a number of times.',
      expected: 'a whole number from 0, or "{{name}}"',
    })
  return { kind: 'times', times }
}

function wholeNumber(value: ValueTemplate): ValueTemplate {
  return value.kind === 'constant' && typeof value.value === 'string' && /^\d{1,15}$/.test(value.value)
    ? { kind: 'constant', value: Number(value.value) }
    : value
}

function untilLoop(compilation: Compilation, node: PlanNode, until: PlanNode, place: StepPlace): Loop | null {
  const condition = conditionOf(compilation, until, place)
  const every = parseDuration(textOf(member(node, 'every')) ?? '')
  if (condition === null) return null
  return {
    kind: 'until',
    until: condition,
    everyMs: every.ok ? every.value : DEFAULT_EVERY_MS,
    atMost: numberOf(member(node, 'atMost')) ?? DEFAULT_AT_MOST,
  }
}

function overLoop(compilation: Compilation, node: PlanNode, over: PlanNode, place: StepPlace): Loop | null {
  const list = valueTemplate(compilation, over, place)
  const as = member(node, 'as')
  const name = textOf(as)
  const isList =
    list.kind === 'slot' || list.kind === 'array' || (list.kind === 'constant' && Array.isArray(list.value))
  if (!isList)
    compilation.problems.add(over, { message: 'This is not a list.', expected: '"{{name}}" alone, or a list' })
  if (as === undefined || name === undefined) {
    compilation.problems.add(node, { message: 'The items have no name.', expected: '`as: item` beside `over`' })
    return null
  }
  if (!VARIABLE_NAME.test(name)) {
    compilation.problems.add(as, {
      message: `${quoted(name)} cannot be the name of an item.`,
      expected: 'a name of letters, digits, _ and -, such as item',
    })
    return null
  }
  return compilation.scope.mayDefine(name, as) ? { kind: 'over', list, slot: compilation.scope.slotOf(name) } : null
}
