/** HTTP/2 against servers of node:http2: the same plan, the same numbers, and what a server can do wrong. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import {
  constants,
  createSecureServer,
  createServer,
  type Http2Server,
  type ServerHttp2Stream,
  type IncomingHttpHeaders,
} from 'node:http2'
import { createServer as createHttpsServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { ownCertificate } from '../../testing/certificates.ts'
import { httpServer, listening, onePass, type TestServer } from '../../testing/servers.ts'
import { compile, runPlan, type PlanRun } from '../../testing/runPlan.ts'
import { debugRun } from '../../debugRun.ts'
import type { Exchange } from '../../../contract/engineMessages.ts'

const folder = mkdtempSync(join(tmpdir(), 'http2-'))
const servers: TestServer[] = []
let pems: { cert: string; key: string }

beforeAll(async () => {
  pems = await ownCertificate()
  writeFileSync(join(folder, 'own.pem'), pems.cert)
})
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})
afterAll(() => rmSync(folder, { recursive: true }))

interface Received {
  headers: IncomingHttpHeaders
  body: string
}

type Answer = (stream: ServerHttp2Stream, received: Received) => void

/** Takes each request whole, then answers. */
async function http2Server(answer: Answer, secure = true): Promise<TestServer & { received: Received[] }> {
  const received: Received[] = []
  const server: Http2Server = secure ? (createSecureServer(pems) as unknown as Http2Server) : createServer()
  server.on('sessionError', () => {})
  server.on('stream', (stream, headers) => {
    let body = ''
    stream.on('error', () => {})
    stream.on('data', (chunk: Buffer) => (body += chunk.toString()))
    stream.on('end', () => {
      received.push({ headers, body })
      answer(stream, { headers, body })
    })
  })
  const started = await listening(server as never, secure ? 'https' : 'http')
  servers.push(started)
  return Object.assign(started, { received })
}

const good: Answer = (stream) => {
  stream.respond({ ':status': 200, 'content-type': 'application/json', 'set-cookie': ['a=1', 'b=2'] })
  stream.end('{"id":7}')
}

const TWO = 'settings: { http: 2, tls: { ca: own.pem } }'

function run(target: string, steps: string, more = TWO): Promise<PlanRun> {
  return runPlan(onePass(target, steps, more), { files: { 'own.pem': join(folder, 'own.pem') } })
}

const STEPS = `
- get: /a?x=1
  headers: { x-own: "1", host: shop.example }
  expect: { status: 200, json: { $.id: 7 }, headers: { content-type: application/json } }
  extract: { id: $.id }
- { post: "/b/{{id}}", json: { c: 1 } }
- { post: /empty }`

describe.each([
  ['over TLS', true],
  ['with prior knowledge, without TLS', false],
])('%s', (_, secure) => {
  test('requests, bodies, headers, cookies, checks and extractions', async () => {
    const server = await http2Server(good, secure)
    const { counts, errors, series } = await run(server.url, STEPS, secure ? TWO : 'settings: { http: 2 }')
    expect(errors).toEqual([])
    expect(counts).toEqual({ 'GET /a ok': 1, 'POST /b/:id ok': 1, 'POST /empty ok': 1 })
    expect(server.connections).toBe(1)
    const [a, b] = server.received
    expect(a!.headers).toMatchObject({
      ':method': 'GET',
      ':path': '/a?x=1',
      ':authority': 'shop.example',
      'x-own': '1',
    })
    expect(b!.headers).toMatchObject({ ':path': '/b/7', 'content-length': '7', cookie: 'a=1; b=2' })
    expect(b!.body).toBe('{"c":1}')
    const first = series.find(({ endpoint }) => endpoint === 'GET /a')!
    expect(first.bytesIn).toBe(8)
    // Connect, and TLS where there is one, belong to the first request.
    expect(first.phasesUs[2]).toBeGreaterThan(0)
    expect(first.phasesUs[3]! > 0).toBe(secure)
  })
})

