/** Keeps a host up for the workspace that is open: a host that ends by itself is followed by another. */
import type { MessagePortMain } from 'electron'
import type { ActiveRun } from '../../contract/methods/runs.ts'
import type { ToHostProcess } from '../../contract/shell.ts'
import type { HostEnd, HostEvents, HostProcess } from './hostProcess.ts'
import { createRestartLimit } from './restartLimit.ts'

export interface KeeperEvents {
  runsChanged(): void
  opened(workspace: string): void
  /** The workspace cannot be served: a sentence. No host is there any more. */
  notOpened(message: string): void
  /** Another one was started, unless it happens again and again: then `isGivenUp`. */
  crashed(how: string, isGivenUp: boolean): void
}

export interface HostKeeper {
  /** Null: none is open. */
  readonly workspace: string | null
  readonly runs: readonly ActiveRun[]
  /** Only while none is open, or after it was given up. */
  serve(workspace: string): void
  /** The port is closed where there is no host. */
  connect(port: MessagePortMain): void
  /** Stops what runs; resolves when it is written and the host is gone. `now` after `graceful` shortens it. */
  stop(how: 'graceful' | 'now'): Promise<void>
}

export function createHostKeeper(
  start: (open: Extract<ToHostProcess, { type: 'open' }>, events: HostEvents) => HostProcess,
  describe: () => Promise<Pick<Extract<ToHostProcess, { type: 'open' }>, 'program' | 'capabilities'>>,
  readSecrets: () => Promise<Record<string, string>>,
  events: KeeperEvents,
): HostKeeper {
  const limit = createRestartLimit()
  let workspace: string | null = null
  let runs: readonly ActiveRun[] = []
  let host: HostProcess | null = null
  /** Ports that came before there was a host: it is being started. */
  let waiting: MessagePortMain[] = []
  let stopping: PromiseWithResolvers<void> | null = null

  function setRuns(next: readonly ActiveRun[]): void {
    runs = next
    events.runsChanged()
  }

  async function begin(folder: string): Promise<void> {
    const described = await describe()
    if (workspace !== folder || host !== null || stopping !== null) return
    host = start(
      { type: 'open', workspace: folder, ...described },
      { opened: () => events.opened(folder), activeRuns: setRuns, secrets: readSecrets, ended },
    )
    for (const port of waiting.splice(0)) host.connect(port)
  }

  function ended(end: HostEnd): void {
    host = null
    const served = workspace
    if (stopping !== null) {
      workspace = null
      stopping.resolve()
      stopping = null
    } else if (end.type === 'notOpened') workspace = null
    setRuns([])
    if (served === null || workspace === null) {
      if (end.type === 'notOpened') events.notOpened(end.message)
      return
    }
    const how = end.type === 'crashed' ? end.how : 'closed'
    const isGivenUp = !limit.allows(Date.now())
    if (isGivenUp) workspace = null
    else void begin(served)
    events.crashed(how, isGivenUp)
  }

  return {
    get workspace() {
      return workspace
    },
    get runs() {
      return runs
    },
    serve(folder) {
      workspace = folder
      void begin(folder)
    },
    connect(port) {
      if (host !== null) host.connect(port)
      else if (workspace !== null) waiting.push(port)
      else port.close()
    },
    stop(how) {
      for (const port of waiting.splice(0)) port.close()
      if (host === null) {
        workspace = null
        return Promise.resolve()
      }
      stopping ??= Promise.withResolvers()
      host.close(how)
      return stopping.promise
    },
  }
}
