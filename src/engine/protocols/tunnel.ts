/** A connection through a proxy: HTTP CONNECT (RFC 9110 §9.3.6), and TLS with the target inside it where that is asked for. */
import { isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { readHead, MAX_HEAD_BYTES } from './http/http1/readHead.ts'
import { BadResponseError } from './http/http1/badResponse.ts'
import type { Network, ProxyRoute } from './network.ts'
import { openSocket, type Opening, type SocketPeer } from './openSocket.ts'

/** The proxy did not connect; the message says why. */
export class ProxyError extends Error {
  override name = 'ProxyError'
  readonly code = 'UND_ERR_PRX_CONN'
}

export interface TunnelEvents {
  /** The socket can be used: it reaches the target. */
  opened(socket: Socket, opening: Opening): void
  /** Once, instead of `opened`. */
  failed(error: Error): void
}

/** `alpn`: what is offered to the target. Destroying what is returned gives the tunnel up. */
export function openTunnel(
  peer: SocketPeer,
  proxy: ProxyRoute,
  network: Network,
  alpn: string,
  events: TunnelEvents,
): { destroy(error?: Error): void } {
  let opening: Opening | null = null
  let answeredMs = 0
  let isOver = false
  let toTarget: Socket | null = null
  const fail = (error: Error): void => {
    if (isOver) return
    isOver = true
    toProxy.destroy()
    toTarget?.destroy()
    events.failed(error)
  }
  const toProxy = openSocket(proxy.peer, network, (opened) => {
    opening = opened
    const authority = `${peer.host}:${peer.port}`
    const authorization = proxy.authorization === null ? '' : `proxy-authorization: ${proxy.authorization}\r\n`
    toProxy.write(`CONNECT ${authority} HTTP/1.1\r\nhost: ${authority}\r\n${authorization}\r\n`, 'latin1')
  })
  const askedMs = performance.now()
  let head: Buffer = Buffer.alloc(0)
  const read = (chunk: Buffer): void => {
    head = Buffer.concat([head, chunk])
    const end = head.indexOf('\r\n\r\n')
    if (end < 0) {
      if (head.length > MAX_HEAD_BYTES) fail(new ProxyError('its answer is no HTTP'))
      return
    }
    toProxy.off('data', read)
    answeredMs = performance.now()
    const refusal = refusalOf(head.toString('latin1', 0, end + 4))
    if (refusal !== null) fail(new ProxyError(refusal))
    else if (head.length > end + 4) fail(new ProxyError('it sent more than its answer'))
    else if (peer.secure) speakTls()
    else done(toProxy)
  }
  const speakTls = (): void => {
    const host = peer.host.replace(/^\[|\]$/g, '')
    const secure = connectTls({
      socket: toProxy,
      servername: peer.servername || (isIP(host) === 0 ? host : ''),
      ALPNProtocols: [alpn],
      ...network.tls,
    })
    toTarget = secure
    secure.once('secureConnect', () => done(secure))
    secure.on('error', fail)
    secure.once('close', () => fail(new Error('the connection was closed while it was being opened')))
  }
  const done = (socket: Socket): void => {
    if (isOver) return
    isOver = true
    const { dnsMs = 0 } = opening ?? {}
    const tlsMs = peer.secure ? performance.now() - answeredMs : 0
    events.opened(socket, { dnsMs, connectMs: answeredMs - askedMs - dnsMs, tlsMs })
  }
  toProxy.on('data', read)
  toProxy.on('error', (error) => fail(toTarget === null ? unreachable(error) : error))
  toProxy.once('close', () => fail(new ProxyError('it closed the connection')))
  return {
    destroy: (error) => fail(error ?? new Error('the connection was given up while it was being opened')),
  }
}

/** Null: the way is free. */
function refusalOf(head: string): string | null {
  try {
    const framing = { contentLength: null, isChunked: false, keepAlive: false, keepAliveMs: null }
    const { status, statusText } = readHead(head, framing)
    if (status >= 200 && status < 300) return null
    const cure = status === 407 ? '; give user and password in settings.proxy' : ''
    return `it answered ${status} ${statusText}`.trimEnd() + cure
  } catch (error) {
    if (!(error instanceof BadResponseError)) throw error
    return 'its answer is no HTTP'
  }
}

function unreachable(error: Error): ProxyError {
  const code = 'code' in error ? String(error.code) : ''
  const reason = code === 'ECONNREFUSED' ? 'nothing is listening there' : error.message
  return new ProxyError(`it cannot be reached: ${reason}`, { cause: error })
}
