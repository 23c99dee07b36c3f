/** The parser against Node's own (llhttp, behind node:http) on the same bytes, which come whole and cut in every way. */
import { once } from 'node:events'
import { get } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BadResponseError } from './badResponse.ts'
import { ResponseParser } from './responseParser.ts'

interface Read {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: string
  isDone: boolean
  /** Bytes behind the response. */
  left: number
}

/** What the parser makes of bytes that come in pieces; `kind` of the BadResponseError where it refuses them. */
function parse(pieces: Buffer[], isHead = false): Read | string {
  const parser = new ResponseParser()
  parser.begin(isHead)
  const read: Read = { status: 0, headers: {}, body: '', isDone: false, left: 0 }
  const sink = {
    head: (head: { status: number; headers: Read['headers'] }) => {
      read.status = head.status
      read.headers = head.headers
    },
    data: (buffer: Buffer, from: number, to: number) => {
      read.body += buffer.toString('latin1', from, to)
    },
  }
  try {
    for (const piece of pieces) {
      if (parser.isDone) read.left += piece.length
      else {
        // In the middle of a larger buffer with the leavings of earlier reads, as on a socket.
        const buffer = Buffer.concat([Buffer.from('\r\n\r\n'), piece, Buffer.from('\r\n\r\nHTTP/1.1 500 X\r\n\r\n')])
        read.left += piece.length + 4 - parser.execute(buffer, 4, 4 + piece.length, sink)
      }
    }
  } catch (error) {
    if (!(error instanceof BadResponseError)) throw error
    return error.kind
  }
  read.isDone = parser.isDone || parser.endsWithConnection
  return read
}

function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const pieces: Buffer[] = []
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length]!
    pieces.push(bytes.subarray(at, at + size))
    at += size
  }
  return pieces
}

/** What Node's client makes of the bytes, sent by a server that then ends the connection; 'error' where it refuses them. */
async function readByNode(bytes: Buffer): Promise<{ status: number; body: string } | 'error'> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => socket.end(bytes))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    return await new Promise((resolve) => {
      const request = get({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, agent: false })
      request.on('error', () => resolve('error'))
      request.on('upgrade', () => resolve('error'))
      request.on('response', (response) => {
        let body = ''
        response.setEncoding('latin1')
        response.on('data', (chunk: string) => (body += chunk))
        response.on('error', () => resolve('error'))
        response.on('end', () => resolve({ status: response.statusCode!, body }))
      })
    })
  } finally {
    server.close()
  }
}

const OK = 'HTTP/1.1 200 OK\r\n'
const CHUNKED = `${OK}transfer-encoding: chunked\r\n\r\n`

const RESPONSES = [
  `${OK}content-length: 5\r\n\r\nhello`,
  `${OK}Content-Length:5\r\nX-A:\tb \r\n\r\nhello`,
  `${OK}content-length: 0\r\n\r\n`,
  `${OK}\r\nuntil the end`,
  `${OK}\r\n`,
  'HTTP/1.0 200 OK\r\n\r\nold',
  'HTTP/1.1 200\r\ncontent-length: 0\r\n\r\n',
  'HTTP/1.1 200 \r\ncontent-length: 0\r\n\r\n',
  'HTTP/1.1 204 No Content\r\n\r\n',
  'HTTP/1.1 304 Not Modified\r\ncontent-length: 10\r\n\r\n',
  'HTTP/1.1 103 Early\r\nlink: x\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok',
  `${CHUNKED}5\r\nhello\r\n0\r\n\r\n`,
  `${CHUNKED}5;a=b\r\nhello\r\nA\r\n0123456789\r\n0\r\ntrailer: x\r\nother: y\r\n\r\n`,
  `${CHUNKED}000005\r\nhello\r\n000\r\n\r\n`,
  `${OK}transfer-encoding: CHUNKED\r\n\r\n1\r\nx\r\n0\r\n\r\n`,
  // And what is refused.
  'HTTP/2 200 OK\r\n\r\n',
  'HTTP/1.1 20 OK\r\n\r\n',
  'HTTP/1.1 2000 OK\r\n\r\n',
  'HTTP/1.1 abc OK\r\n\r\n',
  'HTTP/1.1200 OK\r\n\r\n',
  `${OK}a b: c\r\n\r\n`,
  `${OK}a : c\r\n\r\n`,
  `${OK}: c\r\n\r\n`,
  `${OK}no colon\r\n\r\n`,
  `${OK}content-length: 5x\r\n\r\nhello`,
  `${OK}content-length: -5\r\n\r\nhello`,
  `${OK}content-length: 5, 5\r\n\r\nhello`,
  `${OK}content-length: 5\r\ncontent-length: 5\r\n\r\nhello`,
  `${OK}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`,
  `${OK}content-length: 99999999999999999999\r\n\r\nhello`,
  `${CHUNKED}x\r\n`,
  `${CHUNKED}\r\n`,
  `${CHUNKED}5 \rx\nhello`,
  `${CHUNKED}3\r\nhello\r\n0\r\n\r\n`,
  `${CHUNKED}5\nhello\r\n0\r\n\r\n`,
  `${CHUNKED}5\r\nhello\n0\r\n\r\n`,
  `${CHUNKED}ffffffffffffffffffff\r\nx`,
  'SSH-2.0-OpenSSH_9.6\r\n\r\n',
  'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
]

