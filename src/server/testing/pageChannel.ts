/** A page without a browser: what it says and where it says to be from is what a browser would send. */
import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { Channel } from '../../contract/channel.ts'
import { decodeMessage, encodeMessage } from '../../contract/wire.ts'

/** @param url as it is printed, with the token */
export async function openPageChannel(url: string): Promise<Channel> {
  const { host, origin, hash } = new URL(url)
  const protocols = ['loadwright', `token.${hash.slice('#token='.length)}`]
  const socket = new WebSocket(`ws://${host}/channel`, protocols, { headers: { origin } })
  await once(socket, 'open')
  socket.on('error', () => {})
  return {
    post: (message) => socket.send(encodeMessage(message)),
    onMessage: (listener) =>
      void socket.on('message', (data: Buffer) => {
        if (data.length > 0) listener(decodeMessage(data))
      }),
    onClose: (listener) => void socket.once('close', () => listener()),
    /** Without a goodbye, as when the network is gone. */
    close: () => socket.terminate(),
  }
}
