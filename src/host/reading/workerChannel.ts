/** The way between a thread and the one that started it. Typed arrays are cloned as they are. */
import type { MessagePort } from 'node:worker_threads'
import type { Channel } from '../../contract/channel.ts'

/** Closed when the other end is, or its thread has ended. */
export function workerChannel(port: MessagePort): Channel {
  return {
    post: (message) => port.postMessage(message),
    onMessage: (listener) => port.on('message', listener),
    onClose: (listener) => port.once('close', listener),
    close: () => port.close(),
  }
}
