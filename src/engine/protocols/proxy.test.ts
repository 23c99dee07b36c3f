/** Plans through a real proxy: plain requests passed on, everything else through tunnels, and what a proxy can do wrong. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer, request as httpRequest, type Server } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { connect, createServer as createTcpServer, type Server as TcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { ownCertificate } from '../testing/certificates.ts'
import { runPlan, type PlanRun } from '../testing/runPlan.ts'
import { closedPort, httpServer, listening, onePass, type TestServer } from '../testing/servers.ts'

const folder = mkdtempSync(join(tmpdir(), 'proxy-'))
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

interface Seen {
  line: string
  authorization: string | undefined
}

/** A forward proxy; with `password` it wants to know who asks. */
async function startProxy(
  options: { secure?: boolean; password?: string } = {},
): Promise<TestServer & { seen: Seen[] }> {
  const seen: Seen[] = []
  const isKnown = (authorization: string | undefined): boolean =>
    options.password === undefined ||
    authorization === `Basic ${Buffer.from(`me:${options.password}`).toString('base64')}`
  const server: Server = options.secure ? (createHttpsServer(pems) as unknown as Server) : createHttpServer()
  server.on('request', (request, response) => {
    const authorization = request.headers['proxy-authorization']
    seen.push({ line: `${request.method} ${request.url}`, authorization })
    if (!isKnown(authorization)) return response.writeHead(407).end()
    const { 'proxy-authorization': _, ...headers } = request.headers
    const onward = httpRequest(request.url!, { method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', () => response.writeHead(502).end())
    return request.pipe(onward)
  })
  server.on('connect', (request, socket) => {
    const authorization = request.headers['proxy-authorization']
    seen.push({ line: `CONNECT ${request.url}`, authorization })
    socket.on('error', () => {})
    if (!isKnown(authorization)) return socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
    const [host = '', port] = request.url!.split(':')
    const onward = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      onward.pipe(socket).pipe(onward)
    })
    onward.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'))
    return undefined
  })
  const started = await listening(server as TcpServer, options.secure ? 'https' : 'http')
  servers.push(started)
  return Object.assign(started, { seen })
}

async function plainTarget(): Promise<TestServer> {
  const server = await httpServer((request, response) => response.end(JSON.stringify({ host: request.headers.host })))
  servers.push(server)
  return server
}

async function secureTarget(): Promise<TestServer> {
  const server = await listening(
    createHttpsServer(pems, (_request, response) => response.end('{}')),
    'https',
  )
  servers.push(server)
  return server
}

function run(
  target: string,
  proxy: string,
  steps = '- get: /a\n- { post: /b, json: { c: 1 } }',
  more = '',
): Promise<PlanRun> {
  const top = `settings: { tls: { ca: own.pem }, proxy: ${proxy} }\n${more}`
  return runPlan(onePass(target, steps, top), { files: { 'own.pem': join(folder, 'own.pem') } })
}

test('plain requests are passed on, with the host of the target', async () => {
  const [proxy, target] = [await startProxy(), await plainTarget()]
  const { counts, errors } = await run(
    target.url,
    proxy.url,
    `- { get: /a, expect: { json: { $.host: "127.0.0.1:${target.port}" } } }\n- { post: /b, json: {} }`,
  )
  expect(errors).toEqual([])
  expect(counts).toEqual({ 'GET /a ok': 1, 'POST /b ok': 1 })
  expect(proxy.seen.map(({ line }) => line)).toEqual([`GET ${target.url}/a`, `POST ${target.url}/b`])
  expect(proxy.connections).toBe(1)
})