describe('reads what Node reads, and refuses what Node refuses', () => {
  test.each(RESPONSES)('%j', async (text) => {
    const bytes = Buffer.from(text, 'latin1')
    const ours = parse([bytes])
    const node = await readByNode(bytes)
    if (node === 'error') {
      // Node takes a response that ends too early for an error, too; here that is the client's business.
      expect(typeof ours === 'string' || !ours.isDone).toBe(true)
    } else {
      expect(ours).toMatchObject({ status: node.status, body: node.body, isDone: true, left: 0 })
    }
    for (const size of [1, 2, 3, 7, 16]) expect(parse(cut(bytes, [size]))).toEqual(ours)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 20 }), (sizes) => {
        expect(parse(cut(bytes, sizes))).toEqual(ours)
      }),
      { numRuns: 50 },
    )
  })
})

test('any body in any chunks, cut anywhere, comes out as it went in', () => {
  const chunk = fc.string({ minLength: 1, maxLength: 300, unit: 'binary-ascii' })
  fc.assert(
    fc.property(fc.array(chunk), fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1 }), (chunks, sizes) => {
      const body = chunks.map((text) => `${text.length.toString(16)}\r\n${text}\r\n`).join('')
      const bytes = Buffer.from(`${CHUNKED}${body}0\r\n\r\n`, 'latin1')
      expect(parse(cut(bytes, sizes))).toMatchObject({ body: chunks.join(''), isDone: true })
      const plain = Buffer.from(`${OK}content-length: ${chunks.join('').length}\r\n\r\n${chunks.join('')}`, 'latin1')
      expect(parse(cut(plain, sizes))).toMatchObject({ body: chunks.join(''), isDone: true })
    }),
  )
})

test('any bytes at all are read or refused, the same however they are cut', () => {
  const start = fc.constantFrom('', OK, CHUNKED, `${OK}content-length: 3\r\n\r\n`, `${CHUNKED}2\r\nok\r\n0\r\n`)
  const noise = fc.string({ unit: fc.constantFrom('\r', '\n', '\r\n', ':', ' ', '0', 'a', '\0', '\xff', 'x: y\r\n') })
  fc.assert(
    fc.property(start, noise, fc.integer({ min: 1, max: 9 }), (head, rest, size) => {
      const bytes = Buffer.from(head + rest, 'latin1')
      const whole = parse([bytes])
      const pieces = parse(cut(bytes, [size]))
      // A wrong beginning is refused at its first bytes, whatever else would be found wrong later.
      if (typeof whole === 'string') expect(typeof pieces).toBe('string')
      else expect(pieces).toEqual(whole)
    }),
    { numRuns: 2000 },
  )
})

test('the head of a HEAD request’s answer is all there is', () => {
  expect(parse([Buffer.from(`${OK}content-length: 1000\r\n\r\n`)], true)).toMatchObject({ isDone: true, body: '' })
  expect(parse([Buffer.from(`${CHUNKED}`)], true)).toMatchObject({ isDone: true, body: '' })
})

test('bytes behind a response are not read', () => {
  expect(parse([Buffer.from(`${OK}content-length: 2\r\n\r\nok and more`)])).toMatchObject({ body: 'ok', left: 9 })
})

test('a head of 16 KB is too large, whole and in pieces; so are trailers and extensions without end', () => {
  const header = `${OK}x: ${'y'.repeat(20_000)}\r\n\r\n`
  for (const text of [
    header,
    `${CHUNKED}0\r\n${'x: y\r\n'.repeat(5000)}\r\n`,
    `${CHUNKED}1;${'x'.repeat(20_000)}\r\na\r\n0\r\n\r\n`,
  ]) {
    expect(parse([Buffer.from(text)])).toBe('headTooLarge')
    expect(parse(cut(Buffer.from(text), [1000]))).toBe('headTooLarge')
  }
})

test('how long the connection can be used', () => {
  const keeps = (lines: string, version = '1.1'): [boolean, number | null] => {
    const parser = new ResponseParser()
    parser.begin(false)
    const bytes = Buffer.from(`HTTP/${version} 200 OK\r\n${lines}content-length: 0\r\n\r\n`)
    parser.execute(bytes, 0, bytes.length, { head: () => {}, data: () => {} })
    return [parser.keepAlive, parser.keepAliveMs]
  }
  expect(keeps('')).toEqual([true, null])
  expect(keeps('connection: close\r\n')).toEqual([false, null])
  expect(keeps('Connection: Foo, Close\r\n')).toEqual([false, null])
  expect(keeps('', '1.0')).toEqual([false, null])
  expect(keeps('connection: keep-alive\r\n', '1.0')).toEqual([true, null])
  expect(keeps('keep-alive: timeout=5, max=100\r\n')).toEqual([true, 5000])
  expect(keeps('keep-alive: max=100\r\n')).toEqual([true, null])
})
