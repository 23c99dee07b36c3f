import { expect, test } from 'vitest'
import type { PlanEntry } from '../../../contract/methods/plans.ts'
import type { Problem } from '../../../core/plan/problem.ts'
import { folderIds, planState, planTree, type PlanNode } from './planTree.ts'

function entry(file: string, more: Partial<PlanEntry> = {}): PlanEntry {
  return { file, modifiedAtMs: 0, name: file, target: null, scenarios: [], problems: [], ...more }
}

const problem: Problem = {
  severity: 'warning',
  file: 'a.plan.yaml',
  line: 1,
  column: 1,
  message: 'That is odd.',
  offending: null,
  expected: null,
  suggestion: null,
}

function outline(nodes: PlanNode[], indent = ''): string[] {
  return nodes.flatMap(({ label, children }) => [indent + label, ...outline(children, `${indent}  `)])
}

test('folders come first, everything by name', () => {
  const tree = planTree(['z.plan.yaml', 'b/deep/x.plan.ts', 'a.plan.yaml', 'b/y.plan.yaml'].map((file) => entry(file)))
  expect(outline(tree)).toEqual(['b', '  deep', '    x.plan.ts', '  y.plan.yaml', 'a.plan.yaml', 'z.plan.yaml'])
  expect(folderIds(tree)).toEqual(['b/', 'b/deep/'])
})

test('hostile names are names', () => {
  const names = ['__proto__/constructor.plan.yaml', '<img src=x onerror=alert(1)>/\u202eevil.plan.yaml']
  expect(outline(planTree(names.map((file) => entry(file))))).toHaveLength(4)
})

test('a folder and a plan of the same name are two', () => {
  const ids = planTree([entry('a'), entry('a/b')]).map(({ id }) => id)
  expect(ids).toEqual(['a/', 'a'])
})

test('a workspace of a thousand plans in folders of folders', () => {
  const files = Array.from({ length: 1000 }, (_, index) => `${'f/'.repeat(index % 8)}p${index}.plan.yaml`)
  const count = (nodes: PlanNode[]): number =>
    nodes.reduce((sum, node) => sum + (node.plan === null ? count(node.children) : 1), 0)
  expect(count(planTree(files.map((file) => entry(file))))).toBe(1000)
})

test('what a plan is to be known by', () => {
  expect(planState(entry('a.plan.yaml'))).toBe('ready')
  expect(planState(entry('a.plan.ts'))).toBe('unchecked')
  expect(planState(entry('a.plan.yaml', { problems: [problem] }))).toBe('warnings')
  expect(planState(entry('a.plan.ts', { problems: [problem, { ...problem, severity: 'error' }] }))).toBe('errors')
})
