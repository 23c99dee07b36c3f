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
  /** Another one was started, unless it is given up. */
  crashed(crash: HostCrash): void
  /** It is there and does not answer; false: it does again. Told again while it does not. */
  silent: (isSilent: boolean) => void
  /** It was to close, did not in time, and is killed. */
  overdue(): void
}

export interface HostCrash {
  /** What it served. */
  workspace: string
  /** `was killed, exit code 9` */
  how: string
  lastWords: string
  /** It happens again and again, and no other one was started. */
  isGivenUp: boolean
}

export interface HostKeeper {
  /** Null: none is open. */
  readonly workspace: string | null
  readonly runs: readonly ActiveRun[]
  /** Only while none is open, or after it was given up. */
  serve(workspace: string): void
  /** The port is closed where there is no host. */
  connect(port: MessagePortMain): void
  /**
   * Stops what runs; resolves when it is written and the host is gone. `now` after `graceful` shortens it. A host with nothing to
   * wait for that does not close is killed.
   */
  stop(how: 'graceful' | 'now'): Promise<void>
  /** The host is killed, and followed by another. */
  restart(): void
}

/** To write and close what is open, once no load is made any more. */
const CLOSING_MS = 10_000

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
  let patience: NodeJS.Timeout | undefined

  function setRuns(next: readonly ActiveRun[]): void {
    runs = next
    if (stopping !== null && runs.length === 0) killLater()
    events.runsChanged()
  }

  function killLater(): void {
    patience ??= setTimeout(() => {
      events.overdue()
      host?.kill()
    }, CLOSING_MS)
  }

  /** At once: a host that waited for anything of the system's would not be there when that hangs. */
  function begin(folder: string): void {
    workspace = folder
    host = start(folder, {
      opened: () => events.opened(folder),
      activeRuns: setRuns,
      secrets: readSecrets,
      silent: events.silent,
      ended,
    })
  }

  function ended(end: HostEnd): void {
    const served = workspace
    const stopped = stopping
    clearTimeout(patience)
    patience = undefined
    events.silent(false)
    host = null
    workspace = null
    stopping = null
    setRuns([])
    if (stopped !== null) stopped.resolve()
    else if (end.type === 'notOpened') events.notOpened(end.message)
    else if (served !== null) startAgain(served, end)
  }

  function startAgain(served: string, end: Exclude<HostEnd, { type: 'notOpened' }>): void {
    const { how, lastWords } = end.type === 'crashed' ? end : { how: 'closed', lastWords: '' }
    const isGivenUp = !limit.allows(Date.now())
    if (!isGivenUp) begin(served)
    events.crashed({ workspace: served, how, lastWords, isGivenUp })
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
      events.silent(false)
      host.close(how)
      if (how === 'now' || runs.length === 0) killLater()
      return stopping.promise
    },
    restart: () => host?.kill(),
  }
}
