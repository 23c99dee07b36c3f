/** Real servers on loopback for tests of the engine: one of node:http, and one that says exactly the bytes it is told to. */
import { once } from 'node:events'
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net'

export interface TestServer {
  url: string
  port: number
  /** Connections accepted so far. */
  connections: number
  close: () => Promise<void>
}

export interface ReceivedRequest {
  method: string
  url: string
  headers: IncomingMessage['headers']
  rawHeaders: string[]
  body: Buffer
  /** Which connection, from 0. */
  connection: number
}

export async function listening(server: Server, protocol = 'http'): Promise<TestServer> {
  const sockets = new Set<Socket>()
  const started: TestServer = {
    url: '',
    port: 0,
    connections: 0,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  server.on('connection', (socket: Socket) => {
    started.connections++
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  started.port = (server.address() as AddressInfo).port
  started.url = `${protocol}://127.0.0.1:${started.port}`
  return started
}

/** Keeps what it receives, bodies whole. */
export async function httpServer(
  answer: (request: ReceivedRequest, response: ServerResponse) => void,
): Promise<TestServer & { received: ReceivedRequest[] }> {
  const received: ReceivedRequest[] = []
  const numbers = new Map<Socket, number>()
  const server = createHttpServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      if (!numbers.has(request.socket)) numbers.set(request.socket, numbers.size)
      const { method = '', url = '', headers, rawHeaders } = request
      const whole = {
        method,
        url,
        headers,
        rawHeaders,
        body: Buffer.concat(chunks),
        connection: numbers.get(request.socket)!,
      }
      received.push(whole)
      answer(whole, response)
    })
  })
  return Object.assign(await listening(server), { received })
}

/** For each request whose head has arrived (bodies are not looked for) something is done to the socket. */
export async function rawServer(
  answer: (socket: Socket, path: string, connection: number) => void,
): Promise<TestServer> {
  let count = 0
  const server = createTcpServer((socket) => {
    const connection = count++
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        const path = text.split(' ', 2)[1] ?? ''
        text = text.slice(end + 4)
        answer(socket, path, connection)
      }
    })
  })
  return listening(server)
}

/** A port of this machine on which nothing listens. */
export async function closedPort(): Promise<number> {
  const server = await listening(createTcpServer())
  await server.close()
  return server.port
}

/** One user does the steps once. `more`: further lines of the plan, `user`: further keys of the user type. */
export function onePass(target: string, steps: string, more = '', user = ''): string {
  return `
name: one pass
target: ${target}
${more}
users:
  U:
    ${user.replaceAll('\n', '\n    ')}
    tasks:
      - name: t
        steps:
${steps
  .trim()
  .split('\n')
  .map((line) => `          ${line}`)
  .join('\n')}
scenarios:
  s: { load: { arrivals: 10/s, for: 100ms, maxUsers: 1 } }
`
}
