/** A problem of a plan as people read it: where, what, and what to write instead. */
import type { Problem } from '../../../core/plan/problem.ts'

/** `checkout.plan.yaml:12:7`. */
export function placeOf({ file, line, column }: Pick<Problem, 'file' | 'line' | 'column'>): string {
  return `${file}:${line}:${column}`
}

/** What would be right, as sentences; null when nothing is known. */
export function cureOf({ expected, suggestion }: Pick<Problem, 'expected' | 'suggestion'>): string | null {
  const sentences = [
    ...(expected === null ? [] : [`Expected ${expected}.`]),
    ...(suggestion === null ? [] : [`Did you mean ${suggestion}?`]),
  ]
  return sentences.length === 0 ? null : sentences.join(' ')
}

/** `2 errors, 1 warning`; null when there are none. */
export function problemCount(problems: readonly Pick<Problem, 'severity'>[]): string | null {
  const errors = problems.filter(({ severity }) => severity === 'error').length
  const warnings = problems.length - errors
  const parts = [counted(errors, 'error'), counted(warnings, 'warning')].filter((part) => part !== null)
  return parts.length === 0 ? null : parts.join(', ')
}

export function hasErrors(problems: readonly Pick<Problem, 'severity'>[]): boolean {
  return problems.some(({ severity }) => severity === 'error')
}

function counted(count: number, noun: string): string | null {
  if (count === 0) return null
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`
}
