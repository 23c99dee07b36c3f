/** What an exchange and the client that carries it know of each other, whatever the version of HTTP. */
import type { RequestHeaders } from './requestHeaders.ts'
import type { ResponseHead } from './responseHead.ts'

/** A connection to one origin that carries one exchange at a time, opening itself again where it has to. */
export interface HttpClient {
  /**
   * Sends a request. Ends in one call of `onResponseEnd` or `onResponseError`, but for requests that are aborted.
   * `nowMs` is on the clock of `onResponseStarted`.
   * @throws InvalidValueError when the request cannot be sent as it is; then nothing was
   */
  dispatch(exchange: ClientExchange, nowMs: number): void
  /**
   * Closes the connection, because a response that nobody waits for may still come. Whoever waits hears nothing more; the next
   * request opens it again.
   */
  abort(): void
}

/** A request, and who hears of its response. */
export interface ClientExchange {
  readonly method: string
  /** Path and query. */
  readonly path: string
  readonly requestHeaders: RequestHeaders
  readonly requestBody: Buffer | null
  /** The connection is open and the request about to be written. */
  onRequestStart(): void
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
