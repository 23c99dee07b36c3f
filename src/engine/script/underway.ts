/** What code of one user waits for. When the user is cut off, all of it ends; what the code then asks for never comes. */

/** Ends code that is cut off with its user: `finally` blocks run, and whoever catches it gets no further. */
export class CutOffError extends Error {
  override name = 'LoadwrightCutOff'

  constructor() {
    super('cut off by the end of the run')
  }
}

type Rejection = (error: CutOffError) => void

export class Underway {
  readonly #rejections = new Set<Rejection>()
  #onIdle: (() => void) | null = null
  #hasEnded = false

  get hasEnded(): boolean {
    return this.#hasEnded
  }

  get isIdle(): boolean {
    return this.#rejections.size === 0
  }

  add(reject: Rejection): void {
    this.#rejections.add(reject)
  }

  remove(reject: Rejection): void {
    this.#rejections.delete(reject)
    if (this.#rejections.size > 0 || this.#onIdle === null) return
    const then = this.#onIdle
    this.#onIdle = null
    then()
  }

  /** Calls `then` once nothing is under way, perhaps now. Requests that nobody awaited are waited for, too. */
  whenIdle(then: () => void): void {
    if (this.isIdle) then()
    else this.#onIdle = then
  }

  /** The user is cut off. */
  end(): void {
    this.#hasEnded = true
    this.#onIdle = null
    const rejections = [...this.#rejections]
    this.#rejections.clear()
    for (const reject of rejections) reject(new CutOffError())
  }
}

/** For code that goes on after it was cut off. A new one each time: what waits for it can be forgotten with it. */
export function never<T>(): Promise<T> {
  return new Promise<T>(() => {})
}
