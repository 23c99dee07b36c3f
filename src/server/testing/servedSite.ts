/** A server of its own for a test: a small page, and handlers that answer over the real RPC. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
