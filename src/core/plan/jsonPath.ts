/** JSONPath (RFC 9535): checked when the plan is, and cut into steps where it is a plain path. */
import { JSONPathError, compile } from 'json-p3'
import type { Compilation } from './compilation.ts'
import type { JsonPath } from './compiledPlan.ts'
import type { SourceRange } from './sourceRange.ts'

const MAX_PATH_LENGTH = 2000

/** Null after reporting what is wrong. */
export function jsonPath(compilation: Compilation, text: string, range: SourceRange): JsonPath | null {
  const trimmed = text.trim()
  if (trimmed.length > MAX_PATH_LENGTH) {
    compilation.problems.add(range, {
      message: 'This JSONPath is too long.',
      expected: `at most ${MAX_PATH_LENGTH} characters`,
    })
    return null
  }
  const segments = plainSegments(trimmed)
  if (segments !== null) return { text: trimmed, segments }
  try {
    compile(trimmed)
    return { text: trimmed, segments: null }
  } catch (error) {
    const reason =
      error instanceof JSONPathError ? error.message.replace(/ \('[\s\S]*$/, '') : 'it is nested too deeply'
    const startsRight = trimmed.startsWith('$')
    compilation.problems.add(range, {
      message: `This is not a JSONPath: ${reason}.`,
      expected: 'a JSONPath such as $.id or $.items[0].name',
      suggestion: startsRight || !/^[\w.[\]]+$/.test(trimmed) ? null : `$.${trimmed}`,
    })
    return null
  }
}

/** `$.a.b[0]['c d']` → ['a', 'b', 0, 'c d']; null for anything that must be evaluated as a query. */
export function plainSegments(text: string): (string | number)[] | null {
  if (!text.startsWith('$')) return null
  const step = /\.([A-Za-z_\u0080-\uFFFF][\w\u0080-\uFFFF]*)|\[(0|[1-9]\d{0,8})\]|\['([^'\\]*)'\]|\["([^"\\]*)"\]/y
  step.lastIndex = 1
  const segments: (string | number)[] = []
  while (step.lastIndex < text.length) {
    const match = step.exec(text)
    if (match === null) return null
    const [, name, index, single, double] = match
    segments.push(index === undefined ? (name ?? single ?? double ?? '') : Number(index))
  }
  return segments
}
