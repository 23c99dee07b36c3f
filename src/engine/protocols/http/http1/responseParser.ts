/**
 * Reads HTTP/1.1 responses (RFC 9112) from the bytes of a connection, one at a time. Written for load: a response whose head
 * comes in one piece costs one scan for its end, one text of it, and a look at each line. As strict as llhttp where a
 * mistake would let one response be taken for a part of another; what a body is worth is other people's business.
 */
import { BadResponseError } from './badResponse.ts'
import type { ResponseHead } from '../responseHead.ts'
import { readHead, MAX_HEAD_BYTES, type Framing } from './readHead.ts'

export interface ParserSink {
  /** The head of the final response. */
  head(head: ResponseHead): void
  /** Bytes of the body. */
  data(buffer: Buffer, from: number, to: number): void
}

const HEAD = 0
const BODY = 1
const BODY_UNTIL_CLOSE = 2
const CHUNK_SIZE = 3
const CHUNK_EXTENSION = 4
const CHUNK_DATA = 5
const CHUNK_END = 6
const TRAILER = 7
const DONE = 8

const CR = 13
const LF = 10
const SEMICOLON = 59
const SPACE = 32
const TAB = 9
/** Hexadecimal digits of a chunk's size; 2^52 bytes is more than any body. */
const MAX_SIZE_DIGITS = 13

export class ResponseParser {
  #state = DONE
  #isBodyless = false
  /** Bytes left of the body, or of the chunk. */
  #left = 0
  /** Digits of a chunk's size. */
  #digits = 0
  /** The byte before, between chunks. */
  #lastByte = 0
  /** Bytes of this line of the trailers. */
  #lineBytes = 0
  /** Bytes of extensions and trailers, which nobody reads. */
  #extraBytes = 0
  /** The beginning of a head that came in pieces. */
  #partial: Buffer | null = null
  #partialBytes = 0
  readonly #framing: Framing = { contentLength: null, isChunked: false, keepAlive: false, keepAliveMs: null }

  /** Makes ready for the next response. `isHead`: it answers a HEAD request, so it has no body. */
  begin(isHead: boolean): void {
    this.#state = HEAD
    this.#isBodyless = isHead
    this.#partialBytes = 0
  }

  /** The connection can carry another request after this response. */
  get keepAlive(): boolean {
    return this.#framing.keepAlive
  }

  /** How long the server keeps an idle connection, where it says so. */
  get keepAliveMs(): number | null {
    return this.#framing.keepAliveMs
  }

  /** The response is complete. */
  get isDone(): boolean {
    return this.#state === DONE
  }

  /** The end of the connection completes the response. */
  get endsWithConnection(): boolean {
    return this.#state === BODY_UNTIL_CLOSE
  }

  /** Nothing more is wanted of this response. */
  stop(): void {
    this.#state = DONE
    this.#partial = null
  }