test.each([false, true])(
  'https goes through a tunnel; its opening counts as connect (proxy over TLS: %s)',
  async (secure) => {
    const [proxy, target] = [await startProxy({ secure }), await secureTarget()]
    const { counts, errors, series } = await run(target.url, proxy.url)
    expect(errors).toEqual([])
    expect(counts).toEqual({ 'GET /a ok': 1, 'POST /b ok': 1 })
    expect(proxy.seen.map(({ line }) => line)).toEqual([`CONNECT 127.0.0.1:${target.port}`])
    const [, , connectUs, tlsUs] = series.find(({ endpoint }) => endpoint === 'GET /a')!.phasesUs
    expect(connectUs).toBeGreaterThan(0)
    expect(tlsUs).toBeGreaterThan(0)
  },
)

test('WebSockets go through a tunnel', async () => {
  const proxy = await startProxy()
  const server = createHttpServer()
  new WebSocketServer({ server }).on('connection', (socket) =>
    socket.on('message', (text: Buffer) => socket.send(text.toString())),
  )
  const target = await listening(server as TcpServer)
  servers.push(target)
  const { counts, errors } = await run(
    target.url,
    proxy.url,
    '- websocket: /live\n  steps: [ { send: { type: ping }, reply: { json: { $.type: ping }, within: 5s } } ]',
  )
  expect(errors).toEqual([])
  expect(counts).toMatchObject({ 'WS /live ok': 1, 'WS /live reply ok': 1 })
  expect(proxy.seen.map(({ line }) => line)).toEqual([`CONNECT 127.0.0.1:${target.port}`])
})

test('credentials go to the proxy and nowhere else, and are shown nowhere', async () => {
  const [proxy, target] = [await startProxy({ password: 'hush' }), await plainTarget()]
  const tunnelled = await secureTarget()
  const settings = `{ url: "${proxy.url}", user: me, password: "{{pw}}" }`
  for (const { url } of [target, tunnelled]) {
    const { errors, exemplars } = await run(url, settings, '- get: /a', 'secrets: { pw: hush }')
    expect(errors).toEqual([])
    expect(JSON.stringify(exemplars)).not.toContain('hush')
    expect(JSON.stringify(exemplars)).not.toContain(Buffer.from('me:hush').toString('base64'))
  }
  expect(proxy.seen.map(({ authorization }) => authorization === undefined)).toEqual([false, false])
})

test('hosts that are excepted are reached without it', async () => {
  const [proxy, target] = [await startProxy(), await plainTarget()]
  for (const except of ['127.0.0.1', '.0.0.1']) {
    const { errors } = await run(target.url, `{ url: "${proxy.url}", except: [ "${except}" ] }`)
    expect(errors).toEqual([])
  }
  expect(proxy.seen).toEqual([])
})

test('failures of the proxy are told apart from those of the target', async () => {
  const strict = await startProxy({ password: 'hush' })
  const open = await startProxy()
  const rude = await listening(
    createTcpServer((socket) => socket.once('data', () => socket.end('SSH-2.0-OpenSSH\r\n\r\n'))),
  )
  servers.push(rude)
  const target = await secureTarget()
  const nobody = `https://127.0.0.1:${await closedPort()}`
  const messageOf = async (to: string, through: string): Promise<string> => {
    const { errors, counts } = await run(to, through, '- get: /a')
    expect(counts).toEqual({ 'GET /a failed': 1 })
    return `${errors[0]!.class}: ${errors[0]!.message}`
  }
  const to = `127.0.0.1:${target.port}`
  expect(await messageOf(target.url, strict.url)).toBe(
    `connection: the proxy did not connect to ${to}: it answered 407 Proxy Authentication Required; give user and password in settings.proxy`,
  )
  expect(await messageOf(nobody, open.url)).toMatch(
    /^connection: the proxy did not connect to .*: it answered 502 Bad Gateway$/,
  )
  expect(await messageOf(target.url, `http://127.0.0.1:${await closedPort()}`)).toBe(
    `connection: the proxy did not connect to ${to}: it cannot be reached: nothing is listening there`,
  )
  expect(await messageOf(target.url, rude.url)).toBe(
    `connection: the proxy did not connect to ${to}: its answer is no HTTP`,
  )
})
