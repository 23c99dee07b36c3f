import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { planJsonSchema, planSchemaText } from './jsonSchema.ts'
import { planText } from './planFixture.ts'

const validate = new Ajv2020({
  strict: true,
  allowUnionTypes: true,
  strictTypes: false,
  strictRequired: false,
}).compile(planJsonSchema())

function faults(text: string): string[] {
  validate(parse(text, { logLevel: 'silent' }))
  return (validate.errors ?? []).map(({ instancePath, keyword }) => `${instancePath} ${keyword}`)
}

test('the committed schema is the one that the shapes make (node scripts/writeSchemas.ts)', () => {
  const file = new URL('../../../resources/schema/plan.schema.json', import.meta.url)
  expect(readFileSync(file, 'utf8')).toBe(planSchemaText())
})

test.each([
  planText(),
  planText({
    top: 'settings: { timeout: "${T:-5s}", connections: "${C:-3}", tls: { verify: "${V:-true}" } }',
    load: '{ users: "${USERS:-10}", spawnRate: 5/s, for: 1m30s }',
  }),
  planText({
    top: 'criteria: { endpoints: { /items: { target: p95 < 1s, maximum: [ p99 < 2s ] } }, all: failures < 1% }\nflows: { a: [ { wait: 1s..3s } ] }',
    steps:
      '- if: "{{$user}} == 1"\n  steps: [ { flow: a } ]\n- choose: [ { weight: 2, steps: [ { wait: { mean: 2s } } ] } ]\n- websocket: /ws\n  steps: [ { send: { a: 1 }, reply: { within: 2s }, as: x }, { listen: 5s } ]',
  }),
  planText({
    load: '{ stages: [ { to: 50/s, over: 30s }, { for: 2m } ] }',
    scenario: 'warmUp: 0\ncriteria: [ failures < 1%, "p95 < 2s for 10s, stop" ]',
  }),
])('a right plan passes (%#)', (text) => {
  expect(faults(text)).toEqual([])
})

test.each([
  planText({ top: 'varables: {}' }),
  planText({ steps: '- get: /\n  expct: {}' }),
  planText({ steps: '- get: /\n  wait: 2s' }),
  planText({ steps: '- post: /\n  json: {}\n  form: {}' }),
  planText({ load: '{ users: 0, for: 1m }' }),
  planText({ load: '{ users: 5, for: 1 minute }' }),
  planText({ top: 'monitors: { every: 2s }' }),
  planText({ steps: '- script: [a.ts]' }),
  planText({ top: 'settings: { http: 3 }' }),
  'name: x',
])('a wrong plan does not (%#)', (text) => {
  expect(faults(text)).not.toEqual([])
})
