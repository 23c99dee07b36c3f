/** What an exchange and the client that carries it know of each other, whatever the version of HTTP. */
import type { Opening } from '../openSocket.ts'
import type { RequestHeaders } from './requestHeaders.ts'
import type { ResponseHead } from './responseHead.ts'
import type { RequestBody } from './streamedBody.ts'

/** A connection to one origin, opening itself again where it has to. */
export interface HttpClient {
  /** Of HTTP, as it is spoken. */
  readonly version: '1.1' | '2'
  /** Exchanges that it carries at once. */
  readonly capacity: number
  /**
   * Sends a request. Ends in one call of `onResponseEnd` or `onResponseError`, but for requests that are aborted.
   * `nowMs` is on the clock of `onResponseStarted`.
   * @throws InvalidValueError when the request cannot be sent as it is; then nothing was
   */
  dispatch(exchange: ClientExchange, nowMs: number): void
  /**
   * Gives a request up: it hears nothing more. Where its response could be taken for another's the connection is closed; the next
   * request opens it again.
   */
  abort(exchange: ClientExchange): void
  /** How the connection was opened, once: for the request that caused it. */
  takeOpening(): Opening | null
  /** Closes the connection; nobody hears anything more. */
  close(): void
}

/** A request, and who hears of its response. */
export interface ClientExchange {
  readonly method: string
  /** Path and query. */
  readonly path: string
  readonly requestHeaders: RequestHeaders
  readonly requestBody: RequestBody | null
  /** The connection is open and the request about to be written. */
  onRequestStart(): void
  /** So many bytes of a body that is read from disk were handed to the network. */
  onBodyBytes(bytes: number): void
  /** A body was handed to the network whole. */
  onRequestSent(): void
  /** The first bytes of a response are here. Returns the time, ms. */
  onResponseStarted(): number
  /** The head of the response; of interim ones (1xx) nothing is told. */
  onResponseHead(head: ResponseHead): void
  /** Bytes of the body; the buffer is used again when the call returns. */
  onResponseData(buffer: Buffer, from: number, to: number): void
  onResponseEnd(): void
  onResponseError(error: unknown): void
}