test('what a server does wrong is one failure of its class, and the next request works', async () => {
  const server = await http2Server((stream, { headers }) => {
    switch (headers[':path']) {
      case '/reset':
        return stream.close(constants.NGHTTP2_INTERNAL_ERROR)
      case '/cut':
        // Shorter than it says.
        stream.respond({ ':status': 200, 'content-length': 100 })
        stream.end('abc')
        return
      case '/gone':
        return stream.session!.destroy()
      case '/500':
        stream.respond({ ':status': 500 })
        return stream.end()
      default:
        return good(stream, { headers, body: '' })
    }
  })
  const steps = ['/reset', '/cut', '/gone', '/500'].map((path) => `- get: ${path}\n- get: /good`).join('\n')
  const { counts, errors } = await run(server.url, steps)
  expect(counts).toEqual({
    'GET /reset failed': 1,
    'GET /cut failed': 1,
    'GET /gone failed': 1,
    'GET /500 failed': 1,
    'GET /good ok': 4,
  })
  expect(Object.fromEntries(errors.map((error) => [error.endpoint, `${error.class}: ${error.message}`]))).toEqual({
    'GET /reset': 'reset: the server ended the HTTP/2 stream (INTERNAL_ERROR)',
    'GET /cut': 'reset: the server ended the HTTP/2 stream (PROTOCOL_ERROR)',
    'GET /gone': 'reset: the server closed the connection before the response was complete',
    'GET /500': 'status: 500 Internal Server Error',
  })
})

test('a server that says goodbye ends what is under way, and gets the next request on another connection', async () => {
  const server = await http2Server((stream, received) => {
    if (received.headers[':path'] === '/last') stream.session!.goaway()
    good(stream, received)
  })
  const { counts, errors } = await run(server.url, '- get: /last\n- wait: 50ms\n- get: /next')
  expect(errors).toEqual([])
  expect(counts).toEqual({ 'GET /last ok': 1, 'GET /next ok': 1 })
  expect(server.connections).toBe(2)
})

test('a request that takes too long is cut off, and its connection used again', async () => {
  const server = await http2Server((stream, received) => {
    if (received.headers[':path'] !== '/slow') good(stream, received)
  })
  const { errors, counts } = await run(server.url, '- { get: /slow, timeout: 50ms }\n- get: /next')
  expect(errors).toMatchObject([{ class: 'timeout', message: 'no response within 50ms' }])
  expect(counts).toEqual({ 'GET /slow failed': 1, 'GET /next ok': 1 })
  expect(server.connections).toBe(1)
})

describe('a server that does not speak it is a failure, never another protocol in silence', () => {
  test('over TLS', async () => {
    const server = await listening(
      createHttpsServer({ ...pems }, (_request, response) => response.end('ok')),
      'https',
    )
    servers.push(server)
    const { errors } = await run(server.url, '- get: /a')
    expect(errors[0]!.class).toMatch(/^(protocol|tls)$/)
    expect(errors[0]!.message).toMatch(/does not speak HTTP\/2.*settings\.http: 1\.1/)
  })

  test('without TLS', async () => {
    const server = await httpServer((_request, response) => response.end('ok'))
    servers.push(server)
    const { errors } = await run(server.url, '- get: /a', 'settings: { http: 2 }')
    expect(errors).toMatchObject([{ class: 'protocol', message: expect.stringContaining('HTTP/2') as string }])
  })
})

test('users that share connections share their streams', async () => {
  let most = 0
  let now = 0
  const waiting: ServerHttp2Stream[] = []
  const server = await http2Server((stream) => {
    now++
    most = Math.max(most, now)
    waiting.push(stream)
    if (waiting.length < 6) return
    for (const each of waiting.splice(0)) {
      now--
      good(each, { headers: {}, body: '' })
    }
  })
  const { counts, errors } = await runPlan(
    `
name: shared
target: ${server.url}
settings: { http: 2, connections: 2, tls: { ca: own.pem } }
users: { U: { tasks: [ { name: t, steps: [ { get: /a } ] } ] } }
scenarios: { s: { load: { arrivals: 60/s, for: 100ms, maxUsers: 6 } } }
`,
    { files: { 'own.pem': join(folder, 'own.pem') } },
  )
  expect(errors).toEqual([])
  expect(counts).toEqual({ 'GET /a ok': 6 })
  expect(most).toBe(6)
  expect(server.connections).toBe(2)
})

test('debug says which version was spoken', async () => {
  const server = await http2Server(good)
  const plan = compile(onePass(server.url, '- get: /a', TWO), { files: { 'own.pem': join(folder, 'own.pem') } })
  const exchanges: Exchange[] = []
  await debugRun({ plan, seed: 1, userType: 0, task: 0 }, (exchange) => exchanges.push(exchange))
  expect(exchanges[0]!.request!.httpVersion).toBe('2')
})
