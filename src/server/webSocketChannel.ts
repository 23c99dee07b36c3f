/**
 * The server's end of the channel to a page. A page may be slow, asleep or gone without a word: it is let go of then, and
 * never waited for, since the process that serves it may be measuring.
 */
import { WebSocket, type RawData } from 'ws'
import type { Channel } from '../contract/channel.ts'
import { decodeMessage, encodeMessage } from '../contract/wire.ts'
import type { ServerLimits } from './limits.ts'

const NOT_A_FRAME = 1007
const TEXT_NOT_TAKEN = 1003
const EMPTY = new Uint8Array()

/** @param socket open, and with nothing received yet */
export function webSocketChannel(
  socket: WebSocket,
  limits: Pick<ServerLimits, 'bufferedBytes' | 'heartbeatMs'>,
): Channel {
  const messageListeners: ((message: unknown) => void)[] = []
  const closeListeners: (() => void)[] = []
  let hasAnswered = true

  function beat(): void {
    if (!hasAnswered) {
      socket.terminate()
      return
    }
    hasAnswered = false
    socket.ping()
    // Pages are not told of pings: by empty frames they know that the server is still there.
    socket.send(EMPTY)
  }
  const heartbeat = setInterval(beat, limits.heartbeatMs)

  socket.on('pong', () => {
    hasAnswered = true
  })
  socket.on('message', (data, isBinary) => {
    hasAnswered = true
    // It was told to end, and whatever it still says is not listened to.
    if (socket.readyState !== WebSocket.OPEN) return
    if (!isBinary) {
      socket.close(TEXT_NOT_TAKEN, 'Frames are binary.')
      return
    }
    const message = decoded(data)
    if (message === null) socket.close(NOT_A_FRAME, 'That is no frame of this contract.')
    else for (const listener of messageListeners) listener(message.value)
  })
  // What is wrong with it (a frame that is too large, say) closes it, too.
  socket.on('error', () => {})
  socket.once('close', () => {
    clearInterval(heartbeat)
    for (const listener of closeListeners.splice(0)) listener()
  })

  return {
    post(message) {
      if (socket.readyState !== WebSocket.OPEN) return
      // Looked at before: one large answer is no sign that nobody reads.
      if (socket.bufferedAmount > limits.bufferedBytes) socket.terminate()
      else socket.send(encodeMessage(message))
    },
    onMessage: (listener) => void messageListeners.push(listener),
    onClose: (listener) => void closeListeners.push(listener),
    close: () => socket.close(),
  }
}

/** Null: it is no frame. */
function decoded(data: RawData): { value: unknown } | null {
  try {
    return { value: decodeMessage(data as Buffer) }
  } catch {
    return null
  }
}
