/** protocol.handle over http on loopback, as no browser but Electron's takes a scheme of our own. Ports of pages go the same way. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'
import { expectNotReady, expectReady } from './app.ts'

type Handler = (request: Request) => Response | Promise<Response>
let handler: Handler | null = null

interface CustomScheme {
  scheme: string
  privileges: { standard?: boolean; secure?: boolean; supportFetchAPI?: boolean }
}
let privileged: readonly CustomScheme[] | null = null

export const protocol = {
  registerSchemesAsPrivileged(schemes: readonly CustomScheme[]): void {
    expectNotReady('protocol.registerSchemesAsPrivileged')
    // A second list would take the place of the first.
    if (privileged !== null) throw new Error('protocol.registerSchemesAsPrivileged is called once.')
    privileged = schemes
  },
  /** @throws Error where a page of it would have no origin, no storage, no modules, or no `fetch` */
  handle(scheme: string, given: Handler): void {
    expectReady('protocol.handle')
    const { standard, secure, supportFetchAPI } = privileged?.find((each) => each.scheme === scheme)?.privileges ?? {}
    if (!standard || !secure || !supportFetchAPI)
      throw new Error(`A page of ${scheme}: would not do without privileges.`)
    if (handler !== null) throw new Error('The scheme is already handled.')
    handler = given
  },
}

export const APP_ORIGIN = 'app://workbench'

const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1')
await once(server, 'listening')
const httpOrigin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (handler === null) return void response.writeHead(503).end()
  const answered = await handler(new Request(`${APP_ORIGIN}${request.url}`, { method: request.method ?? 'GET' }))
  response.writeHead(answered.status, Object.fromEntries(answered.headers))
  response.end(Buffer.from(await answered.arrayBuffer()))
}

export function toHttp(url: string): string {
  return url.startsWith(`${APP_ORIGIN}/`) ? httpOrigin + url.slice(APP_ORIGIN.length) : url
}
/** What a page says of itself, as Electron would. */
export function fromHttp(url: string): string {
  return url === httpOrigin || url.startsWith(`${httpOrigin}/`) ? APP_ORIGIN + url.slice(httpOrigin.length) : url
}

const expected = new Map<number, (socket: WebSocket) => void>()
const sockets = new WebSocketServer({ server })
sockets.on('connection', (socket, request) => {
  const id = Number(/^\/stand-in-port\/(\d+)$/.exec(request.url ?? '')?.[1])
  const use = expected.get(id)
  expected.delete(id)
  if (use === undefined) socket.close()
  else use(socket)
})
/** The page's end of a port, once it connects. */
export function expectSocket(id: number, use: (socket: WebSocket) => void): void {
  expected.set(id, use)
}
