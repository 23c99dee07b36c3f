import { expect, test } from 'vitest'
import type { PlanEntry } from '../../../contract/methods/plans.ts'
import type { RunRow } from '../../../contract/methods/runs.ts'
import { runRow } from '../runs/runRowFixture.ts'
import { needsAttention } from './attention.ts'

const failed: RunRow['verdict'] = { status: 'failed', sentence: 'p95 is 4 s; the maximum is 2 s.', exitCode: 99 }
const inconclusive: RunRow['verdict'] = { status: 'inconclusive', sentence: 'Too few.', exitCode: 100 }

function summary(items: ReturnType<typeof needsAttention>): string[] {
  return items.map((item) => (item.kind === 'run' ? `${item.run.id} ${item.why}` : `${item.plan.file} ${item.errors}`))
}

test('only the latest run of each scenario counts', () => {
  const runs = [
    runRow({ id: 'fine', startedAtMs: 3 }),
    runRow({ id: 'mended', startedAtMs: 2, verdict: failed }),
    runRow({ id: 'other', startedAtMs: 1, scenario: 'spike', verdict: failed }),
  ]
  expect(summary(needsAttention(runs, []))).toEqual(['other failed'])
})

test('a run that goes on hides none', () => {
  const runs = [runRow({ id: 'now', status: 'running', verdict: null }), runRow({ id: 'before', verdict: failed })]
  expect(summary(needsAttention(runs, []))).toEqual(['before failed'])
})

test('what is worst comes first', () => {
  const runs = [
    runRow({ id: 'a', scenario: 'a', startedAtMs: 4, verdict: inconclusive }),
    runRow({ id: 'b', scenario: 'b', startedAtMs: 3, verdict: inconclusive, status: 'interrupted' }),
    runRow({ id: 'c', scenario: 'c', startedAtMs: 2, verdict: failed }),
    runRow({ id: 'd', scenario: 'd', startedAtMs: 1, verdict: null, status: 'failed' }),
  ]
  expect(summary(needsAttention(runs, []))).toEqual(['c failed', 'd failed', 'b interrupted', 'a inconclusive'])
})

test('plans that cannot run are named, those with warnings are not', () => {
  const problem = { file: 'x', line: 1, column: 1, message: 'No.', offending: null, expected: null, suggestion: null }
  const plan = (file: string, severities: ('error' | 'warning')[]): PlanEntry => ({
    file,
    modifiedAtMs: 0,
    name: null,
    target: null,
    scenarios: [],
    problems: severities.map((severity) => ({ ...problem, severity })),
  })
  expect(summary(needsAttention([], [plan('a', ['error', 'warning', 'error']), plan('b', ['warning'])]))).toEqual([
    'a 2',
  ])
})

test('names that could be taken for one another are not', () => {
  const runs = [
    runRow({ id: 'a', planFile: null, planName: '__proto__', scenario: 'x', verdict: failed, startedAtMs: 2 }),
    runRow({ id: 'b', planFile: null, planName: '__proto__"', scenario: '"x', verdict: failed, startedAtMs: 1 }),
  ]
  expect(needsAttention(runs, [])).toHaveLength(2)
})
