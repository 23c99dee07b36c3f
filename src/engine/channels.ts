/**
 * The engine's way to its parent. The same built file runs as an Electron utility process, a child process and a worker
 * thread; only this function knows which.
 */
import { parentPort as threadPort } from 'node:worker_threads'
import type { Channel } from '../contract/channel.ts'
import { createEnding } from '../contract/ending.ts'
import type { ShellParentPort, ShellPort } from '../contract/shell.ts'

/** @throws Error when there is no parent to talk to. */
export function parentChannel(): Channel {
  const utilityPort = (process as unknown as { parentPort?: ShellParentPort }).parentPort
  if (utilityPort) return brokeredChannel(utilityPort)
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

/** In Electron the parent is main, which only brings the port to the host (contract/shell.ts). */
export function brokeredChannel(parent: ShellParentPort): Channel {
  const messageListeners: ((message: unknown) => void)[] = []
  const ending = createEnding()
  let early: unknown[] = []
  let port: ShellPort | null = null

  parent.on('message', ({ ports: [brought] }) => {
    if (brought === undefined || port !== null) return
    port = brought
    brought.on('message', ({ data }) => {
      for (const listener of messageListeners) listener(data)
    })
    brought.on('close', () => ending.end())
    brought.start()
    for (const message of early) brought.postMessage(message)
    early = []
  })

  return {
    post: (message) => {
      if (ending.isOver) return
      if (port === null) early.push(message)
      else port.postMessage(message)
    },
    onMessage: (listener) => void messageListeners.push(listener),
    onClose: (listener) => ending.onEnd(listener),
    close: () => {
      port?.close()
      ending.end()
    },
  }
}
