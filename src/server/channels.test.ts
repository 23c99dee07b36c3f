import { once } from 'node:events'
import type { Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import { decodeMessage, encodeMessage } from '../contract/wire.ts'
import { newToken } from './secrets.ts'
import { SERVER_LIMITS } from './limits.ts'
import { openRaw, openSocket, outcomeOf, serveSite, type OpenOptions, type Served } from './testing/servedSite.ts'

let served: Served
beforeAll(async () => {
  served = await serveSite()
})
afterAll(() => served.remove())

async function opened(of = served, options: OpenOptions = {}): Promise<WebSocket> {
  const socket = openSocket(of, options)
  await once(socket, 'open')
  return socket
}

async function nextMessage(socket: WebSocket): Promise<unknown> {
  const [data] = (await once(socket, 'message')) as [Buffer]
  return decodeMessage(data)
}

async function closeCode(socket: WebSocket): Promise<number> {
  const [code] = (await once(socket, 'close')) as [number]
  return code
}

/** Answers as before, whatever happened to others. */
async function stillServes(of = served): Promise<void> {
  const socket = await opened(of)
  socket.send(encodeMessage({ type: 'call', id: 1, method: 'echo', params: { value: 'x' } }))
  expect(await nextMessage(socket)).toEqual({ type: 'result', id: 1, value: 'x' })
  socket.terminate()
  await once(socket, 'close')
}

/** A handshake by hand, for a client that does nothing a WebSocket client does. */
async function rawChannel(of: Served): Promise<Socket> {
  const socket = await openRaw(of.port)
  socket.write(
    `GET /channel HTTP/1.1\r\nHost: ${of.host}\r\nOrigin: http://${of.host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}\r\n` +
      `Sec-WebSocket-Protocol: loadwright, token.${of.token}\r\n\r\n`,
  )
  await once(socket, 'data')
  return socket
}

describe('who may open a channel', () => {
  test('the page of this server, with the token', async () => {
    const socket = await opened()
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
    const socket = await opened()
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
    const socket = await opened()
    socket.send(encodeMessage({ type: 'call', id: 1, method: 'echo', params: { value } }))
    expect(await nextMessage(socket)).toEqual({ type: 'result', id: 1, value })
    expect(({} as Record<string, unknown>).isAdmin).toBeUndefined()
    socket.terminate()
  })

  test('texts are not taken', async () => {
    const socket = await opened()
    socket.send('{"type":"hello","contract":1}')
    expect(await closeCode(socket)).toBe(1003)
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
    const socket = await opened()
    socket.send(frame)
    // Whatever it is that cannot be read, it is no call.
    expect([1007, 1005]).toContain(await closeCodeOrRefusal(socket))
    await stillServes()
  })

  test('a frame that is no message of the contract is refused, and the channel goes on', async () => {
    const socket = await opened()
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
    const socket = await opened()
    socket.send(new Uint8Array(SERVER_LIMITS.messageBytes + 1))
    expect(await closeCode(socket)).toBe(1009)
    await stillServes()
  })

  test('nor does it help to send it in parts', async () => {
    const socket = await opened()
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
    await stillServes()
  })
})

async function ended(socket: Socket): Promise<void> {
  socket.resume()
  if (!socket.closed) await once(socket, 'close')
}

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

describe('slow, gone, and too many', () => {
  test('who does not read is let go of, and others are served meanwhile', async () => {
    const own = await serveSite({ limits: { bufferedBytes: 2 ** 20 } })
    const slow = await rawChannel(own)
    slow.pause()
    await stillServes(own)
    const [channel] = own.channels
    const gone = new Promise<void>((resolve) => channel!.onClose(resolve))
    const message = { type: 'value', id: 1, value: new Uint8Array(2 ** 20) }
    // The system's own buffers are filled first; then the server's count.
    for (let sent = 0; own.channels.length > 0 && sent < 1000; sent++) {
      channel!.post(message)
      await stillServes(own)
    }
    await gone
    slow.destroy()
    await own.remove()
  })

  test('one large answer is no sign of not reading', async () => {
    const own = await serveSite({ limits: { bufferedBytes: 1000 } })
    const socket = await opened(own)
    socket.send(encodeMessage({ type: 'call', id: 1, method: 'bytes', params: { count: 5_000_000 } }))
    expect(await nextMessage(socket)).toMatchObject({ type: 'result' })
    socket.terminate()
    await own.remove()
  })

  test('who is gone without a word is noticed', async () => {
    const own = await serveSite({ limits: { heartbeatMs: 50 } })
    const silent = await rawChannel(own)
    // It never answers a ping.
    silent.resume()
    const noticed = new Promise<void>((resolve) => own.channels[0]!.onClose(resolve))
    await Promise.all([noticed, once(silent, 'close')])
    await own.remove()
  })

  test('who answers stays, and hears that the server is there', async () => {
    const own = await serveSite({ limits: { heartbeatMs: 50 } })
    const socket = await opened(own)
    for (let beat = 0; beat < 5; beat++) {
      const [data] = (await once(socket, 'message')) as [Buffer]
      expect(data).toHaveLength(0)
    }
    expect(own.channels).toHaveLength(1)
    socket.terminate()
    await own.remove()
  })

  test('there are only so many pages', async () => {
    const own = await serveSite({ limits: { pages: 3 } })
    const sockets = await Promise.all([1, 2, 3].map(() => opened(own)))
    expect(await outcomeOf(openSocket(own))).toBe(503)
    sockets[0]!.terminate()
    await once(sockets[0]!, 'close')
    // The server hears of it in its own time.
    let outcome: 'open' | number = 503
    while (outcome === 503) outcome = await outcomeOf(openSocket(own))
    expect(outcome).toBe('open')
    for (const socket of sockets) socket.terminate()
    await own.remove()
  })

  test('a thousand connections that say nothing: open pages go on, and new ones are let in when those are over', async () => {
    const own = await serveSite({ limits: { headMs: 1000 } })
    const page = await opened(own)
    const silent = await Promise.all(Array.from({ length: 1000 }, () => openRaw(own.port)))
    page.send(encodeMessage({ type: 'call', id: 1, method: 'echo', params: { value: 'here' } }))
    expect(await nextMessage(page)).toMatchObject({ value: 'here' })
    await Promise.all(silent.map((socket) => ended(socket)))
    await stillServes(own)
    page.terminate()
    await own.remove()
  })

  test('heads that come a byte at a time are not waited for', async () => {
    const own = await serveSite({ limits: { headMs: 500 } })
    const socket = await openRaw(own.port)
    socket.write(`GET / HTTP/1.1\r\nHost: ${own.host}\r\n`)
    const drip = setInterval(() => socket.write('X'), 50)
    socket.resume()
    await once(socket, 'close')
    clearInterval(drip)
    await own.remove()
  })

  test('a server that ends says goodbye, and waits for nobody', async () => {
    const own = await serveSite()
    const page = await opened(own)
    const silent = await rawChannel(own)
    silent.pause()
    const code = closeCode(page)
    await own.remove()
    expect(await code).toBe(1001)
    silent.destroy()
    await expect(openRaw(own.port)).rejects.toThrow('ECONNREFUSED')
  })
})
