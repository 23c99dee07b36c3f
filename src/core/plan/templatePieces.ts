/** A scalar's text as constant pieces and looked-up expressions, with every fault reported where it stands. */
import { rangeInside, reportInside } from './compilation.ts'
import type { Compilation } from './compilation.ts'
import type { TemplatePart } from './compiledPlan.ts'
import type { ScalarNode } from './planNode.ts'
import type { Place } from './scope.ts'
import { parseTemplate } from './templateGrammar.ts'

export type Piece =
  | { text: string }
  /** `label` names it in endpoint names: the last part of a dotted name, or the function. */
  | { part: Exclude<TemplatePart, string>; label: string }

/** Pieces of the scalar's text, or of the part of it from `from` to `to`. What cannot be looked up is left out. */
export function positionedTemplate(
  compilation: Compilation,
  node: ScalarNode,
  place: Place,
  from = 0,
  to = node.text.length,
): Piece[] {
  const { pieces, faults } = parseTemplate(node.text.slice(from, to))
  for (const { index, length, ...details } of faults) reportInside(compilation, node, from + index, length, details)
  return pieces.flatMap((piece): Piece[] => {
    if (typeof piece === 'string') return [{ text: piece }]
    const { content } = piece
    if (content.kind === 'call') return [{ part: { call: content.call, encode: 'raw' }, label: content.call.name }]
    const range = rangeInside(compilation, node, from + piece.index, piece.length)
    const resolved = compilation.scope.resolve(content.dotted, place, range)
    return resolved === null ? [] : [{ part: { ...resolved, encode: 'raw' }, label: content.dotted.at(-1) ?? '' }]
  })
}
