/** The way from this page to its host, whatever shell it runs in. */
import type { Channel } from '../../contract/channel.ts'
import { connectRpc, type Connection } from '../../contract/rpc/connectRpc.ts'
import type { Workbench } from '../../contract/workbench.ts'
import type { useConnection } from './connection.ts'
import { NotAdmitted } from './pageToken.ts'
import { openWebSocketChannel } from './webSocketChannel.ts'

/** Connects, and goes on connecting; how that stands is told to `connection`. */
export function openHost(connection: ReturnType<typeof useConnection>): Connection<Workbench> {
  async function open(): Promise<Channel> {
    try {
      const channel = await openWebSocketChannel(window)
      connection.setRefusal(null)
      return channel
    } catch (error) {
      connection.setRefusal(error instanceof NotAdmitted ? error.message : null)
      throw error
    }
  }

  addEventListener('online', () => connection.retry())
  return connectRpc<Workbench>({ open, onState: connection.changeState, wait: connection.waitToRetry })
}
