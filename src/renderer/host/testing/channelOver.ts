/** A channel over a port of Node's, for tests with a real connection and no browser. */
import type { Channel } from '../../../contract/channel.ts'

/** As `MessagePort` of node:worker_threads, whose types the window's code does not have. */
interface ThreadPort {
  postMessage(message: unknown): void
  on(event: string, listener: (value: unknown) => void): unknown
  close(): void
}

export function channelOver(port: ThreadPort): Channel {
  return {
    post: (message) => port.postMessage(message),
    onMessage: (listener) => void port.on('message', listener),
    onClose: (listener) => void port.on('close', listener),
    close: () => port.close(),
  }
}
