/**
 * The body of one response, as far as anybody wants it: whole for checks and extractions, its beginning for exemplars, and
 * else not at all.
 */
import { BodyError, decodeBody, textOfBody } from './body.ts'
import type { ResponseHead } from './responseHead.ts'

/** Bodies that somebody looks into may be this large; more is a failure, because it would eat the generator's memory. */
export const INSPECTED_BYTES = 64 * 1024 * 1024
/** Of bodies kept only for exemplars, so much is collected. */
export const CAPTURED_BYTES = 16 * 1024
/** Of packed ones, no more than so much is unpacked only for that: they may be bombs. */
const UNPACKED_BYTES = 1024 * 1024

/** How much of a body is wanted. `whole`: a check or an extraction needs it, or the request has failed. */
export type Wanted = 'nothing' | 'beginning' | 'everything' | 'whole'

/** A store of this size is kept for the user's next response; few bodies that are looked into are larger. */
const KEPT_STORE_BYTES = 4096
const NO_STORE = Buffer.alloc(0)

export class ResponseBody {
  /** Bytes as they came over the wire. */
  bytes = 0
  #wanted: Wanted = 'nothing'
  #limit = 0
  #store: Buffer = NO_STORE
  #collected = 0
  #decoded: Buffer | null = null

  want(wanted: Wanted): void {
    this.#wanted = wanted
    this.#limit = wanted === 'nothing' ? 0 : wanted === 'beginning' ? CAPTURED_BYTES : INSPECTED_BYTES
  }

  /** Copies what is wanted. False when the body is too large to be looked into whole, which somebody must. */
  add(buffer: Buffer, from: number, to: number): boolean {
    this.bytes += to - from
    if (this.#collected >= this.#limit) return this.#limit === 0 || this.#wanted !== 'whole'
    const needed = this.#collected + to - from
    if (needed > this.#store.length) this.#grow(needed)
    buffer.copy(this.#store, this.#collected, from, to)
    this.#collected = needed
    return true
  }

  #grow(needed: number): void {
    const store = Buffer.allocUnsafeSlow(Math.max(1024, 2 ** Math.ceil(Math.log2(needed))))
    this.#store.copy(store, 0, 0, this.#collected)
    this.#store = store
  }

  /** The body as text sees it, unpacked; null when it was not wanted or not kept whole. @throws BodyError */
  decode(head: ResponseHead): Buffer | null {
    if (this.#wanted === 'nothing' || this.#wanted === 'beginning') return null
    if (this.#wanted === 'everything' && this.#collected < this.bytes) return null
    const body = this.#store.subarray(0, this.#collected)
    this.#decoded = decodeBody(body, head.isEncoded ? head.headers['content-encoding'] : undefined, INSPECTED_BYTES)
    return this.#decoded
  }

  /** What was collected, for exemplars: at most 16 KB of text; null when nothing was kept. */
  captured({ contentType, headers }: ResponseHead): string | null {
    if (this.#decoded !== null) return textOfBody(this.#decoded.subarray(0, CAPTURED_BYTES), contentType)
    if (this.#collected === 0) return null
    const body = this.#store.subarray(0, this.#collected)
    const encoding = headers['content-encoding']
    if (encoding === undefined) return textOfBody(body.subarray(0, CAPTURED_BYTES), contentType)
    if (this.#collected < this.bytes) return null
    try {
      return textOfBody(decodeBody(body, encoding, UNPACKED_BYTES).subarray(0, CAPTURED_BYTES), contentType)
    } catch (error) {
      if (error instanceof BodyError) return null
      throw error
    }
  }

  /** Lets go of what a large response would keep alive until the next request. */
  release(): void {
    if (this.#store.length > KEPT_STORE_BYTES) this.#store = NO_STORE
    this.#collected = 0
    this.#limit = 0
    this.#wanted = 'nothing'
    this.#decoded = null
  }
}
