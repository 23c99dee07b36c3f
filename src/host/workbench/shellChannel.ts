/** A port that Electron's main process made, as a channel. */
import type { Channel } from '../../contract/channel.ts'
import { createEnding } from '../../contract/ending.ts'
import type { ShellPort } from '../../contract/shell.ts'

export function shellChannel(port: ShellPort): Channel {
  const ending = createEnding()
  port.on('close', () => ending.end())
  return {
    post: (message) => {
      if (!ending.isOver) port.postMessage(message)
    },
    onMessage: (listener) => {
      port.on('message', ({ data }) => listener(data))
      // Nothing comes before: what was sent meanwhile is not lost.
      port.start()
    },
    onClose: (listener) => ending.onEnd(listener),
    close: () => {
      port.close()
      ending.end()
    },
  }
}
