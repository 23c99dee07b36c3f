/**
 * Opens a TCP or TLS connection and measures its parts: the name found, the peer reached, TLS agreed. Libraries are handed
 * the open socket, because none of them tells these times.
 */
import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { Network } from './network.ts'

/** How long the parts of opening a connection took, ms. */
export interface Opening {
  dnsMs: number
  connectMs: number
  tlsMs: number
}

export interface SocketPeer {
  /** Name or address; an IPv6 address with or without its brackets. */
  host: string
  port: number
  secure: boolean
  /** The name for TLS where it is not the host. */
  servername?: string
}

/** Takes what arrives, as `onread` of node:net does: one buffer for all sockets, its contents gone when the call returns. */
export interface SocketReader {
  buffer: Buffer
  callback(bytes: number, buffer: Buffer): boolean
}

/**
 * The socket, still opening. `opened` is called once when it can be used (with TLS: when that is agreed); never when it fails:
 * the caller listens to its `error` and `close`. Without a `reader` it is a stream to read from.
 */
export function openSocket(
  peer: SocketPeer,
  network: Pick<Network, 'tls' | 'lookup'>,
  opened: (opening: Opening) => void,
  reader?: SocketReader,
  alpn = 'http/1.1',
): Socket {
  const host = peer.host.startsWith('[') ? peer.host.slice(1, -1) : peer.host
  const { port, secure } = peer
  const startMs = performance.now()
  let resolvedMs = startMs
  let connectedMs = startMs
  const socket: Socket = secure
    ? connectTls({
        host,
        port,
        // An address is not a name that TLS may ask for (RFC 6066 §3).
        servername: peer.servername || (isIP(host) === 0 ? host : ''),
        ALPNProtocols: [alpn],
        lookup: network.lookup,
        ...(reader && { onread: reader }),
        ...network.tls,
      })
    : connectTcp({ host, port, lookup: network.lookup, ...(reader && { onread: reader }) })
  socket.setNoDelay(true)
  socket.once('lookup', () => {
    resolvedMs = performance.now()
  })
  socket.once('connect', () => {
    connectedMs = performance.now()
  })
  socket.once(secure ? 'secureConnect' : 'connect', () => {
    const endMs = performance.now()
    opened({
      dnsMs: resolvedMs - startMs,
      connectMs: connectedMs - resolvedMs,
      tlsMs: secure ? endMs - connectedMs : 0,
    })
  })
  return socket
}
