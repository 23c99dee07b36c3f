/**
 * `/ws?token=`: a socket on which a client subscribes to channels and is told of executions. Sockets that answer no ping
 * are ended, and so are those that do not read what they are sent: one slow reader must not fill the server's memory.
 */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { RawData, WebSocket } from 'ws'
import { WebSocketServer } from 'ws'
import type { DatabasePool } from '../database/pool.ts'
import type { Execution } from '../executions/executionEngine.ts'
import type { RequestCounts } from '../http/requestCounts.ts'
import type { Stall } from '../http/stall.ts'
import type { Session, Tokens } from '../http/tokens.ts'
import { AUTH_MESSAGES } from '../http/authentication.ts'
import type { ExecutionFeed } from './executionFeed.ts'
import { executionMessage } from './executionFeed.ts'

export interface LiveSockets {
  /** For the server's `upgrade` event. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  stats(): { readonly open: number; readonly slowConsumersClosed: number }
  close(): void
}

const LARGEST_MESSAGE_BYTES = 64 * 1024
const MOST_UNSENT_BYTES = 1024 * 1024
const MOST_CHANNELS = 100
/** Close codes of RFC 6455 §7.4.1 and the IANA registry. */
const GOING_AWAY = 1001
const TRY_AGAIN_LATER = 1013

export function createLiveSockets(services: {
  readonly tokens: Tokens
  readonly feed: ExecutionFeed
  readonly pool: DatabasePool
  readonly counts: RequestCounts
  readonly stall: Stall
  readonly heartbeatMs: number
}): LiveSockets {
  const { tokens, feed, pool, counts, stall, heartbeatMs } = services
  const server = new WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE_BYTES, perMessageDeflate: false })
  // Handshakes that the library finds wrong, such as another version of the protocol.
  server.on('wsClientError', (error, socket) => {
    reject(socket, 400, 'bad_upgrade', error.message)
  })
  const unanswered = new WeakSet<WebSocket>()
  let slowConsumersClosed = 0

  function send(socket: WebSocket, text: string): void {
    stall.pass(() => {
      if (socket.readyState !== socket.OPEN) return
      if (socket.bufferedAmount > MOST_UNSENT_BYTES) {
        slowConsumersClosed++
        socket.close(TRY_AGAIN_LATER, 'messages are not read fast enough')
        // The close frame waits behind what is not read: do not wait for it.
        socket.terminate()
        return
      }
      socket.send(text, (error) => {
        if (error === undefined || error === null) counts.messageSent()
      })
    })
  }

  function serve(socket: WebSocket, session: Session): void {
    counts.webSocketAccepted()
    const channels = new Set<string>()
    let stopListening: (() => void) | undefined

    function push(execution: Execution): void {
      if (channels.has('executions') || channels.has(`workflow:${execution.workflowId}`)) {
        send(socket, executionMessage(execution))
      }
    }

    const refuse = (error: string, message: string, id: unknown) => {
      send(socket, JSON.stringify({ type: 'error', error, message, id }))
    }

    async function subscribe(channel: string, id: unknown): Promise<void> {
      if (channels.size >= MOST_CHANNELS) {
        refuse('too_many_channels', `at most ${MOST_CHANNELS} channels at once`, id)
        return
      }
      if (channel !== 'executions') {
        const workflowId = channel.startsWith('workflow:') ? channel.slice('workflow:'.length) : ''
        if (workflowId === '') {
          refuse('unknown_channel', 'channels are "executions" and "workflow:ID"', id)
          return
        }
        const viewer = { userId: session.id, isAdmin: session.role === 'admin' }
        const found = await pool.read('readWorkflow', { id: workflowId, viewer })
        if (found.outcome !== 'done') {
          const [error, why] =
            found.outcome === 'forbidden'
              ? ['forbidden', 'the workflow belongs to another user']
              : ['not_found', 'there is no such workflow']
          refuse(error, why, id)
          return
        }
      }
      channels.add(channel)
      stopListening ??= feed.listen(session.id, push)
      send(socket, JSON.stringify({ type: 'subscribed', channel, id }))
    }

    function receive(raw: RawData, isBinary: boolean): void {
      counts.messageReceived()
      const message = isBinary ? undefined : readMessage(raw)
      switch (message?.type) {
        case 'ping':
          send(socket, JSON.stringify({ type: 'pong', id: message.id }))
          return
        case 'subscribe':
          subscribe(String(message.channel), message.id).catch(() => {
            refuse('unavailable', 'the database is busy', message.id)
          })
          return
        case 'unsubscribe':
          channels.delete(String(message.channel))
          send(socket, JSON.stringify({ type: 'unsubscribed', channel: message.channel, id: message.id }))
          return
        case undefined:
          refuse('bad_message', 'a message is a JSON object with a "type"', undefined)
          return
        default:
          refuse('unknown_type', 'types are "subscribe", "unsubscribe" and "ping"', message?.id)
      }
    }

    socket.on('message', receive)
    socket.on('pong', () => unanswered.delete(socket))
    // Its reason, such as a message that is too large, is in the close code that the client gets.
    socket.on('error', () => undefined)
    socket.on('close', () => {
      stopListening?.()
      counts.webSocketClosed()
    })
  }

  const heartbeat = setInterval(() => {
    for (const socket of server.clients) {
      if (unanswered.has(socket)) {
        socket.terminate()
        continue
      }
      unanswered.add(socket)
      socket.ping()
    }
  }, heartbeatMs).unref()

  return {
    upgrade(request, socket, head) {
      // A client that goes away while it waits must not take the process with it.
      const ignore = () => undefined
      socket.on('error', ignore)
      stall.pass(() => {
        const nowMs = Date.now()
        const url = URL.parse(request.url ?? '', 'http://target')
        const token = url?.searchParams.get('token') ?? bearer(request.headers.authorization)
        const check = token === undefined ? ({ outcome: 'missing' } as const) : tokens.check(token, nowMs)
        if (url?.pathname !== '/ws') {
          reject(socket, 404, 'not_found', 'WebSockets are at /ws')
        } else if (check.outcome !== 'valid') {
          const { error, message } = AUTH_MESSAGES[check.outcome]
          reject(socket, 401, error, message)
        } else if (request.method !== 'GET' || request.headers['sec-websocket-key'] === undefined) {
          reject(socket, 400, 'bad_upgrade', 'this is no WebSocket handshake')
        } else {
          const { session } = check
          socket.off('error', ignore)
          server.handleUpgrade(request, socket, head, (webSocket) => {
            serve(webSocket, session)
          })
        }
      })
    },
    stats: () => ({ open: server.clients.size, slowConsumersClosed }),
    close() {
      clearInterval(heartbeat)
      for (const socket of server.clients) {
        socket.close(GOING_AWAY, 'the server is stopping')
        setTimeout(() => socket.terminate(), 200).unref()
      }
      server.close()
    },
  }

  function reject(socket: Duplex, status: 400 | 401 | 404, error: string, message: string): void {
    const reason = { 400: 'Bad Request', 401: 'Unauthorized', 404: 'Not Found' }[status]
    const body = JSON.stringify({ statusCode: status, error, message })
    socket.end(
      `HTTP/1.1 ${status} ${reason}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n` +
        `connection: close\r\n\r\n${body}`,
      () => {
        socket.destroy()
      },
    )
    counts.webSocketRejected(status)
  }
}

interface ClientMessage {
  readonly type: unknown
  readonly channel?: unknown
  readonly id?: unknown
}

function readMessage(raw: RawData): ClientMessage | undefined {
  try {
    const bytes = Array.isArray(raw) ? Buffer.concat(raw) : Buffer.isBuffer(raw) ? raw : Buffer.from(raw)
    const message: unknown = JSON.parse(bytes.toString())
    return typeof message === 'object' && message !== null && 'type' in message ? message : undefined
  } catch {
    return undefined
  }
}

function bearer(header: string | undefined): string | undefined {
  return header?.startsWith('Bearer ') === true ? header.slice('Bearer '.length) : undefined
}
