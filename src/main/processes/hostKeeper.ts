/** Keeps a host up for the workspace that is open: a host that ends by itself is followed by another. */
import type { MessagePortMain } from 'electron'
import type { ActiveRun } from '../../contract/methods/runs.ts'
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
  start: (workspace: string, events: HostEvents) => HostProcess,
  readSecrets: () => Promise<Record<string, string>>,
  events: KeeperEvents,
): HostKeeper {
  const limit = createRestartLimit()
  let workspace: string | null = null
  let runs: readonly ActiveRun[] = []
  let host: HostProcess | null = null
  let stopping: PromiseWithResolvers<void> | null = null

  function setRuns(next: readonly ActiveRun[]): void {
    runs = next
    events.runsChanged()
  }

  /** At once: a host that waited for anything of the system's would not be there when that hangs. */
  function begin(folder: string): void {
    workspace = folder
    host = start(folder, {
      opened: () => events.opened(folder),
      activeRuns: setRuns,
      secrets: readSecrets,
      ended,
    })
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
    else begin(served)
    events.crashed(how, isGivenUp)
  }

  return {
    get workspace() {
      return workspace
    },
    get runs() {
      return runs
    },
    serve: begin,
    connect(port) {
      if (host === null) port.close()
      else host.connect(port)
    },
    stop(how) {
      if (host === null) return Promise.resolve()
      stopping ??= Promise.withResolvers()
      host.close(how)
      return stopping.promise
    },
  }
}
