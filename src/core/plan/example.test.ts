import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import type { CompiledPlan, Op } from './compiledPlan.ts'
import { planJsonSchema } from './jsonSchema.ts'
import { maskPlanText } from './maskPlanText.ts'
import { compiled, readFixture } from './planFixture.ts'

// The example of the documentation is the one that is tested.
const documentation = readFileSync(new URL('../../../docs/plan.md', import.meta.url), 'utf8')
const text = /```yaml\n([\s\S]*?)```/.exec(documentation)?.[1] ?? ''
const plan: CompiledPlan = compiled(text, { TARGET: 'https://Perf.example:8443/base/' })

/** The operations from an entry to its end, in words. */
function steps(entry: number | null | undefined): string[] {
  const words: string[] = []
  for (let pc = entry ?? -1; ; pc += 1) {
    const op = plan.program[pc]
    if (op === undefined) return words
    words.push(inWords(op))
    if (op.op === 'end' || op.op === 'return') return words
  }
}

function inWords(op: Op): string {
  switch (op.op) {
    case 'http':
      return 'index' in op.request.endpoint ? (plan.endpoints[op.request.endpoint.index]?.name ?? '') : '?'
    case 'call':
      return `call(${steps(op.to).join(', ')})`
    default:
      return op.op
  }
}

test('the example has no problems, by the check and by the schema', () => {
  expect(readFixture(text).problems).toEqual([])
  const validate = new Ajv2020({ allowUnionTypes: true, strict: false }).compile(planJsonSchema())
  validate(parse(text))
  expect(validate.errors ?? []).toEqual([])
})

test('who, where, and with what', () => {
  expect(plan).toMatchObject({ name: 'AI Automation Platform', target: 'https://perf.example:8443/base' })
  expect(plan.users.map(({ name, weight, wait }) => ({ name, weight, wait }))).toEqual([
    { name: 'WorkflowUser', weight: 10, wait: { kind: 'uniform', minMs: 1000, maxMs: 3000 } },
    { name: 'AdminUser', weight: 1, wait: null },
    { name: 'WebSocketUser', weight: 2, wait: null },
  ])
  expect(plan.secrets.map(({ name, value }) => ({ name, value }))).toEqual([{ name: 'password', value: 'demo' }])
  expect(maskPlanText(text)).not.toContain('demo')
})

test('what the users do', () => {
  const [workflow, , socket] = plan.users
  expect(steps(workflow?.onStart)).toEqual(['call(POST /api/auth/login, return)', 'end'])
  expect(steps(workflow?.tasks[0]?.entry)).toEqual([
    'POST /api/workflows',
    'POST /api/workflows/:workflow/execute',
    'loopStart',
    'GET /api/executions/:execution',
    'loopNext',
    'DELETE /api/workflows/:workflow',
    'end',
  ])
  expect(steps(workflow?.tasks[1]?.entry)).toEqual(['GET /api/workflows', 'wait', 'GET /api/metrics', 'end'])
  expect(steps(socket?.tasks[0]?.entry)).toEqual(['socketOpen', 'send', 'listen', 'socketClose', 'end'])
  expect(plan.endpoints.filter(({ kind }) => kind !== 'http').map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'websocket WS /ws',
    'events WS /ws messages',
    'reply WS subscribe',
  ])
})

test('how the load rises, and what must hold', () => {
  const by = new Map(plan.scenarios.map((scenario) => [scenario.name, scenario]))
  expect([...by.keys()]).toEqual(['smoke', 'normal', 'peak', 'stress', 'spike', 'steady rate', 'find the knee'])
  expect(by.get('peak')?.load).toEqual({
    model: 'closed',
    stages: [
      { durationMs: 19_960, from: 1, to: 500 },
      { durationMs: 880_040, from: 500, to: 500 },
    ],
  })
  expect(by.get('steady rate')?.load).toEqual({
    model: 'open',
    stages: [{ durationMs: 600_000, from: 200, to: 200 }],
    maxUsers: 1000,
  })
  expect(by.get('find the knee')).toMatchObject({
    warmUpMs: 30_000,
    gracefulStopMs: 30_000,
    users: [{ type: 0, weight: 1 }],
  })
  expect(
    by
      .get('normal')
      ?.criteria.map(
        ({ level, subject, text: written }) =>
          `${level} ${subject.kind === 'all' ? 'all' : subject.pattern} ${written}`,
      ),
  ).toEqual([
    'maximum all failures < 1%',
    'maximum all rate >= 50/s',
    'target /api/workflows p95 < 500ms',
    'maximum /api/workflows p99 < 2s',
    'target /api/executions p95 < 1s',
    'maximum /api/executions p99 < 5s',
    'target /api/metrics p95 < 200ms',
    'maximum /api/metrics p99 < 1s',
    'target /health p95 < 100ms',
    'maximum /health p99 < 500ms',
    'target all p95 < 2s',
    'maximum all p99 < 5s',
  ])
})

test('with monitors, it says plainly that those are not supported yet', () => {
  const { plan: refused, problems } = readFixture(`${text}\nmonitors: { every: 2s }\n`)
  expect(refused).toBeNull()
  expect(problems.map(({ message }) => message)).toEqual([
    '`monitors` is not supported yet; remove it to run this plan.',
  ])
})
