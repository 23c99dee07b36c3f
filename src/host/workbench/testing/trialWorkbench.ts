/** A host of a workspace of its own, asked over a real port, with real engines and a real target: as a window or a page has it. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import type { Channel } from '../../../contract/channel.ts'
import { connectRpc, type Connection } from '../../../contract/rpc/connectRpc.ts'
import { serveRpc } from '../../../contract/rpc/serveRpc.ts'
import { workbench, type Workbench } from '../../../contract/workbench.ts'
import { childProcessEngines } from '../../runs/engineProcess.ts'
import { createWorkbenchHost, type WorkbenchHost, type WorkbenchHostOptions } from '../workbenchHost.ts'

const SOURCE = join(import.meta.dirname, '..', '..', '..')
export const ENGINE_FILE = join(SOURCE, 'engine', 'index.ts')
export const READER_FILE = join(SOURCE, 'host', 'reading', 'index.ts')
export const TARGET_FILE = join(SOURCE, 'target', 'index.ts')

export interface TrialWorkbench {
  /** Links resolved. */
  folder: string
  /** Of the target. */
  url: string
  host: WorkbenchHost
  client: Connection<Workbench>
  /** What was logged: faults. */
  log: string[]
  /** Writes a file, with its folders. */
  write(file: string, text: string): string
  /** Another client of the same host. */
  connect(): Connection<Workbench>
  close(): Promise<void>
}

export async function openTrialWorkbench(options: Partial<WorkbenchHostOptions> = {}): Promise<TrialWorkbench> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'loadwright-workbench-')))
  const server = createServer((_request, response) => response.end('{}'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const log: string[] = []
  const host = createWorkbenchHost({
    workspace: folder,
    program: '0.0.0',
    capabilities: { write: true },
    spawnEngine: childProcessEngines(ENGINE_FILE),
    readerFile: READER_FILE,
    targetFile: TARGET_FILE,
    by: 'browser',
    log: (line) => log.push(line),
    ...options,
  })
  const clients: Connection<Workbench>[] = []
  const connect = (): Connection<Workbench> => {
    const client = connectTo(host, log)
    clients.push(client)
    return client
  }
  return {
    folder,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    host,
    client: connect(),
    log,
    connect,
    write(file, text) {
      const path = join(folder, file)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text)
      return path
    },
    async close() {
      await host.close({ stopRuns: 'now' })
      for (const client of clients) client.close()
      await closeServer(server)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function connectTo({ handlers }: WorkbenchHost, log: string[]): Connection<Workbench> {
  const { port1, port2 } = new MessageChannel()
  serveRpc(portChannel(port1), workbench, handlers, {
    program: '0.0.0',
    onFault: (method, error) => log.push(`${method}: ${String(error)}`),
  })
  return connectRpc<Workbench>({ open: () => Promise.resolve(portChannel(port2)), once: true })
}

export function portChannel(port: MessagePort): Channel {
  return {
    post: (message) => port.postMessage(message),
    onMessage: (listener) => void port.on('message', listener),
    onClose: (listener) => void port.on('close', listener),
    close: () => port.close(),
  }
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}

/** A plan with one user type and scenarios of different lengths. */
export function planText(target: string, name = 'Trial'): string {
  return `name: ${JSON.stringify(name)}
target: ${target}
users:
  Visitor: { wait: 20ms, tasks: [ { name: look, steps: [ { get: /health } ] } ] }
scenarios:
  short: { load: { users: 2, spawnRate: 10, for: 1s }, criteria: [ failures < 1% ] }
  long: { load: { users: 2, spawnRate: 10, for: 10m }, gracefulStop: 1s, criteria: [ failures < 1% ] }
  arrivals: { load: { arrivals: 20/s, for: 1s } }
`
}
