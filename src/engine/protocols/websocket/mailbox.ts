/**
 * Messages that nobody has looked at yet. A notification may come a moment before the step that waits for it; so those since
 * the user's last send or listen are kept for `waitFor`, the newest when there are too many.
 */
import { isUtf8 } from 'node:buffer'

const MOST_MESSAGES = 1000
const MOST_BYTES = 1024 * 1024

interface Kept {
  bytes: Buffer
  isBinary: boolean
}

export class Mailbox {
  #kept: Kept[] = []
  #bytes = 0
  #overflowed = false

  /** Messages were left out since the last `clear`. */
  get overflowed(): boolean {
    return this.#overflowed
  }

  /** Keeps a copy: a message of `ws` is a part of a larger chunk, all of which it would keep alive. */
  add(message: Buffer, isBinary: boolean): void {
    if (message.length > MOST_BYTES) {
      this.#overflowed = true
      return
    }
    this.#kept.push({ bytes: Buffer.from(message), isBinary })
    this.#bytes += message.length
    while (this.#kept.length > MOST_MESSAGES || this.#bytes > MOST_BYTES) {
      this.#bytes -= this.#kept.shift()!.bytes.length
      this.#overflowed = true
    }
  }

  /** Takes the oldest message for which `matches` holds out and leaves the others; null when there is none. */
  take(matches: (text: string) => boolean): string | null {
    for (let i = 0; i < this.#kept.length; i++) {
      const { bytes, isBinary } = this.#kept[i]!
      const text = textOfMessage(bytes, isBinary)
      if (text === null || !matches(text)) continue
      this.#kept.splice(i, 1)
      this.#bytes -= bytes.length
      return text
    }
    return null
  }

  clear(): void {
    if (this.#kept.length > 0) this.#kept = []
    this.#bytes = 0
    this.#overflowed = false
  }
}

/** A message as checks see it. A binary one is a text when it is valid UTF-8 (many servers send JSON so), else null. */
export function textOfMessage(message: Buffer, isBinary: boolean): string | null {
  // `ws` has checked text messages.
  return isBinary && !isUtf8(message) ? null : message.toString()
}
