/** Errors as they cross a border: a name to tell them apart by, and a sentence for people. No stack, no path of the host's. */

/** What a handler throws on purpose: its message is meant for whoever called. */
export class CallError extends Error {
  readonly code: string

  /** @param code `notFound`, `readOnly`, `invalid`, …; becomes the name of the error at the other end */
  constructor(code: string, message: string) {
    super(message)
    this.name = code
    this.code = code
  }
}

/** What a call failed with at the other end. */
export class RemoteError extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.name = code
    this.code = code
  }
}

/** The other end is gone, or a call was cancelled: nothing is known about what became of it. */
export class ConnectionLost extends Error {
  override name = 'ConnectionLost'
}
