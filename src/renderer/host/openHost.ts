/** The way from this page to its host, whatever shell it runs in. */
import type { Channel } from '../../contract/channel.ts'
import { connectRpc, type Connection } from '../../contract/rpc/connectRpc.ts'
import type { PageToShell, ShellBridge, ShellToPage } from '../../contract/shellPage.ts'
import type { Workbench } from '../../contract/workbench.ts'
import type { useConnection } from './connection.ts'
import { takeFirstChannel } from './firstChannel.ts'
import { NotAdmitted } from './pageToken.ts'
import { findShellBridge, openShellPorts } from './portChannel.ts'
import { openWebSocketChannel } from './webSocketChannel.ts'

/** The page's part of what the shell around it adds. */
export interface ShellEnd {
  /** The way to the shell, anew after each connection. */
  attach(post: (message: PageToShell) => void): void
  receive(message: ShellToPage): void
}

/** Connects, and goes on connecting; how that stands is told to `connection`. What else a shell says is for `shellEnd`. */
export function openHost(connection: ReturnType<typeof useConnection>, shellEnd: ShellEnd): Connection<Workbench> {
  async function openSocket(): Promise<Channel> {
    try {
      const channel = await (takeFirstChannel() ?? openWebSocketChannel(window))
      connection.setRefusal(null)
      return channel
    } catch (error) {
      connection.setRefusal(error instanceof NotAdmitted ? error.message : null)
      throw error
    }
  }

  const bridge = findShellBridge(window)
  const open = bridge === null ? openSocket : () => openPort(bridge, shellEnd)
  addEventListener('online', () => connection.retry())
  return connectRpc<Workbench>({ open, onState: connection.changeState, wait: connection.waitToRetry })
}

async function openPort(bridge: ShellBridge, shellEnd: ShellEnd): Promise<Channel> {
  const { host, shell } = await openShellPorts(window, bridge)
  shellEnd.attach((message) => shell.post(message))
  shell.onMessage((raw) => {
    // From main, which is ours: typed, not parsed.
    const message = raw as ShellToPage
    // A port whose other end is gone, or was never there, may say nothing; main knows.
    if (message.type === 'hostGone' || message.type === 'hostChanged') host.close()
    shellEnd.receive(message)
  })
  return host
}
