/**
 * Nothing unrecorded, nothing recorded twice: what the engine counts equals what the server counted, request by request, in
 * every shape of load, while ramping, stopping, redirecting and failing.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runPlan, type PlanRun } from './testing/runPlan.ts'

let server: Server
let url: string
let received: Map<string, number>
let answer: (request: IncomingMessage, response: ServerResponse) => void

beforeEach(async () => {
  received = new Map()
  answer = (_request, response) => response.end('{"ok":true}')
  server = createServer((request, response) => {
    const key = `${request.method} ${request.url!.split('?')[0]}`
    received.set(key, (received.get(key) ?? 0) + 1)
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

function plan(load: string, steps = '[ { get: /a }, { post: /b, json: { x: 1 } } ]', more = ''): string {
  return `
name: counts
target: ${url}
users:
  First: { weight: 2, wait: 5ms, tasks: [ { name: t, steps: ${steps} } ] }
  Second: { weight: 1, tasks: [ { name: t, steps: [ { wait: 3ms }, { get: /second } ] } ] }
scenarios:
  s: { load: ${load}${more} }
`
}

/** Requests the engine has counted, ok and failed together. */
function counted(run: PlanRun): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { endpoint, kind, count } of run.series)
    if (kind === 'http' && count > 0) counts.set(endpoint, (counts.get(endpoint) ?? 0) + count)
  return counts
}

function total(run: PlanRun, outcome: 'ok' | 'failed'): number {
  return run.series
    .filter((series) => series.outcome === outcome && series.kind === 'http')
    .reduce((sum, { count }) => sum + count, 0)
}

describe('counts equal the server’s own', () => {
  test.each([
    ['a spawn ramp', '{ users: 20, spawnRate: 40, for: 1200ms }'],
    ['stages up and down', '{ stages: [ { to: 20, over: 400ms }, { for: 200ms }, { to: 2, over: 400ms } ] }'],
    ['arrivals', '{ arrivals: 300/s, for: 1s, maxUsers: 30 }'],
    [
      'stages of arrivals',
      '{ stages: [ { to: 300/s, over: 500ms }, { for: 300ms }, { to: 0/s, over: 300ms } ], maxUsers: 50 }',
    ],
  ])('%s', async (_name, load) => {
    const run = await runPlan(plan(load))
    expect(counted(run)).toEqual(received)
    expect(total(run, 'failed')).toBe(0)
    expect(run.load.iterationsStarted).toBe(run.load.iterationsCompleted)
    expect(total(run, 'ok')).toBeGreaterThan(100)
  })

  test('two shards together do what one does', async () => {
    const text = plan('{ arrivals: 200/s, for: 1s, maxUsers: 200 }')
    const one = await runPlan(text)
    const single = new Map(received)
    received.clear()
    const parts = await Promise.all([runPlan(text, { shard: 0, shards: 2 }), runPlan(text, { shard: 1, shards: 2 })])
    expect(one.load.iterationsStarted).toBe(200)
    expect(parts.map((part) => part.load.iterationsStarted)).toEqual([100, 100])
    expect(received).toEqual(single)
  })

  test('a graceful stop in the middle lets requests end and counts them', async () => {
    answer = (_request, response) => setTimeout(() => response.end('{}'), 30)
    const run = await runPlan(plan('{ users: 30, spawnRate: 1000, for: 60s }'), {
      onSecond: () => {},
      started: (shard) => setTimeout(() => shard.stop(true), 500),
    })
    expect(counted(run)).toEqual(received)
    expect(run.load.iterationsInterrupted).toBe(0)
  })

  test('a stop at once counts what was cut off as interrupted, neither success nor failure', async () => {
    answer = (request, response) => {
      if (request.url !== '/b') response.end('{}')
    }
    const run = await runPlan(plan('{ users: 12, spawnRate: 1000, for: 60s }'), {
      started: (shard) => setTimeout(() => shard.stop(false), 400),
    })
    const interrupted = run.errors
      .filter((error) => error.class === 'interrupted')
      .reduce((sum, { count }) => sum + count, 0)
    expect(total(run, 'failed')).toBe(0)
    expect(interrupted).toBeGreaterThan(0)
    expect(received.get('GET /a')).toBe(run.counts['GET /a ok'])
    expect(received.get('POST /b')).toBe(8)
    expect(run.load.iterationsStarted).toBe(run.load.iterationsCompleted + run.load.iterationsInterrupted)
  })

  test('redirects: every hop is a request', async () => {
    answer = (request, response) => {
      if (request.url === '/a') response.writeHead(302, { location: '/c' }).end()
      else response.end('{}')
    }
    const run = await runPlan(plan('{ users: 6, spawnRate: 1000, for: 500ms }'))
    expect(run.counts['GET /a ok']).toBe(received.get('GET /a'))
    expect(run.counts['GET /a (redirected) ok']).toBe(received.get('GET /c'))
    expect(received.get('GET /c')).toBe(received.get('GET /a'))
  })

  test('failures: wrong status, wrong body, connections cut in the head and in the body', async () => {
    let n = 0
    answer = (_request, response) => {
      n++
      if (n % 5 === 1) response.writeHead(500).end('{"ok":false}')
      else if (n % 5 === 2) response.destroy()
      else if (n % 5 === 3) {
        response.writeHead(200, { 'content-length': '1000' })
        response.write('{"ok":', () => response.destroy())
      } else response.end(n % 5 === 4 ? '{"ok":true}' : 'not json')
    }
    const run = await runPlan(
      plan('{ users: 8, spawnRate: 1000, for: 1s }', '[ { get: /a, expect: { json: { $.ok: true } } } ]'),
    )
    expect(counted(run)).toEqual(received)
    expect(total(run, 'failed')).toBe(run.errors.reduce((sum, { count }) => sum + count, 0))
    expect(new Set(run.errors.map((error) => error.class))).toEqual(new Set(['status', 'reset', 'check']))
  })

  test('dropped arrivals are counted: planned = started + dropped', async () => {
    answer = (_request, response) => setTimeout(() => response.end('{}'), 300)
    const run = await runPlan(plan('{ arrivals: 100/s, for: 1s, maxUsers: 5 }'))
    expect(run.load.iterationsStarted + run.load.dropped).toBe(100)
    expect(run.load.dropped).toBeGreaterThan(50)
    expect(counted(run)).toEqual(received)
  })
})
