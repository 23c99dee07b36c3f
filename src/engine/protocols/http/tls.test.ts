/** Plans against TLS servers: what is trusted, what is not, and what is said then. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttpsServer, type ServerOptions } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generate } from 'selfsigned'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { httpServer, listening, onePass, type TestServer } from '../../testing/servers.ts'
import { runPlan, type PlanRun } from '../../testing/runPlan.ts'

const folder = mkdtempSync(join(tmpdir(), 'tls-'))
const servers: TestServer[] = []
let own: { cert: string; private: string }
let client: { cert: string; private: string }

beforeAll(async () => {
  const names = [
    {
      name: 'subjectAltName',
      altNames: [
        { type: 2, value: 'localhost' },
        { type: 7, ip: '127.0.0.1' },
      ],
    },
  ]
  own = await generate([{ name: 'commonName', value: 'localhost' }], { extensions: names } as never)
  client = await generate([{ name: 'commonName', value: 'a client' }])
  writeFileSync(join(folder, 'own.pem'), own.cert)
  writeFileSync(join(folder, 'client.pem'), client.cert)
  writeFileSync(join(folder, 'client.key'), client.private)
})
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})
afterAll(() => rmSync(folder, { recursive: true }))

async function tlsServer(options: ServerOptions = {}): Promise<TestServer> {
  const server = createHttpsServer({ cert: own.cert, key: own.private, ...options }, (_request, response) =>
    response.end('ok'),
  )
  server.on('tlsClientError', () => {})
  const started = await listening(server, 'https')
  servers.push(started)
  return started
}

function settings(tls: string): string {
  return `settings: { tls: ${tls} }`
}

function run(target: string, more = ''): Promise<PlanRun> {
  const files = Object.fromEntries(['own.pem', 'client.pem', 'client.key'].map((name) => [name, join(folder, name)]))
  return runPlan(onePass(target, '- get: /a\n- get: /b', more), { files })
}

async function failure(target: string, more = ''): Promise<string> {
  const { counts, errors } = await run(target, more)
  expect(counts).toEqual({ 'GET /a failed': 1, 'GET /b failed': 1 })
  expect(new Set(errors.map(({ message }) => message)).size).toBe(1)
  return `${errors[0]!.class}: ${errors[0]!.message}`
}

const OK = { 'GET /a ok': 1, 'GET /b ok': 1 }

describe('certificates', () => {
  test('a self-signed one is refused, and the cure is said', async () => {
    const { url } = await tlsServer()
    expect(await failure(url)).toBe(
      'tls: the certificate of 127.0.0.1 is self-signed: give its file as tls.ca, or set tls.verify: false',
    )
  })

  test('accepted with tls.ca, or without verification', async () => {
    const { url } = await tlsServer()
    expect((await run(url, settings('{ ca: own.pem }'))).counts).toEqual(OK)
    expect((await run(url, settings('{ verify: false }'))).counts).toEqual(OK)
  })

  test('the TLS handshake is a phase of the first request only', async () => {
    const { url, port } = await tlsServer()
    const { exemplars } = await run(url.replace('127.0.0.1', 'localhost'), settings('{ verify: false }'))
    const [first, second] = exemplars.toSorted((a, b) => a.startMs - b.startMs)
    expect(port).toBeGreaterThan(0)
    expect([first!.newConnection, second!.newConnection]).toEqual([true, false])
    expect(first!.phasesUs[2]).toBeGreaterThan(0)
    expect(first!.phasesUs[3]).toBeGreaterThan(0)
    expect(second!.phasesUs.slice(1, 4)).toEqual([0, 0, 0])
  })

  test('a client certificate, given and missing', async () => {
    const { url, port } = await tlsServer({ requestCert: true, rejectUnauthorized: true, ca: client.cert })
    expect((await run(url, settings('{ ca: own.pem, cert: client.pem, key: client.key }'))).counts).toEqual(OK)
    expect(await failure(url, settings('{ ca: own.pem }'))).toBe(
      `tls: 127.0.0.1:${port} requires a client certificate: give tls.cert and tls.key`,
    )
  })
})

test('plain HTTP at the other end, and the other way round', async () => {
  const plain = await httpServer((_request, response) => response.end('ok'))
  servers.push(plain)
  expect(await failure(plain.url.replace('http:', 'https:'))).toBe(
    `tls: 127.0.0.1:${plain.port} does not speak TLS: use http:// or ws://, or the port for TLS`,
  )
  const secure = await tlsServer()
  expect(await failure(secure.url.replace('https:', 'http:'))).toMatch(/^(reset|protocol): /)
})
