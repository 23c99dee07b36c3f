/**
 * One HTTP/2 connection (RFC 9113), on node:http2: over TLS where ALPN agrees on it, else with prior knowledge. It carries
 * many exchanges at once. A server that does not speak HTTP/2 is a failure: the plan asked for it, and numbers of another protocol would
 * be wrong ones.
 */
import { BodyFileError, StreamedBody } from './streamedBody.ts'
import {
  connect,
  constants,
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type IncomingHttpHeaders,
} from 'node:http2'
import type { TLSSocket } from 'node:tls'
import { InvalidValueError } from '../../values/invalidValue.ts'
import type { ReceivedHeaders } from '../../values/response.ts'
import type { Opening } from '../openSocket.ts'
import type { ClientExchange, HttpClient } from './httpClient.ts'
import type { OpenConnection } from './openConnection.ts'
import { ResponseHead } from './responseHead.ts'

/** The connection speaks another protocol; the message says which. */
export class NoHttp2Error extends Error {
  override name = 'NoHttp2Error'
}

/** The server ended a stream; `reason` is the name of its code. */
export class StreamResetError extends Error {
  override name = 'StreamResetError'
  readonly reason: string

  constructor(reason: string) {
    super(reason)
    this.reason = reason
  }
}

/** What servers allow as a rule (RFC 9113 §6.5.2 recommends no less); node:http2 holds back what is beyond a server's own limit. */
const STREAMS = 100
/** Names of error codes by number (RFC 9113 §7). */
const ERROR_CODES = [
  'NO_ERROR',
  'PROTOCOL_ERROR',
  'INTERNAL_ERROR',
  'FLOW_CONTROL_ERROR',
  'SETTINGS_TIMEOUT',
  'STREAM_CLOSED',
  'FRAME_SIZE_ERROR',
  'REFUSED_STREAM',
  'CANCEL',
  'COMPRESSION_ERROR',
  'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM',
  'INADEQUATE_SECURITY',
  'HTTP_1_1_REQUIRED',
]
const UNFIT_IN_PATH = /[^\x21-\x7e\x80-\xff]/

export class Http2Client implements HttpClient {
  readonly version = '2'
  readonly capacity = STREAMS
  readonly #origin: string
  readonly #open: OpenConnection
  #connection: { destroy(): void } | null = null
  #session: ClientHttp2Session | null = null
  #opening: Opening | null = null
  /** The connection was open. */
  #hasBegun = false
  #hasSettings = false
  /** Exchanges that wait for the connection. */
  readonly #waiting = new Set<ClientExchange>()
  readonly #streams = new Map<ClientExchange, ClientHttp2Stream>()

  constructor(origin: string, open: OpenConnection) {
    this.#origin = origin
    this.#open = open
  }

