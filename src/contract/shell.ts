/**
 * What Electron's main process and the host say to each other. Main only brokers: it starts processes, hands ports on and knows
 * which runs go on, nothing about them. Host to main cannot carry ports, so every channel is made by main: the host asks, main
 * answers with one end. Both ends are ours, from one package: typed, not parsed.
 */
import type { ActiveRun } from './methods/runs.ts'
import type { Capabilities } from './methods/app.ts'

/** Main to host. The ports that travel with a message are named at its kind. */
export type ToHostProcess =
  /** The first message: what is served. Answered with `opened` or `notOpened`. */
  | {
      type: 'open'
      /** Absolute folder. */
      workspace: string
      /** Absolute; left out: `.loadwright/history.db` in the workspace. */
      historyFile?: string
      program: string
      capabilities: Capabilities
    }
  /** With one port: a window's channel, which speaks the contract of the workbench (rpc/messages.ts). Before `opened` it waits. */
  | { type: 'window' }
  /** With one port: the channel of the engine that was asked for (engineMessages.ts), which runs. Messages sent before are not lost. */
  | { type: 'engine'; id: number; pid: number | null }
  /** The bundled target listens: the line it prints says where (`{"listening":"http://127.0.0.1:PORT"}`). */
  | { type: 'target'; id: number; url: string }
  /** An engine or target is gone, or could not be started (then nothing else was said of it): `exit code 1`. */
  | { type: 'exited'; id: number; how: string }
  /** What the system keeps encrypted, by name. Variables of the environment win over it. */
  | { type: 'secrets'; id: number; values: Record<string, string> }
  /** Answered with `pong`, at once: it is alive. */
  | { type: 'ping' }
  /** Stops what runs, writes it, and answers `closed`; main may end the process then. `now` after `graceful` shortens it. */
  | { type: 'close'; stopRuns: 'graceful' | 'now' }

/** Host to main. */
export type ToMainProcess =
  /** It listens: `open` may be sent. (What is sent before is kept by Electron, too.) */
  | { type: 'listening' }
  | { type: 'opened' }
  /** The workspace cannot be served: a sentence for people. The process ends by itself. */
  | { type: 'notOpened'; message: string }
  /** Start an engine, and give one end of a new channel to it, the other to the host. Ids of processes are never used twice. */
  | { type: 'engine'; id: number }
  /** Start the bundled target (out/main/target.js) with `--port 0 --json`. It ends with the host, like engines. */
  | { type: 'target'; id: number }
  /** End it: an engine at once, a target in order. Answered with `exited` like any other end. */
  | { type: 'kill'; id: number }
  /** The host needs the kept secrets, because a plan is loaded. */
  | { type: 'secrets'; id: number }
  /** Runs that go on in this host, whenever that changes: for the tray, the question at closing, and the power save blocker. */
  | { type: 'activeRuns'; runs: ActiveRun[] }
  | { type: 'pong' }
  | { type: 'closed' }

/** Main to an engine's process: with one port, over which it hears what `ToEngine` says. */
export type ToEngineProcess = { type: 'host' }

/** Main to the bundled target: it is to end, in order. Signals cannot say that on Windows. */
export type ToTargetProcess = { type: 'end' }

/** Electron's MessagePortMain, as far as it is used; nothing comes before `start`. */
export interface ShellPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown
  on(event: 'close', listener: () => void): unknown
  start(): void
  close(): void
}

/** Electron's process.parentPort, as far as it is used. It cannot send ports. */
export interface ShellParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown; ports: ShellPort[] }) => void): unknown
}
