import { expect, test } from 'vitest'
import { comparedRuns, type ComparedRun } from './comparedRuns.ts'

/** Run 2 began after run 1. */
function run(id: string, build: string | null, more: Partial<ComparedRun> = {}): ComparedRun {
  const startedAtMs = 1000 * Number(id)
  return {
    id,
    build,
    planName: 'shop',
    scenario: 'steady',
    target: 'http://one',
    status: 'completed',
    startedAtMs,
    ...more,
  }
}
const of = { plan: 'shop', scenario: 'steady', target: 'http://one' }

test('what began first is the baseline, in whichever order they are selected; one run of each of two builds stands for its build', () => {
  expect(comparedRuns([run('1', 'a'), run('2', 'b')])).toEqual({ ...of, baseline: 'a', candidate: 'b' })
  expect(comparedRuns([run('2', 'b'), run('1', 'a')])).toEqual({ ...of, baseline: 'a', candidate: 'b' })
})

test('what was set as the baseline is it, whenever it ran', () => {
  const set = run('2', 'b', { baseline: { build: 'b', isOwn: true, runs: 1, p95Ms: null } })
  expect(comparedRuns([run('1', 'a'), set])).toEqual({ ...of, baseline: 'b', candidate: 'a' })
})

test('of several, exactly these are compared', () => {
  const runs = [run('1', 'a'), run('2', 'b'), run('3', 'a'), run('4', 'b')]
  expect(comparedRuns(runs)).toEqual({ ...of, baseline: '1,3', candidate: '2,4' })
  expect(comparedRuns([run('1', 'a'), run('2', 'b'), run('3', 'c')])).toMatchObject({ candidate: '2,3' })
})

test('runs of one build, or of none: the first with the others', () => {
  expect(comparedRuns([run('1', 'a'), run('2', 'a'), run('3', 'a')])).toMatchObject({ baseline: '1', candidate: '2,3' })
  expect(comparedRuns([run('1', null), run('2', null)])).toMatchObject({ baseline: '1', candidate: '2' })
  expect(comparedRuns([run('1', null), run('2', 'b')])).toMatchObject({ baseline: '1', candidate: '2' })
})

test('builds of different scenarios are not looked for in one of them: their runs say what they are', () => {
  const runs = [run('1', 'a'), run('2', 'b', { scenario: 'peak' })]
  expect(comparedRuns(runs)).toMatchObject({ baseline: '1', candidate: '2' })
})

test('one alone is the candidate; what has not ended is left out', () => {
  expect(comparedRuns([run('1', 'a')])).toEqual({ ...of, candidate: 'a' })
  expect(comparedRuns([run('1', null), run('2', 'b', { status: 'running' })])).toEqual({ ...of, candidate: '1' })
  expect(comparedRuns([run('1', 'a', { status: 'failed' })])).toBeNull()
  expect(comparedRuns([])).toBeNull()
})

test('no more runs are named than are read', () => {
  const many = Array.from({ length: 100 }, (_, at) => run(String(at), at < 50 ? 'a' : 'b'))
  expect(comparedRuns(many)?.['baseline']?.split(',')).toHaveLength(20)
})
