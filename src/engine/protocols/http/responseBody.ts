/**
 * The body of one response, as far as anybody wants it: whole for checks and extractions, its beginning for exemplars, and
 * else not at all.
 */
import { BodyError, decodeBody, textOfBody } from './body.ts'
import type { ReceivedHeaders } from '../../values/response.ts'
import type { ResponseHead } from './responseHead.ts'

/** Bodies that somebody looks into may be this large; more is a failure, because it would eat the generator's memory. */
export const INSPECTED_BYTES = 64 * 1024 * 1024
/** Of bodies kept only for exemplars, so much is collected. */
export const CAPTURED_BYTES = 16 * 1024
/** Of packed ones, no more than so much is unpacked only for that: they may be bombs. */
const UNPACKED_BYTES = 1024 * 1024

/** How much of a body is wanted. `whole`: a check or an extraction needs it, or the request has failed. */
export type Wanted = 'nothing' | 'beginning' | 'everything' | 'whole'

export class ResponseBody {
  /** Bytes as they came over the wire. */
  bytes = 0
  #wanted: Wanted = 'nothing'
  #limit = 0
  #chunks: Buffer[] = []
  #collected = 0
  #decoded: Buffer | null = null

  want(wanted: Wanted): void {
    this.#wanted = wanted
    this.#limit = wanted === 'nothing' ? 0 : wanted === 'beginning' ? CAPTURED_BYTES : INSPECTED_BYTES
  }

  /** Copies what is wanted. False when the body is too large to be looked into whole, which somebody must. */
  add(buffer: Buffer, from: number, to: number): boolean {
    const length = to - from
    this.bytes += length
    if (this.#collected >= this.#limit) return this.#wanted !== 'whole'
    this.#collected += length
    const chunk = Buffer.allocUnsafe(length)
    buffer.copy(chunk, 0, from, to)
    this.#chunks.push(chunk)
    return true
  }

  /** The body as text sees it, unpacked; null when it was not wanted or not kept whole. @throws BodyError */
  decode(head: ResponseHead): Buffer | null {
    if (this.#wanted === 'nothing' || this.#wanted === 'beginning') return null
    if (this.#wanted === 'everything' && this.#collected < this.bytes) return null
    this.#decoded = decodeBody(
      this.#chunks,
      head.isEncoded ? head.headers['content-encoding'] : undefined,
      INSPECTED_BYTES,
    )
    return this.#decoded
  }

  /** What was collected, for exemplars: at most 16 KB of text; null when nothing was kept. */
  captured(headers: ReceivedHeaders): string | null {
    const type = contentTypeOf(headers)
    if (this.#decoded !== null) return textOfBody(this.#decoded.subarray(0, CAPTURED_BYTES), type)
    if (this.#chunks.length === 0) return null
    const encoding = headers['content-encoding']
    if (encoding === undefined) return textOfBody(Buffer.concat(this.#chunks).subarray(0, CAPTURED_BYTES), type)
    if (this.#collected < this.bytes) return null
    try {
      return textOfBody(decodeBody(this.#chunks, encoding, UNPACKED_BYTES).subarray(0, CAPTURED_BYTES), type)
    } catch (error) {
      if (error instanceof BodyError) return null
      throw error
    }
  }

  /** Lets go of what a large response would keep alive until the next request. */
  release(): void {
    if (this.#chunks.length > 0) this.#chunks = []
    this.#collected = 0
    this.#limit = 0
    this.#wanted = 'nothing'
    this.#decoded = null
  }
}

export function contentTypeOf(headers: ReceivedHeaders): string | undefined {
  const type = headers['content-type']
  return typeof type === 'string' ? type : undefined
}
