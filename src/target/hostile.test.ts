import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Target } from './server.ts'
import { startTarget } from './server.ts'
import type { Client } from './testing/client.ts'
import { openClient, openLive } from './testing/client.ts'

let target: Target
let client: Client
let token: string

beforeAll(async () => {
  target = await startTarget({ port: 0, pool: 1, history: 0, users: 5 })
  client = openClient(target.url)
  token = await client.logIn('user1')
})
afterAll(async () => {
  client.close()
  await target.close()
})

/** Everything the server says to these bytes until it closes the connection. */
function say(bytes: string | Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(target.port, '127.0.0.1')
    let heard = ''
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString()))
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(heard))
    socket.write(bytes)
  })
}

const JSON_TYPE = { 'content-type': 'application/json' }

test.each<[string, Record<string, string>, string, number, string]>([
  ['half a document', JSON_TYPE, '{"name":', 400, 'malformed_json'],
  ['a poisoned prototype', JSON_TYPE, '{"__proto__":{"role":"admin"}}', 400, 'malformed_json'],
  ['deep nesting', JSON_TYPE, '['.repeat(200_000), 400, 'malformed_json'],
  ['more than a megabyte', JSON_TYPE, `{"name":"${'x'.repeat(1_100_000)}"}`, 413, 'body_too_large'],
  ['XML', { 'content-type': 'application/xml' }, '<a/>', 415, 'unsupported_media_type'],
  ['a body without type', {}, 'hello', 415, 'unsupported_media_type'],
  ['binary rubbish', JSON_TYPE, '\u0000\u0001\ufffd', 400, 'malformed_json'],
])('%s as a workflow is refused', async (_what, headers, body, status, error) => {
  const answer = await client.ask('POST', '/api/workflows', { token, headers, body })
  expect([answer.status, answer.body['error']]).toEqual([status, error])
})

test('a validator is not led to work without end by a huge wrong document', async () => {
  const steps = Array.from({ length: 40_000 }, () => ({ type: 'no' }))
  const answer = await client.ask('POST', '/api/workflows', { token, json: { name: 'x', runner: 'llm', steps } })
  expect(answer.status).toBe(422)
  expect((answer.body['details'] as unknown[]).length).toBeLessThanOrEqual(20)
})

test.each([
  ['no HTTP', 'hello there\r\n\r\n', '400 Bad Request'],
  ['a TLS hello', Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03]), '400 Bad Request'],
  ['too long headers', `GET / HTTP/1.1\r\nhost: t\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, '431 '],
  ['two lengths', 'POST / HTTP/1.1\r\nhost: t\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n', '400 Bad Request'],
])('%s is told that it is malformed, and counted', async (_what, bytes, status) => {
  const before = target.counts().malformed
  expect(await say(bytes)).toContain(`HTTP/1.1 ${status}`)
  expect(target.counts().malformed).toBe(before + 1)
})

test('odd paths are answered, never with 500', async () => {
  for (const path of [
    '/%zz',
    '//',
    '/api/workflows/',
    '/api/workflows/%00',
    '/api/workflows/..%2f..%2fetc%2fpasswd',
    '/API/WORKFLOWS',

    `/api/workflows/${'x'.repeat(2000)}`,
    '/api/executions/__proto__',
    '/api/executions/constructor',
    '/?'.repeat(50),
    '/api/accounts/%F0%9F%92%A3',
    '/api/workflows?q=%',
    `/api/search?q=${'%25'.repeat(150)}`,
  ]) {
    const { status } = await client.ask('GET', path, { token: await client.logIn('admin1') })
    expect([path, [200, 400, 404, 414].includes(status)]).toEqual([path, true])
  }
})

test('bad upgrades are refused, and leave nothing behind', async () => {
  const upgrade = (path: string, ...headers: string[]) =>
    say(`GET ${path} HTTP/1.1\r\nhost: t\r\nconnection: upgrade\r\nupgrade: websocket\r\n${headers.join('')}\r\n`)
  const key = 'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\n'
  expect(await upgrade('/elsewhere', key)).toContain('HTTP/1.1 404 ')
  expect(await upgrade('/ws', key)).toContain('"missing_token"')
  expect(await upgrade(`/ws?token=${token}x`, key)).toContain('"invalid_token"')
  expect(await upgrade(`/ws?token=${token}`)).toContain('HTTP/1.1 400 ')
  expect(await upgrade(`/ws?token=${token}`, key.replace('13', '7'))).toContain('HTTP/1.1 400 ')
  expect(await upgrade(`/ws?token=${token}`, key.replace('dGhl', '!'))).toContain('HTTP/1.1 400 ')
  expect(await upgrade('http://[', key)).toContain('HTTP/1.1 404 ')
  expect(target.counts().webSockets).toMatchObject({ accepted: 0, rejected: { 400: 3, 401: 2, 404: 2 } })
  expect((await client.ask('GET', '/ws')).status).toBe(404)
})

test('a client that breaks the framing is closed, and others live on', async () => {
  const good = await openLive(target.url, `?token=${token}`)
  const bad = connect(target.port, '127.0.0.1')
  const closed = new Promise((resolve) => bad.once('close', resolve))
  bad.on('error', () => undefined)
  bad.write(
    `GET /ws?token=${token} HTTP/1.1\r\nhost: t\r\nconnection: upgrade\r\nupgrade: websocket\r\n` +
      'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\n\r\n',
  )
  bad.once('data', () => bad.write(Buffer.alloc(64, 0xff)))
  bad.resume()
  await closed
  good.send({ type: 'ping', id: 1 })
  await good.until((messages) => messages.length === 1)
  good.socket.terminate()
  await vi.waitFor(async () => {
    const metrics = await client.ask('GET', '/api/metrics', { token })
    expect(metrics.body['webSockets']).toEqual({ open: 0, slowConsumersClosed: 0 })
  })
})

test('a socket that does not read is closed before it fills the memory', async () => {
  const live = await openLive(target.url, `?token=${token}`)
  // Not read: the kernel's buffers fill up, then the server's.
  live.socket.pause()
  const id = 'x'.repeat(60_000)
  await vi.waitFor(
    async () => {
      for (let times = 0; times < 50; times++) live.send({ type: 'ping', id })
      const metrics = await client.ask('GET', '/api/metrics', { token })
      expect(metrics.body['webSockets']).toMatchObject({ slowConsumersClosed: 1, open: 0 })
    },
    { timeout: 30_000 },
  )
  live.socket.terminate()
})
