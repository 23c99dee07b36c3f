/**
 * The engine's way to its parent. The same built file runs as an Electron utility process, a child process and a worker
 * thread; only this function knows which.
 */
import { parentPort as threadPort } from 'node:worker_threads'
import type { Channel } from '../contract/channel.ts'

/** Electron's `process.parentPort`, as far as it is used; typed here so that the engine needs no Electron. */
interface UtilityPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): void
}

/** @throws Error when there is no parent to talk to. */
export function parentChannel(): Channel {
  const utilityPort = (process as unknown as { parentPort?: UtilityPort }).parentPort
  if (utilityPort) {
    return {
      post: (message) => utilityPort.postMessage(message),
      onMessage: (listener) => utilityPort.on('message', (event) => listener(event.data)),
      onClose: () => {},
      close: () => process.exit(0),
    }
  }
  if (threadPort) {
    const port = threadPort
    return {
      post: (message) => port.postMessage(message),
      onMessage: (listener) => port.on('message', listener),
      onClose: (listener) => port.on('close', listener),
      close: () => port.close(),
    }
  }
  if (process.send) {
    return {
      post: (message) => process.send!(message),
      onMessage: (listener) => process.on('message', listener),
      onClose: (listener) => process.on('disconnect', listener),
      close: () => process.disconnect(),
    }
  }
  throw new Error('An engine is started by a host; to run a plan, use `loadwright run`.')
}
