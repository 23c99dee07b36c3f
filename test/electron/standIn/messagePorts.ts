/** MessageChannelMain: two ends in this process, each of which may be handed on to another process or to a page. */
import { EventEmitter } from 'node:events'
import { cloned } from './cloned.ts'

export class MessagePortMain extends EventEmitter<{ message: [{ data: unknown; ports: [] }]; close: [] }> {
  peer: MessagePortMain | null = null
  #queue: unknown[] | null = []
  #isClosed = false
  #isGiven = false

  get isClosed(): boolean {
    return this.#isClosed
  }
  postMessage(data: unknown, transfer: unknown[] = []): void {
    if (transfer.length > 0) throw new TypeError('The stand-in sends no ports over ports.')
    const sent = cloned(data)
    if (!this.#isClosed && !this.#isGiven) this.peer?.deliver(sent)
  }
  /** To another process. From then on this end of it is nobody's. @returns what carries it */
  give(): MessagePortMain {
    if (this.#isGiven) throw new Error('The port is already neutered.')
    this.#isGiven = true
    const given = new MessagePortMain()
    given.peer = this.peer
    if (this.peer !== null) this.peer.peer = given
    given.#queue = this.#queue ?? []
    given.#isClosed = this.#isClosed
    return given
  }
  /** Nothing comes before. */
  start(): void {
    if (this.#isGiven) return
    const queued = this.#queue ?? []
    this.#queue = null
    for (const data of queued) this.emit('message', { data, ports: [] })
  }
  close(): void {
    if (this.#isClosed || this.#isGiven) return
    this.#isClosed = true
    setImmediate(() => this.emit('close'))
    this.peer?.close()
  }
  deliver(data: unknown): void {
    if (this.#queue !== null) this.#queue.push(data)
    else setImmediate(() => this.emit('message', { data, ports: [] }))
  }
}

/** Ports alone can be given to another process: no buffers, no streams. @throws TypeError */
export function givenPorts(transfer: unknown): MessagePortMain[] {
  if (!Array.isArray(transfer) || !transfer.every((each) => each instanceof MessagePortMain))
    throw new TypeError('Invalid value for transfer')
  return transfer.map((port: MessagePortMain) => port.give())
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
