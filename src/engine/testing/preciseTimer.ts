/** Timers for servers of tests whose delays must be what they say: Node's count whole milliseconds and round up. */

interface Due {
  atMs: number
  call: () => void
}

/** So much before its time a call is waited for turn by turn of the event loop. */
const CLOSE_MS = 2

export class PreciseTimer {
  /** By time. */
  readonly #due: Due[] = []
  #timer: NodeJS.Timeout | null = null
  #isTurning = false

  /** Calls at `atMs` of performance.now(), within some ten microseconds when nothing else keeps the event loop. */
  at(atMs: number, call: () => void): void {
    const index = this.#due.findLastIndex((due) => due.atMs <= atMs) + 1
    this.#due.splice(index, 0, { atMs, call })
    if (index === 0) this.#arm()
  }

  close(): void {
    this.#due.length = 0
    if (this.#timer) clearTimeout(this.#timer)
  }

  #arm(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    const [first] = this.#due
    if (first === undefined || this.#isTurning) return
    const leftMs = first.atMs - performance.now()
    if (leftMs > CLOSE_MS) this.#timer = setTimeout(() => this.#arm(), leftMs - CLOSE_MS)
    else {
      this.#isTurning = true
      this.#turn()
    }
  }

  #turn(): void {
    const now = performance.now()
    while (this.#due.length > 0 && this.#due[0]!.atMs <= now) this.#due.shift()!.call()
    if (this.#due.length > 0 && this.#due[0]!.atMs - now <= CLOSE_MS) {
      setImmediate(() => this.#turn())
      return
    }
    this.#isTurning = false
    this.#arm()
  }
}
