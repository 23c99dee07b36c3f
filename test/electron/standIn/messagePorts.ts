/** MessageChannelMain: two ends in this process, each of which may be handed on to another process or to a page. */
import { EventEmitter } from 'node:events'

export class MessagePortMain extends EventEmitter<{ message: [{ data: unknown; ports: [] }]; close: [] }> {
  peer: MessagePortMain | null = null
  #queue: unknown[] | null = []
  #isClosed = false

  get isClosed(): boolean {
    return this.#isClosed
  }
  postMessage(data: unknown): void {
    if (!this.#isClosed) this.peer?.deliver(structuredClone(data))
  }
  /** Nothing comes before. */
  start(): void {
    const queued = this.#queue ?? []
    this.#queue = null
    for (const data of queued) this.emit('message', { data, ports: [] })
  }
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    setImmediate(() => this.emit('close'))
    this.peer?.close()
  }
  deliver(data: unknown): void {
    if (this.#queue !== null) this.#queue.push(data)
    else setImmediate(() => this.emit('message', { data, ports: [] }))
  }
}

export class MessageChannelMain {
  port1 = new MessagePortMain()
  port2 = new MessagePortMain()
  constructor() {
    this.port1.peer = this.port2
    this.port2.peer = this.port1
  }
}

/** The far end of a port that was handed on: whatever carries it calls these. */
export interface Carried {
  send(data: unknown): void
  close(): void
}

/** @returns what is to be called with what comes from there, and at its end */
export function carry(port: MessagePortMain, far: Carried): Carried {
  port.on('message', ({ data }) => far.send(data))
  port.on('close', () => far.close())
  port.start()
  // One that was closed before it got there says so there.
  if (port.isClosed) far.close()
  return { send: (data) => port.postMessage(data), close: () => port.close() }
}
