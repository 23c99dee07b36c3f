/**
 * One HTTP/1.1 connection of a user, on a socket of node:net or node:tls. Not undici's Client: what that does for a request
 * (queues, objects for headers, a parser in WebAssembly, timers) costs more than everything else of a scripted user together;
 * docs/decisions/0002-own-http1-client.md has the figures.
 */
import type { Socket } from 'node:net'
import { InvalidValueError } from '../../../values/invalidValue.ts'
import type { Opening } from '../../openSocket.ts'
import type { ClientExchange, HttpClient } from '../httpClient.ts'
import type { OpenConnection } from '../openConnection.ts'
import type { ResponseHead } from '../responseHead.ts'
import { BodyFileError, StreamedBody } from '../streamedBody.ts'
import { BadResponseError } from './badResponse.ts'
import { ResponseParser, type ParserSink } from './responseParser.ts'

/** The connection was lost before the response was complete. */
export class ConnectionLostError extends Error {
  override name = 'ConnectionLostError'
  readonly code = 'ECONNRESET'
}

/** An idle connection is used for so long, unless the server says otherwise (undici's default). */
const IDLE_LIMIT_MS = 60_000
/** So much before the server would close an idle connection it is given up: a request may not meet its end on the way. */
const CLOSING_MARGIN_MS = 1000
/** Larger bodies are handed over behind their head instead of being copied together with it. */
const COPIED_BODY_BYTES = 16 * 1024
/** Request targets by RFC 9112 §3.2, with what servers take besides; a space or a line break would end it. */
const UNFIT_IN_PATH = /[^\x21-\x7e\x80-\xff]/

export class Http1Client implements HttpClient, ParserSink {
  readonly version = '1.1'
  readonly capacity = 1
  readonly #hostLine: string
  /** Before the path: the origin, where a proxy passes requests on. */
  readonly #prefix: string
  readonly #proxyLine: string
  readonly #open: OpenConnection
  readonly #parser = new ResponseParser()
  /** The connection, also while it is being opened. */
  #connection: { destroy(): void } | null = null
  /** Null until it is open. */
  #socket: Socket | null = null
  #opening: Opening | null = null
  #exchange: ClientExchange | null = null
  /** The head of the request that waits for the connection. */
  #requestHead = ''
  #hasStarted = false
  /** Stops the body that is being sent from disk. */
  #giveUpBody: (() => void) | null = null
  /** The last sign of life from the server. */
  #heardMs = 0

  /** `proxyAuthorization`: given where a proxy passes the requests on (null: without credentials). */
  constructor(origin: string, open: OpenConnection, proxyAuthorization?: string | null) {
    this.#hostLine = `host: ${new URL(origin).host}\r\n`
    this.#prefix = proxyAuthorization === undefined ? '' : origin
    this.#proxyLine = proxyAuthorization ? `proxy-authorization: ${proxyAuthorization}\r\n` : ''
    this.#open = open
  }

