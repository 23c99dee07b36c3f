/** Weights of tasks and branches: what can never be taken is said. Negative ones are refused by their shape. */
import { member, numberOf } from './planNode.ts'
import type { PlanNode } from './planNode.ts'
import type { ProblemList } from './problem.ts'

/** 1 when nothing is said, and when what is said is no weight (the shape has said so). */
export function weightOf(node: PlanNode | undefined): number {
  const weight = numberOf(node)
  return weight !== undefined && weight >= 0 ? weight : 1
}

export function checkWeights(problems: ProblemList, nodes: PlanNode[], what: 'task' | 'branch'): void {
  const zeros = nodes.filter((node) => numberOf(member(node, 'weight')) === 0)
  const [first] = zeros
  if (first === undefined) return
  if (zeros.length === nodes.length) {
    problems.add(member(first, 'weight') ?? first, {
      message: `Every ${what} here has weight 0: none can be taken.`,
      expected: 'a weight above 0',
    })
    return
  }
  for (const zero of zeros) {
    problems.add(member(zero, 'weight') ?? zero, {
      severity: 'warning',
      message: `A ${what} with weight 0 is never taken.`,
      expected: 'a weight above 0',
    })
  }
}
