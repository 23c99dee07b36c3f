import { expect, test } from 'vitest'
import type { CompiledPlan } from '../../core/plan/compiledPlan.ts'
import { loadPlan } from '../../host/plans/loadPlan.ts'
import type { RunRequest } from '../../host/runs/startRun.ts'
import { PLAN, createWorkspace } from '../testing/commandLine.ts'
import { plannedRuns } from './plannedRuns.ts'

async function requestsOf(build: string, scenarios: number, seed = 7): Promise<RunRequest[]> {
  const workspace = createWorkspace()
  try {
    const { plan } = await loadPlan(workspace.write('try.plan.yaml', PLAN), { environment: {} })
    return Array.from({ length: scenarios }, (_, scenario) => requestOf(plan!, build, scenario, seed))
  } finally {
    workspace.remove()
  }
}

function requestOf(plan: CompiledPlan, build: string, scenario: number, seed: number): RunRequest {
  const label = { label: build, commit: null, branch: null }
  return {
    plan,
    planFile: null,
    planText: '',
    scenario,
    build: label,
    processes: 1,
    seed,
    failOn: [],
    notices: ['own'],
  }
}

test('all scenarios, then all of them again, each time with other random choices', async () => {
  const planned = plannedRuns([{ side: null, requests: await requestsOf('a', 2) }], 3)
  expect(planned.map(({ entry, round, request }) => [entry, round, request.seed])).toEqual([
    [0, 1, 7],
    [1, 1, 7],
    [0, 2, 8],
    [1, 2, 8],
    [0, 3, 9],
    [1, 3, 9],
  ])
  expect(planned[2]!.request.notices).toEqual(['own', 'Run 2 of 3 of this scenario (--repeat).'])
})

test('two targets take turns who is first, and both runs of a pair make the same choices', async () => {
  const lanes = [
    { side: 'A' as const, requests: await requestsOf('a', 2) },
    { side: 'B' as const, requests: await requestsOf('b', 2) },
  ]
  const planned = plannedRuns(lanes, 3)
  expect(planned.map(({ side, entry, request }) => `${side}${entry} ${request.build.label} ${request.seed}`)).toEqual([
    'A0 a 7',
    'B0 b 7',
    'A1 a 7',
    'B1 b 7',
    'B0 b 8',
    'A0 a 8',
    'B1 b 8',
    'A1 a 8',
    'A0 a 9',
    'B0 b 9',
    'A1 a 9',
    'B1 b 9',
  ])
  expect(planned[1]!.request.notices.at(-1)).toBe('Run B of pair 1 of 3: two targets in turn (--ab).')
})

test('a single run is what it was, and the largest seed has one after it', async () => {
  const [only, ...others] = plannedRuns(
    [{ side: null, requests: await requestsOf('a', 1, Number.MAX_SAFE_INTEGER) }],
    1,
  )
  expect(others).toEqual([])
  expect(only!.request).toMatchObject({ seed: Number.MAX_SAFE_INTEGER, notices: ['own'] })
  const [, second] = plannedRuns([{ side: null, requests: await requestsOf('a', 1, Number.MAX_SAFE_INTEGER) }], 2)
  expect(second!.request.seed).toBe(0)
})
