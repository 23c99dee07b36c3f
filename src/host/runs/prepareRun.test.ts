/** From a plan file and what is asked of it to requests. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { childProcessEngines } from './engineProcess.ts'
import { FIELD_NAMES, readOverrides, type OverrideFlags } from './overrides.ts'
import { prepareRuns, type PreparedRuns, type RunWish } from './prepareRun.ts'
import { ENGINE_FILE } from './testing/runTestPlan.ts'

const folder = mkdtempSync(join(tmpdir(), 'loadwright-prepare-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
writeFileSync(
  join(folder, 'a.plan.yaml'),
  `name: A
target: \${WHERE:-http://127.0.0.1:9}
secrets: { key: hunter2 }
users: { U: { tasks: [ { name: t, steps: [ { get: /a } ] } ] } }
scenarios:
  one: { load: { users: 1, for: 1s } }
  many: { load: { users: 100, spawnRate: 100, for: 1m } }
`,
)
writeFileSync(join(folder, 'broken.plan.yaml'), 'name: A\n')

function prepare(wish: Partial<RunWish> = {}, flags: OverrideFlags = {}): Promise<PreparedRuns> {
  return prepareRuns(
    {
      planFile: 'a.plan.yaml',
      from: folder,
      scenarios: [],
      overrides: readOverrides(flags, {}, FIELD_NAMES),
      planEnvironment: {},
      buildLabel: 'b',
      buildEnvironment: {},
      processes: 4,
      seed: 7,
      failOn: ['maximum'],
      ...wish,
    },
    childProcessEngines(ENGINE_FILE),
  )
}

test('all scenarios in their order, each with no more engines than users, secrets masked', async () => {
  const prepared = await prepare()
  expect(prepared).toMatchObject({
    kind: 'prepared',
    build: { label: 'b' },
    requests: [
      { scenario: 0, processes: 1, planFile: 'a.plan.yaml', seed: 7, failOn: ['maximum'], notices: [] },
      { scenario: 1, processes: 4 },
    ],
  })
  expect(prepared.kind === 'prepared' && prepared.requests[0]!.planText).not.toContain('hunter2')
})

test('what is changed is in the plan, and told', async () => {
  const wish = { scenarios: ['many'], planEnvironment: { WHERE: 'http://127.0.0.1:8' } }
  const prepared = await prepare(wish, { host: 'http://127.0.0.1:7', users: '3', runTime: '2m' })
  expect(prepared).toMatchObject({
    kind: 'prepared',
    plan: { target: 'http://127.0.0.1:7' },
    requests: [
      {
        processes: 3,
        notices: [
          'Target http://127.0.0.1:7 instead of http://127.0.0.1:8 (set at the start).',
          '3 users instead of 100 (set at the start).',
          'A run time of 2m instead of 1m (set at the start).',
        ],
      },
    ],
  })
})

test('what is wrong is told apart: the plan, or what is asked of it', async () => {
  expect(await prepare({ planFile: 'broken.plan.yaml' })).toMatchObject({
    kind: 'problems',
    loaded: { problems: expect.arrayContaining([expect.objectContaining({ file: 'broken.plan.yaml' })]) as unknown },
  })
  expect(await prepare({ planFile: 'missing.plan.yaml' })).toMatchObject({ kind: 'problems' })
  expect(await prepare({ scenarios: ['mnay'] })).toMatchObject({
    kind: 'refused',
    sentence: 'The plan has no scenario `mnay`. Did you mean `many`?',
  })
  expect(await prepare({ scenarios: ['one'] }, { users: '5' })).toMatchObject({
    kind: 'refused',
    sentence: 'Scenario `one` has one user; with Users at 5 it must be said how fast they start: add Spawn rate.',
  })
})
