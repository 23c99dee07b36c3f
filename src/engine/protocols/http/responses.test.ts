/** What is expected of responses and taken from them: every kind, kept and broken. */
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ServerResponse } from 'node:http'
import { httpServer, onePass, type ReceivedRequest, type TestServer } from '../../testing/servers.ts'
import { runPlan, type PlanRun } from '../../testing/runPlan.ts'

const BODY = JSON.stringify({
  id: 7,
  name: 'Zoë',
  list: [{ n: 1 }, { n: 2 }, { n: 3 }],
  empty: null,
  text: 'order #4711 and #4712',
})

let server: TestServer & { received: ReceivedRequest[] }
let answer: (request: ReceivedRequest, response: ServerResponse) => void
beforeEach(async () => {
  answer = (_request, response) => {
    response
      .writeHead(200, { 'content-type': 'application/json', 'x-one': 'a', 'set-cookie': ['c=1', 'd=2; Path=/'] })
      .end(BODY)
  }
  server = await httpServer((request, response) => answer(request, response))
})
afterEach(() => server.close())

function pass(steps: string): Promise<PlanRun> {
  return runPlan(onePass(server.url, steps))
}

describe('expect', () => {
  test.each([
    'status: 200',
    'status: [ 201, 2xx ]',
    'time: < 10s',
    'size: "> 10B"',
    `size: ${Buffer.byteLength(BODY)}B`,
    'headers: { x-one: a, content-type: exists, x-none: absent }',
    'text: Zoë',
    'text: [ order, "#4711" ]',
    'matches: "#\\\\d{4}"',
    'json: { $.id: 7, $.name: Zoë, $.empty: null, $.none: absent, $.list: exists, "$.list[2].n": "> 2", "$.list[0].n": "!= 2" }',
  ])('%s holds', async (expectation) => {
    const run = await pass(`- get: /a\n  expect: { ${expectation} }`)
    expect(run.errors).toEqual([])
    expect(run.counts).toEqual({ 'GET /a ok': 1 })
    expect(run.load.checksFailed).toBe(0)
    expect(run.load.checksPassed).toBeGreaterThan(0)
  })

  test.each([
    ['status: 201', 'status', 'status 200, expected 201'],
    ['time: < 1us', 'check', /^took /],
    ['size: < 10B', 'check', /^the body has /],
    ['headers: { x-one: b }', 'check', /x-one/],
    ['headers: { x-none: exists }', 'check', /x-none/],
    ['text: nowhere', 'check', 'the body does not contain "nowhere"'],
    ['matches: "^x"', 'check', 'the body does not match /^x/'],
    ['json: { $.id: "7" }', 'check', /\$\.id/],
    ['json: { $.id: "> 7" }', 'check', /\$\.id/],
    ['json: { $.none: exists }', 'check', /\$\.none/],
    ['status: 500, text: nowhere', 'status', 'status 200, expected 500'],
  ])('%s does not', async (expectation, errorClass, message) => {
    const run = await pass(`- get: /a\n  expect: { ${expectation} }\n- get: /after`)
    expect(run.counts).toEqual({ 'GET /a failed': 1, 'GET /after ok': 1 })
    expect(run.errors).toHaveLength(1)
    expect(run.errors[0]).toMatchObject({ class: errorClass, count: 1 })
    if (typeof message === 'string') expect(run.errors[0]!.message).toBe(message)
    else expect(run.errors[0]!.message).toMatch(message)
    expect(run.load.checksFailed).toBe(expectation.includes(', text') ? 2 : 1)
    expect(run.load.iterationsCompleted).toBe(1)
  })

  test('without it, 4xx and 5xx are failures; with it, what is expected', async () => {
    answer = ({ url }, response) => response.writeHead(Number(url.slice(1))).end('no')
    const run = await pass(
      '- get: /200\n- get: /299\n- get: /404\n- get: /500\n- get: /599\n- { get: /403, expect: { status: 403 } }\n- { get: /404, as: with text, expect: { text: no } }',
    )
    expect(run.counts).toEqual({
      'GET /200 ok': 1,
      'GET /299 ok': 1,
      'GET /404 failed': 1,
      'GET /500 failed': 1,
      'GET /599 failed': 1,
      'GET /403 ok': 1,
      'with text failed': 1,
    })
    expect(run.errors.map(({ class: errorClass, message }) => `${errorClass}: ${message}`)).toEqual([
      'status: 404 Not Found',
      'status: 500 Internal Server Error',
      'status: status 599',
      'status: 404 Not Found',
    ])
  })
})

