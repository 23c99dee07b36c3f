/** A server of its own for a test: a small page, and handlers that answer over the real RPC. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { z } from 'zod'
import type { Channel } from '../../contract/channel.ts'
import { method, subscription, type Handlers } from '../../contract/method.ts'
import { serveRpc } from '../../contract/rpc/serveRpc.ts'
import { newToken } from '../secrets.ts'
import { startServer, type RunningServer, type ServerOptions } from '../startServer.ts'

export const contract = {
  methods: {
    echo: method<unknown>()(z.strictObject({ value: z.unknown() })),
    bytes: method<Uint8Array>()(z.strictObject({ count: z.int() })),
  },
  subscriptions: { numbers: subscription<number>()(z.strictObject({ from: z.int() })) },
}

const handlers: Handlers<typeof contract> = {
  methods: {
    echo: ({ value }) => value,
    bytes: ({ count }) => new Uint8Array(count).fill(1),
  },
  subscriptions: {
    numbers({ from }, context) {
      for (let number = from; number < from + 3; number++) context.emit(number)
    },
  },
}

export const PAGE = '<!doctype html><script nonce="__CSP_NONCE__"></script><style nonce="__CSP_NONCE__"></style>'
export const SCRIPT = 'console.log(1)'

export interface Served {
  server: RunningServer
  token: string
  /** `127.0.0.1:41234` */
  host: string
  port: number
  folder: string
  /** Pages that are being served now. */
  channels: Channel[]
  remove(): Promise<void>
}

export function siteFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'loadwright-site-'))
  const site = join(folder, 'site')
  mkdirSync(join(site, 'assets'), { recursive: true })
  writeFileSync(join(site, 'index.html'), PAGE)
  writeFileSync(join(site, 'icon.svg'), '<svg/>')
  writeFileSync(join(site, 'assets', 'index-AbC.js'), SCRIPT)
  writeFileSync(join(folder, 'secret.txt'), 'secret')
  return folder
}

export async function serveSite(options: Partial<ServerOptions> = {}): Promise<Served> {
  const folder = siteFolder()
  const token = newToken()
  const channels: Channel[] = []
  const server = await startServer({
    host: '127.0.0.1',
    port: 0,
    token,
    rendererFolder: join(folder, 'site'),
    serve(channel, signal) {
      channels.push(channel)
      signal.addEventListener('abort', () => channels.splice(channels.indexOf(channel), 1), { once: true })
      serveRpc(channel, contract, handlers, { program: 'test', onFault: () => {} })
    },
    ...options,
  })
  const { host, port } = new URL(server.addresses[0]!)
  return {
    server,
    token,
    host,
    port: Number(port),
    folder,
    channels,
    async remove() {
      await server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

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
