import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import { encodeMessage } from '../contract/wire.ts'
import { SERVER_LIMITS } from './limits.ts'
import { newToken } from './secrets.ts'
import { serveSite, type Served } from './testing/servedSite.ts'
import {
  closeCode,
  nextMessage,
  opened,
  openRaw,
  openSocket,
  outcomeOf,
  rawChannel,
  stillServes,
} from './testing/sockets.ts'

let served: Served
beforeAll(async () => {
  served = await serveSite()
})
afterAll(() => served.remove())

describe('who may open a channel', () => {
  test('the page of this server, with the token', async () => {
    const socket = await opened(served)
    expect(socket.protocol).toBe('loadwright')
    socket.terminate()
  })

  test.each([
    'https://evil.example',
    'null',
    'http://127.0.0.1',
    'http://127.0.0.1:1',
    'http://localhost:PORT',
    'https://127.0.0.1:PORT',
    'http://127.0.0.1:PORT.evil.example',
    'http://evil.example:PORT',
    'file://',
    'app://loadwright',
    '',
    null,
  ])('no page of another origin, even with the token: %s', async (origin) => {
    const socket = openSocket(served, { origin: origin?.replace('PORT', String(served.port)) ?? null })
    expect(await outcomeOf(socket)).toBe(403)
  })

  test('no page that goes by another name (DNS rebinding)', async () => {
    const host = `evil.example:${served.port}`
    expect(await outcomeOf(openSocket(served, { host, origin: `http://${host}` }))).toBe(403)
  })

  test('nobody without the token', async () => {
    const { token } = served
    const changed = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`
    for (const wrong of [null, 'x', newToken(), changed, `${token}x`, token.slice(1), 'x'.repeat(8000)]) {
      expect(await outcomeOf(openSocket(served, { token: wrong }))).toBe(401)
    }
  })

  test('a token in the address is none: addresses are written down everywhere', async () => {
    expect(await outcomeOf(openSocket(served, { token: null, path: `/channel?token=${served.token}` }))).toBe(401)
  })

  test('elsewhere there is no channel', async () => {
    for (const path of ['/', '/channel/', '/channel/..', '/%63hannel']) {
      expect(await outcomeOf(openSocket(served, { path }))).toBe(404)
    }
  })

  test('what is no handshake of a WebSocket is refused with all headers', async () => {
    for (const upgrade of ['h2c', 'websocket']) {
      const socket = await openRaw(served.port)
      socket.write(
        `GET /channel HTTP/1.1\r\nHost: ${served.host}\r\nOrigin: http://${served.host}\r\nUpgrade: ${upgrade}\r\n` +
          `Connection: Upgrade\r\nSec-WebSocket-Protocol: loadwright, token.${served.token}\r\n\r\n`,
      )
      const [data] = (await once(socket, 'data')) as [Buffer]
      expect(data.toString()).toMatch(/^HTTP\/1\.1 400 [^]*nosniff/)
    }
  })
})

