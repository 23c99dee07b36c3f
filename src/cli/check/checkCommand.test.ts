import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask, createWorkspace, PLAN, type Workspace } from '../testing/commandLine.ts'
import { schemaErrors } from '../testing/schemaErrors.ts'

let workspace: Workspace
beforeAll(() => {
  workspace = createWorkspace()
})
afterAll(() => workspace.remove())

test('a plan that can be run: what it would do', async () => {
  const { code, stdout, stderr } = await ask([
    'check',
    workspace.write('good.plan.yaml', PLAN),
    '-e',
    'TARGET=http://x',
  ])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/^Try · http:\/\/x\n/)
  expect(stdout).toMatch(/^ {2}Visitor +weight 1, 1 task: look$/m)
  expect(stdout).toMatch(/^ {2}passes +2 users, 10 started per second, for 500ms +1 criterion$/m)
  expect(stdout).toMatch(/^ {2}GET \/health +http$/m)
})

test('a plan with problems: each with its place', async () => {
  const file = workspace.write(
    'bad.plan.yaml',
    PLAN.replace('/health', '"/{{nobody}}"').replace('for: 500ms', 'for: soon'),
  )
  const { code, stdout } = await ask(['check', file])
  expect(code).toBe(2)
  expect(stdout).toContain(`${file}:8:`)
  expect(stdout).toContain(`${file}:10:`)
  expect(stdout).toContain('\n2 errors\n')
})

test('--json is for programs', async () => {
  const bad = workspace.write('worse.plan.yaml', PLAN.replace('/health', '"/{{nobody}}"'))
  const answer = await ask(['check', bad, '--json'])
  expect([answer.code, schemaErrors('check', answer.stdout)]).toEqual([2, []])
  expect(JSON.parse(answer.stdout)).toMatchObject({
    ok: false,
    plan: null,
    problems: [{ file: bad, line: 8, severity: 'error' }],
  })
  const good = await ask(['check', workspace.write('good.plan.yaml', PLAN), '--json'])
  expect([good.code, schemaErrors('check', good.stdout)]).toEqual([0, []])
  expect(JSON.parse(good.stdout)).toMatchObject({
    ok: true,
    problems: [],
    plan: { name: 'Try', users: [{ name: 'Visitor' }] },
  })
})

test.each([
  ['nothing', ''],
  ['a list', '- 1\n- 2\n'],
  ['no text', '\u0000\u0001\u0002'],
  ['deep nesting', '['.repeat(50_000)],
  ['a hundred thousand scenarios', `name: x\nscenarios:\n${'  s: {}\n'.repeat(100_000)}`],
  ['names that steer the terminal', 'name: "\\e[2J"\n"\u001b]0;x\u0007": 1\n'],
])('%s as a plan is refused harmlessly', async (_, text) => {
  const { code, stdout, stderr } = await ask(['check', workspace.write('hostile.plan.yaml', text)])
  expect({ code, stderr }).toEqual({ code: 2, stderr: '' })
  expect(stdout.length).toBeGreaterThan(10)
  expect(stdout.length).toBeLessThan(1_000_000)
  // oxlint-disable-next-line no-control-regex -- they must not be there
  expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
})

test('a secret of the plan is in no answer', async () => {
  const text = PLAN.replace('scenarios:', 'secrets:\n  password: hunter2\nscenarios:').replace(
    '/health',
    '"/{{nobody}}"',
  )
  const file = workspace.write('secret.plan.yaml', text)
  for (const args of [[], ['--json']]) expect((await ask(['check', file, ...args])).stdout).not.toContain('hunter2')
})
