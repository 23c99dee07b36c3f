/** The host of one workspace as a process, with what it started; main knows no more of it than what it says here. */
import type { MessagePortMain } from 'electron'
import type { ActiveRun } from '../../contract/methods/runs.ts'
import type { ToHostProcess, ToMainProcess } from '../../contract/shell.ts'
import { watchLiveness, type Liveness } from './liveness.ts'
import type { StartUtility } from './utility.ts'
import { createWorkers, type WorkerFiles } from './workers.ts'

export interface HostFiles extends WorkerFiles {
  host: string
}

export interface HostEvents {
  /** It serves its workspace. */
  opened(): void
  activeRuns(runs: readonly ActiveRun[]): void
  /** Never rejects, and never hangs: the host waits for it. */
  secrets(): Promise<Record<string, string>>
  /** It does not answer; false: it does again. Told again while it does not. */
  silent: (isSilent: boolean) => void
  /** It is over, whatever for; called once. */
  ended(end: HostEnd): void
}

export type HostEnd =
  /** The workspace cannot be served: a sentence. */
  | { type: 'notOpened'; message: string }
  | { type: 'closed' }
  /** It ended by itself: `crashed, exit code 139`, and what it said last. */
  | { type: 'crashed'; how: string; lastWords: string }

export interface HostProcess {
  /** A window's end of it. Before the workspace is open it waits. */
  connect(port: MessagePortMain): void
  /** Stops what runs; `ended` tells when all is written. `now` after `graceful` shortens that. */
  close(stopRuns: 'graceful' | 'now'): void
  /** At once, with nothing written any more. */
  kill(): void
}

/** After `closed` it has nothing to write any more; should it not end by itself. */
const LAST_MOMENT_MS = 1000

export function startHost(
  start: StartUtility,
  files: HostFiles,
  open: Extract<ToHostProcess, { type: 'open' }>,
  events: HostEvents,
): HostProcess {
  const host = start(files.host, 'host')
  const workers = createWorkers(start, files, tellHost)
  let end: HostEnd | null = null
  let isOver = false
  let liveness: Liveness | null = null

  function tellHost(message: ToHostProcess, port?: MessagePortMain): void {
    if (!isOver) host.process.postMessage(message, port === undefined ? [] : [port])
  }

  function receive(message: ToMainProcess): void {
    switch (message.type) {
      case 'listening':
        break
      case 'opened':
        // Not before: to convert a history of another version takes as long as it takes.
        liveness ??= watchLiveness(() => tellHost({ type: 'ping' }), events.silent)
        events.opened()
        break
      case 'pong':
        liveness?.heard()
        break
      case 'notOpened':
        end = { type: 'notOpened', message: message.message }
        break
      case 'engine':
      case 'target':
      case 'kill':
        workers.receive(message)
        break
      case 'secrets':
        void events.secrets().then((values) => tellHost({ type: 'secrets', id: message.id, values }))
        break
      case 'activeRuns':
        events.activeRuns(message.runs)
        break
      case 'closed':
        end ??= { type: 'closed' }
        host.end()
        setTimeout(() => host.kill(), LAST_MOMENT_MS)
        break
      default:
        message satisfies never
    }
  }

  host.process.on('message', receive)
  void host.ended.then(async (how) => {
    isOver = true
    liveness?.stop()
    workers.killAll()
    events.ended(end ?? { type: 'crashed', how, lastWords: await host.lastWords() })
  })
  tellHost(open)

  return {
    connect: (port) => tellHost({ type: 'window' }, port),
    close(stopRuns) {
      // From now on it has a deadline, where it needs one.
      liveness?.stop()
      tellHost({ type: 'close', stopRuns })
    },
    kill: () => host.kill(),
  }
}
