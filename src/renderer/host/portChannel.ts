/** The page's ends of the ports that Electron's main process brokers: to the host, and to the shell itself. */
import type { Channel } from '../../contract/channel.ts'
import { createEnding } from '../../contract/ending.ts'
import { decodeMessage, encodeMessage } from '../../contract/wire.ts'
import { PORTS_MESSAGE, SHELL_BRIDGE, type ShellBridge } from '../../contract/shellPage.ts'

export interface ShellPorts {
  host: Channel
  shell: Channel
}

/** Null: this page is not in the Electron shell. */
export function findShellBridge(page: Window): ShellBridge | null {
  const bridge = (page as unknown as Partial<Record<string, Partial<ShellBridge>>>)[SHELL_BRIDGE]
  return typeof bridge?.connect === 'function' ? (bridge as ShellBridge) : null
}

/** Asks for a new pair of ports. Main answers always: where there is no host the first leads nowhere, and over the second `hostChanged` says when there is one. */
export function openShellPorts(page: Window, bridge: ShellBridge): Promise<ShellPorts> {
  return new Promise((resolve) => {
    function receive(event: MessageEvent<unknown>): void {
      // Any window that has a reference to this one can post to it; only the preload's message is from this one itself.
      if (event.source !== page || event.origin !== page.location.origin || event.data !== PORTS_MESSAGE) return
      const [host, shell] = event.ports
      if (host === undefined || shell === undefined) return
      page.removeEventListener('message', receive)
      resolve({ host: portChannel(host), shell: portChannel(shell) })
    }
    page.addEventListener('message', receive)
    bridge.connect()
  })
}

export function portChannel(port: MessagePort): Channel {
  const ending = createEnding()
  port.addEventListener('close', () => ending.end())
  return {
    post: (message) => {
      // Ports cannot clone the proxies of reactive state: what is sent is what a WebSocket would have sent.
      if (!ending.isOver) port.postMessage(decodeMessage(encodeMessage(message)))
    },
    onMessage: (listener) => {
      port.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (!ending.isOver) listener(data)
      })
      port.start()
    },
    onClose: (listener) => ending.onEnd(listener),
    close: () => {
      port.close()
      ending.end()
    },
  }
}
