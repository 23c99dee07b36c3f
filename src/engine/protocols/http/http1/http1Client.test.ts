/** One connection against real sockets: what it sends, when it opens anew, and that nothing of one response reaches the next request. */
import { lookup } from 'node:dns'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { InvalidValueError } from '../../../values/invalidValue.ts'
import type { ClientExchange } from '../httpClient.ts'
import { openConnection } from '../openConnection.ts'
import { RequestHeaders } from '../requestHeaders.ts'
import { Http1Client } from './http1Client.ts'

let server: Server
let sockets: Socket[]
/** Called for each request whose head has come, with all that has come so far. */
let answer: (socket: Socket, received: string) => void
let client: Http1Client

beforeEach(async () => {
  sockets = []
  answer = (socket) => socket.write(GOOD)
  server = createServer((socket) => {
    sockets.push(socket)
    let received = ''
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1')
      if (!received.includes('\r\n\r\n')) return
      const whole = received
      received = ''
      answer(socket, whole)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  client = clientOf((server.address() as AddressInfo).port)
})
afterEach(() => {
  client.close()
  for (const socket of sockets) socket.destroy()
  server.close()
})

const GOOD = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'

function clientOf(port: number): Http1Client {
  const readBuffer = Buffer.alloc(64 * 1024)
  return new Http1Client(`http://127.0.0.1:${port}`, (events) =>
    openConnection(
      {
        network: { tls: { rejectUnauthorized: true }, lookup, proxy: null },
        peer: { host: '127.0.0.1', port, secure: false },
        throughProxy: false,
        alpn: 'http/1.1',
        connectTimeoutMs: 10_000,
        readBuffer,
        countSocket: () => () => {},
      },
      events,
    ),
  )
}

interface Ended {
  status: number
  body: string
  error: unknown
}

interface Request {
  method?: string
  path?: string
  headers?: string[]
  body?: Buffer | null
  /** On the clock that the response is heard at, too. */
  nowMs?: number
}

function send(request: Request = {}): Promise<Ended> {
  const { method = 'GET', path = '/', headers = [], body = null, nowMs = 0 } = request
  return new Promise((resolve) => {
    const ended: Ended = { status: 0, body: '', error: null }
    const exchange: ClientExchange = {
      method,
      path,
      requestHeaders: RequestHeaders.of(headers),
      requestBody: body,
      onRequestStart: () => {},
      onBodyBytes: () => {},
      onRequestSent: () => {},
      onResponseStarted: () => nowMs,
      onResponseHead: (head) => (ended.status = head.status),
      onResponseData: (buffer, from, to) => (ended.body += buffer.toString('latin1', from, to)),
      onResponseEnd: () => resolve(ended),
      onResponseError: (error) => {
        ended.error = error
        resolve(ended)
      },
    }
    client.dispatch(exchange, nowMs)
  })
}

test('a request as it is sent', async () => {
  const received: string[] = []
  answer = (socket, text) => {
    received.push(text)
    socket.write(GOOD)
  }
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  await send({ path: '/a?b=1', headers: ['accept', '*/*', 'x-a', 'ü'] })
  await send({ method: 'POST', headers: ['host', 'shop.example'] })
  await send({ method: 'DELETE' })
  await send({ method: 'PUT', body: Buffer.from('{"a":1}') })
  await send({ method: 'GET', body: Buffer.alloc(0) })
  const head = (line: string, rest = ''): string => `${line} HTTP/1.1\r\n${rest}\r\n`
  expect(received).toEqual([
    head('GET /a?b=1', `host: ${host}\r\nconnection: keep-alive\r\naccept: */*\r\nx-a: ü\r\n`),
    head('POST /', 'connection: keep-alive\r\nhost: shop.example\r\ncontent-length: 0\r\n'),
    head('DELETE /', `host: ${host}\r\nconnection: keep-alive\r\n`),
    `${head('PUT /', `host: ${host}\r\nconnection: keep-alive\r\ncontent-length: 7\r\n`)}{"a":1}`,
    head('GET /', `host: ${host}\r\nconnection: keep-alive\r\n`),
  ])
  expect(sockets).toHaveLength(1)
})

test.each(['/a b', '/a\r\nx: y', '/a\0', '/\u{1f600}'])('the path %j is refused, and nothing is sent', async (path) => {
  await expect(send({ path })).rejects.toThrow(InvalidValueError)
  expect(await send()).toMatchObject({ status: 200, body: 'ok' })
})

test.each([
  ['x-a', 'a\r\nx-b: c'],
  ['x-a', 'a\nb'],
  ['x-a', '\0'],
  ['x-a', '\u{1f600}'],
  ['x a', 'b'],
  ['x\r\ny', 'b'],
  ['', 'b'],
])('the header %j: %j is refused', (name, value) => {
  expect(() => RequestHeaders.of([name, value])).toThrow(InvalidValueError)
})

test('bodies of all sizes arrive whole', async () => {
  for (const size of [1, 1000, 16 * 1024, 16 * 1024 + 1, 3_000_000]) {
    const body = Buffer.alloc(size, 'abcdefghij')
    let got = ''
    const whole = new Promise<void>((resolve) => {
      answer = (socket, text) => {
        got += text
        if (got.length - got.indexOf('\r\n\r\n') - 4 < size) {
          socket.removeAllListeners('data').on('data', (chunk) => {
            got += chunk.toString('latin1')
            if (got.length - got.indexOf('\r\n\r\n') - 4 >= size) {
              socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
              resolve()
            }
          })
          return
        }
        socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
        resolve()
      }
    })
    expect(await send({ method: 'POST', body })).toMatchObject({ status: 200, error: null })
    await whole
    expect(got.slice(got.indexOf('\r\n\r\n') + 4) === body.toString('latin1')).toBe(true)
  }
})

test('an idle connection is used as long as the server keeps it, less a margin', async () => {
  answer = (socket) => socket.write('HTTP/1.1 200 OK\r\nkeep-alive: timeout=5\r\ncontent-length: 2\r\n\r\nok')
  await send({ nowMs: 0 })
  await send({ nowMs: 3999 })
  expect(sockets).toHaveLength(1)
  await send({ nowMs: 3999 + 4001 })
  expect(sockets).toHaveLength(2)
  answer = (socket) => socket.write(GOOD)
  await send({ nowMs: 9000 })
  await send({ nowMs: 9000 + 59_999 })
  expect(sockets).toHaveLength(2)
  await send({ nowMs: 9000 + 59_999 + 60_001 })
  expect(sockets).toHaveLength(3)
})

test('bytes that nobody asked for close the connection; they are no answer to the next request', async () => {
  await send()
  const closed = once(sockets[0]!, 'close')
  sockets[0]!.write('HTTP/1.1 500 Not Asked\r\ncontent-length: 0\r\n\r\n')
  await closed
  expect(await send()).toMatchObject({ status: 200, body: 'ok' })
  expect(sockets).toHaveLength(2)
})

test('bytes behind a response are no answer to the next request', async () => {
  answer = (socket) => socket.write(`${GOOD}HTTP/1.1 500 Smuggled\r\ncontent-length: 0\r\n\r\n`)
  expect(await send()).toMatchObject({ status: 200, body: 'ok' })
  answer = (socket) => socket.write(GOOD)
  expect(await send()).toMatchObject({ status: 200, body: 'ok' })
  expect(sockets).toHaveLength(2)
})

test('a response before the whole request was sent counts, and its connection is not used again', async () => {
  answer = (socket) => {
    socket.pause()
    socket.write('HTTP/1.1 413 Too Large\r\ncontent-length: 0\r\n\r\n')
  }
  expect(await send({ method: 'POST', body: Buffer.alloc(50_000_000) })).toMatchObject({ status: 413, error: null })
  answer = (socket) => socket.write(GOOD)
  expect(await send()).toMatchObject({ status: 200 })
  expect(sockets).toHaveLength(2)
})

test('a request that is given up hears nothing more, and the next one gets its own answer', async () => {
  let ended = false
  answer = (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nslow')
  const arrived = new Promise<void>((resolve) => server.once('connection', (socket) => socket.once('data', resolve)))
  void send().then(() => (ended = true))
  client.close()
  void send().then(() => (ended = true))
  await arrived
  client.close()
  answer = (socket) => socket.write(GOOD)
  expect(await send()).toMatchObject({ status: 200, body: 'ok' })
  expect(ended).toBe(false)
})

test('one request at a time', async () => {
  void send()
  await expect(send()).rejects.toThrow('one request at a time')
})

test('nobody listens; then somebody does', async () => {
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  expect(await send()).toMatchObject({ error: { code: 'ECONNREFUSED' } })
  expect(await send()).toMatchObject({ error: { code: 'ECONNREFUSED' } })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  expect(await send()).toMatchObject({ status: 200 })
})
