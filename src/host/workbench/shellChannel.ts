/** A port that Electron's main process made, as a channel. */
import type { Channel } from '../../contract/channel.ts'
import type { ShellPort } from '../../contract/shell.ts'

export function shellChannel(port: ShellPort): Channel {
  const closeListeners: (() => void)[] = []
  let isClosed = false
  const closed = (): void => {
    if (isClosed) return
    isClosed = true
    for (const listener of closeListeners) listener()
  }
  port.on('close', closed)
  return {
    post: (message) => {
      if (!isClosed) port.postMessage(message)
    },
    onMessage: (listener) => {
      port.on('message', ({ data }) => listener(data))
      // Nothing comes before: what was sent meanwhile is not lost.
      port.start()
    },
    onClose: (listener) => void closeListeners.push(listener),
    close: () => {
      port.close()
      closed()
    },
  }
}
