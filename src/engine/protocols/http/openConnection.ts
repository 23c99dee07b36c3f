/** Opens what an HTTP client speaks on: directly or through the proxy, within the time that is allowed. */
import type { Socket } from 'node:net'
import { formatDurationCompact } from '../../../core/units/duration.ts'
import type { Network } from '../network.ts'
import { openSocket, type Opening, type SocketPeer, type SocketReader } from '../openSocket.ts'
import { openTunnel } from '../tunnel.ts'

export class ConnectTimeoutError extends Error {
  readonly code = 'UND_ERR_CONNECT_TIMEOUT'
}

/** What a client hears of its connection. */
export interface ConnectionEvents {
  /** It can be used. */
  opened(socket: Socket, opening: Opening): void
  /** The buffer is used again when the call returns. */
  read(buffer: Buffer, length: number): void
  /** The other side sends no more. */
  ended(): void
  /** It is gone; with the error that ended it, or that kept it from opening. */
  closed(error: Error | null): void
}

/** Begins to open a connection; its events come later, never during the call. */
export type OpenConnection = (events: ConnectionEvents) => { destroy(): void }

export interface ConnectionOptions {
  network: Network
  peer: SocketPeer
  /** Through the proxy of the network, by CONNECT. */
  throughProxy: boolean
  alpn: 'http/1.1' | 'h2'
  connectTimeoutMs: number
  /** What is read is put here, and taken at once; null: whoever gets the socket reads from it. */
  readBuffer: Buffer | null
  /** Counts a socket; call the result when it is closed. */
  countSocket(): () => void
}

export function openConnection(options: ConnectionOptions, events: ConnectionEvents): { destroy(): void } {
  const { network, peer, throughProxy, alpn, connectTimeoutMs, readBuffer } = options
  const closed = options.countSocket()
  let failure: Error | null = null
  const timer = setTimeout(() => {
    const limit = formatDurationCompact(connectTimeoutMs)
    handle.destroy(new ConnectTimeoutError(`no connection to ${peer.host}:${peer.port} within ${limit}`))
  }, connectTimeoutMs)
  const over = (error: Error | null): void => {
    clearTimeout(timer)
    closed()
    events.closed(error)
  }
  const opened = (socket: Socket, opening: Opening): void => {
    clearTimeout(timer)
    events.opened(socket, opening)
  }
  const watch = (socket: Socket): void => {
    socket.once('end', () => events.ended())
    socket.on('error', (error) => (failure ??= error))
    socket.once('close', () => over(failure))
  }
  let handle: { destroy(error?: Error): void }
  if (throughProxy && network.proxy !== null) {
    handle = openTunnel(peer, network.proxy, network, alpn, {
      opened: (socket, opening) => {
        handle = socket
        if (readBuffer !== null) socket.on('data', (chunk: Buffer) => events.read(chunk, chunk.length))
        watch(socket)
        opened(socket, opening)
      },
      failed: over,
    })
  } else {
    const reader: SocketReader | undefined =
      readBuffer === null
        ? undefined
        : {
            buffer: readBuffer,
            callback: (length, buffer) => {
              events.read(buffer, length)
              return true
            },
          }
    const socket = openSocket(peer, network, (opening) => opened(socket, opening), reader, alpn)
    handle = socket
    watch(socket)
  }
  return { destroy: () => handle.destroy() }
}
