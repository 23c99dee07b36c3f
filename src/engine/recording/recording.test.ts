/** What a run hands on, second by second: complete, once, bounded, and without secrets. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ServerResponse } from 'node:http'
import type { Histogram } from '../../core/histogram/histogram.ts'
import { httpServer, onePass, type ReceivedRequest, type TestServer } from '../testing/servers.ts'
import { addUp, runPlan } from '../testing/runPlan.ts'
import { EndpointNames } from './endpointNames.ts'

let server: TestServer & { received: ReceivedRequest[] }
let answer: (request: ReceivedRequest, response: ServerResponse) => void
beforeEach(async () => {
  answer = (_request, response) => response.end('{"ok":true}')
  server = await httpServer((request, response) => answer(request, response))
})
afterEach(() => server.close())

function plan(load: string, steps: string, more = '', wait = '10ms'): string {
  return `
name: recording
target: ${server.url}
${more}
users: { U: { wait: ${wait}, tasks: [ { name: t, steps: ${steps} } ] } }
scenarios: { s: { load: ${load} } }
`
}

describe('phases', () => {
  test('add up to the time from start to end, in each exemplar and in their sums', async () => {
    answer = ({ url }, response) => setTimeout(() => response.writeHead(url === '/b' ? 500 : 200).end('x'), 3)
    const run = await runPlan(
      plan('{ users: 4, spawnRate: 1000, for: 500ms }', '[ { get: /a }, { get: /b }, { post: /c, json: {} } ]'),
    )
    expect(run.exemplars.length).toBeGreaterThan(10)
    for (const { phasesUs, latencyUs, serviceUs, newConnection } of run.exemplars) {
      const [blocked, dns, connect, tls, send, wait, receive] = phasesUs as [
        number,
        number,
        number,
        number,
        number,
        number,
        number,
      ]
      // Each is rounded to a microsecond.
      expect(Math.abs(blocked + dns + connect + tls + send + wait + receive - latencyUs)).toBeLessThanOrEqual(7)
      expect(Math.abs(send + wait + receive - serviceUs)).toBeLessThanOrEqual(3)
      if (newConnection) expect(connect).toBeGreaterThan(0)
      else expect([dns, connect, tls]).toEqual([0, 0, 0])
      for (const phase of phasesUs) expect(phase).toBeGreaterThanOrEqual(0)
    }
    // Each user opens one, once.
    const openers = run.exemplars.flatMap(({ newConnection, user }) => (newConnection ? [user] : []))
    expect(openers.length).toBeGreaterThan(0)
    expect(new Set(openers).size).toBe(openers.length)
    for (const { phasesUs, latency, count } of run.series) {
      const sum = phasesUs.reduce((a, b) => a + b, 0)
      expect(Math.abs(sum - latency.sumUs)).toBeLessThanOrEqual(count + 7 * run.seconds.length)
    }
  })

  test('waiting in line for a shared connection is the phase blocked', async () => {
    answer = (_request, response) => setTimeout(() => response.end(), 20)
    const run = await runPlan(
      plan('{ users: 4, spawnRate: 1000, for: 400ms }', '[ { get: /a } ]', 'settings: { connections: 1 }'),
    )
    const { phasesUs, count } = run.series[0]!
    expect(phasesUs[0]! / count).toBeGreaterThan(20_000)
    expect(server.connections).toBe(1)
  })

  test('under arrivals a late start is part of the response time, not of the phases', async () => {
    answer = (_request, response) => setTimeout(() => response.end(), 10)
    const run = await runPlan(plan('{ arrivals: 100/s, for: 500ms, maxUsers: 50 }', '[ { get: /a }, { get: /b } ]'))
    for (const { phasesUs, latencyUs } of run.exemplars)
      expect(phasesUs.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(latencyUs + 7)
  })
})

describe('seconds', () => {
  test('added up are the whole: histograms, counts, sums', async () => {
    const run = await runPlan(plan('{ users: 10, spawnRate: 1000, for: 2500ms }', '[ { get: /a }, { get: /b } ]'))
    expect(run.seconds.map(({ t }) => t)).toEqual(run.seconds.map((_, t) => t))
    for (const { endpoint, count, latency, service } of run.series) {
      expect(latency.count).toBe(count)
      expect(service.count).toBe(count)
      expect(count).toBe(server.received.filter(({ url }) => url === endpoint.slice(4)).length)
      let buckets = 0
      latency.forEachBucket((_low, _high, inBucket) => (buckets += inBucket))
      expect(buckets).toBe(count)
    }
    // In any order, and in parts.
    const shuffled = addUp([...run.seconds.slice(0, 1), ...run.seconds.slice(1).toReversed()])
    const encoded = (histogram: Histogram): string => Buffer.from(histogram.encode()).toString('hex')
    expect(shuffled.series.map(({ latency }) => encoded(latency))).toEqual(
      run.series.map(({ latency }) => encoded(latency)),
    )
  })

  test('while the event loop is blocked none is lost, none comes twice, and nothing in them', async () => {
    const run = await runPlan(plan('{ users: 5, spawnRate: 1000, for: 4500ms }', '[ { get: /a } ]'), {
      onSecond: ({ t }) => {
        if (t !== 0) return
        const until = performance.now() + 2500
        while (performance.now() < until);
      },
    })
    expect(run.seconds.map(({ t }) => t)).toEqual(run.seconds.map((_, t) => t))
    expect(run.seconds.length).toBeGreaterThanOrEqual(5)
    expect(run.counts['GET /a ok']).toBe(server.received.length)
    expect(run.load.iterationsStarted).toBe(run.load.iterationsCompleted)
    // The stall is told by whom it befell.
    expect(Math.max(...run.seconds.map(({ health }) => health.eventLoopDelayMs.max))).toBeGreaterThan(2000)
  })

  test('bytes are those of bodies', async () => {
    answer = (_request, response) => response.end('x'.repeat(1000))
    const run = await runPlan(onePass(server.url, '- repeat: 5\n  steps: [ { post: /a, body: "ü" } ]'))
    expect(run.series[0]).toMatchObject({ bytesIn: 5000, bytesOut: 10 })
  })
})

describe('exemplars', () => {
  test('are few, whatever happens', async () => {
    answer = ({ url }, response) => response.writeHead(url === '/b' ? 503 : 200).end('no')
    const run = await runPlan(
      plan('{ users: 20, spawnRate: 1000, for: 1500ms }', '[ { get: /a }, { get: /b } ]', '', '1ms'),
    )
    const of = (endpoint: string, reason: string): number =>
      run.exemplars.filter((exemplar) => exemplar.endpoint === endpoint && exemplar.reason === reason).length
    expect(run.counts['GET /b failed']).toBeGreaterThan(500)
    expect(of('GET /b', 'failure')).toBe(20)
    for (const { exemplars } of run.seconds) expect(exemplars.length).toBeLessThanOrEqual(200)
    expect(run.exemplars.length).toBeLessThan(400)
  })

  test('the slowest are among them', async () => {
    answer = (_request, response) => setTimeout(() => response.end(), server.received.length % 50 === 17 ? 120 : 0)
    const run = await runPlan(plan('{ users: 3, spawnRate: 1000, for: 1500ms }', '[ { get: /a } ]', '', '1ms'))
    const slowest = run.series[0]!.latency.maxUs
    expect(run.exemplars.some(({ latencyUs }) => Math.abs(latencyUs - slowest) < 2)).toBe(true)
  })

  test('hide secrets wherever they stand, and keep at most 16 KB of bodies', async () => {
    const secret = 'hunter2 & söhne'
    answer = (request, response) =>
      response
        .writeHead(request.url.startsWith('/ok') ? 200 : 400, {
          'x-echo': encodeURIComponent(secret),
          'set-cookie': `session=${encodeURIComponent(secret)}`,
        })
        .end(`${request.body.toString()} ${secret} ${'y'.repeat(50_000)}`)
    const run = await runPlan(
      onePass(
        server.url,
        `
- { post: "/ok/{{password}}", as: ok, query: { p: "{{password}}" }, headers: { x-mine: "{{code}}" }, json: { p: "{{password}}", token: not-a-secret-of-the-plan } }
- { post: "/bad/{{password}}", as: bad, form: { p: "{{password}}" } }
- { post: "/check", json: { p: "{{password}}" }, expect: { status: 400, text: "{{code}} nowhere" } }
- { get: "/{{password}}", as: "name {{who}}" }`,
        'secrets: { password: "hunter2 & söhne", code: s3cr3t-c0de }\nvariables: { who: "{{password}}" }',
      ),
    )
    expect(server.received).toHaveLength(4)
    const told = JSON.stringify([run.exemplars, run.errors, run.seconds.map(({ series }) => series)])
    for (const form of [secret, encodeURIComponent(secret), 'hunter2', 's3cr3t', 'not-a-secret-of-the-plan', 'söhne'])
      expect(told).not.toContain(form)
    expect(run.exemplars).toHaveLength(4)
    for (const { response } of run.exemplars) {
      expect(response!.body!.length).toBeLessThanOrEqual(16 * 1024)
      expect(response!.bodyBytes).toBeGreaterThan(50_000)
    }
  })
})

describe('endpoint names made while the plan runs', () => {
  test('are at most 500; the rest is counted together, and the step that made them is told', async () => {
    const text = plan(
      '{ users: 20, spawnRate: 1000, for: 60s }',
      '[ { get: /fixed }, { repeat: 20, steps: [ { get: /a, as: "item {{$uuid}}" } ] } ]',
      '',
      '1ms',
    )
    const run = await runPlan(text, {
      started: (shard) => {
        const timer = setInterval(() => {
          if (server.received.length < 3000) return
          clearInterval(timer)
          shard.stop(true)
        }, 10)
      },
    })
    const names = new Set(run.series.map(({ endpoint }) => endpoint))
    expect(names.size).toBe(501)
    expect(names).toContain('(other)')
    expect(names).toContain('GET /fixed')
    const total = run.series.reduce((sum, { count }) => sum + count, 0)
    expect(total).toBe(server.received.length)
    const folded = run.seconds.flatMap(({ foldedNames }) => foldedNames)
    const lines = text.split('\n')
    const line = lines.findIndex((of) => of.includes('item'))
    const column = lines[line]!.indexOf('{ get: /a')
    expect(new Set(folded.map(({ position }) => position))).toEqual(
      new Set([`test.plan.yaml:${line + 1}:${column + 1}`]),
    )
    expect(folded.reduce((sum, { count }) => sum + count, 0)).toBe(run.counts['(other) ok'])
    expect(run.exemplars.length).toBeLessThan(200 * run.seconds.length + 1)
  })

  test('of groups: the step is told as well', async () => {
    const run = await runPlan(
      onePass(server.url, '- repeat: 5\n  steps:\n    - group: "g {{$uuid}}"\n      steps: [ { get: /a } ]'),
      { maxEndpointNames: 3 },
    )
    expect(run.seconds.flatMap(({ foldedNames }) => foldedNames)).toMatchObject([
      { position: expect.stringMatching(/^test\.plan\.yaml:\d+:\d+$/) as string, count: 3 },
    ])
    expect(run.counts).toMatchObject({ '(other) ok': 3, 'GET /a ok': 5 })
  })

  test('with values that are missing, empty or endless', async () => {
    answer = (_request, response) => response.end(JSON.stringify({ long: 'x'.repeat(10_000) }))
    const run = await runPlan(
      onePass(
        server.url,
        '- { get: /a, as: "before {{long}}" }\n- { get: /b, as: "{{empty}}" }\n- { get: /c, extract: { long: $.long } }\n- { get: /d, as: "{{long}}" }\n- { get: /e, as: "{{long}}" }',
        'variables: { empty: "" }',
      ),
    )
    expect(run.errors).toEqual([])
    expect(run.counts).toEqual({
      'before  ok': 1,
      '(unnamed) ok': 1,
      'GET /c ok': 1,
      [`${'x'.repeat(299)}… ok`]: 2,
    })
  })

  test('of the plan itself beyond the limit share one series', async () => {
    const steps = Array.from({ length: 8 }, (_, i) => `{ get: /p/${i} }`).join(', ')
    const run = await runPlan(plan('{ arrivals: 10/s, for: 100ms }', `[ ${steps} ]`), { maxEndpointNames: 5 })
    expect(run.counts).toMatchObject({ 'GET /p/4 ok': 1, '(other) ok': 3 })
    const keys = run.series.map(({ endpoint, outcome }) => `${endpoint} ${outcome}`)
    expect(new Set(keys).size).toBe(keys.length)
  })

  test('are one name when they are masked to the same text', () => {
    const names = new EndpointNames([], 10, (name) => name.replace(/\d/g, '#'))
    const ids = ['a1', 'a2', 'a1', 'b1'].map((name) => names.idOf(name, 'http', 'p'))
    expect(ids).toEqual([0, 0, 0, 1])
    expect(names.at(0).name).toBe('a#')
    expect(names.canonical(0)).toBe(0)
  })
})

test('a stall over the border of a second is held against every second whose requests waited through it', async () => {
  answer = (_request, response) => response.end('{}')
  const run = await runPlan(plan('{ users: 2, spawnRate: 1000, for: 3500ms }', '[ { get: /a } ]'), {
    started: () =>
      setTimeout(() => {
        const until = performance.now() + 900
        while (performance.now() < until);
      }, 600),
  })
  const worst = run.seconds.map((second) => second.health.eventLoopDelayMs.max)
  expect(worst[0]).toBeGreaterThan(500)
  expect(worst[1]).toBeGreaterThan(500)
  expect(worst[3]).toBeLessThan(worst[1]!)
})