describe('extract', () => {
  test('every kind, used in the next request', async () => {
    const run = await pass(`
- get: /a
  extract:
    id: $.id
    last: { json: "$.list[*].n", pick: last }
    all: { json: "$.list[*].n", pick: all }
    head: { header: x-one }
    cookie: { cookie: d }
    order: { regex: "#(\\\\d+)" }
    orders: { regex: "#\\\\d+", group: 0, pick: all }
    one: { json: "$.list[*].n", pick: random }
- post: /b
  json: { id: "{{id}}", last: "{{last}}", all: "{{all}}", head: "{{head}}", cookie: "{{cookie}}", order: "{{order}}", orders: "{{orders}}", one: "{{one}}" }`)
    expect(run.errors).toEqual([])
    const { one, ...rest } = JSON.parse(server.received[1]!.body.toString()) as Record<string, unknown>
    expect(rest).toEqual({
      id: 7,
      last: 3,
      all: [1, 2, 3],
      head: 'a',
      cookie: '2',
      order: '4711',
      orders: ['#4711', '#4712'],
    })
    expect([1, 2, 3]).toContain(one)
  })

  test.each([
    ['$.none', 'v was not found: no $.none in the body'],
    ['{ header: x-none }', 'v was not found: no header x-none'],
    ['{ cookie: none }', 'v was not found: no cookie none is set'],
    ['{ regex: "nothing(x)" }', 'v was not found: nothing matches /nothing(x)/'],
  ])('%s that is missing fails the request once and ends the iteration', async (extraction, message) => {
    const run = await pass(`- get: /a\n  extract: { v: ${extraction} }\n- get: /after/{{v}}`)
    expect(run.counts).toEqual({ 'GET /a failed': 1 })
    expect(run.errors).toMatchObject([{ class: 'extract', message, count: 1 }])
    expect(run.load).toMatchObject({ iterationsStarted: 1, iterationsCompleted: 0, iterationsFailed: 1 })
    expect(server.received).toHaveLength(1)
  })

  test('a failed check and a missing value are one failure', async () => {
    const run = await pass('- get: /a\n  expect: { status: 201 }\n  extract: { v: $.none }\n- get: /after')
    expect(run.counts).toEqual({ 'GET /a failed': 1 })
    expect(run.errors).toMatchObject([{ class: 'status', count: 1 }])
    expect(run.load.iterationsFailed).toBe(1)
  })

  test('from a body that is not JSON', async () => {
    answer = (_request, response) => response.end('<!DOCTYPE html><p>Sign in</p>')
    const run = await pass('- get: /a\n  extract: { v: $.id }')
    expect(run.errors[0]).toMatchObject({ class: 'extract' })
    expect(run.errors[0]!.message).toMatch(/the body is not JSON.*<!DOCTYPE/)
  })

  test('a lost connection ends the iteration that needs the value', async () => {
    answer = (_request, response) => response.destroy()
    const run = await pass('- get: /a\n  extract: { v: $.id }\n- get: /after/{{v}}')
    expect(run.errors).toMatchObject([{ class: 'reset', count: 1 }])
    expect(run.load.iterationsFailed).toBe(1)
    expect(server.received).toHaveLength(1)
  })
})

describe('packed bodies', () => {
  const packers: Record<string, (body: string) => Buffer> = {
    gzip: gzipSync,
    deflate: deflateSync,
    'deflate raw': deflateRawSync,
    br: brotliCompressSync,
    zstd: zstdCompressSync,
  }

  test.each(Object.keys(packers))('%s', async (name) => {
    answer = (_request, response) =>
      response.writeHead(200, { 'content-encoding': name.split(' ')[0]! }).end(packers[name]!(BODY))
    const run = await pass(
      `- get: /a\n  expect: { json: { $.name: Zoë }, size: ${Buffer.byteLength(BODY)}B }\n  extract: { id: $.id }\n- get: /next/{{id}}`,
    )
    expect(run.errors).toEqual([])
    expect(server.received[1]!.url).toBe('/next/7')
    expect(run.series[0]!.bytesIn).toBe(packers[name]!(BODY).length)
    expect(run.exemplars[0]!.response!.body).toBe(BODY)
  })

  test('a broken one is a failure where somebody looks', async () => {
    answer = (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('not gzip')
    const run = await pass('- get: /a\n- { get: /b, expect: { text: x } }\n- get: /c')
    expect(run.counts).toEqual({ 'GET /a ok': 1, 'GET /b failed': 1, 'GET /c ok': 1 })
    expect(run.errors[0]).toMatchObject({ class: 'protocol' })
  })

  test('several headers that say how', async () => {
    answer = (_request, response) => {
      const packed = brotliCompressSync(gzipSync(BODY))
      response
        .writeHead(
          200,
          [
            ['content-encoding', 'gzip'],
            ['content-encoding', 'br'],
          ].flat(),
        )
        .end(packed)
    }
    const run = await pass('- get: /a\n  expect: { json: { $.id: 7 } }')
    expect(run.errors).toEqual([])
  })
})
