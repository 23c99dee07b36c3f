/**
 * The workbench over HTTP: the page as files, and one WebSocket for each page that is open.
 *
 * The page itself is no secret; what it may ask is. So files are given to whoever calls this server by its name, and the
 * channel is opened only to a page of this server that has the token. The token comes to the page in the part of the URL that
 * browsers keep to themselves (`#token=…`) and stays in the storage of its origin. A cookie would do the same with less code,
 * but cookies do not know ports: every other server on this machine, the target under test among them, would be sent it.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { Channel } from '../contract/channel.ts'
import { createAdmission, PROTOCOL, type Admission, type Refusal } from './admission.ts'
import { SERVER_LIMITS, type ServerLimits } from './limits.ts'
import { listen } from './listen.ts'
import { endWithRefusal, sendFile, sendJson, sendPage, sendRefusal } from './responses.ts'
import { createTickets } from './secrets.ts'
import { servedNames } from './servedNames.ts'
import { readSite, type Site } from './siteFiles.ts'
import { webSocketChannel } from './webSocketChannel.ts'

export interface ServerOptions {
  /** An address or a name of this machine; `0.0.0.0` and `::` are all of them. */
  host: string
  /** 0: any free one. */
  port: number
  /** By `newToken`. */
  token: string
  /** Of the built page. */
  rendererFolder: string
  /** Serves a page until its channel closes; `signal` is aborted then, too. */
  serve: (channel: Channel, signal: AbortSignal) => void
  /** For tests, which want to reach them. */
  limits?: Partial<ServerLimits>
}

export interface RunningServer {
  /** With the token, for people: whoever has it may do everything. The first of `urls`. */
  url: string
  /** One for each address it listens on, with the token. */
  urls: string[]
  /** The same without the token. */
  addresses: string[]
  /** With a ticket instead of the token: lets one page in, once. For the arguments of a process, which others can read. */
  ticketUrl(): string
  /** Resolves when every connection is closed. */
  close(): Promise<void>
}

const CHANNEL_PATH = '/channel'
const SESSION_PATH = '/session'
/** What an end of ours is called: pages connect again when there is a server again. */
const GOING_AWAY = 1001
/** From the goodbye to the end of a page that does not answer it. */
const GOODBYE_MS = 500

/** @throws ServerError */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { host, token } = options
  const limits = { ...SERVER_LIMITS, ...options.limits }
  const site = readSite(options.rendererFolder)
  const tickets = createTickets()
  const server = createServer({
    maxHeaderSize: 16 * 1024,
    headersTimeout: limits.headMs,
    requestTimeout: limits.headMs,
    connectionsCheckingInterval: Math.min(limits.headMs, 1000),
  })
  server.maxConnections = limits.connections
  server.timeout = limits.idleMs
  await listen(server, host, options.port)

  const { addresses, hosts } = servedNames(host, server.address() as AddressInfo)
  const admission = createAdmission({ token, tickets, hosts })
  server.on('request', (request, response) => answer({ request, response, site, token, admission }))
  server.on('clientError', (_, socket) => {
    if (socket.writable)
      endWithRefusal(socket, { status: 400, reason: 'That is no HTTP request, or it came too slowly.' })
    else socket.destroy()
  })
  const sockets = acceptChannels(server, { admission, limits, serve: options.serve })

  const withToken = (address: string): string => `${address}/#token=${token}`
  return {
    url: withToken(addresses[0]),
    urls: addresses.map(withToken),
    addresses,
    ticketUrl: () => `${addresses[0]}/#ticket=${tickets.issue()}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of sockets.clients) socket.close(GOING_AWAY)
      server.closeIdleConnections()
      const late = setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate()
        server.closeAllConnections()
      }, GOODBYE_MS)
      await closed
      clearTimeout(late)
    },
  }
}

interface Answer {
  request: IncomingMessage
  response: ServerResponse
  site: Site
  token: string
  admission: Admission
}

function answer({ request, response, site, token, admission }: Answer): void {
  const { method, headers } = request
  const refuse = (refusal: Refusal): void => sendRefusal(response, refusal)
  const elsewhere = admission.refusedHost(headers)
  if (elsewhere !== null) return refuse(elsewhere)
  // Nothing is changed by a request: there is no other method, and so none that a page of somebody else could send.
  if (method !== 'GET' && method !== 'HEAD') return refuse({ status: 405, reason: 'Only GET and HEAD.' })
  const [path] = (request.url ?? '').split('?', 1) as [string]
  if (path === '/') return sendPage(response, site.page)
  if (path === SESSION_PATH) {
    const refusal = admission.refusedSession(headers)
    return refusal === null ? sendJson(response, { token }) : refuse(refusal)
  }
  const file = site.files.get(path)
  if (file === undefined) return refuse({ status: 404, reason: 'There is no such file.' })
  sendFile(request, response, file)
}

interface Accepting {
  admission: Admission
  limits: ServerLimits
  serve: ServerOptions['serve']
}

function acceptChannels(server: Server, { admission, limits, serve }: Accepting): WebSocketServer {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.messageBytes,
    perMessageDeflate: false,
    handleProtocols: () => PROTOCOL,
  })
  function refused({ headers, url }: IncomingMessage): Refusal | null {
    const notAdmitted = admission.refusedChannel(headers)
    if (notAdmitted !== null) return notAdmitted
    if (url !== CHANNEL_PATH) return { status: 404, reason: `There is no channel but ${CHANNEL_PATH}.` }
    if (sockets.clients.size < limits.pages) return null
    return { status: 503, reason: `There are ${limits.pages} open pages already. Close one.` }
  }
  sockets.on('wsClientError', (_, socket) =>
    endWithRefusal(socket, { status: 400, reason: 'That is no WebSocket handshake.' }),
  )
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Until ws has it: a connection that breaks now would end the process.
    const ignore = (): void => {}
    socket.on('error', ignore)
    const refusal = refused(request)
    if (refusal !== null) return endWithRefusal(socket, refusal)
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      socket.off('error', ignore)
      const abort = new AbortController()
      const channel = webSocketChannel(webSocket, limits)
      channel.onClose(() => abort.abort())
      serve(channel, abort.signal)
    })
  })
  return sockets
}
