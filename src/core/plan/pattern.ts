/** Regular expressions of a plan, checked when the plan is. They are plain JavaScript ones without flags. */
import type { Compilation } from './compilation.ts'
import type { SourceRange } from './sourceRange.ts'

const MAX_PATTERN_LENGTH = 2000

/** How many groups the expression has; null after reporting why it is none. */
export function checkPattern(compilation: Compilation, pattern: string, range: SourceRange): number | null {
  if (pattern.length > MAX_PATTERN_LENGTH) {
    compilation.problems.add(range, {
      message: 'This regular expression is too long.',
      expected: `at most ${MAX_PATTERN_LENGTH} characters`,
    })
    return null
  }
  if (/\{\{\s*[$\p{L}_][^{}]*\}\}/u.test(pattern)) {
    compilation.problems.add(range, {
      message: 'Templates cannot be used in a regular expression.',
      expected: '`text` or `json`, which take templates',
    })
    return null
  }
  try {
    // With an empty alternative it matches the empty text at once, and the result has one place per group.
    return (new RegExp(`${pattern}|`).exec('')?.length ?? 1) - 1
  } catch (error) {
    const reason =
      error instanceof Error
        ? error.message.replace(/^Invalid regular expression: /, '').replace(/^\/[\s\S]*\/[a-z]*: /, '')
        : 'it cannot be read'
    compilation.problems.add(range, {
      message: `This is not a regular expression: ${reason}.`,
      expected: 'a JavaScript regular expression',
    })
    return null
  }
}