describe('what a page may send', () => {
  test('calls and streams are answered, typed arrays as such', async () => {
    const socket = await opened(served)
    socket.send(encodeMessage({ type: 'call', id: 7, method: 'bytes', params: { count: 3 } }))
    expect(await nextMessage(socket)).toEqual({ type: 'result', id: 7, value: new Uint8Array([1, 1, 1]) })
    socket.send(encodeMessage({ type: 'subscribe', id: 8, method: 'numbers', params: { from: 4 } }))
    expect(await nextMessage(socket)).toEqual({ type: 'value', id: 8, value: 4 })
    socket.terminate()
  })

  test.each([
    '<img src=x onerror=alert(1)>',
    '\u202egnp.exe',
    '\0',
    '\0Uint8Array:0:1',
    'x'.repeat(10_000),
    '\ud800',
    { constructor: { prototype: 1 } },
    JSON.parse('{"__proto__":{"isAdmin":true}}') as unknown,
  ])('comes back as it was: %j', async (value) => {
    const socket = await opened(served)
    socket.send(encodeMessage({ type: 'call', id: 1, method: 'echo', params: { value } }))
    expect(await nextMessage(socket)).toEqual({ type: 'result', id: 1, value })
    expect(({} as Record<string, unknown>).isAdmin).toBeUndefined()
    socket.terminate()
  })

  test('texts are not taken, nor what comes after one', async () => {
    const socket = await opened(served)
    const heard: unknown[] = []
    served.channels.at(-1)!.onMessage((message) => heard.push(message))
    socket.send('{"type":"hello","contract":1}')
    socket.send(encodeMessage({ type: 'call', id: 1, method: 'echo', params: { value: 1 } }))
    expect(await closeCode(socket)).toBe(1003)
    expect(heard).toEqual([])
  })

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['too short', Buffer.from([1, 0, 0])],
    ['cut off', Buffer.from([255, 255, 255, 255, 1])],
    ['no JSON', Buffer.from([2, 0, 0, 0, 123, 123])],
    ['no UTF-8', Buffer.from([2, 0, 0, 0, 255, 254])],
    ['an array beyond the end', frameOf('"\\u0000Uint8Array:0:4000000000"')],
    ['an array given out twice', frameOf('["\\u0000Uint8Array:0:16","\\u0000Uint8Array:0:16"]', 8 + 16)],
    ['an array of no kind', frameOf('"\\u0000constructor:0:1"')],
    ['a million brackets', frameOf('['.repeat(1_000_000))],
    ['deep', frameOf('['.repeat(500_000) + ']'.repeat(500_000))],
  ])('garbage ends the channel that it came on: %s', async (_, frame) => {
    const socket = await opened(served)
    socket.send(frame)
    // Whatever it is that cannot be read, it is no call.
    expect([1007, 1005]).toContain(await closeCodeOrRefusal(socket))
    await stillServes(served)
  })

  test('a frame that is no message of the contract is refused, and the channel goes on', async () => {
    const socket = await opened(served)
    for (const message of [
      null,
      [],
      'x',
      { type: 'eval', code: '1' },
      { type: 'call' },
      { type: 'call', id: -1, method: 'echo' },
    ]) {
      socket.send(encodeMessage(message))
      expect(await nextMessage(socket)).toMatchObject({ type: 'refused' })
    }
    for (const method of ['constructor', '__proto__', 'toString', 'x'.repeat(100)]) {
      socket.send(encodeMessage({ type: 'call', id: 1, method, params: {} }))
      expect(await nextMessage(socket)).toMatchObject({ type: 'failed', error: { name: 'unknownMethod' } })
    }
    socket.terminate()
  })

  test('a message above the limit ends the channel', async () => {
    const socket = await opened(served)
    socket.send(new Uint8Array(SERVER_LIMITS.messageBytes + 1))
    expect(await closeCode(socket)).toBe(1009)
    await stillServes(served)
  })

  test('nor does it help to send it in parts', async () => {
    const socket = await opened(served)
    const part = new Uint8Array(2 ** 20)
    for (let each = 0; each < 9; each++) socket.send(part, { fin: each === 8 })
    expect(await closeCode(socket)).toBe(1009)
  })

  test('bytes that are no frames of a WebSocket', async () => {
    for (const bytes of [
      Buffer.alloc(1000, 255),
      Buffer.from('GET / HTTP/1.1\r\n\r\n'),
      Buffer.from([0x82, 0x01, 0x00]),
    ]) {
      const socket = await rawChannel(served)
      socket.write(bytes)
      await once(socket, 'close')
    }
    await stillServes(served)
  })
})

/** `1005` stands for: it was refused as a message, which is as good. */
async function closeCodeOrRefusal(socket: WebSocket): Promise<number> {
  const refused = nextMessage(socket).then(() => 1005)
  const code = await Promise.race([closeCode(socket), refused])
  socket.terminate()
  return code
}

/** With so many bytes behind the JSON. */
function frameOf(json: string, contentBytes = 0): Buffer {
  const text = Buffer.from(json)
  const length = Buffer.alloc(4)
  length.writeUInt32LE(text.length)
  return Buffer.concat([length, text, Buffer.alloc(contentBytes)])
}
