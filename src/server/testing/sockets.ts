/** Clients of a server under test: as a browser's, and as nobody's. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { expect } from 'vitest'
import { WebSocket } from 'ws'
import { decodeMessage, encodeMessage } from '../../contract/wire.ts'
import type { Served } from './servedSite.ts'

/** As a browser would, if not told otherwise. */
export interface OpenOptions {
  origin?: string | null
  token?: string | null
  host?: string
  path?: string
}

export function openSocket(served: Served, options: OpenOptions = {}): WebSocket {
  const { origin = `http://${served.host}`, token = served.token, host = served.host, path = '/channel' } = options
  return new WebSocket(
    `ws://127.0.0.1:${served.port}${path}`,
    token === null ? ['loadwright'] : ['loadwright', `token.${token}`],
    { headers: { host, ...(origin === null ? {} : { origin }) } },
  )
}

/** `open`, or the status it was refused with. */
export async function outcomeOf(socket: WebSocket): Promise<'open' | number> {
  const outcome = await new Promise<'open' | number>((resolve, reject) => {
    socket.once('open', () => resolve('open'))
    socket.once('unexpected-response', (_, response) => resolve(response.statusCode ?? 0))
    socket.once('error', reject)
  })
  socket.on('error', () => {})
  socket.terminate()
  return outcome
}

/** Writes bytes as they are, and resolves with all that comes back until the server closes. */
export async function sendRaw(port: number, text: string | Buffer): Promise<string> {
  const socket = await openRaw(port)
  socket.write(text)
  let answer = ''
  socket.on('data', (data: Buffer) => (answer += data.toString('latin1')))
  await once(socket, 'close')
  return answer
}

export async function openRaw(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

export async function opened(of: Served, options: OpenOptions = {}): Promise<WebSocket> {
  const socket = openSocket(of, options)
  await once(socket, 'open')
  return socket
}

export async function nextMessage(socket: WebSocket): Promise<unknown> {
  const [data] = (await once(socket, 'message')) as [Buffer]
  return decodeMessage(data)
}

export async function closeCode(socket: WebSocket): Promise<number> {
  const [code] = (await once(socket, 'close')) as [number]
  return code
}

/** Answers as before, whatever happened to others. */
export async function stillServes(of: Served): Promise<void> {
  const socket = await opened(of)
  socket.send(encodeMessage({ type: 'call', id: 1, method: 'echo', params: { value: 'x' } }))
  expect(await nextMessage(socket)).toEqual({ type: 'result', id: 1, value: 'x' })
  socket.terminate()
  await once(socket, 'close')
}

/** A handshake by hand, for a client that does nothing a WebSocket client does. */
export async function rawChannel(of: Served): Promise<Socket> {
  const socket = await openRaw(of.port)
  socket.write(
    `GET /channel HTTP/1.1\r\nHost: ${of.host}\r\nOrigin: http://${of.host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}\r\n` +
      `Sec-WebSocket-Protocol: loadwright, token.${of.token}\r\n\r\n`,
  )
  await once(socket, 'data')
  return socket
}

/** Resolves when the server has closed it. */
export async function ended(socket: Socket): Promise<void> {
  socket.resume()
  if (!socket.closed) await once(socket, 'close')
}
