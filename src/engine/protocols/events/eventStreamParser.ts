/**
 * Server-Sent Events out of bytes, by the WHATWG's rules (HTML, §9.2.6). Lines end with CR, LF or both; they are put together as bytes and
 * decoded whole, so that no character is cut. `id` and `retry` are for reconnecting, which a load test does not do.
 */

/** A line, or the data of one event, may be this long. */
export const LONGEST_EVENT_BYTES = 1024 * 1024

const LF = 10
const CR = 13
const NO_BYTES = Buffer.alloc(0)

export class EventStreamParser {
  readonly #onEvent: (type: string, data: string, bytes: number) => void
  /** The beginning of a line whose end has not come. */
  #rest: Buffer = NO_BYTES
  /** Bytes of `#rest` that are in use; there is room behind them, so that a line that comes byte by byte is not copied with each. */
  #restLength = 0
  #isFirstLine = true
  #endedWithCr = false
  #type = ''
  #data: string[] = []
  #dataLength = 0
  /** Since the last event, comments too. */
  #bytes = 0

  /** `bytes`: of the stream since the event before. */
  constructor(onEvent: (type: string, data: string, bytes: number) => void) {
    this.#onEvent = onEvent
  }

  /** Bytes since the last event: of one that was never complete, or of none. */
  get unread(): number {
    return this.#bytes
  }

  /** False when a line or an event is too long: then nothing more can be read. */
  push(buffer: Buffer, from: number, to: number): boolean {
    let start = from
    if (this.#endedWithCr && start < to && buffer[start] === LF) {
      start++
      this.#bytes++
    }
    this.#endedWithCr = false
    for (let at = start; at < to; at++) {
      const byte = buffer[at]
      if (byte !== LF && byte !== CR) continue
      const line = this.#line(buffer, start, at)
      this.#bytes += at + 1 - start
      if (byte === CR) {
        if (at + 1 === to) this.#endedWithCr = true
        else if (buffer[at + 1] === LF) {
          at++
          this.#bytes++
        }
      }
      start = at + 1
      if (!this.#take(line)) return false
    }
    if (start < to) {
      if (this.#restLength + to - start > LONGEST_EVENT_BYTES) return false
      this.#keep(buffer, start, to)
      this.#bytes += to - start
    }
    return true
  }

  #keep(buffer: Buffer, from: number, to: number): void {
    const needed = this.#restLength + to - from
    if (needed > this.#rest.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.#rest.length))
      this.#rest.copy(larger, 0, 0, this.#restLength)
      this.#rest = larger
    }
    buffer.copy(this.#rest, this.#restLength, from, to)
    this.#restLength = needed
  }

  #line(buffer: Buffer, from: number, to: number): string {
    let line: string
    if (this.#restLength === 0) line = buffer.toString('utf8', from, to)
    else {
      this.#keep(buffer, from, to)
      line = this.#rest.toString('utf8', 0, this.#restLength)
      this.#rest = NO_BYTES
      this.#restLength = 0
    }
    if (!this.#isFirstLine) return line
    this.#isFirstLine = false
    return line.startsWith('\uFEFF') ? line.slice(1) : line
  }

  #take(line: string): boolean {
    if (line === '') {
      this.#dispatch()
      return true
    }
    const colon = line.indexOf(':')
    if (colon === 0) return true
    const field = colon < 0 ? line : line.slice(0, colon)
    if (field !== 'data' && field !== 'event') return true
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1)
    if (field === 'event') {
      this.#type = value
      return true
    }
    this.#dataLength += value.length + 1
    if (this.#dataLength > LONGEST_EVENT_BYTES) return false
    this.#data.push(value)
    return true
  }

  #dispatch(): void {
    const type = this.#type === '' ? 'message' : this.#type
    const data = this.#data
    this.#type = ''
    // Without data it is no event.
    if (data.length === 0) return
    this.#data = []
    this.#dataLength = 0
    const bytes = this.#bytes
    this.#bytes = 0
    this.#onEvent(type, data.join('\n'), bytes)
  }
}
