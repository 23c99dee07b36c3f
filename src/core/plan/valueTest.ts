/** What a header or a place in a JSON text must be: a value, `exists`, `absent`, or a comparison. */
import { parseComparison } from '../units/comparison.ts'
import type { Compilation } from './compilation.ts'
import type { ValueTest } from './compiledPlan.ts'
import { literalValue } from './condition.ts'
import type { PlanNode } from './planNode.ts'
import type { Place } from './scope.ts'
import { textValue, valueTemplate } from './template.ts'
import { reportInside } from './compilation.ts'

/** To ask for the text "exists" itself: `== exists`. */
export function valueTest(compilation: Compilation, node: PlanNode, place: Place): ValueTest {
  if (node.kind !== 'scalar' || typeof node.value !== 'string')
    return { kind: 'equals', value: valueTemplate(compilation, node, place) }
  const { text } = node
  if (text === 'exists' || text === 'absent') return { kind: text }
  if (!/^\s*(?:[<>]|[=!]=|=[<>])/.test(text)) return { kind: 'equals', value: valueTemplate(compilation, node, place) }
  const comparison = parseComparison(text)
  if (!comparison.ok) {
    reportInside(compilation, node, 0, text.length, {
      message: 'This comparison cannot be read.',
      expected: comparison.expected,
    })
    return { kind: 'exists' }
  }
  const { operator, rest } = comparison.value
  const from = text.trimEnd().length - rest.length
  return {
    kind: 'compare',
    operator,
    value: literalValue(textValue(compilation, node, place, from, from + rest.length)),
  }
}
