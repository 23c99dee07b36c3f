/** Steps that decide what comes next, seen from the server: which requests came, in which order, how often. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ServerResponse } from 'node:http'
import { httpServer, onePass, type ReceivedRequest, type TestServer } from './testing/servers.ts'
import { runPlan, type PlanRun } from './testing/runPlan.ts'

let server: TestServer & { received: ReceivedRequest[] }
let answer: (request: ReceivedRequest, response: ServerResponse) => void
beforeEach(async () => {
  answer = (_request, response) => response.end('{}')
  server = await httpServer((request, response) => answer(request, response))
})
afterEach(() => server.close())

async function paths(steps: string, more = ''): Promise<{ paths: string[]; run: PlanRun }> {
  const run = await runPlan(onePass(server.url, steps, more))
  return { paths: server.received.map(({ url }) => url), run }
}

/** Pearson's statistic; the critical values below are of a standard table (p = 0.001). */
function chiSquare(observed: number[], expected: number[]): number {
  return observed.reduce((sum, count, i) => sum + (count - expected[i]!) ** 2 / expected[i]!, 0)
}
const CRITICAL_1_DF = 10.83
const CRITICAL_2_DF = 13.82

describe('repeat', () => {
  test('times: a number, a variable, none', async () => {
    const { paths: got } = await paths(
      '- repeat: 2\n  steps: [ { get: /two } ]\n- repeat: { times: "{{n}}" }\n  steps: [ { get: /n } ]\n- repeat: { times: 0 }\n  steps: [ { get: /never } ]\n- get: /end',
      'variables: { n: 3 }',
    )
    expect(got).toEqual(['/two', '/two', '/n', '/n', '/n', '/end'])
  })

  test.each(['-1', '1.5', 'many', '[ 1 ]', '""', 'true', 'null'])(
    'times that are no count (%s) end the iteration with a sentence',
    async (n) => {
      const { paths: got, run } = await paths(
        '- get: /a\n- repeat: { times: "{{n}}" }\n  steps: [ { get: /never } ]\n- get: /never',
        `variables: { n: ${n} }`,
      )
      expect(got).toEqual(['/a'])
      expect(run.errors).toMatchObject([{ class: 'invalid', count: 1 }])
      expect(run.errors[0]!.message).toMatch(/^repeat: times is not a whole number \(test\.plan\.yaml:\d+:\d+\)$/)
      expect(run.load.iterationsFailed).toBe(1)
    },
  )

  test('over a list, of the plan and of a response; items may be maps; nothing else than a list', async () => {
    answer = (_request, response) => response.end('{"items":[{"id":"a"},{"id":"b"}],"none":[],"text":"abc"}')
    const { paths: got, run } = await paths(`
- repeat: { over: [ 1, x ], as: item }
  steps: [ { get: "/plan/{{item}}" } ]
- get: /list
  extract: { items: $.items, none: $.none, text: $.text }
- repeat: { over: "{{items}}", as: item }
  steps:
    - repeat: { over: "{{items}}", as: inner }
      steps: [ { get: "/{{item.id}}/{{inner.id}}" } ]
- repeat: { over: "{{none}}", as: item }
  steps: [ { get: /never } ]
- repeat: { over: "{{text}}", as: item }
  steps: [ { get: /never } ]`)
    expect(got).toEqual(['/plan/1', '/plan/x', '/list', '/a/a', '/a/b', '/b/a', '/b/b'])
    expect(run.errors[0]!.message).toMatch(/^repeat: over is not a list/)
  })

  test('until: the steps run first; at most so many rounds, then it is an error and the iteration goes on', async () => {
    let n = 0
    answer = (_request, response) => response.end(JSON.stringify({ status: ++n >= 3 ? 'done' : 'busy' }))
    const { paths: got, run } = await paths(`
- group: polling
  steps:
    - repeat: { until: "{{status}} == done", every: 1ms, atMost: 5 }
      steps: [ { get: /poll, extract: { status: $.status } } ]
- group: in vain
  steps:
    - repeat: { until: "{{status}} == never", every: 0ms, atMost: 4 }
      steps: [ { get: /again } ]
- get: /end`)
    expect(got).toEqual([...Array<string>(3).fill('/poll'), ...Array<string>(4).fill('/again'), '/end'])
    expect(run.errors).toMatchObject([{ class: 'gaveUp', count: 1 }])
    expect(run.errors[0]!.message).toMatch(/^repeat until \{\{status\}\} == never: not so after 4 rounds/)
    expect(run.counts).toMatchObject({ 'polling ok': 1, 'in vain failed': 1, 'GET /end ok': 1 })
    expect(run.load).toMatchObject({ iterationsCompleted: 1, iterationsFailed: 0 })
  })
})

test('if and else, set, and flows that call flows, from loops', async () => {
  const { paths: got, run } = await paths(
    `
- set: { n: 1, who: "user {{$user}}", same: "{{list}}" }
- repeat: 2
  steps:
    - flow: outer
    - set: { n: 2 }
- if: "{{unset}}"
  steps: [ { get: /never } ]
- if: "{{list}}"
  steps: [ { get: "/list/{{same.1}}/{{who}}" } ]
- flow: inner`,
    `
variables: { list: [ 1, 2 ], unset: "" }
flows:
  outer:
    - get: /outer
    - repeat: 2
      steps: [ { flow: inner } ]
    - get: /after
  inner:
    - if: "{{n}} >= 2"
      steps: [ { get: /big } ]
      else: [ { get: /small } ]`,
  )
  expect(run.errors).toEqual([])
  expect(got).toEqual(
    [['/outer', '/small', '/small', '/after'], ['/outer', '/big', '/big', '/after'], '/list/2/user%200', '/big'].flat(),
  )
})

