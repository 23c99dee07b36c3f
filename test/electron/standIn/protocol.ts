/** protocol.handle over http on loopback, as no browser but Electron's takes a scheme of our own. Ports of pages go the same way. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'

type Handler = (request: Request) => Response | Promise<Response>
let handler: Handler | null = null
export const privileged: unknown[] = []

export const protocol = {
  registerSchemesAsPrivileged: (schemes: unknown[]) => void privileged.push(...schemes),
  handle: (_scheme: string, given: Handler) => void (handler = given),
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