  /**
   * Reads on, until the response is complete. Returns where it stopped: before `to` only when it is.
   * @throws BadResponseError
   */
  execute(buffer: Buffer, from: number, to: number, sink: ParserSink): number {
    let at = from
    while (at < to && this.#state !== DONE) {
      switch (this.#state) {
        case HEAD:
          at = this.#head(buffer, at, to, sink)
          break
        case BODY:
        case CHUNK_DATA: {
          const end = Math.min(to, at + this.#left)
          this.#left -= end - at
          if (this.#left === 0) {
            this.#state = this.#state === BODY ? DONE : CHUNK_END
            this.#lastByte = 0
          }
          sink.data(buffer, at, end)
          at = end
          break
        }
        case BODY_UNTIL_CLOSE:
          sink.data(buffer, at, to)
          at = to
          break
        default:
          this.#between(buffer[at++]!)
      }
    }
    return at
  }

  #head(buffer: Buffer, at: number, to: number, sink: ParserSink): number {
    if (this.#partialBytes > 0) return this.#headInPieces(buffer, at, to, sink)
    const end = endOfHead(buffer, at, Math.min(to, at + MAX_HEAD_BYTES))
    if (end < 0) return this.#headInPieces(buffer, at, to, sink)
    this.#begun(readHead(buffer.toString('latin1', at, end), this.#framing), sink)
    return end
  }

  #headInPieces(buffer: Buffer, at: number, to: number, sink: ParserSink): number {
    const partial = (this.#partial ??= Buffer.allocUnsafe(MAX_HEAD_BYTES))
    const before = this.#partialBytes
    this.#partialBytes += buffer.copy(partial, before, at, to)
    const end = endOfHead(partial, 0, this.#partialBytes)
    if (end < 0) {
      refuseHopeless(partial.subarray(0, this.#partialBytes))
      return to
    }
    this.#partial = null
    this.#partialBytes = 0
    this.#begun(readHead(partial.toString('latin1', 0, end), this.#framing), sink)
    return at + end - before
  }

  #begun(head: ResponseHead, sink: ParserSink): void {
    const { status } = head
    const framing = this.#framing
    if (status === 101) throw new BadResponseError('upgrade')
    // Interim responses: a client must be able to take them, even where it did not ask (RFC 9110 §15.2).
    if (status < 200) return
    if (this.#isBodyless || status === 204 || status === 304) this.#state = DONE
    else if (framing.isChunked) {
      this.#extraBytes = 0
      this.#startChunk()
    } else if (framing.contentLength === null) {
      this.#state = BODY_UNTIL_CLOSE
      framing.keepAlive = false
    } else {
      this.#left = framing.contentLength
      this.#state = this.#left === 0 ? DONE : BODY
    }
    sink.head(head)
  }

  #startChunk(): void {
    this.#state = CHUNK_SIZE
    this.#left = 0
    this.#digits = 0
  }

  /** One byte of what stands between chunks, and after the last (RFC 9112 §7.1). */
  #between(byte: number): void {
    const last = this.#lastByte
    this.#lastByte = byte
    if (byte === LF && last !== CR) throw new BadResponseError('invalid', 'Missing CR before LF')
    switch (this.#state) {
      case CHUNK_SIZE: {
        const digit = hexDigit(byte)
        if (digit >= 0) {
          if (++this.#digits > MAX_SIZE_DIGITS) throw new BadResponseError('invalid', 'Chunk size overflow')
          this.#left = this.#left * 16 + digit
        } else if (this.#digits > 0 && (byte === CR || byte === SEMICOLON || byte === SPACE || byte === TAB))
          this.#state = CHUNK_EXTENSION
        else throw new BadResponseError('invalid', 'Invalid character in chunk size')
        return
      }
      case CHUNK_EXTENSION:
        this.#countExtra()
        if (byte !== LF) {
          if (last === CR) throw new BadResponseError('invalid', 'Expected LF after chunk size')
          return
        }
        this.#lineBytes = 0
        this.#state = this.#left > 0 ? CHUNK_DATA : TRAILER
        return
      case CHUNK_END:
        if (byte === LF) this.#startChunk()
        else if (byte !== CR || last === CR) throw new BadResponseError('invalid', 'Expected LF after chunk data')
        return
      default:
        // Trailers are read over: an empty line ends them.
        this.#countExtra()
        if (byte !== LF) this.#lineBytes++
        else if (this.#lineBytes === 1) this.#state = DONE
        else this.#lineBytes = 0
    }
  }

  #countExtra(): void {
    if (++this.#extraBytes > MAX_HEAD_BYTES) throw new BadResponseError('headTooLarge')
  }
}

/** The index behind the empty line that ends a head, or −1. Steps over what cannot be its end. */
function endOfHead(buffer: Buffer, from: number, to: number): number {
  let at = from + 3
  while (at < to) {
    const byte = buffer[at]!
    if (byte > CR) at += 4
    else if (byte === LF) {
      if (buffer[at - 1] === CR && buffer[at - 2] === LF && buffer[at - 3] === CR) return at + 1
      at += 2
    } else at++
  }
  return -1
}

/** What cannot become a head is refused as soon as that is seen, not when its end never comes. */
function refuseHopeless(partial: Buffer): void {
  if (!'HTTP/1.'.startsWith(partial.toString('latin1', 0, 7))) throw new BadResponseError('notHttp')
  if (partial.length === MAX_HEAD_BYTES) throw new BadResponseError('headTooLarge')
  for (let at = partial.indexOf(LF); at >= 0; at = partial.indexOf(LF, at + 1))
    if (partial[at - 1] !== CR) throw new BadResponseError('invalid', 'Missing CR before LF')
}

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48
  const letter = byte | 0x20
  return letter >= 97 && letter <= 102 ? letter - 87 : -1
}
