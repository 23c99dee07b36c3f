/**
 * Connections of one engine. By default each user keeps its own, as browsers do; or a plan gives a number that all users
 * of the engine share, waiting in line when all are busy (that wait is the phase `blocked`).
 */
import type { Socket } from 'node:net'
import type { SecureContext } from 'node:tls'
import type { Settings } from '../../../core/plan/compiledPlan.ts'
import { secureContextOf } from '../tlsFiles.ts'
import { formatDurationCompact } from '../../../core/units/duration.ts'
import { openSocket, type Opening, type SocketPeer } from '../openSocket.ts'
import { Http1Client, type SocketEvents } from './http1/http1Client.ts'
import type { HttpClient } from './httpClient.ts'

export class ConnectTimeoutError extends Error {
  readonly code = 'UND_ERR_CONNECT_TIMEOUT'
}

const READ_BUFFER_BYTES = 64 * 1024

/** One connection to one origin; carries one request at a time. */
export class Connection {
  readonly origin: string
  readonly client: HttpClient
  #opening: Opening | null = null

  constructor(origin: string, open: (events: SocketEvents, opened: (opening: Opening) => void) => Socket) {
    this.origin = origin
    this.client = new Http1Client(origin, (events) => open(events, (opening) => (this.#opening = opening)))
  }

  /** The opening of this connection, once: for the request that caused it. */
  takeOpening(): Opening | null {
    const opening = this.#opening
    this.#opening = null
    return opening
  }

  destroy(): void {
    this.client.abort()
  }
}

/** Who waits for a connection of a shared pool. */
export interface ConnectionWaiter {
  connected(connection: Connection): void
}

interface Pool {
  free: Connection[]
  open: number
  waiting: Set<ConnectionWaiter>
  serving: boolean
}

export class Connections {
  readonly #settings: Settings
  readonly #secureContext: SecureContext | null
  readonly #pools = new Map<string, Pool>()
  /** What any socket has read: it is dealt with at once, so that one buffer serves all. */
  readonly #readBuffer = Buffer.allocUnsafeSlow(READ_BUFFER_BYTES)
  #sockets = 0

  /** @throws Error when a certificate file of the plan cannot be read or used. */
  constructor(settings: Settings) {
    this.#settings = settings
    this.#secureContext = secureContextOf(settings.tls)
  }

  /** Sockets open now. */
  get sockets(): number {
    return this.#sockets
  }

  /** TLS options for other protocols (WebSocket). */
  get tls(): { secureContext?: SecureContext; rejectUnauthorized: boolean } {
    return {
      ...(this.#secureContext && { secureContext: this.#secureContext }),
      rejectUnauthorized: this.#settings.tls.verify,
    }
  }

  /** Counts a socket that another protocol opened; call the result when it is closed. */
  countSocket(): () => void {
    this.#sockets++
    let open = true
    return () => {
      if (open) this.#sockets--
      open = false
    }
  }

  /** `own`: the asking user's connections by origin. The waiter is called at once where a connection is free. */
  acquire(origin: string, own: Map<string, Connection>, waiter: ConnectionWaiter): void {
    if (this.#settings.connections === 'perUser') {
      let connection = own.get(origin)
      if (!connection) {
        connection = this.#open(origin)
        own.set(origin, connection)
      }
      waiter.connected(connection)
      return
    }
    const pool = this.#pool(origin)
    pool.waiting.add(waiter)
    this.#serve(origin, pool)
  }

  /** After each request: hands a shared connection to the next in line. */
  release(connection: Connection): void {
    if (this.#settings.connections === 'perUser') return
    const pool = this.#pool(connection.origin)
    pool.free.push(connection)
    this.#serve(connection.origin, pool)
  }

  /** First come, first served; whoever comes or is done while others are served is served by the same loop. */
  #serve(origin: string, pool: Pool): void {
    if (pool.serving) return
    pool.serving = true
    for (const waiter of pool.waiting) {
      let connection = pool.free.pop()
      if (!connection) {
        if (pool.open >= Number(this.#settings.connections)) break
        pool.open++
        connection = this.#open(origin)
      }
      pool.waiting.delete(waiter)
      waiter.connected(connection)
    }
    pool.serving = false
  }

  /** Leaves the line. */
  leave(origin: string, waiter: ConnectionWaiter): void {
    this.#pools.get(origin)?.waiting.delete(waiter)
  }

  close(): void {
    for (const pool of this.#pools.values()) for (const connection of pool.free) connection.destroy()
  }

  #pool(origin: string): Pool {
    let pool = this.#pools.get(origin)
    if (!pool) {
      pool = { free: [], open: 0, waiting: new Set(), serving: false }
      this.#pools.set(origin, pool)
    }
    return pool
  }

  #open(origin: string): Connection {
    const { hostname, port, protocol } = new URL(origin)
    const secure = protocol === 'https:'
    const peer = { host: hostname, port: Number(port) || (secure ? 443 : 80), secure }
    return new Connection(origin, (events, opened) => this.#openSocket(peer, events, opened))
  }

  #openSocket(peer: SocketPeer, events: SocketEvents, opened: (opening: Opening) => void): Socket {
    const reader = {
      buffer: this.#readBuffer,
      callback: (length: number, buffer: Buffer): boolean => {
        events.read(buffer, length)
        return true
      },
    }
    const whenOpen = (opening: Opening): void => {
      clearTimeout(timer)
      opened(opening)
      events.opened()
    }
    const socket = openSocket(peer, this.tls, whenOpen, reader)
    const closed = this.countSocket()
    const timer = setTimeout(() => {
      const limit = formatDurationCompact(this.#settings.connectTimeoutMs)
      socket.destroy(new ConnectTimeoutError(`no connection to ${peer.host}:${peer.port} within ${limit}`))
    }, this.#settings.connectTimeoutMs)
    let failure: Error | null = null
    socket.once('end', () => events.ended())
    socket.on('error', (error) => (failure ??= error))
    socket.once('close', () => {
      clearTimeout(timer)
      closed()
      events.closed(failure)
    })
    return socket
  }
}
