/** `{{status}} == completed`, or a value alone: what `if` and `until` ask. */
import type { Compilation } from './compilation.ts'
import type { Condition, ValueTemplate } from './compiledPlan.ts'
import type { ScalarNode } from './planNode.ts'
import type { PlanNode } from './planNode.ts'
import type { Place } from './scope.ts'
import { textValue } from './template.ts'
import { reportInside } from './compilation.ts'
import type { ComparisonOperator } from '../units/comparison.ts'

/** Null for what is not a text; the shape check has said so. */
export function conditionOf(compilation: Compilation, node: PlanNode | undefined, place: Place): Condition | null {
  if (node?.kind !== 'scalar' || node.value === null) return null
  const { text } = node
  const found = operatorsOutside(text)
  const [first, second] = found
  if (first === undefined)
    return { left: sideOf(compilation, node, place, 0, text.length), operator: null, right: null, text }
  const operator = operatorOf(first.text)
  if (operator === null || second !== undefined) {
    const wrong = operator === null ? first : second
    reportInside(compilation, node, wrong?.index ?? 0, wrong?.text.length ?? 0, {
      message:
        operator === null
          ? 'There is no such comparison.'
          : 'A condition is one comparison; for several, put one `if` into another.',
      expected: 'one of < <= > >= == !=',
      suggestion: operator === null ? similarOperator(first.text) : null,
    })
    return null
  }
  const sides: [number, number][] = [
    [0, first.index],
    [first.index + first.text.length, text.length],
  ]
  for (const [from, to] of sides) {
    if (text.slice(from, to).trim() !== '') continue
    reportInside(compilation, node, first.index, first.text.length, {
      message: `There is nothing to compare ${from === 0 ? 'before' : 'behind'} ${first.text}.`,
      expected: 'a value; "" for the empty text',
    })
    return null
  }
  const [left, right] = sides.map(([from, to]) => sideOf(compilation, node, place, from, to))
  return left === undefined || right === undefined ? null : { left, operator, right, text }
}

function operatorOf(text: string): ComparisonOperator | null {
  switch (text) {
    case '<':
    case '<=':
    case '>':
    case '>=':
    case '==':
    case '!=':
      return text
    default:
      return null
  }
}

function similarOperator(text: string): string | null {
  switch (text) {
    case '=':
    case '===':
      return '=='
    case '!==':
    case '<>':
      return '!='
    case '=<':
      return '<='
    case '=>':
      return '>='
    default:
      return null
  }
}

/** Runs of operator characters, but not those inside {{…}} or quotes. */
function operatorsOutside(text: string): { index: number; text: string }[] {
  const masked = text.replace(/\{\{[\s\S]*?\}\}|"[^"]*"|'[^']*'/g, (whole) => '_'.repeat(whole.length))
  return [...masked.matchAll(/[<>=!]*[<>=][<>=!]*/g)].map((match) => ({ index: match.index, text: match[0] }))
}

function sideOf(compilation: Compilation, node: ScalarNode, place: Place, from: number, to: number): ValueTemplate {
  const { text } = node
  const start = from + (text.slice(from, to).length - text.slice(from, to).trimStart().length)
  const end = start + text.slice(start, to).trimEnd().length
  return literalValue(textValue(compilation, node, place, start, end))
}

/** An unquoted word in a comparison: 5, true and null are what they are in YAML; quotes make a text. */
export function literalValue(value: ValueTemplate): ValueTemplate {
  if (value.kind !== 'constant' || typeof value.value !== 'string') return value
  const text = value.value
  const unquoted = /^"([^"]*)"$|^'([^']*)'$/.exec(text)
  if (unquoted !== null) return { kind: 'constant', value: unquoted[1] ?? unquoted[2] ?? '' }
  // Ids of twenty digits and numbers with leading zeros are texts: as numbers they would equal their neighbours.
  const isNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(text) && text.length <= 15
  if (isNumber) return { kind: 'constant', value: Number(text) }
  switch (text) {
    case 'true':
      return { kind: 'constant', value: true }
    case 'false':
      return { kind: 'constant', value: false }
    case 'null':
      return { kind: 'constant', value: null }
    default:
      return value
  }
}