test('an iteration that ends inside loops, flows and groups leaves nothing behind', async () => {
  const run = await runPlan(`
name: ends
target: ${server.url}
flows: { deep: [ { group: g, steps: [ { repeat: 3, steps: [ { get: /x, extract: { v: $.none } }, { get: /never } ] } ] } ] }
users: { U: { tasks: [ { name: t, steps: [ { repeat: 5, steps: [ { flow: deep } ] }, { get: /never } ] } ] } }
scenarios: { s: { load: { arrivals: 50/s, for: 200ms, maxUsers: 1 } } }
`)
  expect(server.received.map(({ url }) => url)).toEqual(Array.from({ length: run.load.iterationsStarted }, () => '/x'))
  expect(run.load.iterationsFailed).toBe(run.load.iterationsStarted)
  expect(run.counts['g failed']).toBe(run.load.iterationsStarted)
  expect(run.load.iterationsStarted).toBeGreaterThan(1)
})

test('choose by weight, and tasks by weight', async () => {
  const steps = [5, 3, 2].map((weight, i) => `{ weight: ${weight}, steps: [ { get: /branch/${i} } ] }`).join(', ')
  await runPlan(
    `
name: weights
target: ${server.url}
users:
  U:
    tasks:
      - { name: a, weight: 7, steps: [ { repeat: 10, steps: [ { choose: [ ${steps} ] } ] }, { get: /task/a } ] }
      - { name: b, weight: 3, steps: [ { get: /task/b } ] }
      - { name: c, weight: 0, steps: [ { get: /task/c } ] }
scenarios: { s: { load: { arrivals: 600/s, for: 1s, maxUsers: 600 } } }
`,
    { seed: 20 },
  )
  const count = (path: string): number => server.received.filter(({ url }) => url === path).length
  const branches = [0, 1, 2].map((i) => count(`/branch/${i}`))
  const total = branches[0]! + branches[1]! + branches[2]!
  expect(total).toBeGreaterThan(3000)
  expect(
    chiSquare(
      branches,
      [0.5, 0.3, 0.2].map((share) => share * total),
    ),
  ).toBeLessThan(CRITICAL_2_DF)
  const tasks = [count('/task/a'), count('/task/b')]
  expect(tasks[0]! + tasks[1]!).toBe(600)
  expect(chiSquare(tasks, [420, 180])).toBeLessThan(CRITICAL_1_DF)
  expect(count('/task/c')).toBe(0)
})

test('groups are timed as a whole, around everything in them, and fail with what fails in them', async () => {
  answer = ({ url }, response) => setTimeout(() => response.writeHead(url === '/bad' ? 500 : 200).end(), 20)
  const { run } = await paths(`
- group: outer
  steps:
    - get: /a
    - wait: 30ms
    - group: inner
      steps: [ { get: /b } ]
- group: broken
  steps: [ { group: fine, steps: [ { get: /c } ] }, { get: /bad }, { group: later, steps: [ { get: /d } ] } ]`)
  expect(run.counts).toMatchObject({ 'outer ok': 1, 'inner ok': 1, 'broken failed': 1, 'fine ok': 1, 'later ok': 1 })
  const us = (name: string): number => run.series.find(({ endpoint }) => endpoint === name)!.latency.maxUs
  const requestsUs = us('GET /a') + us('GET /b')
  expect(us('outer')).toBeGreaterThanOrEqual(requestsUs + 29_000)
  expect(us('inner')).toBeGreaterThanOrEqual(us('GET /b') * 0.99)
  expect(us('outer')).toBeGreaterThan(us('inner'))
})

describe('steps that wait for nothing', () => {
  const SPIN = '[ { repeat: 1000, steps: [ { set: { x: "{{$int(1,9)}}" } } ] } ]'

  test.each([
    ['a task of nothing but set', SPIN],
    ['an endless one', '[ { repeat: { times: 1000000000 }, steps: [ { set: { x: 1 } } ] } ]'],
    ['waits of no time', '[ { wait: 0ms } ]'],
    [
      'requests that cannot be built',
      '[ { get: "/{{later}}" }, { if: "{{later}}", steps: [ { get: /x, extract: { later: $.x } } ] } ]',
    ],
  ])('%s leaves the others their turn, and stops', async (_, steps) => {
    const run = await runPlan(`
name: spin
target: ${server.url}
users:
  Spinner: { tasks: [ { name: t, steps: ${steps} } ] }
  Other: { wait: 5ms, tasks: [ { name: t, steps: [ { get: /other } ] } ] }
scenarios: { s: { load: { users: 4, spawnRate: 1000, for: 500ms }, gracefulStop: 200ms } }
`)
    expect(run.counts['GET /other ok']).toBeGreaterThan(2)
    expect(run.counts['GET /other ok']).toBe(server.received.length)
    expect(run.load.iterationsStarted).toBe(
      run.load.iterationsCompleted + run.load.iterationsFailed + run.load.iterationsInterrupted,
    )
    expect(run.seconds.length).toBeLessThanOrEqual(2)
  })
})
