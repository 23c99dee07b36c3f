/**
 * Connections of one engine. By default each user keeps its own, as browsers do; or a plan gives a number that all users
 * of the engine share, waiting in line when all are busy (that wait is the phase `blocked`).
 */
import type { Settings } from '../../../core/plan/compiledPlan.ts'
import { peerOf, type Network } from '../network.ts'
import { Http1Client } from './http1/http1Client.ts'
import { Http2Client } from './http2Client.ts'
import type { HttpClient } from './httpClient.ts'
import { openConnection, type OpenConnection } from './openConnection.ts'

const READ_BUFFER_BYTES = 64 * 1024

/** One connection to one origin. */
export class Connection {
  readonly origin: string
  readonly client: HttpClient
  /** Exchanges that it carries now. */
  active = 0

  constructor(origin: string, client: HttpClient) {
    this.origin = origin
    this.client = client
  }
}

/** Who waits for a connection of a shared pool. */
export interface ConnectionWaiter {
  connected(connection: Connection): void
}

interface Pool {
  /** Those that carry nothing. */
  free: Connection[]
  open: Connection[]
  waiting: Set<ConnectionWaiter>
  serving: boolean
}

export class Connections {
  readonly network: Network
  readonly #settings: Settings
  readonly #pools = new Map<string, Pool>()
  /** What any socket has read: it is dealt with at once, so that one buffer serves all. */
  readonly #readBuffer = Buffer.allocUnsafeSlow(READ_BUFFER_BYTES)
  #sockets = 0

  constructor(settings: Settings, network: Network) {
    this.#settings = settings
    this.network = network
  }

  /** Sockets open now. */
  get sockets(): number {
    return this.#sockets
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
    connection.active--
    if (connection.active === 0) pool.free.push(connection)
    this.#serve(connection.origin, pool)
  }

  /** First come, first served; whoever comes or is done while others are served is served by the same loop. */
  #serve(origin: string, pool: Pool): void {
    if (pool.serving) return
    pool.serving = true
    for (const waiter of pool.waiting) {
      const connection = pool.free.pop() ?? this.#another(origin, pool)
      if (connection === null) break
      connection.active++
      pool.waiting.delete(waiter)
      waiter.connected(connection)
    }
    pool.serving = false
  }

  /** A new connection as long as there may be more, else the one that carries least, if it can carry more. */
  #another(origin: string, pool: Pool): Connection | null {
    if (pool.open.length < Number(this.#settings.connections)) {
      const connection = this.#open(origin)
      pool.open.push(connection)
      return connection
    }
    if (this.#settings.http !== '2') return null
    const least = pool.open.reduce((one, other) => (other.active < one.active ? other : one))
    return least.active < least.client.capacity ? least : null
  }

  /** Leaves the line. */
  leave(origin: string, waiter: ConnectionWaiter): void {
    this.#pools.get(origin)?.waiting.delete(waiter)
  }

  close(): void {
    for (const pool of this.#pools.values()) for (const { client } of pool.open) client.close()
  }

  #pool(origin: string): Pool {
    let pool = this.#pools.get(origin)
    if (!pool) {
      pool = { free: [], open: [], waiting: new Set(), serving: false }
      this.#pools.set(origin, pool)
    }
    return pool
  }

  #open(origin: string): Connection {
    const target = peerOf(origin)
    const { proxy } = this.network
    const isProxied = proxy !== null && proxy.serves(target.host)
    if (this.#settings.http === '2')
      return new Connection(origin, new Http2Client(origin, this.#opener(target, isProxied, 'h2')))
    // A proxy passes plain requests on; what is encrypted goes through a tunnel.
    if (isProxied && !target.secure) {
      const open = this.#opener(proxy.peer, false, 'http/1.1')
      return new Connection(origin, new Http1Client(origin, open, proxy.authorization))
    }
    return new Connection(origin, new Http1Client(origin, this.#opener(target, isProxied, 'http/1.1')))
  }

  #opener(peer: ReturnType<typeof peerOf>, throughProxy: boolean, alpn: 'http/1.1' | 'h2'): OpenConnection {
    const options = {
      network: this.network,
      peer,
      throughProxy,
      alpn,
      connectTimeoutMs: this.#settings.connectTimeoutMs,
      readBuffer: alpn === 'h2' ? null : this.#readBuffer,
      countSocket: () => this.countSocket(),
    }
    return (events) => openConnection(options, events)
  }
}
