/**
 * Connections of one engine. By default each user keeps its own, as browsers do; or a plan gives a number that all users
 * of the engine share, waiting in line when all are busy (that wait is the phase `blocked`).
 */
import type { SecureContext } from 'node:tls'
import { Client, type buildConnector } from 'undici'
import type { Settings } from '../../../core/plan/compiledPlan.ts'
import { secureContextOf } from '../tlsFiles.ts'
import { formatDurationCompact } from '../../../core/units/duration.ts'
import { openSocket, type Opening } from '../openSocket.ts'

export class ConnectTimeoutError extends Error {
  readonly code = 'UND_ERR_CONNECT_TIMEOUT'
}

/** What a connection hears of its socket. */
interface SocketEvents {
  opened: (opening: Opening) => void
  /** The first error after that. */
  failed: (error: Error) => void
}

/** One connection to one origin; carries one request at a time. */
export class Connection {
  readonly origin: string
  readonly client: Client
  /** How often it was opened, or tried to be. */
  openings = 0
  #opening: Opening | null = null

  #socketError: Error | null = null

  constructor(origin: string, connector: (events: SocketEvents) => buildConnector.connector) {
    this.origin = origin
    const connect = connector({
      opened: (opening) => {
        this.#opening = opening
        this.#socketError = null
      },
      failed: (error) => (this.#socketError ??= error),
    })
    this.client = new Client(origin, {
      connect: (options, callback) => {
        this.openings++
        connect(options, callback)
      },
      pipelining: 1,
      // Deadlines of whole requests are the engine's (one sweep for all), so that no timer is armed per request.
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: 60_000,
      allowH2: false,
    })
  }

  /** The opening of this connection, once: for the request that caused it. */
  takeOpening(): Opening | null {
    const opening = this.#opening
    this.#opening = null
    return opening
  }

  /**
   * Why the connection was lost. An alert of TLS (a client certificate is missing) comes right before the end of the
   * connection, and undici tells of the end only.
   */
  reasonOf(error: unknown): unknown {
    const isLost = error instanceof Error && 'code' in error && error.code === 'UND_ERR_SOCKET'
    return isLost ? (this.#socketError ?? error) : error
  }

  destroy(): void {
    this.client.destroy(null).catch(() => {})
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

  /** Gives up a connection that never came to be; the next request opens a new one. */
  abandon(connection: Connection, own: Map<string, Connection>): void {
    connection.destroy()
    if (this.#settings.connections === 'perUser') {
      if (own.get(connection.origin) === connection) own.delete(connection.origin)
    } else {
      const pool = this.#pool(connection.origin)
      pool.open--
      this.#serve(connection.origin, pool)
    }
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
    return new Connection(origin, (events) => this.#connector(events))
  }

  /** Opens sockets itself rather than through undici, to know when the name was found, the peer reached, TLS agreed. */
  #connector({ opened, failed }: SocketEvents): buildConnector.connector {
    return (options, callback) => {
      const secure = options.protocol === 'https:'
      const host = options.hostname
      const port = Number(options.port) || (secure ? 443 : 80)
      let settled = false
      const settle = (error: Error | null): void => {
        if (settled) return
        settled = true
        clearTimeout(timer)
        if (error) callback(error, null)
        else callback(null, socket)
      }
      const { servername } = options
      const socket = openSocket({ host, port, secure, servername }, this.tls, (opening) => {
        opened(opening)
        settle(null)
      })
      const closed = this.countSocket()
      const timer = setTimeout(() => {
        const limit = formatDurationCompact(this.#settings.connectTimeoutMs)
        socket.destroy(new ConnectTimeoutError(`no connection to ${host}:${port} within ${limit}`))
      }, this.#settings.connectTimeoutMs)
      socket.once('close', () => {
        closed()
        settle(new Error('the connection was closed while it was being opened'))
      })
      socket.on('error', (error) => {
        if (settled) failed(error)
        else settle(error)
      })
    }
  }
}
