/**
 * An engine as the host sees it. How one is started differs by shell (child process, Electron utility process) and is given
 * to the host; this file has the way of the terminal and of the browser-served workbench.
 */
import { fork, type ForkOptions } from 'node:child_process'
import type { Channel } from '../../contract/channel.ts'

export interface EngineProcess {
  channel: Channel
  pid: number | null
  /** Ends it at once. */
  kill(): void
  /** Called once, when it has ended for whatever reason and its last message was heard: `exit code 1`, `signal SIGKILL`. At once when it has already. */
  onExit(listener: (how: string) => void): void
}

export type SpawnEngine = () => EngineProcess

/**
 * Starts engines as child processes of this one. `file` is the built engine (or its source, run from source); `options` say how
 * its process differs from this one: another environment, or a program that prepares it.
 */
export function childProcessEngines(
  file: string,
  options: Pick<ForkOptions, 'execPath' | 'execArgv' | 'env'> = {},
): SpawnEngine {
  return () => {
    // Structured clone rather than JSON: histograms travel as bytes. What an engine prints is never data.
    const child = fork(file, [], { ...options, serialization: 'advanced', stdio: ['ignore', 2, 2, 'ipc'] })
    const exitListeners: ((how: string) => void)[] = []
    let exited: string | null = null
    const tell = (how: string): void => {
      if (exited !== null) return
      exited = how
      for (const listener of exitListeners) listener(how)
    }
    child.on('exit', (code, signal) => {
      const how = signal ? `signal ${signal}` : `exit code ${code}`
      // What it said before it ended may still be on its way.
      if (child.connected) child.once('disconnect', () => tell(how))
      else tell(how)
    })
    child.on('error', (error) => tell(error.message))
    return {
      channel: {
        post: (message) => {
          if (child.connected) child.send(message as object, () => {})
        },
        onMessage: (listener) => child.on('message', listener),
        onClose: (listener) => child.on('disconnect', listener),
        close: () => {
          if (child.connected) child.disconnect()
        },
      },
      pid: child.pid ?? null,
      kill: () => child.kill('SIGKILL'),
      onExit: (listener) => {
        if (exited !== null) listener(exited)
        else exitListeners.push(listener)
      },
    }
  }
}
