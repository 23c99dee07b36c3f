import { once } from 'node:events'
import { createServer as createHttpServer, type IncomingMessage, type Server as HttpServer } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { generate } from 'selfsigned'
import { afterEach, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { BLOCK_END, OPEN, SECRET, SLOTS, SocketRun, type RunOptions } from '../../../../test/engine/socketHarness.ts'

const cleanUps: (() => Promise<void> | void)[] = []

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

/** A listening server and the connections it has ever had. */
async function listen<S extends Server>(server: S): Promise<{ port: number; connections: Socket[] }> {
  const connections: Socket[] = []
  server.on('connection', (socket: Socket) => {
    connections.push(socket)
    socket.on('error', () => {})
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanUps.push(() => {
    for (const socket of connections) socket.destroy()
    return new Promise((resolve) => server.close(() => resolve()))
  })
  return { port: (server.address() as AddressInfo).port, connections }
}

async function socketServer(options: { server?: HttpServer; perMessageDeflate?: boolean } = {}): Promise<{
  target: string
  requests: IncomingMessage[]
  connections: Socket[]
  extensions: string[]
}> {
  const server = options.server ?? createHttpServer()
  const sockets = new WebSocketServer({ server, perMessageDeflate: options.perMessageDeflate ?? false })
  const requests: IncomingMessage[] = []
  const extensions: string[] = []
  sockets.on('headers', (headers) => headers.push('Set-Cookie: seen=yes; Path=/'))
  sockets.on('connection', (socket, request) => {
    requests.push(request)
    extensions.push(socket.extensions)
  })
  const { port, connections } = await listen(server)
  return { target: `http://127.0.0.1:${port}`, requests, connections, extensions }
}

function run(options: RunOptions): SocketRun {
  const socketRun = new SocketRun(options)
  cleanUps.push(() => {
    socketRun.socket.kill()
    socketRun.finish()
  })
  return socketRun
}

/** Opens against a server that must not give a WebSocket; everything a failed opening promises. */
async function failedOpening(options: RunOptions): Promise<{ class: string; message: string; run: SocketRun }> {
  const socketRun = run(options)
  expect(await socketRun.step(0)).toBe('failed')
  socketRun.finish()
  expect(socketRun.skippedTo).toBe(BLOCK_END)
  expect(socketRun.context.inFlight).toBe(0)
  expect(socketRun.totals(OPEN, 'failed').count).toBe(1)
  expect(socketRun.totals(OPEN, 'ok').count).toBe(0)
  expect(socketRun.errors).toHaveLength(1)
  const [error] = socketRun.errors
  expect(error).toMatchObject({ count: 1, endpoint: OPEN })
  expect(socketRun.exemplars).toMatchObject([
    { endpoint: OPEN, outcome: 'failed', reason: 'failure', error: { class: error!.class } },
  ])
  return { class: error!.class, message: error!.message, run: socketRun }
}

test('an opening is one request with phases that add up, and its cookie is kept', async () => {
  const server = await socketServer()
  const socketRun = run({
    target: `${server.target}/base`,
    url: ['/live?token=', { slot: SLOTS.secret, path: [], encode: 'url' }],
    headers: [['x-own', ['1']]],
    settings: { headers: [['x-all', ['2']]] },
  })
  expect(await socketRun.step(0)).toBe('ok')
  expect(socketRun.context.connections.sockets).toBe(1)
  expect(socketRun.context.inFlight).toBe(0)
  socketRun.finish()
  const totals = socketRun.totals(OPEN, 'ok')
  expect(totals.count).toBe(1)
  expect(Math.abs(totals.phasesUs.reduce((sum, us) => sum + us) - totals.sumUs)).toBeLessThan(10)
  expect(totals.phasesUs[2]).toBeGreaterThan(0)
  expect(server.requests[0]).toMatchObject({
    url: `/base/live?token=${SECRET}`,
    headers: { 'x-own': '1', 'x-all': '2', 'user-agent': expect.stringContaining('loadwright') },
  })
  expect(socketRun.cookies?.headerFor(`${server.target}/base/live`)).toBe('seen=yes')
  expect(socketRun.exemplars).toMatchObject([{ outcome: 'ok', newConnection: true, response: { status: 101 } }])
  expect(JSON.stringify(socketRun.seconds)).not.toContain(SECRET)
})

test('cookies of the user are sent, and absolute ws URLs go elsewhere than the target', async () => {
  const server = await socketServer()
  const first = run({ target: server.target })
  await first.step(0)
  const second = run({ target: 'http://127.0.0.1:1', url: [`${server.target.replace('http', 'WS')}/else`] })
  second.cookies = first.cookies
  expect(await second.step(0)).toBe('ok')
  expect(server.requests.map((request) => [request.url, request.headers.cookie])).toEqual([
    ['/live', undefined],
    ['/else', 'seen=yes'],
  ])
})

test('messages are not compressed unless the plan asks for it', async () => {
  const server = await socketServer({ perMessageDeflate: true })
  await run({ target: server.target }).step(0)
  await run({ target: server.target, headers: [['sec-websocket-extensions', ['permessage-deflate']]] }).step(0)
  expect(server.extensions).toEqual(['', 'permessage-deflate'])
})

test('a subprotocol is negotiated; a server that takes none of them breaks the protocol', async () => {
  const server = await socketServer()
  const socketRun = run({ target: server.target, headers: [['sec-websocket-protocol', ['graphql-ws, other']]] })
  expect(await socketRun.step(0)).toBe('ok')
  expect(server.requests[0]!.headers['sec-websocket-protocol']).toBe('graphql-ws,other')
  const http = createHttpServer()
  const refusing = new WebSocketServer({ server: http, handleProtocols: () => false })
  cleanUps.push(() => refusing.close())
  const { port } = await listen(http)
  const failed = await failedOpening({
    target: `http://127.0.0.1:${port}`,
    headers: [['sec-websocket-protocol', ['a']]],
  })
  expect(failed).toMatchObject({ class: 'protocol', message: expect.stringContaining('no subprotocol') })
})

test('a refusal is a failure by its status, with its body as evidence', async () => {
  const server = createHttpServer((_request, response) => response.writeHead(401).end(`no entry, ${SECRET}`))
  const { port } = await listen(server)
  const failed = await failedOpening({ target: `http://127.0.0.1:${port}` })
  expect(failed).toMatchObject({ class: 'status', message: 'status 401 Unauthorized, expected a WebSocket (101)' })
  const [exemplar] = failed.run.exemplars
  expect(exemplar!.response).toMatchObject({
    status: 401,
    body: 'no entry, •••',
    bodyBytes: Buffer.byteLength(`no entry, ${SECRET}`),
  })
})

test.each([302, 200, 500])('status %d is not a WebSocket', async (status) => {
  const server = createHttpServer((_request, response) =>
    response.writeHead(status, { location: '/' }).end('x'.repeat(100_000)),
  )
  const { port } = await listen(server)
  const failed = await failedOpening({ target: `http://127.0.0.1:${port}` })
  expect(failed).toMatchObject({ class: 'status', message: expect.stringContaining(`status ${status} `) })
})

test('a refusal whose body never ends is still a refusal', async () => {
  const server = createHttpServer((_request, response) => response.writeHead(503).write('wait'))
  const { port } = await listen(server)
  const failed = await failedOpening({ target: `http://127.0.0.1:${port}`, timeoutMs: 100 })
  expect(failed).toMatchObject({ class: 'status', message: expect.stringContaining('503') })
})

test('a server that does not answer is a timeout, and its connection is closed', async () => {
  const { port, connections } = await listen(createTcpServer((socket) => socket.resume()))
  const failed = await failedOpening({ target: `http://127.0.0.1:${port}`, timeoutMs: 50 })
  expect(failed).toMatchObject({ class: 'timeout', message: 'the WebSocket was not open within 50ms' })
  if (!connections[0]!.closed) await once(connections[0]!, 'close')
})

test('a handshake of TLS that never ends is a connection that did not come about', async () => {
  const { port } = await listen(createTcpServer((socket) => socket.resume()))
  const failed = await failedOpening({ target: `https://localhost:${port}`, settings: { connectTimeoutMs: 50 } })
  expect(failed).toMatchObject({ class: 'timeout', message: `no connection to localhost:${port} within 50ms` })
})

test('nobody is listening', async () => {
  const server = createTcpServer()
  const { port } = await listen(server)
  await new Promise((resolve) => server.close(resolve))
  const failed = await failedOpening({ target: `http://127.0.0.1:${port}` })
  expect(failed).toMatchObject({ class: 'connection', message: expect.stringContaining('connection refused') })
})

test('a certificate nobody trusts is refused, unless the plan says otherwise', async () => {
  const keys = await generate([{ name: 'commonName', value: 'localhost' }])
  const server = await socketServer({ server: createHttpsServer({ key: keys.private, cert: keys.cert }) })
  const target = server.target.replace('http:', 'https:')
  expect(await failedOpening({ target })).toMatchObject({ class: 'tls' })
  const tls = { verify: false, caFile: null, certFile: null, keyFile: null, passphrase: null }
  const socketRun = run({ target, settings: { tls } })
  expect(await socketRun.step(0)).toBe('ok')
  socketRun.finish()
  expect(socketRun.totals(OPEN, 'ok').phasesUs[3]).toBeGreaterThan(0)
})

test.each([
  ['garbage', 'SSH-2.0-OpenSSH_9\r\n\r\n'],
  [
    'a wrong accept key',
    'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: bm8=\r\n\r\n',
  ],
  ['another upgrade', 'HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n'],
])('%s instead of an answer is a broken protocol', async (_name, answer) => {
  const { port } = await listen(createTcpServer((socket) => socket.end(answer)))
  expect(await failedOpening({ target: `http://127.0.0.1:${port}` })).toMatchObject({ class: 'protocol' })
})

test('a connection that is cut before the answer', async () => {
  const { port } = await listen(createTcpServer((socket) => socket.once('data', () => socket.resetAndDestroy())))
  expect(await failedOpening({ target: `http://127.0.0.1:${port}` })).toMatchObject({ class: 'reset' })
})

test.each<[string, Partial<RunOptions>, string]>([
  [
    'a value that is not there',
    { url: ['/', { slot: SLOTS.unset, path: [], encode: 'raw' }] },
    '`unset` has no value yet',
  ],
  ['a protocol of another kind', { url: ['ftp://127.0.0.1/'] }, 'not a protocol'],
  ['a header with a line break', { headers: [['x-own', ['a\r\nb']]] }, 'x-own'],
  ['a subprotocol that is none', { headers: [['sec-websocket-protocol', ['a b']]] }, 'subprotocol'],
])('%s: the opening is invalid', async (_name, options, message) => {
  const failed = await failedOpening({ target: 'http://127.0.0.1:1', ...options })
  expect(failed).toMatchObject({ class: 'invalid', message: expect.stringContaining(message) })
})

test('an opening that is cut off by the end of the user reports no step and leaves nothing open', async () => {
  const server = createTcpServer((socket) => socket.resume())
  const { port, connections } = await listen(server)
  const socketRun = run({ target: `http://127.0.0.1:${port}` })
  socketRun.start(0)
  await once(server, 'connection')
  socketRun.socket.kill()
  if (!connections[0]!.closed) await once(connections[0]!, 'close')
  socketRun.finish()
  expect(socketRun.results).toEqual([])
  expect(socketRun.context.inFlight).toBe(0)
  expect(socketRun.totals(OPEN, 'failed').count).toBe(0)
  expect(socketRun.errors).toMatchObject([{ class: 'interrupted' }])
})
