/** The first channel to the server that this page came from, opened before there is anybody to use it. */
import type { Channel } from '../../contract/channel.ts'
import { findShellBridge } from './portChannel.ts'
import { openWebSocketChannel } from './webSocketChannel.ts'

let first: Promise<Channel> | null = null

/** Before anything else reads or writes the address: it may hold what lets this page in. Within a shell there is nothing to begin. */
export function beginChannel(): void {
  if (findShellBridge(window) !== null) return
  first = openWebSocketChannel(window)
  // Whoever takes it is told.
  first.catch(() => {})
}

/** @returns null when it was taken already; whoever wants another one opens it */
export function takeFirstChannel(): Promise<Channel> | null {
  const begun = first
  first = null
  return begun
}
