/** The host in Electron's utility process: what main tells it to open, served to each window over a port of its own. */
import type { ShellParentPort, ShellPort, ToHostProcess, ToMainProcess } from '../../contract/shell.ts'
import { serveRpc } from '../../contract/rpc/serveRpc.ts'
import { workbench } from '../../contract/workbench.ts'
import { HistoryError } from '../storage/historyError.ts'
import { shellChannel } from './shellChannel.ts'
import { createShellProcesses } from './shellProcesses.ts'
import { createWorkbenchHost, WorkspaceError, type WorkbenchHost } from './workbenchHost.ts'

export interface ShellFiles {
  readerFile: string
  /** From it the bundled plans are found; started it is by main. */
  targetFile: string
}

/**
 * @param log for faults: lines on standard error, which main keeps
 * @param end ends the process
 */
export function serveShell(
  parent: ShellParentPort,
  files: ShellFiles,
  log: (line: string) => void,
  end: (exitCode: number) => void,
): void {
  const tellMain = (message: ToMainProcess): void => parent.postMessage(message)
  const processes = createShellProcesses(tellMain)
  const secrets = createSecretQuestions(tellMain)
  let host: WorkbenchHost | null = null
  let program = ''
  /** Ports of windows that came before there was anything to serve. */
  let waiting: ShellPort[] = []

  function open(message: Extract<ToHostProcess, { type: 'open' }>): void {
    if (host !== null) return
    program = message.program
    try {
      host = createWorkbenchHost({
        ...message,
        ...files,
        spawnEngine: processes.spawnEngine,
        startTarget: processes.startTarget,
        readSecrets: () => secrets.ask(),
        by: 'window',
        log,
        activeRunsChanged: (runs) => tellMain({ type: 'activeRuns', runs }),
      })
    } catch (error) {
      const isExpected = error instanceof HistoryError || error instanceof WorkspaceError
      if (!isExpected) log(`The workspace could not be opened: ${String(error)}`)
      const sentence = isExpected
        ? error.message
        : 'The workspace could not be opened because of a fault in Loadwright.'
      tellMain({ type: 'notOpened', message: sentence })
      end(1)
      return
    }
    host.prepare()
    for (const port of waiting) serve(host, port)
    waiting = []
    tellMain({ type: 'opened' })
  }

  function serve({ handlers }: WorkbenchHost, port: ShellPort): void {
    serveRpc(shellChannel(port), workbench, handlers, {
      program,
      onFault: (method, error) =>
        log(`${method}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
    })
  }

  parent.on('message', ({ data, ports }) => {
    const message = data as ToHostProcess
    const [port] = ports
    switch (message.type) {
      case 'open':
        open(message)
        break
      case 'window':
        if (port === undefined) break
        if (host === null) waiting.push(port)
        else serve(host, port)
        break
      case 'engine':
      case 'target':
      case 'exited':
        processes.receive(message, port)
        break
      case 'secrets':
        secrets.receive(message.id, message.values)
        break
      case 'ping':
        tellMain({ type: 'pong' })
        break
      case 'close':
        void (host?.close({ stopRuns: message.stopRuns }) ?? Promise.resolve()).then(
          () => tellMain({ type: 'closed' }),
          (error: unknown) => {
            log(`Closing failed: ${String(error)}`)
            tellMain({ type: 'closed' })
          },
        )
        break
      default:
        message satisfies never
    }
  })
  tellMain({ type: 'listening' })
}

interface SecretQuestions {
  ask(): Promise<Record<string, string>>
  receive(id: number, values: Record<string, string>): void
}

function createSecretQuestions(tellMain: (message: ToMainProcess) => void): SecretQuestions {
  let nextId = 0
  const asked = new Map<number, (values: Record<string, string>) => void>()
  return {
    ask: () =>
      new Promise((resolve) => {
        const id = nextId++
        asked.set(id, resolve)
        tellMain({ type: 'secrets', id })
      }),
    receive(id, values) {
      asked.get(id)?.(values)
      asked.delete(id)
    },
  }
}