  dispatch(exchange: ClientExchange, nowMs: number): void {
    if (this.#exchange !== null) throw new Error('a connection carries one request at a time')
    this.#requestHead = this.#headOf(exchange)
    this.#exchange = exchange
    if (this.#socket !== null && nowMs - this.#heardMs > this.#idleLimitMs()) this.#drop()
    if (this.#socket !== null) this.#send(exchange, this.#socket)
    else if (this.#connection === null) this.#connect()
  }

  takeOpening(): Opening | null {
    const opening = this.#opening
    this.#opening = null
    return opening
  }

  abort(exchange: ClientExchange): void {
    if (this.#exchange === exchange) this.close()
  }

  close(): void {
    this.#exchange = null
    this.#parser.stop()
    this.#drop()
  }

  head(head: ResponseHead): void {
    this.#exchange?.onResponseHead(head)
  }

  data(buffer: Buffer, from: number, to: number): void {
    this.#exchange?.onResponseData(buffer, from, to)
  }

  #headOf({ method, path, requestHeaders, requestBody }: ClientExchange): string {
    if (UNFIT_IN_PATH.test(path)) throw new InvalidValueError(`"${path.slice(0, 200)}" cannot be the path of a request`)
    const host = requestHeaders.hasHost ? '' : this.#hostLine
    const length =
      requestBody !== null && requestBody.length > 0
        ? `content-length: ${requestBody.length}\r\n`
        : method === 'POST' || method === 'PUT' || method === 'PATCH'
          ? 'content-length: 0\r\n'
          : ''
    return `${method} ${this.#prefix}${path} HTTP/1.1\r\n${host}connection: keep-alive\r\n${this.#proxyLine}${requestHeaders.text}${length}\r\n`
  }

  #connect(): void {
    const isCurrent = (): boolean => this.#connection === connection
    const connection = this.#open({
      opened: (socket, opening) => {
        if (!isCurrent()) return
        this.#socket = socket
        this.#opening = opening
        if (this.#exchange !== null) this.#send(this.#exchange, socket)
      },
      read: (buffer, length) => isCurrent() && this.#read(buffer, length),
      ended: () => isCurrent() && this.#ended(),
      closed: (error) => isCurrent() && this.#closed(error),
    })
    this.#connection = connection
  }

  #send(exchange: ClientExchange, socket: Socket): void {
    this.#parser.begin(exchange.method === 'HEAD')
    this.#hasStarted = false
    exchange.onRequestStart()
    const head = this.#requestHead
    const body = exchange.requestBody
    if (body === null || body.length === 0) socket.write(head, 'latin1')
    else if (body instanceof StreamedBody) this.#stream(exchange, socket, body)
    else if (body.length <= COPIED_BODY_BYTES) {
      const whole = Buffer.allocUnsafe(head.length + body.length)
      whole.write(head, 'latin1')
      body.copy(whole, head.length)
      socket.write(whole)
    } else {
      socket.cork()
      socket.write(head, 'latin1')
      socket.write(body, () => {
        if (this.#socket === socket && this.#exchange === exchange) exchange.onRequestSent()
      })
      socket.uncork()
    }
  }

  #stream(exchange: ClientExchange, socket: Socket, body: StreamedBody): void {
    socket.write(this.#requestHead, 'latin1')
    const isCurrent = (): boolean => this.#socket === socket && this.#exchange === exchange
    const wrote = (bytes: number): void => {
      if (isCurrent()) exchange.onBodyBytes(bytes)
    }
    this.#giveUpBody = body.sendTo(socket, wrote, (error) => {
      this.#giveUpBody = null
      if (!isCurrent()) return
      if (error === null) exchange.onRequestSent()
      // A lost connection says so itself.
      else if (error instanceof BodyFileError) this.#failed(error)
    })
  }

  #read(buffer: Buffer, length: number): void {
    const exchange = this.#exchange
    if (exchange === null) {
      // Nobody asked: an answer to nothing must not be taken for the answer to the next request.
      this.#drop()
      return
    }
    const socket = this.#socket!
    const parser = this.#parser
    if (!this.#hasStarted) {
      this.#hasStarted = true
      this.#heardMs = exchange.onResponseStarted()
    }
    let at: number
    try {
      at = parser.execute(buffer, 0, length, this)
    } catch (error) {
      if (!(error instanceof BadResponseError)) throw error
      this.#failed(error)
      return
    }
    // It may have been given up, and its exchange be on its way again.
    if (!parser.isDone || this.#socket !== socket) return
    this.#exchange = null
    // A response before the whole request was sent, and bytes behind a response, leave nothing that could be relied on.
    if (!parser.keepAlive || at < length || socket.writableLength > 0 || this.#giveUpBody !== null) this.#drop()
    exchange.onResponseEnd()
  }

  #ended(): void {
    const exchange = this.#exchange
    const isComplete = this.#hasStarted && this.#parser.endsWithConnection
    // In the middle of a response there may be an error that says why; it comes before `closed`.
    if (exchange !== null && !isComplete) return
    this.#exchange = null
    this.#drop()
    exchange?.onResponseEnd()
  }

  #closed(error: Error | null): void {
    this.#connection = null
    this.#socket = null
    this.#giveUpBody?.()
    this.#giveUpBody = null
    if (this.#exchange !== null) this.#failed(error ?? new ConnectionLostError('the connection was closed'))
  }

  #failed(error: Error): void {
    const exchange = this.#exchange!
    this.#exchange = null
    this.#parser.stop()
    this.#drop()
    exchange.onResponseError(error)
  }

  /** Closes the socket, if there is one; the next request opens another. */
  #drop(): void {
    const connection = this.#connection
    this.#connection = null
    this.#socket = null
    this.#giveUpBody?.()
    this.#giveUpBody = null
    connection?.destroy()
  }

  #idleLimitMs(): number {
    const { keepAliveMs } = this.#parser
    if (keepAliveMs === null) return IDLE_LIMIT_MS
    return Math.max(keepAliveMs - CLOSING_MARGIN_MS, keepAliveMs / 2)
  }
}
