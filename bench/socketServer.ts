/** A WebSocket server in a process of its own, on the server's core. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { pinned, SERVER_CORE } from './cores.ts'

export interface SocketServer {
  /** `127.0.0.1:PORT`. */
  address: string
  close(): Promise<void>
}

/** @param kind `echo` answers each text with itself; `broadcast` speaks to everybody 20 times a second */
export async function startSocketServer(kind: 'echo' | 'broadcast'): Promise<SocketServer> {
  const file = join(import.meta.dirname, `${kind}Process.ts`)
  const [command, args] = pinned(SERVER_CORE, process.execPath, [file])
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [port] = (await once(child.stdout, 'data')) as [Buffer]
  return {
    address: `127.0.0.1:${port.toString().trim()}`,
    close: async () => {
      child.kill('SIGTERM')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  }
}