  dispatch(exchange: ClientExchange): void {
    if (UNFIT_IN_PATH.test(exchange.path))
      throw new InvalidValueError(`"${exchange.path.slice(0, 200)}" cannot be the path of a request`)
    const session = this.#session
    if (session !== null && !session.closed && !session.destroyed) {
      this.#send(exchange, session)
      return
    }
    this.#waiting.add(exchange)
    if (this.#connection === null) this.#connect()
  }

  abort(exchange: ClientExchange): void {
    this.#waiting.delete(exchange)
    const stream = this.#streams.get(exchange)
    this.#streams.delete(exchange)
    stream?.close(constants.NGHTTP2_CANCEL)
    // Still being opened, and for nobody.
    if (this.#session === null && this.#waiting.size === 0) this.close()
  }

  takeOpening(): Opening | null {
    const opening = this.#opening
    this.#opening = null
    return opening
  }

  close(): void {
    this.#waiting.clear()
    this.#streams.clear()
    const session = this.#session
    const connection = this.#connection
    this.#session = null
    this.#connection = null
    session?.destroy()
    connection?.destroy()
  }

  #connect(): void {
    const isCurrent = (): boolean => this.#connection === connection
    this.#hasBegun = false
    const connection = this.#open({
      opened: (socket, opening) => {
        if (!isCurrent()) return
        const { encrypted, alpnProtocol } = socket as Partial<Pick<TLSSocket, 'encrypted' | 'alpnProtocol'>>
        if (encrypted === true && alpnProtocol !== 'h2') {
          this.#lost(new NoHttp2Error('it agreed on no HTTP/2 in the TLS handshake'))
          return
        }
        this.#opening = opening
        const session = connect(this.#origin, { createConnection: () => socket, settings: { enablePush: false } })
        this.#session = session
        this.#hasBegun = true
        this.#hasSettings = false
        session.once('remoteSettings', () => (this.#hasSettings = true))
        session.on('error', (error) => this.#session === session && this.#lost(error))
        session.on('goaway', () => {
          // What is on its way may end; whatever comes now opens a connection of its own.
          if (this.#session !== session) return
          this.#session = null
          this.#connection = null
        })
        const waiting = [...this.#waiting]
        this.#waiting.clear()
        for (const exchange of waiting) this.#send(exchange, session)
      },
      read: () => {},
      ended: () => {},
      closed: (error) => isCurrent() && this.#lost(error),
    })
    this.#connection = connection
  }

  #send(exchange: ClientExchange, session: ClientHttp2Session): void {
    const body = exchange.requestBody
    const hasBody = body !== null && body.length > 0
    let stream: ClientHttp2Stream
    exchange.onRequestStart()
    try {
      stream = session.request(headersOf(exchange, this.#origin), { endStream: !hasBody })
    } catch (error) {
      this.#later(exchange, error)
      return
    }
    this.#streams.set(exchange, stream)
    const isCurrent = (): boolean => this.#streams.get(exchange) === stream
    stream.on('response', (headers) => {
      if (!isCurrent()) return
      exchange.onResponseStarted()
      exchange.onResponseHead(responseHead(headers))
    })
    stream.on('data', (chunk: Buffer) => isCurrent() && exchange.onResponseData(chunk, 0, chunk.length))
    let hasEnded = false
    stream.on('end', () => (hasEnded = true))
    stream.on('error', () => {})
    // Not at `end`: that comes also where the server cut the response off, before its code is known.
    stream.on('close', () => {
      if (!isCurrent()) return
      this.#streams.delete(exchange)
      if (hasEnded && stream.rstCode === constants.NGHTTP2_NO_ERROR) exchange.onResponseEnd()
      else exchange.onResponseError(session.destroyed ? this.#whyLost(null) : errorOf(stream))
    })
    if (body instanceof StreamedBody) this.#stream(exchange, stream, body)
    else if (hasBody) stream.end(body, () => isCurrent() && exchange.onRequestSent())
  }

  #stream(exchange: ClientExchange, stream: ClientHttp2Stream, body: StreamedBody): void {
    const isCurrent = (): boolean => this.#streams.get(exchange) === stream
    const wrote = (bytes: number): void => {
      if (isCurrent()) exchange.onBodyBytes(bytes)
    }
    const giveUp = body.sendTo(stream, wrote, (error) => {
      if (!isCurrent()) return
      if (error === null) {
        stream.end()
        exchange.onRequestSent()
      } else if (error instanceof BodyFileError) {
        this.abort(exchange)
        exchange.onResponseError(error)
      }
    })
    stream.on('close', giveUp)
  }

  /** The connection is gone, or never came to be: everybody hears of it. */
  #lost(error: Error | null): void {
    const reason = this.#whyLost(error)
    const concerned = [...this.#waiting, ...this.#streams.keys()]
    this.close()
    for (const exchange of concerned) exchange.onResponseError(reason)
  }

  /** A server that has not even sent its settings does not know what was said to it (RFC 9113 §3.4). */
  #whyLost(error: Error | null): Error {
    if (this.#hasBegun && !this.#hasSettings) return new NoHttp2Error('it answered in another protocol, or not at all')
    return error ?? Object.assign(new Error('the connection was closed'), { code: 'ECONNRESET' })
  }

  #later(exchange: ClientExchange, error: unknown): void {
    this.#waiting.add(exchange)
    setImmediate(() => this.#waiting.delete(exchange) && exchange.onResponseError(error))
  }
}

function headersOf(exchange: ClientExchange, origin: string): Record<string, string | string[]> {
  const { protocol, host } = new URL(origin)
  const { method, path, requestHeaders, requestBody } = exchange
  const headers: Record<string, string | string[]> = {
    ':method': method,
    ':scheme': protocol.slice(0, -1),
    ':authority': host,
    ':path': path,
  }
  const { pairs } = requestHeaders
  for (let i = 0; i < pairs.length; i += 2) headers[pairs[i] === 'host' ? ':authority' : pairs[i]!] = pairs[i + 1]!
  if (requestBody !== null && requestBody.length > 0) headers['content-length'] = String(requestBody.length)
  return headers
}

function responseHead(received: IncomingHttpHeaders & { ':status'?: number }): ResponseHead {
  const headers = Object.create(null) as Record<string, ReceivedHeaders[string]>
  for (const [name, value] of Object.entries(received)) if (!name.startsWith(':')) headers[name] = value
  return ResponseHead.of(received[':status'] ?? 0, '', headers)
}

function errorOf(stream: ClientHttp2Stream): Error {
  const code = stream.rstCode
  if (code === undefined || code === constants.NGHTTP2_NO_ERROR)
    return Object.assign(new Error('the connection was closed'), { code: 'ECONNRESET' })
  return new StreamResetError(ERROR_CODES[code] ?? `code ${code}`)
}
