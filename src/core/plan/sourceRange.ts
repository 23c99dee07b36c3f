/** Ranges of a plan's source text. */

/** A range of the source text, as offsets in UTF-16 code units. */
export interface SourceRange {
  start: number
  end: number
}

/** Where a piece of a scalar's value stands in the file; see `offsetInScalar` for how exactly. */
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

/**
 * Where a piece of a scalar's value stands in the file. Exact for what is written on one line without escapes; for folded
 * and escaped texts the n-th occurrence of the piece within the scalar's source is taken, else its start.
 */
function offsetInScalar(text: string, node: SourceRange, value: string, index: number, length: number): number {
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
