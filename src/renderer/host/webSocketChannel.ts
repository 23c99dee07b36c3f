/** The page's end of the channel to `loadwright serve`. */
import type { Channel } from '../../contract/channel.ts'
import { createEnding } from '../../contract/ending.ts'
import { decodeMessage, encodeMessage } from '../../contract/wire.ts'
import { askForToken, takeCredential, type PageParts } from './pageToken.ts'

/** Without a frame for so long the server counts as gone: it sends one every 20 s at least. */
const SILENCE_MS = 60_000

/**
 * Opens a channel to the server that this page came from, with the token that its address brought, or that was kept. The address
 * is without it before this returns: call it before anything else reads or writes the address.
 * @param page `window`
 * @throws NotAdmitted when the token is missing or wrong, ServerUnreachable
 */
export async function openWebSocketChannel(page: PageParts, silenceMs = SILENCE_MS): Promise<Channel> {
  takeCredential(page)
  const token = await askForToken(page)
  const socket = new WebSocket(`${page.location.origin.replace(/^http/, 'ws')}/channel`, [
    'loadwright',
    `token.${token}`,
  ])
  socket.binaryType = 'arraybuffer'
  const channel = channelOf(socket, silenceMs)
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true })
    channel.onClose(() => reject(new Error('The server did not open the channel.')))
  })
  return channel
}

function channelOf(socket: WebSocket, silenceMs: number): Channel {
  const messageListeners: ((message: unknown) => void)[] = []
  let silence: ReturnType<typeof setTimeout> | undefined
  const ending = createEnding()
  ending.onEnd(() => {
    clearTimeout(silence)
    // At once: a connection that is only waited for would take minutes to be called closed.
    socket.close()
  })
  function listenOn(): void {
    clearTimeout(silence)
    silence = setTimeout(() => ending.end(), silenceMs)
  }
  socket.addEventListener('open', listenOn)
  socket.addEventListener('close', () => ending.end())
  socket.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) => {
    if (ending.isOver) return
    listenOn()
    // An empty frame only says that the server is there.
    if (data.byteLength === 0) return
    const message = decodeMessage(new Uint8Array(data))
    for (const listener of messageListeners) listener(message)
  })

  return {
    post: (message) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(encodeMessage(message))
    },
    onMessage: (listener) => void messageListeners.push(listener),
    onClose: (listener) => ending.onEnd(listener),
    close: () => ending.end(),
  }
}
