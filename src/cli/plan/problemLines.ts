/** Problems of a plan, each with its place, the line and a mark below it, and how many they are. */
import { problemFormatter } from '../../host/plans/formatProblem.ts'
import type { LoadedPlan } from '../../host/plans/loadPlan.ts'
import type { TerminalStyle } from '../cliContext.ts'
import { asciiText } from '../terminal/plainText.ts'

export function problemLines({ problems, text }: LoadedPlan, { paint, unicode }: TerminalStyle): string[] {
  const format = problemFormatter(text, paint)
  const lines = problems.map((problem) => (unicode ? format(problem) : asciiText(format(problem))))
  const errors = problems.filter(({ severity }) => severity === 'error').length
  const count = [countOf(errors, 'error'), countOf(problems.length - errors, 'warning')].filter((part) => part !== '')
  return [...lines, ...(problems.length > 1 ? [count.join(', ')] : [])]
}

function countOf(count: number, noun: string): string {
  return count === 0 ? '' : `${count} ${noun}${count === 1 ? '' : 's'}`
}
